/** The Watch pages: an empty screen, a dropped capture, who was talked to, filters, a conversation, where, what could not be seen. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CapturePage, FlowGroupPage } from "@creance/api";
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
import { crowdedCapture, fieldCapture } from "./watch/field-capture.ts";

const reason = browserMissing === null ? "" : ` (${browserMissing})`;
const fileName = "field laptop.pcap";

/** Drops a file of the disk on the page, as the browser gets it from the desktop. */
async function drop({ page, context }: Watched, path: string): Promise<void> {
  const session = await context.newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  await session.send("Input.dispatchDragEvent", { type: "dragEnter", x: 600, y: 400, data });
  await page.getByText("Drop to keep.").waitFor();
  await session.send("Input.dispatchDragEvent", { type: "dragOver", x: 600, y: 400, data });
  await session.send("Input.dispatchDragEvent", { type: "drop", x: 600, y: 400, data });
}

/** Rows that a table says it has. */
const rowsOf = async (page: Page, name: string): Promise<number> =>
  Number(await page.getByRole("grid", { name }).getAttribute("aria-rowcount")) - 1;

describe.skipIf(browserMissing !== null)(`Watch in a browser${reason}`, () => {
  let served: Served;
  let browser: Browser;
  let watched: Watched;
  let sha256 = "";
  const folder = mkdtempSync(join(tmpdir(), "creance-watch-"));

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveEmptyVault(), startBrowser()]);
    watched = await openPage(browser, served);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("without a capture the page says how one is recorded and what each way cannot see", async () => {
    const { page } = watched;
    await page.goto("/watch");
    await page.getByRole("heading", { name: "Who was talked to?" }).waitFor();
    await page.getByRole("columnheader", { name: "It cannot see" }).waitFor();
    await screenshot(page, "watch-empty-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("a dropped capture is kept, listed and leads to its page", async () => {
    const { page } = watched;
    await page.goto("/watch");
    await page.getByRole("heading", { name: "Who was talked to?" }).waitFor();
    writeFileSync(join(folder, fileName), fieldCapture());
    await drop(watched, join(folder, fileName));
    await page.getByRole("grid", { name: "Captures" }).waitFor({ timeout: 60_000 });
    await importsDone(served);
    const { rows } = await ask<CapturePage>(served, "GET", "/captures");
    sha256 = rows[0]?.sha256 ?? "";
    expect(rows.map((row) => [row.fileName, row.damaged])).toEqual([[fileName, false]]);
    await page.getByText(/^1 capture on 12 Sep 2026/).waitFor();
    const tray = page.getByRole("region", { name: "Imports" });
    await tray.getByText("1 capture to look at").waitFor();
    expect(await tray.getByText("to know about").count()).toBe(0);
    await screenshot(page, "watch-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("link", { name: fileName }).first().click();
    await page.getByRole("heading", { name: `Who was talked to in ${fileName}?` }).waitFor();
  });

  test("the answer, figures, tables and map are there, in light and dark, with no finding of axe", async () => {
    for (const theme of ["light", "dark"] as const) {
      const { page, context, errors, foreign } = await openPage(browser, served, { theme, height: 2600 });
      await page.goto(`/watch/${sha256}`);
      await page.getByText(/servers on the internet: .* went out to them/).waitFor();
      await page.getByText(/^420 kB went to 2 servers in the catalogue .*\(DJI\): Flight records 369 kB \(09:43 UTC\) and /).waitFor();
      await page.getByText("No kept flight was in the air meanwhile.").waitFor();
      await page.locator("#where svg.creance-map").waitFor();
      await page.getByRole("grid", { name: "Servers" }).getByRole("link", { name: "mydjiflight.dji.com" }).waitFor();
      await page.getByText("What this capture could not see").waitFor();
      expect(await page.locator("#who").getByText("Flight records").count()).toBeGreaterThan(0);
      expect(await page.getByRole("link", { name: "IP Geolocation by DB-IP" }).getAttribute("rel")).toBe("noreferrer");
      await screenshot(page, `capture-${theme}`);
      expect(await axeFindings(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(foreign).toEqual([]);
      await context.close();
    }
  });

  test("a click on a server shows its conversations alone; the address holds it, and back shows all again", async () => {
    const { page } = watched;
    await page.goto(`/watch/${sha256}`);
    await page.getByRole("grid", { name: "Conversations" }).locator('[data-row="0"]').waitFor();
    const all = await rowsOf(page, "Conversations");
    await page.getByRole("grid", { name: "Servers" }).getByRole("link", { name: "flysafe-api.dji.com" }).click();
    await page.waitForURL(/server=flysafe-api\.dji\.com/);
    await expect.poll(() => rowsOf(page, "Conversations")).toBe(6);
    await page.getByRole("list", { name: "Filters that are set" }).getByText("flysafe-api.dji.com").waitFor();
    const again = await openPage(browser, served);
    await again.page.goto(page.url());
    await again.page.getByRole("grid", { name: "Conversations" }).locator('[data-row="0"]').waitFor();
    expect(await rowsOf(again.page, "Conversations")).toBe(6);
    await again.context.close();
    await page.goBack();
    await expect.poll(() => rowsOf(page, "Conversations")).toBe(all);
    await page.goForward();
    await expect.poll(() => rowsOf(page, "Conversations")).toBe(6);
    await page.getByRole("button", { name: /Without the filter server/ }).click();
    await expect.poll(() => rowsOf(page, "Conversations")).toBe(all);
  });

  test("filters by role and by how the name is known; words in the search box; nothing matches", async () => {
    const { page } = watched;
    await page.goto(`/watch/${sha256}`);
    await page.getByRole("form", { name: "Filters" }).getByLabel("Role").selectOption("flight-data");
    await page.waitForURL(/role=flight-data/);
    await expect.poll(() => rowsOf(page, "Conversations")).toBe(1);
    await page.getByRole("button", { name: "Show all", exact: true }).click();
    await page.getByRole("form", { name: "Filters" }).getByLabel("Name known by").selectOption("quicSni");
    await expect.poll(() => rowsOf(page, "Conversations")).toBe(14);
    await page.getByRole("button", { name: "Show all", exact: true }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("vendor");
    await page.waitForURL(/search=vendor/);
    await expect.poll(() => rowsOf(page, "Conversations")).toBe(1);
    await page.goto(`/watch/${sha256}?server=nobody.example`);
    await page.getByText("No conversation matches the filters.").waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test("rows by keyboard: J moves, Enter opens every detail in words, Escape closes", async () => {
    const { page } = watched;
    await page.goto(`/watch/${sha256}?server=bugs.vendor.example`);
    const grid = page.getByRole("grid", { name: "Conversations" });
    await grid.locator('[data-row="0"]').focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/flow=[0-9a-f]{16}\./);
    const detail = page.getByRole("complementary", { name: "The conversation that is open" });
    await detail.getByText("The client named it in its request (Host header), which could be read.").waitFor();
    await detail.getByText(/at most 27,000 km away/).waitFor();
    await page.setViewportSize({ width: 1440, height: 900 });
    await detail.scrollIntoViewIfNeeded();
    await screenshot(page, "conversation-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await detail.getByText("opened and closed as usual (SF)").waitFor();
    await page.keyboard.press("Escape");
    await detail.waitFor({ state: "detached" });
    await page.goto(`/watch/${sha256}`);
    await grid.locator('[data-row="0"]').focus();
    await page.keyboard.press("j");
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["row"])).toBe("1");
    await page.keyboard.press("k");
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["row"])).toBe("0");
  });

  test("a country of the table narrows the rest", async () => {
    const { page } = watched;
    await page.goto(`/watch/${sha256}`);
    await page
      .getByRole("region", { name: "Countries" })
      .getByRole("button", { name: /United States/ })
      .click();
    await page.waitForURL(/country=US/);
    await page.getByText("country United States").waitFor();
    const { total } = await ask<FlowGroupPage>(served, "GET", `/flows/groups?by=server&country=US&capture=${sha256}`);
    await page.getByRole("heading", { name: `Who: ${total} server` }).waitFor();
  });

  test("columns are chosen and stay chosen", async () => {
    const { page } = watched;
    await page.goto(`/watch/${sha256}`);
    const grid = page.getByRole("grid", { name: "Servers" });
    await page.locator("#who").getByRole("button", { name: "Columns" }).click();
    await page.getByRole("dialog", { name: "Columns of the servers" }).getByRole("checkbox", { name: "At most this far" }).check();
    await grid.getByRole("columnheader", { name: "At most this far" }).waitFor();
    await page.reload();
    await grid.getByText("1,900 km").waitFor();
    await page.locator("#who").getByRole("button", { name: "Columns" }).click();
    await page.getByRole("button", { name: "As at first" }).click();
    await page.keyboard.press("Escape");
  });

  test("downloads: the original, all conversations as CSV and as JSON lines", async () => {
    const { page } = watched;
    await page.goto(`/watch/${sha256}`);
    await page.locator("#original a[download]").first().waitFor();
    const links = await page.locator("#original a[download]").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    expect(links).toHaveLength(3);
    for (const link of links) {
      const response = await fetch(link);
      expect(response.status, link).toBe(200);
      expect((await response.arrayBuffer()).byteLength, link).toBeGreaterThan(1000);
    }
  });

  test("kept files name a capture as one and lead to its page", async () => {
    const { page } = watched;
    await page.goto("/files");
    await page.getByRole("link", { name: fileName }).click();
    await page.waitForURL(new RegExp(`/watch/${sha256}`));
  });

  test("all captures together", async () => {
    const { page } = watched;
    await page.goto("/watch");
    await page.getByRole("link", { name: "All captures together" }).click();
    await page.waitForURL(/view=all/);
    await expect
      .poll(() => page.getByRole("navigation", { name: "Views" }).locator("[aria-current]").allInnerTexts())
      .toEqual(["All captures together"]);
    await page.getByRole("grid", { name: "Servers" }).getByRole("link", { name: "mydjiflight.dji.com" }).waitFor({ timeout: 45_000 });
    await screenshot(page, "watch-all-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("on paper no buttons, the hash, and what could not be seen", async () => {
    const { page } = watched;
    await page.goto(`/watch/${sha256}`);
    await page.getByText(sha256).first().waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button", { name: "Copy as CSV" }).first().isVisible()).toBe(false);
    expect(await page.getByText(sha256).first().isVisible()).toBe(true);
    expect(await page.locator("#unseen li").first().isVisible()).toBe(true);
    await page.emulateMedia({ media: "screen" });
  });

  test("on a phone and at 200 % zoom nothing breaks a rule or is cut off sideways", async () => {
    for (const [name, size] of Object.entries({ phone: [390, 844], zoomed: [720, 450] } as const)) {
      const small = await openPage(browser, served, { theme: "dark", width: size[0], height: size[1] });
      for (const path of ["/watch", `/watch/${sha256}`]) {
        await small.page.goto(path);
        await small.page.locator('[data-row="0"]').first().waitFor();
        await small.page.waitForTimeout(400);
        expect(await axeFindings(small.page)).toEqual([]);
        expect(await small.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBe(0);
      }
      await screenshot(small.page, `capture-${name}`);
      expect(small.errors).toEqual([]);
      await small.context.close();
    }
  });

  test("a capture that does not exist is answered in words", async () => {
    const other = await openPage(browser, served);
    await other.page.goto(`/watch/${"f".repeat(64)}`);
    await other.page.getByRole("alert").waitFor();
    expect(await axeFindings(other.page)).toEqual([]);
    await other.context.close();
  });

  test("a hundred thousand conversations: the page scrolls and sorts at once", { timeout: 400_000 }, async () => {
    const path = join(folder, "many.pcap");
    const file = openSync(path, "w");
    for (const chunk of crowdedCapture(100_000)) writeSync(file, chunk);
    closeSync(file);
    await ask(served, "POST", "/imports", { paths: [path] });
    await importsDone(served);
    const { rows } = await ask<CapturePage>(served, "GET", "/captures?sort=conversations&limit=1");
    expect(rows[0]?.conversations).toBe(100_000);
    const { page, context, errors } = await openPage(browser, served);
    // Processor time of the page's own thread: other work on the machine does not count.
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const scriptMs = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics");
      return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
    };
    await page.goto(`/watch/${rows[0]?.sha256}`);
    const grid = page.getByRole("grid", { name: "Conversations" });
    await grid.getByRole("link").first().waitFor({ timeout: 60_000 });
    // What came with the page (its map, its tables) is drawn first: it would count as work of the jumps.
    const workIn = async (ms: number): Promise<number> => {
      const from = await scriptMs();
      await page.waitForTimeout(ms);
      return (await scriptMs()) - from;
    };
    await expect.poll(() => workIn(3000), { timeout: 120_000 }).toBeLessThan(100);
    const beforeMs = await scriptMs();
    const scroller = grid.locator("xpath=..");
    const height = await scroller.evaluate((box) => box.scrollHeight);
    for (let step = 1; step <= 10; step++) {
      await scroller.evaluate((box, top) => box.scrollTo(0, top), (height / 10) * step);
      await page.waitForTimeout(120);
    }
    await expect.poll(() => grid.getByRole("link").count(), { timeout: 30_000 }).toBeGreaterThan(5);
    // Ten jumps to rows that were never seen: each asks for pages, draws them, and stays far below what is felt.
    const perJumpMs = ((await scriptMs()) - beforeMs) / 10;
    expect(perJumpMs).toBeLessThan(100);
    await grid.getByRole("button", { name: "Went out" }).click();
    await page.waitForURL(/sort=origBytes/);
    await expect.poll(() => scroller.evaluate((box) => box.scrollTop)).toBe(0);
    await grid.getByText("919 B").first().waitFor({ timeout: 30_000 });
    await grid.getByRole("link").first().waitFor({ timeout: 30_000 });
    await screenshot(page, "capture-many-light");
    expect(errors).toEqual([]);
    await context.close();
  });

  test("no page asked another host for anything, and none had an error", () => {
    expect(watched.foreign).toEqual([]);
    expect(watched.errors).toEqual([]);
  });
});
