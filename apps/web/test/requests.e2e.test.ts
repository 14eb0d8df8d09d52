/** The register of requests and the public page in a browser: a request is entered, granted, given, erased; a flight is put on the page and written. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { record } from "../../cli/test/run-creance.ts";
import {
  axeFindings,
  browserMissing,
  creanceCommand,
  openPage,
  type Served,
  screenshot,
  serveEmptyVault,
  startBrowser,
  type Watched,
} from "./browser.ts";

describe.skipIf(browserMissing !== null)(`Requests in a browser${browserMissing === null ? "" : ` (${browserMissing})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "creance-requests-e2e-"));
  const env = { XDG_CONFIG_HOME: join(folder, "config") };
  let served: Served;
  let browser: Browser;
  let watched: Watched;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveEmptyVault(env), startBrowser()]);
    for (const seed of [4, 5]) writeFileSync(join(folder, `SYNTH_record-${seed}.txt`), record(seed, 200_000));
    const args = ["import", join(folder, "SYNTH_record-4.txt"), join(folder, "SYNTH_record-5.txt"), "--vault", served.vault];
    const child = spawn(process.execPath, [creanceCommand, ...args], { env: { ...process.env, ...env }, stdio: "ignore" });
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
    watched = await openPage(browser, served);
    watched.page.setDefaultTimeout(60_000);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("a request: entered with its paper, granted in part, given, counted, erased", { timeout: 300_000 }, async () => {
    const { page } = watched;
    await page.goto("/share/requests");
    await page.getByText("Nobody has asked for data, as far as this register says.").waitFor();
    await screenshot(page, "requests-empty-light");
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole("button", { name: "Enter a request" }).click();
    await page.getByLabel("Who asks").fill("Harbour police");
    await page.getByLabel("On what basis").selectOption("warrant");
    await page.getByLabel("Their reference, if any").fill("HP-12/26");
    await page.getByLabel("Received on (day, UTC)").fill("2026-03-03");
    await page.getByLabel("Answer due on, if said").fill("2026-03-17");
    await page.getByLabel("What they ask for").fill("pictures of the quay, 1 March");
    await page.getByLabel("Your name").fill("M. Sample");
    await page.getByLabel(/^Papers/).setInputFiles({ name: "warrant.pdf", mimeType: "application/pdf", buffer: Buffer.from("a warrant") });
    await screenshot(page, "requests-new-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Enter it" }).click();
    await page.getByText("1 request: 1 open, 1 late; nothing was given out.").waitFor();
    await page.getByText("M. Sample entered the request.").waitFor();
    expect(await page.getByRole("link", { name: "warrant.pdf" }).getAttribute("href")).toMatch(/^\/files\/originals\/[0-9a-f]{64}$/);
    await screenshot(page, "requests-open-light");
    expect(await axeFindings(page)).toEqual([]);

    await page.locator("#decide").getByLabel("Decision").selectOption("partly");
    await page.locator("#decide").getByLabel("Why").fill("the warrant names the quay only");
    await page.getByRole("button", { name: "Enter the decision" }).click();
    await page.getByText("M. Sample decided it: granted in part.").waitFor();
    await page.locator("#give").getByRole("checkbox").first().check();
    await page.getByRole("link", { name: "Share 1 flight first" }).waitFor();
    await screenshot(page, "requests-give-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Enter that it was given" }).click();
    await page.getByText("Given out: 1 original").waitFor();
    await page
      .getByRole("gridcell", { name: "granted in part" })
      .or(page.getByRole("cell", { name: "granted in part" }))
      .first()
      .waitFor();

    await page.getByRole("button", { name: "Erase the words" }).click();
    const erase = page.getByRole("button", { name: "Erase them" });
    expect(await erase.isDisabled()).toBe(true);
    await page.getByLabel("These words are to be gone").check();
    await screenshot(page, "requests-erase-light");
    expect(await axeFindings(page)).toEqual([]);
    await erase.click();
    await page.getByText(/^2 texts were erased/).waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("What was written of it was erased.").waitFor();
    // The register is asked for anew beside the request.
    await expect.poll(() => page.getByText("Harbour police").count()).toBe(0);
    await page.getByText("1 item was given out because of 1 of them").waitFor();
    expect(watched.foreign).toEqual([]);
  });

  test("the public page: a flight is put on it, it is looked at under the same rules, and written", { timeout: 300_000 }, async () => {
    const { page } = watched;
    await page.goto("/share/publish");
    await page.getByText("The public would see none of 2 flights: 2 in review.").waitFor();
    await page.getByLabel("Organisation").fill("Sample operator");
    await page.getByLabel("Positions become cells so wide, metres").fill("50");
    await page.getByText("from 100 to 50000; 500 counts until then").waitFor();
    await page.getByLabel("Positions become cells so wide, metres").fill("100");
    await page.getByLabel("Cut out around take-off and home, metres").fill("100");
    await page.locator("#flights tbody a").first().click();
    await page.getByLabel("Purpose, as the page names it").selectOption("inspection");
    await page.getByLabel("Your name").first().fill("M. Sample");
    await screenshot(page, "publish-flight-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Put it on the page" }).click();
    await page.getByText("The public would see 1 of 2 flights: 1 in review.").waitFor();

    await page.getByRole("button", { name: "Make it and look at it" }).click();
    await page.getByText(/Searched every file for .*: none is in it\.$/).waitFor();
    const frame = page.frameLocator('iframe[title="The page as it would look"]');
    await frame.getByRole("cell", { name: "Inspection" }).waitFor();
    // Its own look, although the app's rules forbid style sheets inside a document.
    expect(await frame.locator("h1").evaluate((heading) => getComputedStyle(heading).fontSize)).toBe("26px");
    await screenshot(page, "publish-preview-light");
    expect(await axeFindings(page)).toEqual([]);

    const form = page.locator("#preview form");
    await form.getByRole("button", { name: "Into a folder of this machine" }).click();
    const out = join(folder, "public");
    await form.getByLabel(/^Folder/).fill(out);
    await form.getByRole("button", { name: "Write the files" }).click();
    await form.getByText(`were written into ${out}. Nothing was uploaded.`).waitFor();
    expect(readdirSync(out).sort()).toEqual(["index.html", "totals.txt", "transparency.json"]);
    expect(readFileSync(join(out, "index.html"), "utf8")).toContain("Sample operator");
    await form.getByRole("button", { name: "As an archive" }).click();
    const download = page.waitForEvent("download");
    await form.getByRole("button", { name: "Write the files" }).click();
    expect((await download).suggestedFilename()).toBe("public-page.zip");

    await page.reload();
    expect(await page.getByLabel("Organisation").inputValue()).toBe("Sample operator");
    await page.getByRole("button", { name: "Take it off" }).waitFor();
    await page.getByLabel("Your name").first().fill("M. Sample");
    await page.getByRole("button", { name: "Take it off" }).click();
    await page.getByText("The public would see none of 2 flights: 1 in review, 1 withdrawn.").waitFor();
    expect(watched.foreign).toEqual([]);
    expect(watched.errors).toEqual([]);
  });

  test("dark, and on a phone", { timeout: 200_000 }, async () => {
    for (const [name, path, text] of [
      ["requests", "/share/requests", "Counts by year, basis and decision"],
      ["publish", "/share/publish", "Settings are kept in this browser alone"],
    ] as const) {
      const dark = await openPage(browser, served, { theme: "dark", width: 390, height: 844 });
      dark.page.setDefaultTimeout(60_000);
      await dark.page.goto(path);
      await dark.page.getByText(text).waitFor();
      if (name === "requests") {
        await dark.page.locator("#register tbody a").first().click();
        await dark.page.getByText("Its history").waitFor();
      } else {
        await dark.page.getByRole("button", { name: "Make it and look at it" }).click();
        await dark.page.getByText("The very files").waitFor();
      }
      await screenshot(dark.page, `${name}-phone-dark`);
      expect(await axeFindings(dark.page), name).toEqual([]);
      const { scroll, client } = await dark.page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        client: document.documentElement.clientWidth,
      }));
      expect(scroll, name).toBeLessThanOrEqual(client);
      await dark.context.close();
    }
  });
});
