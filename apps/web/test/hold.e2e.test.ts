/** The Hold page: no gateway, a scripted gateway's story live, opening and closing, and what a person sees when it goes away. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ScriptedGateway,
  scriptedStatus,
  scriptedStory,
  startScriptedGateway,
} from "../../server/test/operation/hold/scripted-gateway.ts";
import { axeFindings, browserMissing, openPage, type Served, screenshot, serveEmptyVault, startBrowser, type Watched } from "./browser.ts";

const reason = browserMissing === null ? "" : ` (${browserMissing})`;

describe.skipIf(browserMissing !== null)(`Hold in a browser${reason}`, () => {
  let served: Served;
  let browser: Browser;
  let watched: Watched;
  let gateway: ScriptedGateway | undefined;
  const folder = mkdtempSync(join(tmpdir(), "h6-H-e2e-"));
  const socket = join(folder, "control.sock");
  const nowUs = Date.now() * 1000;

  beforeAll(async () => {
    mkdirSync(join(folder, "proofs"));
    [served, browser] = await Promise.all([
      serveEmptyVault({ CREANCE_HOLD_SOCKET: socket, CREANCE_HOLD_PROOFS: join(folder, "proofs") }),
      startBrowser(),
    ]);
    watched = await openPage(browser, served);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await gateway?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("without a gateway the page says what one is, with three commands, and tries a policy", async () => {
    const { page } = watched;
    await page.goto("/hold");
    await page.getByText("No field gateway runs on this machine.").waitFor();
    await page.getByText("creance hold plan --policy policy.yaml").waitFor();
    await screenshot(page, "hold-none-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("textbox", { name: /policy file/ }).fill("version: 1\ntitle: T\nservices:\n  - name: '*.example.org'\n");
    await page.getByRole("button", { name: "Say it in words" }).click();
    await page.getByRole("heading", { name: "The file cannot be used" }).waitFor();
  });

  test("a gateway that starts is seen: the answer, the minutes, the targets with their role", async () => {
    const { page } = watched;
    gateway = await startScriptedGateway(socket, scriptedStatus(nowUs), scriptedStory(nowUs));
    await page.getByText("Nothing passes: every service is closed.").waitFor();
    await page.getByText(/^In the last 10 minutes 2 devices tried [\d,]+ times to reach \d+ names/).waitFor();
    const grid = page.getByRole("grid", { name: "Targets that were tried" });
    await grid.getByText("mydjiflight.dji.com").waitFor();
    await grid.getByText("Flight records (DJI)").waitFor();
    await grid.getByText("203.0.113.9 port 443, directly").waitFor();
    await page.getByText("No proof lies in").waitFor();
    await page.mouse.move(0, 0);
    await screenshot(page, "hold-light");
    expect(await axeFindings(page)).toEqual([]);
  });

  test("tries come in live", async () => {
    const { page } = watched;
    const at = Date.now() * 1000;
    const line = { fromUs: at, untilUs: at, client: "10.77.0.21", transport: "udp", type: 1, typeName: "A", answer: "noSuchName" } as const;
    gateway?.tell({ kind: "question", name: "new-name.example.net", count: 1, ...line });
    const row = page.getByRole("grid", { name: "Targets that were tried" }).getByText("new-name.example.net");
    await row.waitFor();
    await row.click();
    const detail = page.getByRole("complementary", { name: "The target that is open" });
    await detail.getByText("10.77.0.21 asked for new-name.example.net once, refused.").waitFor();
    gateway?.tell({ kind: "question", name: "new-name.example.net", count: 4, ...line });
    await detail.getByText("10.77.0.21 asked for new-name.example.net 5 times, refused.").waitFor();
    await detail.getByRole("button", { name: "Close" }).click();
  });

  test("a minute is chosen by keys, and its targets stand alone; the table says the same", async () => {
    const { page } = watched;
    const line = page.getByRole("slider", { name: "Time line of tries, minute by minute" });
    await line.focus();
    // Twenty minutes back: the story ended when this file began, which on a slow machine is some minutes ago; before that, each minute has tries.
    for (const key of ["ArrowLeft", "PageDown", "PageDown", "Enter"]) await page.keyboard.press(key);
    await page
      .getByText(/^In this time \d devices? tried|^In this time 10\.77/)
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByText(/^Since the gateway is watched/).waitFor();
    await page.getByRole("button", { name: "Show as table" }).click();
    await page.getByRole("columnheader", { name: "Answered here" }).waitFor();
    await page.getByRole("button", { name: "Show as bars" }).click();
  });

  test("a service is opened with a name and a reason, counts down, and is closed", async () => {
    const { page } = watched;
    await page.getByRole("button", { name: "Open for 10 minutes (active.dji.com)" }).click();
    const dialog = page.getByRole("dialog", { name: "Open active.dji.com" });
    await dialog.getByText("At most 2.0 MB may go out in this opening").waitFor();
    const submit = dialog.getByRole("button", { name: "Open for 10 minutes" });
    expect(await submit.isDisabled()).toBe(true);
    await dialog.getByLabel("Your name").fill("M. Sample");
    await dialog.getByLabel("Why it is opened now").fill("activation of the third aircraft");
    await screenshot(page, "hold-open-dialog-light");
    expect(await axeFindings(page)).toEqual([]);
    await submit.click();
    await page.getByText(/Open, 9 min \d+ s left/).waitFor();
    await page.getByText("Opened by M. Sample: activation of the third aircraft").waitFor();
    expect(gateway?.heard.findLast(({ ask }) => ask === "open")).toMatchObject({ by: "M. Sample", forUs: 600e6 });
    gateway?.change({ sentence: "Only these pass: active.dji.com (2.0 MB left)." });
    await page.getByText("Only these pass: active.dji.com (2.0 MB left).").waitFor();
    await screenshot(page, "hold-opened-light");
    await page.getByRole("button", { name: "Close now (active.dji.com)" }).click();
    await page.getByRole("button", { name: "Open for 10 minutes (active.dji.com)" }).waitFor();
    gateway?.change({ sentence: "Nothing passes: every service is closed." });
    await page
      .getByText(/active\.dji\.com was closed, because a person closed it/)
      .first()
      .waitFor();
  });

  test("a refusal of the gateway stands in the dialog", async () => {
    const { page } = watched;
    gateway?.refuseNext("not-now", "flysafe-api.dji.com cannot be opened: today's bytes are used up. Nothing was opened.");
    await page.getByRole("button", { name: "Open for 10 minutes (flysafe-api.dji.com)" }).click();
    const dialog = page.getByRole("dialog", { name: "Open flysafe-api.dji.com" });
    await dialog.getByLabel("Why it is opened now").fill("unlock");
    await dialog.getByRole("button", { name: "Open for 10 minutes" }).click();
    await dialog.getByText("today's bytes are used up").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    // The browser tells every refused request on its console.
    watched.errors.splice(0);
  });

  test("drift is said at the top; 10,000 names are a table that scrolls", async () => {
    const { page } = watched;
    const at = Date.now() * 1000;
    gateway?.change({
      drifts: [{ kind: "drift", timeUs: at, code: "forwarding", sentence: "Routing had been switched on; it was switched off again." }],
    });
    await page.getByText("Something on the machine was not as the gateway had set it:").waitFor();
    const line = {
      fromUs: at,
      untilUs: at,
      client: "10.77.0.21",
      transport: "udp",
      type: 1,
      typeName: "A",
      answer: "noSuchName",
      count: 1,
    } as const;
    for (let name = 0; name < 10_000; name += 1) gateway?.tell({ kind: "question", name: `n${name}.flood.example`, ...line });
    // At most 10,000 are kept apart; when one more comes, the 625 tried longest ago are counted together.
    const grid = page.getByRole("grid", { name: "Targets that were tried" });
    await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(9_000);
    expect(await grid.getByRole("row").count()).toBeLessThan(200);
    await page.getByRole("searchbox", { name: "Find" }).fill("flight records");
    await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBeLessThan(5);
    await page.getByRole("searchbox", { name: "Find" }).fill("");
  });

  test("a gateway that is gone is said, and one in Local Data Mode opens nothing", async () => {
    const { page } = watched;
    await gateway?.close();
    await page.getByText("No field gateway runs on this machine.").waitFor();
    const status = scriptedStatus(nowUs);
    gateway = await startScriptedGateway(
      socket,
      { ...status, mode: "local-data", sentence: "Local Data Mode: nothing passes." },
      scriptedStory(Date.now() * 1000),
    );
    await page.getByText("Local Data Mode: nothing passes.").waitFor();
    await page.getByText("Local Data Mode: nothing can be opened").waitFor();
    expect(await page.getByRole("button", { name: /^Open/ }).count()).toBe(0);
  });

  test("dark, on a phone, and at 200 % zoom: nothing is cut off and nothing is wrong by axe", async () => {
    await gateway?.close();
    gateway = await startScriptedGateway(socket, scriptedStatus(nowUs), scriptedStory(Date.now() * 1000));
    for (const [name, options] of [
      ["hold-dark", { theme: "dark" }],
      ["hold-phone-light", { width: 390, height: 844 }],
      ["hold-phone-dark", { width: 390, height: 844, theme: "dark" }],
      ["hold-zoom-light", { width: 720, height: 450 }],
    ] as const) {
      const other = await openPage(browser, served, options);
      await other.page.goto("/hold");
      await other.page.getByRole("grid", { name: "Targets that were tried" }).getByText("mydjiflight.dji.com").waitFor();
      await screenshot(other.page, name);
      expect(await axeFindings(other.page), name).toEqual([]);
      expect(await other.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0);
      expect(other.errors, name).toEqual([]);
      if (name === "hold-zoom-light") {
        await other.page.emulateMedia({ media: "print" });
        await screenshot(other.page, "hold-print");
      }
      await other.context.close();
    }
  });

  test("the page asked nobody but its own server, and made no error", () => {
    expect(watched.foreign).toEqual([]);
    expect(watched.errors).toEqual([]);
  });
});
