/** What the browser tests share: a real server on a vault of its own, Chromium, axe, and an ear for foreign requests and errors. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const checkout = join(import.meta.dirname, "..", "..", "..");
const chromiumPath = process.env["CREANCE_CHROMIUM"] ?? "/usr/bin/chromium";
/** Where the screenshots go; never committed. */
const screenshotFolder = join(checkout, "screenshots");

/** Why the browser tests cannot run here; `null` when they can. */
export const browserMissing: string | null = !existsSync(chromiumPath)
  ? `skipped: no chromium at ${chromiumPath}`
  : !existsSync(join(checkout, "dist", "web", "index.html"))
    ? "skipped: dist/web is not built"
    : null;

/** A served vault. */
export interface Served {
  readonly url: string;
  readonly vault: string;
  /** Processor time that the server used until now, all its threads together. Linux alone tells it. */
  readonly processorMs: () => number;
  readonly close: () => Promise<void>;
}

/** The command as a file for Node: what was built where the test run says that it is fresh, else the source. */
export const creanceCommand = join(
  checkout,
  process.env["CREANCE_TEST_BUILT"] === "1" ? "dist/server/creance.js" : "apps/cli/bin/creance.mjs",
);

/** Starts `creance serve` on an empty vault of its own, with some variables of its environment set and more options. */
export async function serveEmptyVault(env: Readonly<Record<string, string>> = {}, more: readonly string[] = []): Promise<Served> {
  const vault = mkdtempSync(join(tmpdir(), "creance-e2e-"));
  const child = spawn(process.execPath, [creanceCommand, "serve", "--port", "0", "--vault", vault, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const url = await addressOf(child);
  const close = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await ended;
    rmSync(vault, { recursive: true, force: true });
  };
  return { url, vault, processorMs: () => processorMsOf(child.pid ?? 0), close };
}

/** From `/proc`: user and system time are the 14th and 15th field, in hundredths of a second; the second is a name in brackets. */
function processorMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      // With what ends it: a piece may stop in the middle of the port.
      const url = /(http:\/\/127\.0\.0\.1:\d+)\/\s/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

/** Asks the server's API for JSON. */
export async function ask<T>(served: Served, method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${served.url}/api${path}`, {
    method,
    headers: { "x-creance": "1", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Waits until no import runs. */
export async function importsDone(served: Served): Promise<void> {
  for (let round = 0; round < 1200; round += 1) {
    const jobs = await ask<{ state: string }[]>(served, "GET", "/imports");
    if (jobs.length > 0 && jobs.every((job) => job.state !== "running")) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error("the import did not end in three minutes");
}

const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium; `noWebGl` takes its software renderer away too. */
export function startBrowser(noWebGl = false): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: noWebGl ? [...quiet, "--disable-software-rasterizer"] : quiet });
}

/** A page, and what it did that it should not. */
export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requests to anywhere but the server. */
  readonly foreign: string[];
  /** Errors on the console and in scripts. */
  readonly errors: string[];
}

/** Opens a page of a size and theme on the server. */
export async function openPage(
  browser: Browser,
  served: Served,
  options: { theme?: "light" | "dark"; width?: number; height?: number } = {},
): Promise<Watched> {
  const context = await browser.newContext({
    baseURL: served.url,
    colorScheme: options.theme ?? "light",
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
  });
  const page = await context.newPage();
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${served.url}/`) && !url.startsWith("blob:") && !url.startsWith("data:")) foreign.push(url);
  });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return { page, context, foreign, errors };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Findings of axe (WCAG 2.0 to 2.2 A and AA, best practice) on the page as it is, in short words. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  // What lies half below the header is too small to touch, says axe: a page that a click had scrolled is judged from its top.
  await page.evaluate(async () => {
    globalThis.scrollTo(0, 0);
    for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
  });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          options: unknown,
        ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string; html: string }[] }[] }>;
      };
    };
    const result = await axe.run({
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    });
    return result.violations.map(
      (violation) =>
        `${violation.id}: ${violation.help} | ${violation.nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`).join(" || ")}`,
    );
  });
}

/** Saves a screenshot under a name. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshotFolder, { recursive: true });
  await page.screenshot({ path: join(screenshotFolder, `${name}.png`) });
}
