/** The Media tab: wall, viewer, clip in step with its film, who saw a place, doubtful matches, the exposure report, flights entered by hand. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExposureReport, FlightPage, MediaDetail, MediaPage } from "@creance/api";
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
import { type FieldCard, writeFieldCard } from "./media/field-card.ts";

const reason = browserMissing === null ? "" : ` (${browserMissing})`;

describe.skipIf(browserMissing !== null)(`pictures and clips in a browser${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "creance-card-"));
  let served: Served;
  let browser: Browser;
  let watched: Watched;
  let card: FieldCard;
  let all: MediaPage;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveEmptyVault(), startBrowser()]);
    watched = await openPage(browser, served);
    await watched.page.goto("/media");
    await watched.page.getByText("Drop a memory card").waitFor();
    expect(await axeFindings(watched.page)).toEqual([]);
    await ask(served, "POST", "/imports/sample");
    await importsDone(served);
    card = await writeFieldCard(served, folder);
    await ask(served, "POST", "/imports", { paths: [card.path] });
    await importsDone(served);
    all = await ask<MediaPage>(served, "GET", "/media?search=FIELD_&limit=1000&direction=asc");
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const named = (name: string) => {
    const found = all.rows.find(({ fileName }) => fileName?.endsWith(name));
    if (found === undefined) throw new Error(`${name} is not on the wall`);
    return found;
  };
  const shownCells = (page: Page) => page.locator("[data-cell]");

  test("the wall shows what is kept; its boxes do not move while pictures come", async () => {
    const { page } = watched;
    await page.goto(`/media?flight=${card.flightId}&direction=asc`);
    await shownCells(page).nth(6).waitFor();
    const box = await shownCells(page).nth(6).boundingBox();
    await expect
      .poll(() =>
        page
          .locator("[data-cell] img")
          .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length),
      )
      .toBeGreaterThan(card.photos - 4);
    expect(await shownCells(page).nth(6).boundingBox()).toEqual(box);
    await screenshot(page, "media-wall-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("arrows go, Space chooses, Shift chooses between, Enter opens; the chosen ones are asked about", async () => {
    const { page } = watched;
    await page.goto(`/media?flight=${card.flightId}&direction=asc`);
    await shownCells(page).first().focus();
    const active = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["cell"]);
    await page.keyboard.press("ArrowRight");
    await expect.poll(active).toBe("1");
    await page.keyboard.press("Space");
    await page.getByText("1 item chosen").waitFor();
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(active).toBe("2");
    await page.getByText("2 items chosen").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const link = page.getByRole("link", { name: "What would these reveal?" });
    expect(await link.getAttribute("href")).toMatch(/^\/exposure\?media=[0-9a-f]{64}(%2C|,)[0-9a-f]{64}$/);
    await page.keyboard.press("Escape");
    await link.waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/media\/[0-9a-f]{64}$/);
  });

  test("the address holds search and filters", async () => {
    const { page } = watched;
    await page.goto("/media");
    await shownCells(page).first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("FIELD_0003.JPG");
    await page.waitForURL(/search=FIELD_0003/);
    await expect.poll(() => shownCells(page).count()).toBe((await ask<MediaPage>(served, "GET", "/media?search=FIELD_0003.JPG")).total);
    await page.goto("/media?search=no-such-picture-anywhere");
    await page.getByText("No picture or clip matches.").first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goto("/media");
    await page.getByRole("combobox", { name: "Kind" }).selectOption("clip");
    await page.waitForURL(/kind=clip/);
  });

  test("a picture stands on its map with what was seen, how well that is known, and its flight", async () => {
    const { page } = watched;
    const photo = named("FIELD_0010.JPG");
    const detail = await ask<MediaDetail>(served, "GET", `/media/${photo.sha256}`);
    expect(detail.footprint?.kind).toBe("area");
    await page.goto(`/media/${photo.sha256}`);
    await page.locator('[data-map="detailed"]').waitFor({ timeout: 60_000 });
    await page.getByText("estimated", { exact: true }).waitFor();
    await page.getByText(/values, each with its source/).click();
    await page.getByRole("columnheader", { name: "One sigma" }).waitFor();
    await page.getByRole("button", { name: "show where it says so" }).click();
    await page.locator("#facts").getByRole("columnheader", { name: "Byte" }).waitFor();
    await screenshot(page, "media-photo-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("n");
    await page.waitForURL(new RegExp(String(detail.neighbours.after)));
    // The key goes to the neighbour of what is shown: not before that is.
    await page.locator(`nav a[href*="${photo.sha256}"]`).first().waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL(new RegExp(photo.sha256));
  });

  test("a click on the map names the pixel and who else saw that place", async () => {
    const { page } = watched;
    await page.goto(`/media/${named("FIELD_0010.JPG").sha256}`);
    const map = page.locator('[data-map="detailed"]');
    await map.waitFor({ timeout: 60_000 });
    const box = await map.boundingBox();
    if (box === null) throw new Error("no map");
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByText(/That place is at about pixel|This item (may|probably)|does not show that place/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test("a film plays in step with its map and charts; keys shuttle it", async () => {
    const { page } = watched;
    const clip = named("FIELD_0100.MP4");
    await page.goto(`/media/${clip.sha256}?t=4`);
    await page.locator("video").waitFor();
    await page.locator(".u-over").first().waitFor();
    const slider = page.getByRole("slider", { name: "Time in the clip", exact: true });
    const shown = async () => Number(await slider.getAttribute("aria-valuenow"));
    await expect.poll(shown).toBe(4);
    const seconds = () => page.locator("video").evaluate((film) => (film as HTMLVideoElement).currentTime);
    await expect.poll(seconds).toBeCloseTo(4, 0);
    await page.locator("body").press("Space");
    await expect.poll(seconds).toBeGreaterThan(4.8);
    // While it plays the slider tells whole seconds, and not more than one of them in a second; a step is told at once.
    await expect.poll(shown).toBeGreaterThan(4);
    await page.locator("body").press("k");
    await page.locator("body").press("ArrowLeft");
    await expect.poll(async () => (await shown()) - Math.round(await seconds())).toBe(0);
    const cursorAt = () =>
      page
        .locator(".u-over > div")
        .last()
        .evaluate((line) => new DOMMatrix((line as HTMLElement).style.transform).e);
    const before = await cursorAt();
    // Twice: on a slow machine it may have played to its end, at twelve seconds.
    for (let jump = 0; jump < 2; jump += 1) await page.locator("body").press("Shift+ArrowLeft");
    await expect.poll(seconds).toBe(0);
    await expect.poll(cursorAt).toBeLessThan(before);
    await page.locator('[data-map="detailed"]').waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Show as table" }).click();
    await page.getByRole("columnheader", { name: "Height above home" }).waitFor();
    await page.getByRole("button", { name: "Show as charts" }).click();
    await screenshot(page, "media-clip-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("a place is asked for by position or by a click; each item says how sure it is", async () => {
    const { page } = watched;
    const detail = await ask<MediaDetail>(served, "GET", `/media/${named("FIELD_0010.JPG").sha256}`);
    const centre = detail.footprint?.centre;
    if (centre == null) throw new Error("the picture has no footprint");
    await page.goto("/media/map");
    await page.getByRole("textbox", { name: "Latitude, longitude" }).fill("nowhere");
    await page.getByRole("button", { name: "Who saw it?" }).click();
    await page.getByText("Two numbers in degrees are needed").waitFor();
    await page.getByRole("textbox", { name: "Latitude, longitude" }).fill(`${centre.latDeg}, ${centre.lonDeg}`);
    await page.getByRole("button", { name: "Who saw it?" }).click();
    const answer = page.getByRole("region", { name: "Who saw it" });
    await answer.getByRole("link", { name: "FIELD_0010.JPG" }).waitFor();
    await answer.getByText("probably shows it").first().waitFor();
    await page.locator('[data-map="detailed"]').waitFor({ timeout: 60_000 });
    await page.waitForTimeout(600);
    await screenshot(page, "media-map-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("a person's word on a match is kept, and one key takes it back", async () => {
    const { page } = watched;
    const { sha256 } = named("FIELD_0005.JPG");
    const confidence = async () => (await ask<MediaDetail>(served, "GET", `/media/${sha256}`)).match.confidence;
    const before = await confidence();
    await page.goto(`/media/${sha256}`);
    await page.getByText("It was another flight, or none").click();
    await page.getByRole("button", { name: "Of no kept flight" }).click();
    await page.getByText("Settled: 1 item of no kept flight").waitFor();
    expect(await confidence()).toBe("person");
    await page.locator("body").press("Control+z");
    await page.getByText("Settlement taken back").waitFor();
    expect(await confidence()).toBe(before);
  });

  test("what is doubtful is settled one by one: the film goes to the flight that passed there", async () => {
    const { page } = watched;
    const { sha256 } = named("FIELD_0100.MP4");
    const match = async () => (await ask<MediaDetail>(served, "GET", `/media/${sha256}`)).match;
    expect((await match()).confidence).toBe("doubtful");
    await page.goto("/media/doubtful");
    await page.getByRole("region", { name: "Cards and their clocks" }).waitFor();
    const item = page.getByRole("region", { name: "FIELD_0100.MP4" });
    await item
      .getByRole("button", { name: /It was this one/ })
      .first()
      .waitFor();
    await screenshot(page, "media-doubtful-light");
    expect(await axeFindings(page)).toEqual([]);
    await item
      .getByRole("button", { name: /It was this one/ })
      .first()
      .click();
    await item.waitFor({ state: "detached" });
    // It leaves the list before everything else that shows it was asked for anew; from then on it can be taken back.
    await page.getByText(/^Settled: 1 item with /).waitFor();
    expect(await match()).toMatchObject({ confidence: "person", flightId: card.flightId });
    await page.locator("body").press("Control+z");
    await item.waitFor();
    expect((await match()).confidence).toBe("doubtful");
  });

  test("the flight has its pictures on its map, its time line and in a strip", async () => {
    const { page } = watched;
    await page.goto(`/flights/${card.flightId}`);
    await page.locator("#media li").first().waitFor();
    expect(await page.locator('[data-severity="photo"]').count()).toBeGreaterThan(card.photos / 2);
    await page.locator('[data-map="detailed"]').waitFor({ timeout: 60_000 });
    await page.locator("#media").scrollIntoViewIfNeeded();
    await screenshot(page, "flight-with-media-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("the exposure report names the sites, and a row leads to its evidence", async () => {
    const { page } = watched;
    const report = await ask<ExposureReport>(served, "POST", "/exposure", { flights: [card.flightId] });
    await page.goto(`/exposure?flights=${card.flightId}`);
    await page.getByText(report.sentence).waitFor();
    if (report.sites.length > 0) await page.locator('[data-map="detailed"]').waitFor({ timeout: 60_000 });
    await screenshot(page, "exposure-light");
    expect(await axeFindings(page)).toEqual([]);
    for (const format of ["HTML", "PDF", "CSV", "JSON"]) {
      const href = await page.getByRole("link", { name: format, exact: true }).getAttribute("href");
      const response = await fetch(`${served.url}${href}`);
      expect(response.status, format).toBe(200);
      expect((await response.arrayBuffer()).byteLength, format).toBeGreaterThan(100);
    }
    if (report.rows.length > 0) {
      await page.locator('[data-row="0"]').focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/(media|flights)\/[0-9a-f]{16,64}/);
    }
  });

  test("a flight is entered by hand; what is left empty stays unknown", async () => {
    const { page } = watched;
    await page.goto("/flights");
    await page.getByRole("button", { name: "Enter a flight" }).click();
    const dialog = page.getByRole("dialog", { name: "Enter a flight" });
    await dialog.getByRole("button", { name: "Keep this flight" }).click();
    await dialog.getByText("The start needs a day and a time.").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel("Start", { exact: true }).fill("2026-09-14T08:30");
    await dialog.getByLabel("The start is in").selectOption("utc");
    await dialog.getByLabel("Length, minutes").fill("12");
    await dialog.getByLabel("Aircraft", { exact: true }).fill("Old hexacopter");
    await dialog.getByRole("button", { name: "Keep this flight" }).click();
    await page.waitForURL(/\/flights\/[0-9a-f]{16}/);
    const { rows } = await ask<FlightPage>(served, "GET", "/flights?search=hexacopter");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ startUs: Date.UTC(2026, 8, 14, 8, 30) * 1000, durationUs: 720e6, aircraftSerial: null });
  });

  test("in the dark, on a phone and at 200 % zoom nothing breaks a rule or is cut off sideways", { timeout: 180_000 }, async () => {
    const photo = named("FIELD_0010.JPG").sha256;
    const clip = named("FIELD_0100.MP4").sha256;
    const pages = { wall: "/media", photo: `/media/${photo}`, clip: `/media/${clip}`, exposure: `/exposure?flights=${card.flightId}` };
    for (const [name, [width, height]] of Object.entries({ dark: [1440, 900], phone: [390, 844], zoomed: [720, 450] } as const)) {
      const dark = await openPage(browser, served, { theme: name === "dark" ? "dark" : "light", width, height });
      for (const [of, path] of Object.entries(pages)) {
        await dark.page.goto(path);
        await dark.page.getByRole("heading", { level: 1 }).waitFor();
        await dark.page.waitForTimeout(1500);
        await screenshot(dark.page, `media-${of}-${name}`);
        expect(await axeFindings(dark.page), `${of} ${name}`).toEqual([]);
        const over = await dark.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(over, `${of} ${name}`).toBe(0);
      }
      expect(dark.errors).toEqual([]);
      await dark.context.close();
    }
  });

  test("an item that is not kept is answered in words", async () => {
    const other = await openPage(browser, served);
    await other.page.goto(`/media/${"0".repeat(64)}`);
    await other.page.getByRole("alert").waitFor();
    expect(await axeFindings(other.page)).toEqual([]);
    await other.context.close();
  });

  test("without WebGL the outline is drawn in SVG, and a click still asks", async () => {
    const plain = await startBrowser(true);
    try {
      const { page } = await openPage(plain, served);
      await page.goto(`/media/${named("FIELD_0010.JPG").sha256}`);
      await page.locator('[data-map="plain"] path[data-kind="seen"]').waitFor();
      const box = await page.locator('[data-map="plain"]').boundingBox();
      if (box === null) throw new Error("no map");
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await page.getByText(/That place is at about pixel|This item (may|probably)|does not show that place/).waitFor();
      expect(await axeFindings(page)).toEqual([]);
    } finally {
      await plain.close();
    }
  });

  test("no page asked another host for anything, and none had an error", () => {
    expect(watched.foreign).toEqual([]);
    expect(watched.errors.filter((error) => !error.startsWith("Failed to load resource"))).toEqual([]);
  });
});
