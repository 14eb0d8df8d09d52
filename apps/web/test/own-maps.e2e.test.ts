/** Base maps that a person put into the vault's folder `maps`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlightPage } from "@creance/api";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rasterMap, sitePlan } from "../../../tools/basemap/small-maps.mjs";
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
const MAGENTA = [200, 40, 160] as const;

/** Share of the map's pixels that are near a colour, counted in a screenshot. */
async function shareOf(page: Page, rgb: readonly number[]): Promise<number> {
  const box = await page.getByRole("region", { name: "Where it flew" }).boundingBox();
  if (box === null) throw new Error("there is no map");
  const picture = await page.screenshot({ clip: box });
  return page.evaluate(
    async ([base64, wanted]) => {
      const bytes = Uint8Array.from(atob(base64 as string), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let near = 0;
      for (let at = 0; at < data.length; at += 4) {
        if ([0, 1, 2].every((channel) => Math.abs((data[at + channel] as number) - ((wanted as number[])[channel] as number)) < 6))
          near += 1;
      }
      return near / (data.length / 4);
    },
    [picture.toString("base64"), [...rgb]] as const,
  );
}

describe.skipIf(browserMissing !== null)(`maps that were brought, in a browser${reason}`, () => {
  let served: Served;
  let browser: Browser;
  let watched: Watched;
  let id: string;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveEmptyVault(), startBrowser()]);
    await ask(served, "POST", "/imports/sample");
    await importsDone(served);
    const flight = (await ask<FlightPage>(served, "GET", "/flights")).rows.find(({ sealed, home }) => !sealed && home !== null);
    if (flight?.home == null) throw new Error("the sample has no flight with a home");
    id = flight.id;
    mkdirSync(join(served.vault, "maps"), { recursive: true });
    writeFileSync(join(served.vault, "maps", "Aerial 2026.pmtiles"), rasterMap(flight.home, MAGENTA));
    writeFileSync(join(served.vault, "maps", "Site plan.pmtiles"), sitePlan(flight.home));
    writeFileSync(join(served.vault, "maps", "junk.pmtiles"), "this is no map");
    watched = await openPage(browser, served);
    await watched.page.goto(`/flights/${id}`);
    await watched.page.locator('[data-map="detailed"]').waitFor({ timeout: 45_000 });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  /** Chooses a map and waits until it is drawn. */
  async function choose(word: string): Promise<void> {
    const { page } = watched;
    await page.getByRole("combobox", { name: "Map", exact: true }).selectOption({ label: word });
    await page.locator('[data-map="detailed"]').waitFor({ timeout: 45_000 });
  }

  test("a raster file lies under the track, with its attribution as text", async () => {
    const { page } = watched;
    expect(await shareOf(page, MAGENTA)).toBeLessThan(0.01);
    await choose("Aerial 2026");
    await expect.poll(() => shareOf(page, MAGENTA), { timeout: 45_000 }).toBeGreaterThan(0.6);
    const attribution = page.locator(".maplibregl-ctrl-attrib");
    await attribution.getByText("Test aerial survey").waitFor();
    expect(await attribution.locator("a[href*=example]").count()).toBe(0);
    await screenshot(page, "own-map-raster");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("a vector file is drawn by the names of its layers", async () => {
    const { page } = watched;
    await choose("Site plan");
    // The lake, in the colour that water has by day.
    await expect.poll(() => shareOf(page, [0xcd, 0xdd, 0xe3]), { timeout: 45_000 }).toBeGreaterThan(0.5);
    await page.locator(".maplibregl-ctrl-attrib").getByText("Test land office").waitFor();
    await screenshot(page, "own-map-vector");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("the choice holds on the next page, and plain takes all away", async () => {
    const { page } = watched;
    await page.goto("/flights");
    await page.locator('[data-map="detailed"]').waitFor({ timeout: 45_000 });
    expect(await page.getByRole("combobox", { name: "Map", exact: true }).inputValue()).toBe("own:Site plan");
    await page.getByRole("combobox", { name: "Map", exact: true }).selectOption({ label: "plain" });
    await page.locator('[data-map="plain"] .creance-map circle').first().waitFor();
  });

  test("a file that is no map says so, and the built-in map is there", async () => {
    const { page } = watched;
    await page.goto(`/flights/${id}`);
    await choose("junk");
    await page.getByRole("alert").getByText("The built-in map is shown").waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test("nothing was asked from elsewhere, and no page had an error", () => {
    expect(watched.foreign).toEqual([]);
    expect(watched.errors).toEqual([]);
  });
});
