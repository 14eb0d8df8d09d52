/**
 * The page with 10,000 flights in the vault: from the click on a flight to its first track and chart, scrolling the list, and the weight of the page.
 * `npm run bench page`; needs Chromium (`CREANCE_CHROMIUM`, else /usr/bin/chromium) and a fresh build. `CREANCE_BENCH_FLIGHTS` changes the count.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { openVault } from "../adapters/vault/src/index.ts";
import { readingOf } from "../adapters/vault/test/made-readings.ts";
import { ask, browserMissing, importsDone, openPage, type Served, serveEmptyVault, startBrowser } from "../apps/web/test/browser.ts";
import { memorySource } from "../packages/core/src/index.ts";

/** tsx names functions by a helper that a page does not have. */
const namesOfFunctions = "globalThis.__name = (named) => named;";

const flights = Number(process.env["CREANCE_BENCH_FLIGHTS"] ?? 10_000);
const assets = fileURLToPath(new URL("../dist/web/assets", import.meta.url));

if (browserMissing !== null || !existsSync(assets)) {
  process.stdout.write(`page: not measured, ${browserMissing ?? "dist/web is not built"}\n`);
  process.exit(1);
}

const served = await serveEmptyVault();
try {
  await ask(served, "POST", "/imports/sample");
  await importsDone(served);
  await fill(served.vault, flights);
  const browser = await startBrowser();
  try {
    const clicks = await clicksMs(browser, served);
    const scroll = await scrolling(browser, served);
    const flightsKb = weightKb(await loadedAssets(browser, served, "/flights"));
    const watchKb = weightKb(await loadedAssets(browser, served, "/watch"));
    const rows: readonly (readonly [string, string, string, string])[] = [
      ["what", "measured", "wanted", "ratio"],
      [
        `click to track and first chart, median of ${clicks.length}`,
        `${median(clicks).toFixed(0)} ms`,
        "300 ms",
        ratio(300, median(clicks)),
      ],
      ["the slowest of them", `${Math.max(...clicks).toFixed(0)} ms`, "300 ms", ratio(300, Math.max(...clicks))],
      ["scrolling: longest task", `${scroll.longestTaskMs.toFixed(0)} ms`, "50 ms", ratio(50, scroll.longestTaskMs)],
      ["scrolling: median scripting a frame", `${scroll.scriptingMs.toFixed(2)} ms`, "8 ms", ratio(8, scroll.scriptingMs)],
      ["list and flight without the map worker, gzip", `${flightsKb.toFixed(0)} kB`, "600 kB", ratio(600, flightsKb)],
      ["captures, gzip", `${watchKb.toFixed(0)} kB`, "600 kB", ratio(600, watchKb)],
    ];
    for (const [what, ...cells] of rows) process.stdout.write(`${what.padEnd(48)} ${cells.map((cell) => cell.padStart(10)).join(" ")}\n`);
    process.stdout.write(`${scroll.frames} frames scrolled, ${flights} flights without columns beside the sample operation\n`);
  } finally {
    await browser.close();
  }
} finally {
  await served.close();
}

function ratio(wanted: number, measured: number): string {
  return `${(wanted / Math.max(measured, 0.01)).toFixed(2)}x`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Enters made-up flights (each with an original of a few bytes), so that lists and totals are as long as with real ones. */
async function fill(path: string, count: number): Promise<void> {
  const vault = await openVault(path, {});
  const writer = await vault.beginWriting();
  const encoder = new TextEncoder();
  for (let start = 0; start < count; start += 1000) {
    const kept = [];
    for (let at = start; at < Math.min(count, start + 1000); at += 1) {
      const { sha256 } = await writer.keep(memorySource(encoder.encode(`synthetic ${at}`)), { fileName: `synthetic-${at}.txt` });
      const serial = `SYNTH${String(at % 40).padStart(4, "0")}`;
      kept.push(
        readingOf(sha256, {
          wishes: [
            {
              serial,
              startUs: 1_500_000_000_000_000 + at * 3_600_000_000,
              place: `Invented ${at % 900}, PT`,
              country: "PT",
              warnings: at % 7,
            },
          ],
        }),
      );
    }
    await writer.commit();
    writer.addReadings(kept);
  }
  writer.release();
  vault.close();
}

/** Milliseconds from the click on a row of the list, at rest, to a drawn track and a drawn chart, for flights that have columns; the page is loaded anew for each. */
async function clicksMs(browser: Awaited<ReturnType<typeof startBrowser>>, on: Served): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const { page, context } = await openPage(browser, on);
    await page.addInitScript(namesOfFunctions);
    await page.goto("/flights?sort=distanceM");
    await page.locator("[data-open]").nth(3).waitFor();
    await page.waitForTimeout(3000);
    times.push(await clickMs(page, round % 4));
    await context.close();
  }
  return times.slice(1);
}

function clickMs(page: Page, row: number): Promise<number> {
  return page.evaluate(
    (at) =>
      new Promise<number>((resolve, reject) => {
        const start = performance.now();
        const seen = (): void => {
          const track = document.querySelector(".creance-map path, .maplibregl-canvas");
          const chart = document.querySelector(".u-over");
          if (track !== null && chart !== null) requestAnimationFrame(() => resolve(performance.now() - start));
          else if (performance.now() - start > 20_000) reject(new Error("no track or chart after 20 s"));
          else requestAnimationFrame(seen);
        };
        (document.querySelectorAll("[data-open]")[at] as HTMLElement).click();
        requestAnimationFrame(seen);
      }),
    row,
  );
}

interface Scrolling {
  readonly longestTaskMs: number;
  readonly scriptingMs: number;
  readonly frames: number;
}

/** Scrolls the list of all flights by wheel steps, a frame each; long tasks by the browser's own observer, scripting by its metrics. */
async function scrolling(browser: Awaited<ReturnType<typeof startBrowser>>, on: Served): Promise<Scrolling> {
  const { page, context } = await openPage(browser, on);
  await page.addInitScript(namesOfFunctions);
  await page.goto("/flights");
  await page.locator("[data-open]").nth(5).waitFor();
  await page.waitForTimeout(6000);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  const scripting = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1000;
  };
  await page.evaluate(() => {
    const seen = globalThis as unknown as { longest: number };
    seen.longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.longest = Math.max(seen.longest, entry.duration);
    }).observe({ entryTypes: ["longtask"] });
  });
  const perFrame: number[] = [];
  for (let step = 0; step < 60; step += 1) {
    const before = await scripting();
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const scroller = document.querySelector("table")?.parentElement as HTMLElement;
          let frames = 0;
          const frame = (): void => {
            scroller.scrollTop += 170;
            frames += 1;
            if (frames < 5) requestAnimationFrame(frame);
            else resolve();
          };
          requestAnimationFrame(frame);
        }),
    );
    perFrame.push(((await scripting()) - before) / 5);
  }
  const longestTaskMs = await page.evaluate(() => (globalThis as unknown as { longest: number }).longest);
  await context.close();
  return { longestTaskMs, scriptingMs: median(perFrame), frames: perFrame.length * 5 };
}

/** Names of the scripts, styles and fonts that a page and the first item opened on it load. */
async function loadedAssets(browser: Awaited<ReturnType<typeof startBrowser>>, on: Served, path: string): Promise<ReadonlySet<string>> {
  const { page, context } = await openPage(browser, on);
  const names = new Set<string>();
  page.on("response", (response) => {
    const name = /\/assets\/([^/?]+)$/.exec(response.url())?.[1];
    if (name !== undefined) names.add(name);
  });
  await page.goto(path);
  await page.waitForTimeout(4000);
  const first = page.locator("[data-open]").first();
  if ((await first.count()) > 0) {
    await first.click();
    await page.waitForTimeout(4000);
  }
  await context.close();
  return names;
}

/** Weight of assets after gzip (fonts are compressed already), the map's worker left out, in kB. */
function weightKb(names: ReadonlySet<string>): number {
  const there = readdirSync(assets).filter((name) => names.has(name) && !name.includes("worker"));
  return there.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).byteLength, 0) / 1000;
}
