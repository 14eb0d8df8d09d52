/** The tabs Share and Ledger in a browser, with a real server and an S3 server on loopback: a flight is shared, seen in the ledger, taken back. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FlightPage, MediaPage } from "@creance/api";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LyingS3, startLyingS3 } from "../../../adapters/courier/test/lab/lying-s3.ts";
import { record } from "../../cli/test/run-creance.ts";
import { policyText } from "../../server/test/operation/share/share-lab.ts";
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

describe.skipIf(browserMissing !== null)(`Share and Ledger in a browser${browserMissing === null ? "" : ` (${browserMissing})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "creance-share-e2e-"));
  const env = { XDG_CONFIG_HOME: join(folder, "config") };
  let store: LyingS3;
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
    [store, served, browser] = await Promise.all([startLyingS3(), serveEmptyVault(env), startBrowser()]);
    writeFileSync(join(folder, "SYNTH_record.txt"), record(4, 200_000));
    writeFileSync(join(folder, "policy.yaml"), policyText);
    writeFileSync(join(folder, "keys.json"), JSON.stringify(store.credentials));
    await run("import", join(folder, "SYNTH_record.txt"));
    await run("policy", "set", join(folder, "policy.yaml"));
    const { endpoint, region, country, bucket } = store.destination();
    const place = ["--endpoint", endpoint, "--region", region, "--country", country, "--bucket", bucket];
    await run("share", "destinations", "add", "results", ...place, "--credentials", join(folder, "keys.json"));
    watched = await openPage(browser, served);
    watched.page.setDefaultTimeout(60_000);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await store?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("a flight: a recipient is named, the very files are looked at, sent, and taken back", { timeout: 300_000 }, async () => {
    const { page } = watched;
    const key = /age1[0-9a-z]{50,}/.exec(await run("keys", "show"))?.[0] ?? "";
    await page.goto("/share");
    await page.getByText("Nobody has anything from this vault: nothing was ever shared.").waitFor();
    await screenshot(page, "share-empty-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByText("Before the first share").waitFor();
    await page.locator("#recipients summary").click();
    await page.getByLabel("Name", { exact: true }).fill("Orchard customer");
    await page.getByLabel("Who they are").selectOption("customer");
    await page.getByLabel("Their age key").fill(key);
    await page.getByLabel("Your name").fill("M. Sample");
    await page.getByRole("button", { name: "Name this recipient" }).click();
    await page.getByRole("cell", { name: key }).waitFor();

    const flights = await ask<FlightPage>(served, "GET", "/flights?limit=1");
    await page.goto(`/flights/${flights.rows[0]?.id}`);
    await page.locator("#media").getByRole("link", { name: "Share", exact: true }).click();
    await page.getByLabel("Why, in your words").fill("what was asked for");
    await page.getByLabel("What for").selectOption("requestedService");
    await page.getByLabel("Your name").fill("M. Sample");
    await page.getByRole("checkbox", { name: /Orchard customer/ }).check();
    await screenshot(page, "share-new-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Make the files and show them" }).click();
    await page.getByText("What would leave, exactly").waitFor();
    await page.getByText(/none is left\.$/).waitFor();
    expect(store.requests).toEqual([]);
    await screenshot(page, "share-preview-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: /^Send .* to results$/ }).click();
    await page.getByText("Every item was read back and compared.").waitFor();
    expect(store.objects.size).toBe(2);
    for (const { bytes } of store.objects.values()) expect(Buffer.from(bytes).subarray(0, 21).toString()).toBe("age-encryption.org/v1");

    await page.getByRole("link", { name: "See it among the shares" }).click();
    await page.getByText("What lies there").waitFor();
    await screenshot(page, "share-whole-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Take back" }).click();
    await page.getByLabel("Why", { exact: true }).fill("the job is over");
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("taken back and removed").waitFor();
    expect(store.objects.size).toBe(0);
    expect(watched.foreign).toEqual([]);
  });

  test("a place is named with its keys; a picture is painted over, and the very file is looked at", { timeout: 300_000 }, async () => {
    const { page } = watched;
    await page.goto("/share");
    await page.locator("#places summary").first().click();
    const place = page.locator("#places form");
    await place.getByLabel("Name", { exact: true }).fill("Second store");
    await place.getByLabel("Whose servers").selectOption("aws");
    await place.getByLabel("Region and country").selectOption("ap-east-1");
    expect(await place.getByLabel("Address", { exact: true }).inputValue()).toBe("https://s3.ap-east-1.amazonaws.com");
    await place.getByLabel("Bucket", { exact: true }).fill("our-results");
    await place.getByLabel("Access key").fill("SYNTHKEY");
    await place.getByLabel("Secret key").fill("synth-secret");
    await place.getByLabel("Your name").fill("M. Sample");
    await screenshot(page, "share-place-light");
    expect(await axeFindings(page)).toEqual([]);
    await place.getByRole("button", { name: "Name this place" }).click();
    await page.getByText("ap-east-1, HK").waitFor();
    expect(await page.content()).not.toContain("synth-secret");
    await page.getByRole("button", { name: "Remove Second store" }).click();
    await page.getByRole("button", { name: "Take it off the list" }).click();
    await page.getByText("ap-east-1, HK").waitFor({ state: "detached" });

    const asked = store.requests.length;
    const drawn = await browser.newPage({ viewport: { width: 800, height: 600 } });
    await drawn.setContent("<h1>SYNTH PLATE 42</h1>");
    writeFileSync(join(folder, "SYNTH_plate.JPG"), await drawn.screenshot({ type: "jpeg" }));
    await drawn.close();
    await run("import", join(folder, "SYNTH_plate.JPG"));
    const { rows } = await ask<MediaPage>(served, "GET", "/media?limit=1");
    await page.goto(`/share/new?media=${rows[0]?.sha256}`);
    await page.getByRole("button", { name: "Paint over SYNTH_plate.JPG" }).click();
    const picture = page.getByRole("img", { name: "SYNTH_plate.JPG" });
    await picture.waitFor();
    const { x, y, width } = (await picture.boundingBox()) ?? { x: 0, y: 0, width: 800 };
    const scale = width / 800;
    await page.mouse.move(x + 10 * scale, y + 20 * scale);
    await page.mouse.down();
    await page.mouse.move(x + 200 * scale, y + 60 * scale);
    await page.mouse.move(x + 330 * scale, y + 90 * scale);
    await page.mouse.up();
    const left = page.getByLabel("Box 1: Left, pixels");
    expect(Math.abs(Number(await left.inputValue()) - 10)).toBeLessThanOrEqual(2);
    await page.getByRole("button", { name: /^Box 1: / }).press("ArrowRight");
    expect(Math.abs(Number(await left.inputValue()) - 18)).toBeLessThanOrEqual(2);
    await page.getByRole("button", { name: "Add a box" }).click();
    await page.getByRole("button", { name: /^Box 2: / }).press("Delete");
    await page.getByLabel("Box 1: Top, pixels").fill("18");
    await screenshot(page, "share-boxes-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("1 box of solid black will be painted.").waitFor();
    await page.getByLabel("Why, in your words").fill("what was asked for");
    await page.getByLabel("Your name").fill("M. Sample");
    await page.getByRole("button", { name: "Make the files and show them" }).click();
    await page.getByText("Painted over: 1 file, as they would leave").waitFor();
    await page.getByRole("button", { name: "Look at item-1.jpg" }).click();
    const shown = page.getByRole("dialog").getByRole("img", { name: "item-1.jpg" });
    await shown.waitFor();
    const dark = await shown.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const context = canvas.getContext("2d");
      context?.drawImage(image, 0, 0);
      const at = (px: number, py: number): number => context?.getImageData(px, py, 1, 1).data[0] ?? -1;
      return [at(100, 50), at(600, 400)];
    });
    expect(dark[0]).toBeLessThan(8);
    expect(dark[1]).toBeGreaterThan(240);
    await page.getByRole("button", { name: "Close" }).click();
    await screenshot(page, "share-painted-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: /^Throw these files away/ }).click();
    // What was filled in is there still.
    await page.getByText("1 box of solid black will be painted.").waitFor();
    expect(store.requests).toHaveLength(asked);
    expect(watched.foreign).toEqual([]);
  });

  test("the ledger tells it, signs it, and is checked; an entry shows its line and its proof", { timeout: 300_000 }, async () => {
    const { page } = watched;
    await page.goto("/ledger?subject=share");
    await page.getByRole("link", { name: /M\. Sample took a share back: the job is over\./ }).click();
    await page.getByText("As it stands in the journal").waitFor();
    await screenshot(page, "ledger-share-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.goto("/ledger");
    const sign = page.getByRole("button", { name: /^Sign .* now$/ });
    await page.getByRole("button", { name: "Check the ledger" }).waitFor();
    if ((await sign.count()) > 0) await sign.click();
    await page.getByText("SIGNED", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Check the ledger" }).click();
    await page.getByText("HOLDS", { exact: true }).waitFor();
    await screenshot(page, "ledger-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel("History of").fill("no such thing");
    await page.keyboard.press("Enter");
    await page.getByText("That is no SHA-256").waitFor();
    expect(watched.errors).toEqual([]);
  });

  test("dark, and on a phone", { timeout: 200_000 }, async () => {
    const { rows } = await ask<MediaPage>(served, "GET", "/media?limit=1");
    const awaited = { share: "Places that things may be sent to", "share-new": "Paint over", ledger: "Can it still be shown?" };
    for (const [name, path] of [
      ["share", "/share"],
      ["share-new", `/share/new?media=${rows[0]?.sha256}`],
      ["ledger", "/ledger"],
    ] as const) {
      const dark = await openPage(browser, served, { theme: "dark", width: 390, height: 844 });
      dark.page.setDefaultTimeout(60_000);
      await dark.page.goto(path);
      await dark.page.getByText(awaited[name]).first().waitFor();
      if (name === "share-new") await dark.page.getByRole("button", { name: /^Paint over/ }).click();
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
