/** The verifier's page, opened from disk: it finds what holds and what does not, and reaches nothing. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserMissing, screenshot, startBrowser } from "../browser.ts";
import { madeProof } from "./made-proof.ts";

const path = join(import.meta.dirname, "..", "..", "..", "..", "dist", "verifier", "check-a-proof.html");
const missing = browserMissing ?? (existsSync(path) ? null : "skipped: dist/verifier is not built");
const made = await madeProof();

describe.skipIf(missing !== null)(`The verifier's page${missing === null ? "" : ` (${missing})`}`, () => {
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    page = await (await browser.newContext({ viewport: { width: 900, height: 900 } })).newPage();
    page.setDefaultTimeout(30_000);
    page.on("request", (request) => requests.push(request.url()));
  }, 180_000);
  afterAll(() => browser?.close());

  async function check(entry: string, original: string): Promise<string> {
    await page.goto(pathToFileURL(path).href);
    const file = (name: string, text: string) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
    await page.setInputFiles("#files", [file("258.tlog-proof", made.proof), file("258.json", entry), file("a.bin", original)]);
    await page.getByLabel(/As its owner gave it/).fill(made.vkey);
    await page.getByRole("button", { name: "Check" }).click();
    await page
      .getByRole("status")
      .filter({ hasText: /hold|checked/ })
      .waitFor();
    return `${await page.getByRole("status").innerText()}\n${await page.locator("#checked").innerText()}`;
  }

  test("what holds, and who signed as far as the browser can tell", async () => {
    const said = await check(made.entry, made.original);
    expect(said).toMatch(/number 258 of the 300/);
    expect(said).toMatch(/The file is the one that the entry names/);
    // Ed25519 came to browsers at different times: without it the page must not say that all holds.
    if (/NOT checked/.test(said)) expect(said).toMatch(/^Not everything could be checked/);
    else expect(said).toMatch(/^What could be checked holds[\s\S]*is signed by the key of creance\/made/);
    expect(await axeFindings(page)).toEqual([]);
    await screenshot(page, "check-a-proof");
  });

  test("a changed file, and a changed entry", async () => {
    expect(await check(made.entry, `${made.original}x`)).toMatch(/^Something does not hold[\s\S]*does not name this file/);
    expect(await check(made.entry.replace('"sizeBytes":18', '"sizeBytes":19'), made.original)).toMatch(/does not lead to the root/);
  });

  test("asks nobody for anything", () => {
    expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
  });
});
