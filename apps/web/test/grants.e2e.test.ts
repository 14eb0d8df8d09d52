/** Policy and grants in a browser, with a real server: a policy is checked and put in force, something granted, shown, narrowed, taken back. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { record } from "../../cli/test/run-creance.ts";
import { policyText } from "../../server/test/operation/share/share-lab.ts";
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

describe.skipIf(browserMissing !== null)(`Grants in a browser${browserMissing === null ? "" : ` (${browserMissing})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "creance-grants-e2e-"));
  const env = { XDG_CONFIG_HOME: join(folder, "config") };
  let served: Served;
  let browser: Browser;
  let watched: Watched;

  async function run(...args: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [creanceCommand, ...args, "--vault", served.vault], { env: { ...process.env, ...env } });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(code, said).toBe(0);
    return said;
  }

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveEmptyVault(env), startBrowser()]);
    writeFileSync(join(folder, "SYNTH_record.txt"), record(4, 200_000));
    writeFileSync(join(folder, "policy.yaml"), policyText);
    writeFileSync(join(folder, "keys.json"), JSON.stringify({ accessKeyId: "SYNTH", secretAccessKey: "synthetic" }));
    await run("import", join(folder, "SYNTH_record.txt"));
    const place = ["--endpoint", "https://storage.synth.example", "--region", "one", "--country", "US", "--bucket", "copies"];
    await run("share", "destinations", "add", "copies", ...place, "--credentials", join(folder, "keys.json"));
    watched = await openPage(browser, served);
    watched.page.setDefaultTimeout(30_000);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("no policy; a file is checked, its faults named by line; a good one is put in force", { timeout: 300_000 }, async () => {
    const { page } = watched;
    await page.goto("/share/grants");
    await page.getByText("No policy is in force, so nothing may be shared with anybody.").waitFor();
    await screenshot(page, "grants-empty-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Start from the template" }).click();
    await page.getByRole("button", { name: "Check it" }).click();
    await page.getByText(/^Nothing is wrong: .* with 0 flows\./).waitFor();
    const text = page.getByRole("textbox", { name: /write it/ });
    await text.fill(policyText.replace("regions: [US]", "regions: [Mars]"));
    await page.getByRole("button", { name: "Check it" }).click();
    await page.getByText("Line 16, column 17").waitFor();
    expect(await page.getByRole("button", { name: "Put in force" }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);

    await page.getByLabel("Load a policy file").setInputFiles(join(folder, "policy.yaml"));
    await page.getByText(/^Nothing is wrong: Synthetic inspection policy, version 1, with 2 flows\./).waitFor();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save its public page" }).click();
    expect(readFileSync(await (await saving).path(), "utf8")).toContain("draft, not in force");
    await page.getByLabel("Your name").fill("M. Sample");
    await page.getByRole("button", { name: "Put in force" }).click();
    await page.getByText("Nobody may have anything now: no grant holds.").waitFor();
    await page.getByRole("rowheader", { name: "own-copy" }).waitFor();
    await screenshot(page, "grants-policy-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("granted as it was shown, with its record; another policy would end it; taken back", { timeout: 300_000 }, async () => {
    const { page } = watched;
    const key = /age1[0-9a-z]{50,}/.exec(await run("keys", "show"))?.[0] ?? "";
    await page.getByRole("link", { name: "New grant" }).click();
    await page.getByRole("radio", { name: /^own-copy/ }).check();
    await page.getByLabel("Their name").fill("Our second copy");
    await page.getByLabel(/^Their age keys/).fill(key);
    await page
      .getByRole("group", { name: /^Flights, each/ })
      .getByRole("checkbox")
      .first()
      .check();
    await page.getByLabel(/^copies/).check();
    await page.getByText("Choose at least one kind of data.").waitFor();
    await page.getByRole("button", { name: "All that the flow lets go" }).click();
    await page.getByLabel("Why, in your words").fill("A second copy at home");
    // A field that is half under the head of the page would be too small to hit.
    await page.evaluate(() => window.scrollTo(0, 0));
    expect(await axeFindings(page)).toEqual([]);
    await screenshot(page, "grants-new-light");
    await page.getByRole("button", { name: "Show the grant" }).click();
    await page.getByText("The policy lets things be shared under this grant.").waitFor();
    await page.getByText("SYNTH_record.txt").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await screenshot(page, "grants-draft-light");
    expect(await run("grant", "list")).toContain("Nothing was granted.");
    await page.getByRole("button", { name: "Sign and enter it" }).click();
    await page.getByText("The signature fits this vault's key.").waitFor();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the record" }).click();
    expect(readFileSync(await (await saving).path(), "utf8")).toMatch(/^\{.*creance-grant\/1.*\n\n— /s);
    await screenshot(page, "grants-shown-light");
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole("button", { name: "Load another policy" }).click();
    await page.getByRole("textbox", { name: /write it/ }).fill(policyText.replace(/ {4}- id: own-copy[\s\S]*/, ""));
    await page.getByRole("button", { name: "Check it" }).click();
    await page.getByText("Nothing could be shared any more").waitFor();
    await page.getByText(/It has the same version as the one in force/).waitFor();
    await screenshot(page, "grants-change-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Keep this policy" }).click();

    await page.getByRole("button", { name: "Take back" }).click();
    await page.getByLabel("Why", { exact: true }).fill("not needed any more");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByText(/^taken back on/).waitFor();
    await page.getByRole("link", { name: /of the ledger$/ }).click();
    await page
      .getByText(/took .* back/)
      .first()
      .waitFor();
    expect(watched.foreign).toEqual([]);
    expect(watched.errors).toEqual([]);
  });

  test("dark, and on a phone", { timeout: 200_000 }, async () => {
    const dark = await openPage(browser, served, { theme: "dark", width: 390, height: 844 });
    dark.page.setDefaultTimeout(30_000);
    for (const [name, path, words] of [
      ["grants", "/share/grants", "What may go where"],
      ["grants-new", "/share/grants/new", "Under which flow of the policy"],
    ] as const) {
      await dark.page.goto(path);
      await dark.page.getByText(words).waitFor();
      await screenshot(dark.page, `${name}-phone-dark`);
      expect(await axeFindings(dark.page), name).toEqual([]);
      const { scroll, client } = await dark.page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        client: document.documentElement.clientWidth,
      }));
      expect(scroll, name).toBeLessThanOrEqual(client);
    }
    await dark.context.close();
  });
});
