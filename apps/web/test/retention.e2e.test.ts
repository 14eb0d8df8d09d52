/** Keeping and deleting in a browser, with a real server: a rule is tried and set, items are held and excepted, what is due is seen and deleted. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RetentionOverview } from "@creance/api";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { record } from "../../cli/test/run-creance.ts";
import {
  ask,
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

describe.skipIf(browserMissing !== null)(
  `Keeping and deleting in a browser${browserMissing === null ? "" : ` (${browserMissing})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "creance-retention-e2e-"));
    const env = { XDG_CONFIG_HOME: join(folder, "config") };
    let served: Served;
    let browser: Browser;
    let watched: Watched;

    beforeAll(async () => {
      [served, browser] = await Promise.all([serveEmptyVault(env), startBrowser()]);
      const card = join(folder, "card");
      mkdirSync(card);
      for (const [seed, name] of [
        [4, "SYNTH_apple.txt"],
        [5, "SYNTH_berry.txt"],
        [6, "SYNTH_cherry.txt"],
      ] as const) {
        writeFileSync(join(card, name), record(seed, 100_000));
      }
      writeFileSync(join(card, "letter.txt"), "a letter");
      const child = spawn(process.execPath, [creanceCommand, "import", card, "--vault", served.vault], { env: { ...process.env, ...env } });
      expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
      watched = await openPage(browser, served);
      watched.page.setDefaultTimeout(60_000);
    }, 300_000);
    afterAll(async () => {
      await browser?.close();
      await served?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test("nothing goes by itself; a rule is tried, then set; one is held, one excepted, the third is seen and deleted, with proof", {
      timeout: 300_000,
    }, async () => {
      const { page } = watched;
      await page.goto("/ledger/retention");
      await page.getByText("Nothing is deleted by itself: no rule is set.").waitFor();
      await page.getByRole("combobox", { name: "Rule", exact: true }).selectOption("mn-7-days");
      await page.getByRole("button", { name: "Show what it would do" }).click();
      await page.getByText("It would cover 3 items").waitFor();
      await page.getByText(/3 items .* would be DUE NOW/).waitFor();
      expect((await ask<RetentionOverview>(served, "GET", "/retention")).standing).toBeNull();
      await screenshot(page, "retention-rule-light");
      expect(await axeFindings(page)).toEqual([]);
      await page.getByLabel("Your name").fill("M. Sample");
      await page.getByRole("button", { name: "Set this rule" }).click();
      await page.getByText("Minnesota, law enforcement agencies: 7 days stands; 3 items are due.").waitFor();

      // By keyboard alone: the first row is chosen and put under a hold.
      const first = page.locator('[data-row="0"]');
      // The table comes after the sentence; until then the letter, which no rule covers, stands first.
      await first.locator('[data-phase="due"]').waitFor();
      await first.focus();
      await page.keyboard.press("Space");
      await page.getByText("1 item chosen").waitFor();
      await page.getByRole("button", { name: "Hold", exact: true }).press("Enter");
      await page.getByLabel("Case and reason").fill("case 26-114");
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole("button", { name: "Hold 1 item" }).press("Enter");
      await page.getByRole("button", { name: "Done" }).press("Enter");
      await page.getByText("1 legal hold stands").waitFor();
      await page.getByRole("button", { name: "Choose none" }).click();

      await page.locator('[data-row="1"]').focus();
      await page.keyboard.press("Enter");
      await page.getByText("Nothing of it was given out.").waitFor();
      await page.getByRole("button", { name: "Except", exact: true }).click();
      await page.getByLabel("Why, in your words").fill("case 26-115");
      await page.getByLabel("Looked at again on (UTC)").fill("2096-01-15");
      await page.getByRole("button", { name: "Except 1 item" }).click();
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByText("1 item is due, 1 is held and 1 is excepted.").waitFor();
      await screenshot(page, "retention-items-light");
      expect(await axeFindings(page)).toEqual([]);

      await page.getByRole("button", { name: /^Show what is due: 1 item/ }).click();
      await page.getByText("Deleting cannot be undone.").waitFor();
      const button = page.getByRole("button", { name: "Delete 1 item" });
      expect(await button.isDisabled()).toBe(true);
      await page.getByRole("checkbox", { name: /I have looked at the list/ }).check();
      await screenshot(page, "retention-plan-light");
      // Scrolled to the plan, the header covers half of what stands above it.
      await page.evaluate(() => scrollTo(0, 0));
      expect(await axeFindings(page)).toEqual([]);
      await button.click();
      await page.getByText(/1 item is gone: \d+ places were looked at and are empty\./).waitFor();
      await page.getByText("3 items", { exact: false }).first().waitFor();
      await screenshot(page, "retention-result-light");
      expect(await axeFindings(page)).toEqual([]);
      await page.locator("#result").getByRole("link").first().click();
      await page.getByText("M. Sample began to delete an original that was due (mn-7-days).").waitFor();
    });

    test("what is held cannot be deleted; two names release it", { timeout: 200_000 }, async () => {
      const { page } = watched;
      await page.goto("/ledger/retention?show=held");
      await page.getByRole("checkbox", { name: /^Choose SYNTH/ }).check();
      await page.getByRole("button", { name: "Delete…" }).click();
      await page.getByText("nothing of this list can be deleted together").waitFor();
      expect(await page.getByRole("button", { name: /^Delete 1 item/ }).count()).toBe(0);
      await page.getByRole("button", { name: "Leave it" }).first().click();
      await page.getByRole("button", { name: /^Release the hold case 26-114/ }).click();
      await page.getByLabel("Why", { exact: true }).fill("closed");
      await page.getByLabel("Your name").fill("M. Sample");
      await page.getByLabel("The second person").fill("M. Sample");
      await page.getByRole("button", { name: "Release the hold", exact: true }).click();
      await page.getByText("two different persons: give the second one").waitFor();
      await page.getByLabel("The second person").fill("J. Example");
      await page.getByRole("button", { name: "Release the hold", exact: true }).click();
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByText("1 hold released").waitFor();
      expect(watched.foreign).toEqual([]);
      // The refusal above is an answer with an error's status, which Chromium writes on its console.
      expect(watched.errors.filter((error) => !error.includes("status of 400"))).toEqual([]);
    });

    test("a flight tells how long it is kept; dark, and on a phone", { timeout: 200_000 }, async () => {
      const { rows } = await ask<{ rows: { id: string }[] }>(served, "GET", "/flights?limit=1");
      await watched.page.goto(`/flights/${rows[0]?.id}`);
      await watched.page.getByText("Keeping:").waitFor();
      await watched.page.getByRole("link", { name: "Keeping and deleting" }).click();
      await watched.page.getByText("of one flight").waitFor();
      const dark = await openPage(browser, served, { theme: "dark", width: 390, height: 844 });
      dark.page.setDefaultTimeout(60_000);
      await dark.page.goto("/ledger/retention");
      await dark.page.getByText("The rule for everything recorded").waitFor();
      await dark.page.getByRole("button", { name: /^Show what is due/ }).click();
      await dark.page.getByText("Deleting cannot be undone.").waitFor();
      await screenshot(dark.page, "retention-phone-dark");
      expect(await axeFindings(dark.page)).toEqual([]);
      const { scroll, client } = await dark.page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        client: document.documentElement.clientWidth,
      }));
      expect(scroll).toBeLessThanOrEqual(client);
      await dark.context.close();
    });
  },
);
