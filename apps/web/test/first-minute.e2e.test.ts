/** The first minute: an empty vault, the sample operation, the list, files, the vault. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
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

describe.skipIf(browserMissing !== null)(`first minute in a browser${reason}`, () => {
  let served: Served;
  let browser: Browser;
  let watched: Watched;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveEmptyVault(), startBrowser()]);
    watched = await openPage(browser, served);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  test("an empty vault offers a place to drop files and the sample operation, and nothing has gone out", async () => {
    const { page } = watched;
    await page.goto("/");
    await page.getByRole("heading", { name: "What did you fly?" }).waitFor();
    await page.getByText("On the line: 0 outbound since start").waitFor();
    await screenshot(page, "first-screen-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "On the line" }).click();
    await page.getByText("Nothing has been sent").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  test("one button loads the sample operation; the first result is a list with its map", { timeout: 300_000 }, async () => {
    const { page } = watched;
    await page.getByRole("button", { name: "Load the sample operation" }).click();
    await page.getByRole("grid", { name: "Flights" }).waitFor({ timeout: 120_000 });
    await importsDone(served);
    await page.getByText("new flights").waitFor();
    await page.locator('[data-map="detailed"]').waitFor({ timeout: 45_000 });
    await screenshot(page, "flights-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("the address holds sorting, searching and filters; a link reproduces the view", async () => {
    const { page } = watched;
    await page.goto("/flights");
    await page.getByRole("row").nth(3).waitFor();
    const all = await page.getByRole("grid").getAttribute("aria-rowcount");
    const distance = page.getByRole("link", { name: "Distance" });
    expect(await distance.getAttribute("href")).toBe("/flights?sort=distanceM&direction=desc");
    await distance.click();
    await page.waitForURL(/sort=distanceM/);
    const first = await page.locator('[data-row="0"]').innerText();
    await page.keyboard.press("/");
    await page.keyboard.type("kestrel");
    await page.waitForURL(/search=kestrel/);
    await expect.poll(() => page.getByRole("grid").getAttribute("aria-rowcount")).not.toBe(all);
    // Keys that come slowly ask for a part of the word first: its count stands while the rows of the whole word are on their way.
    await page.locator('[data-row="0"] a').waitFor();
    const shown = await page.getByRole("grid").innerText();
    const again = await openPage(browser, served);
    await again.page.goto(page.url());
    await expect.poll(() => again.page.getByRole("grid").innerText()).toBe(shown);
    expect(first).not.toBe("");
    await again.context.close();
    await page.goto("/flights?search=no-such-flight-anywhere");
    await page.getByText("No flight matches").first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test("columns are chosen by keyboard and stay chosen", async () => {
    const { page } = watched;
    await page.goto("/flights");
    await page.getByRole("columnheader", { name: "App" }).waitFor();
    await page.getByRole("button", { name: "Columns" }).focus();
    await page.keyboard.press("Enter");
    const menu = page.getByRole("dialog", { name: "Columns of the list" });
    await menu.getByRole("checkbox", { name: "App" }).focus();
    await page.keyboard.press("Space");
    await menu.getByRole("checkbox", { name: "Serial" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("columnheader", { name: "Serial" }).waitFor();
    await screenshot(page, "columns-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Columns");
    await page.reload();
    await page.getByRole("columnheader", { name: "Serial" }).waitFor();
    expect(await page.getByRole("columnheader", { name: "App" }).count()).toBe(0);
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("button", { name: "As at first" }).click();
    await page.getByRole("columnheader", { name: "App" }).waitFor();
    await page.keyboard.press("Escape");
  });

  test("the columns that this browser remembered before tables had names are shown", async () => {
    const { page, context } = await openPage(browser, served);
    await context.addInitScript(() => localStorage.setItem("creance-settings", '{"columns":["start","serial"]}'));
    await page.goto("/flights");
    await page.getByRole("columnheader", { name: "Serial" }).waitFor();
    expect(await page.getByRole("columnheader").allInnerTexts()).toEqual([expect.stringContaining("Start"), "Flight", "Serial"]);
    await context.close();
  });

  test("rows are chosen with arrows, or J and K, and opened with Enter", async () => {
    const { page } = watched;
    await page.goto("/flights");
    await page.locator('[data-row="0"]').focus();
    const chosen = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["row"]);
    await page.keyboard.press("ArrowDown");
    await expect.poll(chosen).toBe("1");
    await page.keyboard.press("j");
    await expect.poll(chosen).toBe("2");
    await page.keyboard.press("k");
    await expect.poll(chosen).toBe("1");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/flights\/[0-9a-f]{16}/);
  });

  test("an uploaded file of no known format is kept and said to be so", async () => {
    const { page } = watched;
    await page.goto("/vault");
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles({ name: "shopping list.txt", mimeType: "text/plain", buffer: Buffer.from("two apples, one pear") });
    await page
      .getByText(/kept, but not read/i)
      .first()
      .waitFor();
    await page.goto("/files?state=unread");
    await page.getByText("shopping list.txt").waitFor();
    await screenshot(page, "files-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("the check reads everything again", async () => {
    const { page } = watched;
    await page.goto("/vault");
    await page.getByRole("button", { name: "Check everything" }).click();
    await page.getByText(/every one equals what was kept/).waitFor();
    await screenshot(page, "vault-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("in the dark, on a phone and at 200 % zoom nothing breaks a rule or is cut off sideways", async () => {
    for (const [name, size] of Object.entries({ dark: [1440, 900], phone: [390, 844], zoomed: [720, 450] } as const)) {
      const dark = await openPage(browser, served, { theme: "dark", width: size[0], height: size[1] });
      await dark.page.goto("/flights");
      await dark.page.locator('[data-row="0"]').waitFor();
      if (name === "dark") await dark.page.locator('[data-map="detailed"]').waitFor({ timeout: 45_000 });
      await screenshot(dark.page, `flights-${name}`);
      expect(await axeFindings(dark.page)).toEqual([]);
      expect(await dark.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
      expect(dark.errors).toEqual([]);
      await dark.context.close();
    }
  });

  test("no page asked another host for anything, and none had an error", () => {
    expect(watched.foreign).toEqual([]);
    expect(watched.errors).toEqual([]);
  });
});
