/**
 * The photo wall with 50,000 pictures in the vault: the longest task while it is scrolled, by wheel steps and by jumps, and what its page weighs in rows.
 * `npm run bench wall`; needs Chromium (`CREANCE_CHROMIUM`, else /usr/bin/chromium) and a fresh build. `CREANCE_BENCH_PICTURES` changes the count.
 */
import { openVault } from "../adapters/vault/src/index.ts";
import { ask, browserMissing, openPage, type Served, serveEmptyVault, startBrowser } from "../apps/web/test/browser.ts";
import { fillWall } from "../apps/web/test/media/many-pictures.ts";

/** tsx names functions by a helper that a page does not have. */
const namesOfFunctions = "globalThis.__name = (named) => named;";

const pictures = Number(process.env["CREANCE_BENCH_PICTURES"] ?? 50_000);

if (browserMissing !== null) {
  process.stdout.write(`wall: not measured, ${browserMissing}\n`);
  process.exit(1);
}

const served = await serveEmptyVault();
try {
  const vault = await openVault(served.vault, {});
  const writer = await vault.beginWriting();
  const startMs = performance.now();
  await fillWall(writer, pictures);
  writer.release();
  vault.close();
  process.stdout.write(`${pictures} pictures entered in ${((performance.now() - startMs) / 1000).toFixed(1)} s\n`);
  const browser = await startBrowser();
  try {
    const answerMs: number[] = [];
    for (const offset of [0, Math.floor(pictures / 2), pictures - 200]) {
      const start = performance.now();
      await ask(served, "GET", `/media?offset=${Math.max(0, offset)}&limit=200`);
      answerMs.push(performance.now() - start);
    }
    const steps = await scrolling(browser, served, 170);
    const jumps = await scrolling(browser, served, 40_000);
    const rows: readonly (readonly [string, string, string, string])[] = [
      ["what", "measured", "wanted", "ratio"],
      ["steps of 170 px: longest task, its own time", `${steps.longestOwnMs.toFixed(0)} ms`, "50 ms", ratio(50, steps.longestOwnMs)],
      ["steps of 170 px: longest task by the clock", `${steps.longestTaskMs.toFixed(0)} ms`, "50 ms", ratio(50, steps.longestTaskMs)],
      ["jumps of 40,000 px: longest task, its own time", `${jumps.longestOwnMs.toFixed(0)} ms`, "50 ms", ratio(50, jumps.longestOwnMs)],
      ["jumps of 40,000 px: longest task by the clock", `${jumps.longestTaskMs.toFixed(0)} ms`, "50 ms", ratio(50, jumps.longestTaskMs)],
      ["median scripting a frame, steps", `${steps.scriptingMs.toFixed(2)} ms`, "8 ms", ratio(8, steps.scriptingMs)],
      ["a page of 200 rows, slowest of three", `${Math.max(...answerMs).toFixed(0)} ms`, "200 ms", ratio(200, Math.max(...answerMs))],
    ];
    for (const [what, ...cells] of rows) process.stdout.write(`${what.padEnd(48)} ${cells.map((cell) => cell.padStart(10)).join(" ")}\n`);
    process.stdout.write(
      `${steps.frames} frames by steps, ${jumps.frames} by jumps; ${steps.cells} cells in the page; own time is what the page's main thread worked, the clock counts waiting for a busy machine, too\n`,
    );
  } finally {
    await browser.close();
  }
} finally {
  await served.close();
}

function ratio(wanted: number, measured: number): string {
  return measured === 0 ? "below" : `${(wanted / measured).toFixed(2)}x`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface Scrolling {
  /** Longest task of the main thread: time that it ran on a processor. */
  readonly longestOwnMs: number;
  /** The same by the clock. */
  readonly longestTaskMs: number;
  readonly scriptingMs: number;
  readonly frames: number;
  readonly cells: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Scrolls the wall, a step a frame; tasks by the browser's own trace, scripting by its metrics. */
async function scrolling(browser: Awaited<ReturnType<typeof startBrowser>>, on: Served, stepPx: number): Promise<Scrolling> {
  const { page, context } = await openPage(browser, on);
  await page.addInitScript(namesOfFunctions);
  await page.goto("/media");
  await page.locator("[data-cell]").nth(5).waitFor();
  await page.waitForTimeout(4000);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  const scripting = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1000;
  };
  const tasks: TraceEvent[] = [];
  devtools.on("Tracing.dataCollected", ({ value }) => tasks.push(...(value as unknown as TraceEvent[])));
  await devtools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "__metadata"] } });
  const perFrame: number[] = [];
  for (let round = 0; round < 24; round += 1) {
    const before = await scripting();
    await page.evaluate(
      (step) =>
        new Promise<void>((resolve) => {
          const scroller = document.querySelector('[role="grid"]')?.parentElement?.parentElement as HTMLElement;
          let frames = 0;
          const frame = (): void => {
            scroller.scrollTop += step;
            frames += 1;
            if (frames < 5) requestAnimationFrame(frame);
            else resolve();
          };
          requestAnimationFrame(frame);
        }),
      stepPx,
    );
    perFrame.push(((await scripting()) - before) / 5);
  }
  await page.waitForTimeout(1000);
  const traced = new Promise((resolve) => devtools.once("Tracing.tracingComplete", resolve));
  await devtools.send("Tracing.end");
  await traced;
  const main = new Set(
    tasks.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const own = tasks.filter(({ name, ph, pid, tid }) => ph === "X" && name.endsWith("RunTask") && main.has(`${pid} ${tid}`));
  const longestOwnMs = own.reduce((most, { tdur = 0 }) => Math.max(most, tdur / 1000), 0);
  const longestTaskMs = own.reduce((most, { dur = 0 }) => Math.max(most, dur / 1000), 0);
  if (own.length === 0) throw new Error("the trace holds no task of the page");
  const cells = await page.locator("[data-cell]").count();
  await context.close();
  return { longestOwnMs, longestTaskMs, scriptingMs: median(perFrame), frames: perFrame.length * 5, cells };
}
