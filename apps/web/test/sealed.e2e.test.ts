/** The word "Sealed" at the top right: shown when the server has just tried to leave and could not, and with what it tried. */
import { spawnSync } from "node:child_process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserMissing, openPage, type Served, screenshot, serveEmptyVault, startBrowser, type Watched } from "./browser.ts";

const canUnshare = spawnSync("unshare", process.getuid?.() === 0 ? ["--net", "true"] : ["--net", "--map-root-user", "true"]).status === 0;
const missing = browserMissing ?? (canUnshare ? null : "skipped: namespaces are forbidden here");

describe.skipIf(missing !== null)(`A sealed server in a browser${missing === null ? "" : ` (${missing})`}`, () => {
  let served: Served;
  let browser: Browser;
  let watched: Watched;
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveEmptyVault({}, ["--sealed"]), startBrowser()]);
    watched = await openPage(browser, served);
    watched.page.setDefaultTimeout(30_000);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  test("the line says so and shows each try", async () => {
    const { page } = watched;
    await page.goto("/flights");
    const line = page.getByRole("button", { name: "Sealed. On the line: 0 outbound since start" });
    await line.waitFor();
    await line.click();
    await page.getByText("Sealed: this server just tried 8 ways to reach out, and this machine refused each.").waitFor();
    await page.getByText("What was tried").click();
    await page.getByRole("cell", { name: "Connection to 192.0.2.1, TCP port 443" }).waitFor();
    await screenshot(page, "sealed-line-light");
    expect(await axeFindings(page)).toEqual([]);
  }, 120_000);

  test("when the server says that it is not sealed, the line is no good news", async () => {
    const { page } = watched;
    const sealed = {
      isSealed: false,
      triedUs: Date.now() * 1000,
      sentence: "Not sealed, although it was started so: connection: it went out.",
      attempts: [{ how: "Connection", result: "it went out" }],
    };
    await page.route("**/rpc/line", (route) =>
      route.fulfill({ json: { json: { sinceUs: Date.now() * 1000, outbound: 0, attempts: [], sealed } } }),
    );
    await page.reload();
    const line = page.getByRole("button", { name: "NOT sealed. On the line: 0 outbound since start" });
    await line.waitFor();
    expect(await line.getAttribute("data-state")).toBe("some");
    await line.click();
    await page.getByText("Not sealed, although it was started so: connection: it went out.").waitFor();
    await screenshot(page, "sealed-not-light");
  }, 120_000);
});
