/** The flight page: map, charts, transcript, replay by keyboard, what the file reveals, sealed records. */
import type { FlightPage } from "@creance/api";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ask,
  axeFindings,
  browserMissing,
  importsDone,
  openPage,
  type Served,
  screenshot,
  serveEmptyVault,
  startBrowser,
  type Watched,
} from "./browser.ts";

const reason = browserMissing === null ? "" : ` (${browserMissing})`;
const samples = process.env["CREANCE_SAMPLES"];

/** The replay's time as the page shows it, in seconds. */
async function shownSeconds(page: Page): Promise<number> {
  const value = await page.getByRole("slider", { name: "Time in the flight", exact: true }).getAttribute("aria-valuenow");
  return Number(value);
}

async function openFlight(page: Page, id: string): Promise<void> {
  await page.goto(`/flights/${id}`);
  await page.locator(".u-over").nth(3).waitFor();
  await page.locator("#happened li").first().waitFor();
  // Charts may be there before the track, with which the replay begins anew.
  await page.locator('[data-testid="aircraft"][style]').waitFor({ state: "attached" });
}

describe.skipIf(browserMissing !== null)(`flight page in a browser${reason}`, () => {
  let served: Served;
  let browser: Browser;
  let watched: Watched;
  let flights: FlightPage["rows"];

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveEmptyVault(), startBrowser()]);
    await ask(served, "POST", "/imports/sample");
    await importsDone(served);
    flights = (await ask<FlightPage>(served, "GET", "/flights")).rows;
    watched = await openPage(browser, served);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  const flightWith = (wanted: Partial<FlightPage["rows"][number]>): string => {
    const found = flights.find((flight) => Object.entries(wanted).every(([key, value]) => flight[key as keyof typeof flight] === value));
    if (found === undefined) throw new Error(`the sample has no flight with ${JSON.stringify(wanted)}`);
    return found.id;
  };

  test("track, charts and transcript are there, in light and dark, with no finding of axe", async () => {
    const id = flightWith({ sealed: false, damaged: false });
    for (const theme of ["light", "dark"] as const) {
      const { page, context, errors, foreign } = await openPage(browser, served, { theme });
      await openFlight(page, id);
      expect(await page.locator(".creance-map path").count()).toBeGreaterThan(0);
      await page.locator('[data-map="detailed"]').waitFor({ timeout: 45_000 });
      await screenshot(page, `flight-${theme}`);
      expect(await axeFindings(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(foreign).toEqual([]);
      await context.close();
    }
  });

  test("the keyboard plays, steps, shuttles and jumps; map, charts and bar follow one clock", async () => {
    const { page } = watched;
    await openFlight(page, flightWith({ sealed: false, damaged: false }));
    const cursorAt = (): Promise<string> =>
      page
        .locator(".u-over > div")
        .last()
        .evaluate((line) => (line as HTMLElement).style.transform);
    expect(await shownSeconds(page)).toBe(0);
    const before = await cursorAt();
    await page.keyboard.press("Space");
    await expect.poll(() => shownSeconds(page), { timeout: 15_000 }).toBeGreaterThan(3);
    await page.keyboard.press("k");
    expect(await cursorAt()).not.toBe(before);
    const paused = await shownSeconds(page);
    await page.waitForTimeout(400);
    expect(await shownSeconds(page)).toBe(paused);
    await page.keyboard.press("End");
    const end = await shownSeconds(page);
    expect(end).toBeGreaterThan(60);
    expect(await page.locator("#happened li[aria-current]").count()).toBe(1);
    await page.keyboard.press("Shift+ArrowLeft");
    expect(await shownSeconds(page)).toBe(end - 10);
    await page.keyboard.press("Home");
    expect(await shownSeconds(page)).toBe(0);
    await page.keyboard.press("l");
    await expect.poll(() => shownSeconds(page), { timeout: 15_000 }).toBeGreaterThan(0);
    await page.keyboard.press("k");
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  test("a click on an event goes there", async () => {
    const { page } = watched;
    await openFlight(page, flightWith({ sealed: false, damaged: false }));
    const last = page.locator("#happened li").last();
    await last.getByRole("button").click();
    expect(await shownSeconds(page)).toBeGreaterThan(0);
    expect(await last.getAttribute("aria-current")).toBe("true");
  });

  test("charts as a table, and the bytes that reveal something, are readable without a picture", async () => {
    const { page } = watched;
    await openFlight(page, flightWith({ sealed: false, damaged: false }));
    await page.getByRole("button", { name: "Show as table" }).first().click();
    await page.getByRole("columnheader", { name: "Height above home" }).waitFor();
    await page.getByRole("button", { name: "show the bytes" }).click();
    await page.getByRole("columnheader", { name: "Byte", exact: true }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test("a name is kept, and shows in the list", async () => {
    const { page } = watched;
    const id = flightWith({ sealed: false, damaged: false });
    await openFlight(page, id);
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("textbox", { name: "Name of the flight" }).fill("North slope, second pass");
    await page.getByRole("button", { name: "Keep this name" }).click();
    await page.getByRole("heading", { name: "North slope, second pass" }).waitFor();
    await page.goto("/flights?search=north+slope");
    await page.getByRole("link", { name: "North slope, second pass" }).waitFor();
  });

  test("a note is kept when asked, found by the search, and one key takes the change back", async () => {
    const { page } = watched;
    const id = flightWith({ sealed: false, damaged: false });
    await openFlight(page, id);
    await page.getByRole("button", { name: "Add a note" }).click();
    await page.getByRole("textbox", { name: "Note on the flight" }).fill("Gate was locked.\nCall before the next visit.");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Keep this note" }).click();
    await page.getByRole("note").getByText("Gate was locked.").waitFor();
    await page.getByRole("status").getByText("Note kept").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("textbox", { name: "Name of the flight" }).fill("Locked gate");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Locked gate" }).waitFor();
    await page.locator("body").press("Control+z");
    await page.getByRole("heading", { name: "Locked gate" }).waitFor({ state: "detached" });
    await page.getByRole("note").waitFor();
    const found = await ask<FlightPage>(served, "GET", "/flights?search=locked%20next%20visit");
    expect(found.rows.map((flight) => flight.id)).toEqual([id]);
    await page.locator("body").press("Control+z");
    await page.getByRole("button", { name: "Add a note" }).waitFor();
    await page.getByText("Note taken back").waitFor();
    expect((await ask<FlightPage>(served, "GET", "/flights?search=locked%20next%20visit")).total).toBe(0);
  });

  test("every export and the original can be fetched", async () => {
    const { page } = watched;
    await openFlight(page, flightWith({ sealed: false, damaged: false }));
    const links = await page.locator("#originals a[download]").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    expect(links.length).toBeGreaterThanOrEqual(6);
    for (const link of links) {
      const response = await fetch(link);
      expect(response.status, link).toBe(200);
      expect((await response.arrayBuffer()).byteLength, link).toBeGreaterThan(100);
    }
  });

  test("a damaged flight says what is missing", async () => {
    const { page } = watched;
    await openFlight(page, flightWith({ damaged: true, sealed: false }));
    await page.getByText(/where the file is damaged; everything else was read/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test("a sealed flight shows its header and every byte of the key request; nothing is sent", async () => {
    const { page } = watched;
    await page.goto(`/flights/${flightWith({ sealed: true })}`);
    await page.getByText("Kept, but not read: this record is sealed").waitFor();
    await screenshot(page, "sealed-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Look at the request" }).click();
    await page.getByText("every byte of it below").waitFor();
    await screenshot(page, "key-request-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("textbox").fill("this is no reply");
    await page.getByRole("button", { name: "Open with this reply" }).click();
    await expect.poll(() => page.locator("dialog [role=status]").innerText()).not.toBe("");
    await page.keyboard.press("Escape");
    await page.getByText("On the line: 0 outbound since start").waitFor();
  });

  test("on paper: no buttons, the figures, the hash", async () => {
    const { page } = watched;
    await openFlight(page, flightWith({ sealed: false, damaged: false }));
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button", { name: "Rename" }).isVisible()).toBe(false);
    expect(await page.locator("#originals code").first().isVisible()).toBe(true);
    expect(await page.locator(".creance-map").first().isVisible()).toBe(true);
    await page.emulateMedia({ media: "screen" });
  });

  test("without WebGL the SVG map shows the track and the aircraft, and nothing fails", async () => {
    const plain = await startBrowser(true);
    try {
      const { page, errors } = await openPage(plain, served);
      await openFlight(page, flightWith({ sealed: false, damaged: false }));
      await page.waitForTimeout(2500);
      expect(await page.locator('[data-map="plain"] .creance-map path').count()).toBeGreaterThan(0);
      await page.keyboard.press("End");
      await expect.poll(() => page.locator('[data-testid="aircraft"]').isVisible()).toBe(true);
      await screenshot(page, "flight-without-webgl");
      expect(await axeFindings(page)).toEqual([]);
      await page.goto("/flights");
      await page.locator('[data-map="plain"] .creance-map circle').first().waitFor();
      expect(errors.filter((error) => !error.includes("WebGL"))).toEqual([]);
    } finally {
      await plain.close();
    }
  });

  test("a link leads to a moment, and a phone shows the whole width", async () => {
    const phone = await openPage(browser, served, { width: 390, height: 844 });
    await phone.page.goto(`/flights/${flightWith({ sealed: false, damaged: false })}?t=75`);
    await phone.page.locator(".u-over").nth(3).waitFor();
    await expect.poll(() => shownSeconds(phone.page)).toBe(75);
    const cursor = phone.page.locator(".u-over > div").last();
    await expect.poll(() => cursor.evaluate((line) => new DOMMatrix((line as HTMLElement).style.transform).e)).toBeGreaterThan(20);
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await screenshot(phone.page, "flight-phone");
    expect(await axeFindings(phone.page)).toEqual([]);
    await phone.context.close();
  });

  test("an id that does not exist is answered in words", async () => {
    const other = await openPage(browser, served);
    await other.page.goto("/flights/ffffffffffffffff");
    await other.page.getByRole("alert").waitFor();
    expect(await axeFindings(other.page)).toEqual([]);
    await other.context.close();
  });

  test("no page asked another host for anything, and none had an error", () => {
    expect(watched.foreign).toEqual([]);
    // A refused keychain reply is an answer of the server, which the browser also names on its console.
    expect(watched.errors.filter((error) => !error.startsWith("Failed to load resource"))).toEqual([]);
  });
});

const realReason = browserMissing ?? (samples === undefined ? "skipped: CREANCE_SAMPLES not set" : null);

describe.skipIf(realReason !== null)(`a real record in a browser${realReason === null ? "" : ` (${realReason})`}`, () => {
  test("track, charts and transcript of a real record, in light and dark", { timeout: 180_000 }, async () => {
    const [served, browser] = await Promise.all([serveEmptyVault(), startBrowser()]);
    try {
      await ask(served, "POST", "/imports", { paths: [`${samples}/dji-txt`] });
      await importsDone(served);
      const { rows } = await ask<FlightPage>(served, "GET", "/flights");
      const longest = rows.filter((flight) => !flight.sealed).sort((a, b) => (b.distanceM ?? 0) - (a.distanceM ?? 0))[0];
      if (longest === undefined) throw new Error("no real record was readable");
      for (const theme of ["light", "dark"] as const) {
        const { page, context, errors, foreign } = await openPage(browser, served, { theme });
        await openFlight(page, longest.id);
        await page.locator('[data-map="detailed"]').waitFor({ timeout: 60_000 });
        await screenshot(page, `real-flight-${theme}`);
        expect(await axeFindings(page)).toEqual([]);
        expect(errors).toEqual([]);
        expect(foreign).toEqual([]);
        await context.close();
      }
    } finally {
      await browser.close();
      await served.close();
    }
  });
});
