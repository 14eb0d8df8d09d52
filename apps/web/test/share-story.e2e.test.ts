/**
 * The whole story on the page: the sample operation shares a redacted inspection to a bucket in a named region (Ceph RADOS Gateway), a second vault opens
 * it, the grant and the share are taken back, the keeping time deletes, and the ledger holds: by our check and by openssl and sha256sum alone.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MediaPage } from "@creance/api";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rgwMissing } from "../../../adapters/courier/test/lab/rgw.ts";
import { samplePolicy } from "../../../packages/sample/src/index.ts";
import { type Bucket, type LabServer, labBucket, labServer } from "../../server/test/operation/share/share-lab.ts";
import {
  ask,
  axeFindings,
  browserMissing,
  creanceCommand,
  importsDone,
  openPage,
  type Served,
  screenshot,
  serveEmptyVault,
  startBrowser,
  type Watched,
} from "./browser.ts";

const missing = [...(browserMissing === null ? [] : [browserMissing]), ...(rgwMissing === null ? [] : [rgwMissing])];

describe.skipIf(missing.length > 0 && process.env["CREANCE_NO_SKIP"] !== "1")(
  `the story of a share in a browser${missing.length === 0 ? "" : ` (${missing.join("; ")})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "creance-story-e2e-"));
    const env = { XDG_CONFIG_HOME: join(folder, "config") };
    const second = join(folder, "second.vault");
    const name = `page-${process.pid}-${Date.now()}`;
    let rgw: LabServer;
    let bucket: Bucket;
    let served: Served;
    let browser: Browser;
    let watched: Watched;
    let pictures: MediaPage["rows"];

    async function run(vault: string, ...args: readonly string[]): Promise<string> {
      const child = spawn(process.execPath, [creanceCommand, ...args, "--vault", vault], { env: { ...process.env, ...env } });
      let said = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
      const code = await new Promise((resolve) => child.once("close", resolve));
      expect(code, said).toBe(0);
      return said;
    }

    async function seen(shot: string): Promise<void> {
      await watched.page.evaluate(() => scrollTo(0, 0));
      await screenshot(watched.page, `story-${shot}`);
      expect(await axeFindings(watched.page), shot).toEqual([]);
    }

    beforeAll(async () => {
      [rgw, served, browser] = await Promise.all([labServer(), serveEmptyVault(env), startBrowser()]);
      bucket = await labBucket(rgw, name);
      writeFileSync(join(folder, "sample-operation.policy.yaml"), samplePolicy);
      await ask(served, "POST", "/imports/sample");
      await importsDone(served);
      const page = await ask<MediaPage>(served, "GET", "/media?kind=photo&limit=200");
      pictures = page.rows.filter(({ format, position, thermal }) => format === "jpeg" && position !== null && !thermal).slice(0, 2);
      watched = await openPage(browser, served);
      watched.page.setDefaultTimeout(60_000);
    }, 300_000);
    afterAll(async () => {
      await browser?.close();
      await served?.close();
      bucket?.sdk.destroy();
      await rgw?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test("a policy, a place and a recipient are named", { timeout: 300_000 }, async () => {
      const { page } = watched;
      await page.goto("/share");
      await page.getByText("Before the first share").waitFor();
      await seen("1-before-light");
      await page.getByRole("link", { name: "Policy and grants" }).first().click();
      await page.getByLabel("Load a policy file").setInputFiles(join(folder, "sample-operation.policy.yaml"));
      await page.getByText(/^Nothing is wrong: Sample operation/).waitFor();
      await page.getByLabel("Your name").fill("M. Sample");
      await page.getByRole("button", { name: "Put in force" }).click();
      await page.getByRole("rowheader", { name: "customer-results" }).waitFor();
      await seen("2-policy-light");

      await page.goto("/share");
      for (const [label, value] of [
        ["Name", "results"],
        ["Region", rgw.region],
        ["Country, two letters", "US"],
        ["Address", rgw.endpoint],
        ["Bucket", name],
        ["Access key", rgw.credentials.accessKeyId],
        ["Secret key", rgw.credentials.secretAccessKey],
      ] as const) {
        await page.locator("#places").getByLabel(label, { exact: true }).fill(value);
      }
      await page.getByLabel("Who holds it").selectOption("customer");
      await page.locator("#places").getByLabel("Your name").fill("M. Sample");
      await seen("3-place-light");
      await page.getByRole("button", { name: "Name this place" }).click();
      await page.getByRole("button", { name: "Ask it for its region now" }).waitFor();

      const key = /age1[0-9a-z]{50,}/.exec(await run(second, "keys", "make").then(() => run(second, "keys", "show")))?.[0] ?? "";
      const form = page.locator("#recipients");
      if (!(await form.getByLabel("Their age key").isVisible())) await form.locator("summary").click();
      await form.getByLabel("Name", { exact: true }).fill("Orchard customer");
      await page.getByLabel("Who they are").selectOption("customer");
      await page.getByLabel("Their age key").fill(key);
      await form.getByLabel("Your name").fill("M. Sample");
      await page.getByRole("button", { name: "Name this recipient" }).click();
      await page.getByRole("cell", { name: key }).waitFor();
      await seen("4-named-light");
    });

    test("two pictures: one painted over, both redacted, looked at, sent; a second vault opens them", { timeout: 300_000 }, async () => {
      const { page } = watched;
      expect(pictures).toHaveLength(2);
      await page.goto(`/share/new?media=${pictures.map(({ sha256 }) => sha256).join(",")}`);
      await page
        .getByRole("button", { name: /^Paint over/ })
        .first()
        .click();
      await page.getByRole("button", { name: "Add a box" }).click();
      await page.getByText("1 box", { exact: true }).first().waitFor();
      await seen("5-box-light");
      await page.locator("#boxes").getByRole("button", { name: "Done" }).click();
      await page.getByRole("checkbox", { name: /nobody in them can be told apart/ }).check();
      await page.getByLabel("What for").selectOption("requestedService");
      await page.getByLabel("Why, in your words").fill("the inspection that was ordered");
      await page.getByLabel("Your name").fill("M. Sample");
      await page.getByRole("checkbox", { name: /Orchard customer/ }).check();
      await page.getByRole("button", { name: "Make the files and show them" }).click();
      await page.getByText("What would leave, exactly").waitFor();
      await page.getByText(/none is left\.$/).waitFor();
      expect(await bucket.objects()).toEqual([]);
      await seen("6-preview-light");
      await page.getByRole("button", { name: /^Send .* to results$/ }).click();
      await page.getByText("Every item was read back and compared.").waitFor();
      await seen("7-sent-light");

      const received = join(folder, "received");
      expect(await bucket.objects()).toHaveLength(3);
      await bucket.fetchInto(received);
      const opened = await run(second, "share", "open", received);
      expect(opened).toContain("item-1.jpg");
      expect(opened).toContain("item-2.jpg");
      await page.getByRole("link", { name: "See it among the shares" }).click();
      await page.getByText("What lies there").waitFor();
      await seen("8-share-light");
    });

    test("the grant and the share are taken back; nothing lies there any more", { timeout: 300_000 }, async () => {
      const { page } = watched;
      await page.goto("/share/grants");
      await page.getByRole("button", { name: /^Show/ }).click();
      await page.getByText("The signature fits this vault's key.").waitFor();
      await seen("9-grant-light");
      await page.getByRole("button", { name: "Take back" }).click();
      await page.getByLabel("Why", { exact: true }).fill("the work is done");
      await page.getByLabel("Your name").fill("M. Sample");
      await page.getByRole("button", { name: "Take it back" }).click();
      await page.getByText(/^taken back on/).waitFor();

      await page.goto("/share");
      await page.getByRole("button", { name: "Take back" }).click();
      await page.getByLabel("Why", { exact: true }).fill("the work is done");
      await page.getByLabel("Your name").fill("M. Sample");
      await page.getByRole("button", { name: "Take it back" }).click();
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByText("taken back and removed").waitFor();
      expect(await bucket.objects()).toEqual([]);
      await seen("10-taken-back-light");
    });

    test("its keeping time deletes the picture; the ledger holds, for us and without us", { timeout: 300_000 }, async () => {
      const { page } = watched;
      const doomed = pictures[0]?.sha256 ?? "";
      await page.goto(`/ledger/retention?item=${doomed}&open=${doomed}`);
      await page.getByRole("button", { name: "Set a clock" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "Rule", exact: true }).selectOption("own");
      await dialog.getByLabel("How long, a number").fill("1");
      await dialog.getByLabel("Days or hours").selectOption("hours");
      await dialog.getByLabel("What it rests on").fill("contract of the synthetic job");
      await dialog.getByLabel(/^Began on/).fill("2026-01-02");
      await dialog.getByLabel("Your name").fill("M. Sample");
      await dialog.getByRole("button", { name: "Show what it would do" }).click();
      await dialog.getByRole("button", { name: "Set the clock of 1 item" }).click();
      await dialog.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: /^Show what is due: 1 item/ }).click();
      await page.getByRole("checkbox", { name: /I have looked at the list/ }).check();
      await seen("11-plan-light");
      await page.getByRole("button", { name: "Delete 1 item" }).click();
      await page.getByText(/1 item is gone: \d+ places were looked at and are empty\./).waitFor();
      await seen("12-deleted-light");

      await page.goto(`/ledger?about=${doomed}`);
      await page.getByText(/began to delete/).waitFor();
      await seen("13-history-light");
      await page.goto("/ledger");
      const sign = page.getByRole("button", { name: /^Sign .* now$/ });
      await page.getByRole("button", { name: "Check the ledger" }).waitFor();
      if ((await sign.count()) > 0) await sign.click();
      await page.getByRole("button", { name: "Check the ledger" }).click();
      await page.getByText("HOLDS", { exact: true }).waitFor();
      await seen("14-holds-light");
      const exported = join(folder, "exported");
      const said = await run(served.vault, "ledger", "export", exported, "--json");
      const { vkey } = JSON.parse(said.split("\n").find((line) => line.startsWith("{")) ?? "{}") as { vkey: string };
      expect(execFileSync("sh", [join(exported, "verify.sh"), "--vkey", vkey], { encoding: "utf8" })).toMatch(/, 0 failed/);
      expect(watched.foreign).toEqual([]);
      // The page asks once more for the item that was open and has gone: the answer, that there is none, stands on Chromium's console.
      expect(watched.errors.filter((error) => !error.includes("status of 404"))).toEqual([]);
    });
  },
);
