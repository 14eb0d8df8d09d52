/** The recipient's page, opened from disk: it opens what was sealed, refuses what was changed, and reaches nothing. */
import { createHash, randomBytes as nodeRandomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, browserMissing, screenshot, startBrowser } from "../browser.ts";

const path = join(import.meta.dirname, "..", "..", "..", "..", "dist", "recipient", "open-a-share.html");
const missing = browserMissing ?? (existsSync(path) ? null : "skipped: dist/recipient is not built");
const plain = nodeRandomBytes(300_000);
const hash = createHash("sha256").update(plain).digest("hex");

describe.skipIf(missing !== null)(`The recipient's page${missing === null ? "" : ` (${missing})`}`, () => {
  let folder: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const requests: string[] = [];
  let identity: string;
  const file = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "i7-d-page-"));
    identity = await generateX25519Identity();
    const sealed = await sealFor(await identityToRecipient(identity));
    writeFileSync(file("inspection.zip.age"), sealed);
    writeFileSync(file("cut.age"), sealed.subarray(0, -70_000));
    const changed = Buffer.from(sealed);
    changed[200_000] = (changed[200_000] as number) ^ 1;
    writeFileSync(file("changed.age"), changed);
    writeFileSync(file("none.age"), "hello");
    browser = await startBrowser();
    context = await browser.newContext({ acceptDownloads: true, viewport: { width: 900, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("request", (request) => requests.push(request.url()));
    // As in a browser that cannot write to a file as it goes: a download can be looked at here.
    await page.addInitScript(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
    await page.goto(pathToFileURL(path).href);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  async function opened(name: string): Promise<Buffer> {
    await page.setInputFiles("#file", file(name));
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Open and save" }).click()]);
    await page.getByText("Opened: every byte is as it was encrypted.").waitFor();
    return readFileSync(await download.path());
  }
  async function refused(name: string, sentence: RegExp): Promise<void> {
    await page.setInputFiles("#file", file(name));
    await page.getByRole("button", { name: "Open and save" }).click();
    await page.getByRole("status").filter({ hasText: sentence }).waitFor();
    expect(await page.getByText("Nothing was saved.").count()).toBe(1);
  }

  test("is one file with its hash beside it, and stays small", () => {
    const bytes = readFileSync(path);
    expect(bytes.byteLength).toBeLessThan(300_000);
    expect(readFileSync(`${path}.sha256`, "utf8")).toBe(`${createHash("sha256").update(bytes).digest("hex")}  open-a-share.html\n`);
  });

  test("opens with a key; name, size and hash are shown", async () => {
    await screenshot(page, "recipient-light");
    await page.fill("#key", identity);
    expect(Buffer.compare(await opened("inspection.zip.age"), plain)).toBe(0);
    expect(await page.locator("#result-name").textContent()).toBe("inspection.zip");
    expect(await page.locator("#result-hash").textContent()).toBe(hash);
    await page.getByText("About this page").click();
    await screenshot(page, "recipient-opened-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    await screenshot(page, "recipient-opened-dark");
    expect(await axeFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  }, 120_000);

  test("a key file with comments, a post-quantum key, and armor", async () => {
    const hybrid = await generateHybridIdentity();
    writeFileSync(file("key.txt"), `# made today\n${identity}\n${hybrid}\n`);
    writeFileSync(file("hybrid.age"), await sealFor(await identityToRecipient(hybrid)));
    const sealed = readFileSync(file("inspection.zip.age"));
    const lines = sealed.toString("base64").match(/.{1,64}/g) ?? [];
    writeFileSync(file("armored.age"), `-----BEGIN AGE ENCRYPTED FILE-----\n${lines.join("\n")}\n-----END AGE ENCRYPTED FILE-----\n`);
    await page.fill("#key", "");
    await page.setInputFiles("#key-file", file("key.txt"));
    await expect.poll(() => page.inputValue("#key")).toContain(hybrid);
    for (const name of ["hybrid.age", "armored.age"]) expect(Buffer.compare(await opened(name), plain)).toBe(0);
  }, 120_000);

  test("a passphrase, right and wrong", async () => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase("four words of mine");
    encrypter.setScryptWorkFactor(12);
    writeFileSync(file("words.age"), await encrypter.encrypt(plain));
    await page.getByLabel("a passphrase").check();
    await page.fill("#passphrase", "four words of mime");
    await refused("words.age", /This passphrase does not open the file/);
    await page.fill("#passphrase", "four words of mine");
    expect(Buffer.compare(await opened("words.age"), plain)).toBe(0);
    await page.getByLabel("my key").check();
  }, 120_000);

  test("changed, cut and foreign files, and wrong keys, are refused and nothing is saved", async () => {
    const saved: string[] = [];
    const hear = (download: { suggestedFilename(): string }): void => void saved.push(download.suggestedFilename());
    page.on("download", hear);
    await page.fill("#key", identity);
    await refused("changed.age", /changed or cut/);
    await refused("cut.age", /changed or cut/);
    await refused("none.age", /not a file that age encrypted/);
    await page.fill("#key", await generateX25519Identity());
    await refused("inspection.zip.age", /encrypted for others/);
    await page.fill("#key", "not a key");
    await refused("inspection.zip.age", /not a key of age/);
    await screenshot(page, "recipient-refused-light");
    page.off("download", hear);
    expect(saved).toEqual([]);
  }, 120_000);

  test("makes a key whose public half can be sealed for", async () => {
    await page.getByText("I have no key yet").click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Make a key" }).click()]);
    const text = readFileSync(await download.path(), "utf8");
    const recipient = (await page.locator("#made-recipient").textContent()) ?? "";
    const made = /^AGE-SECRET-KEY-1\S+$/m.exec(text)?.[0] ?? "";
    expect(await identityToRecipient(made)).toBe(recipient);
    writeFileSync(file("made.age"), await sealFor(recipient));
    expect(Buffer.compare(await opened("made.age"), plain)).toBe(0);
  }, 120_000);

  test("writes as it goes where the browser can, and leaves nothing of a changed file", async () => {
    const other = await context.newPage();
    other.setDefaultTimeout(30_000);
    await other.addInitScript(() => {
      const seen = { bytes: 0, pieces: 0, closed: false, aborted: false };
      Object.assign(window, {
        seen,
        showSaveFilePicker: async () => ({
          createWritable: async () =>
            new WritableStream<Uint8Array>({
              write(chunk) {
                seen.bytes += chunk.byteLength;
                seen.pieces += 1;
              },
              close() {
                seen.closed = true;
              },
              abort() {
                seen.aborted = true;
              },
            }),
        }),
      });
    });
    await other.goto(pathToFileURL(path).href);
    await other.fill("#key", identity);
    const seen = () => other.evaluate(() => ({ ...(window as unknown as { seen: Record<string, unknown> }).seen }));
    await other.setInputFiles("#file", file("inspection.zip.age"));
    await other.getByRole("button", { name: "Open and save" }).click();
    await other.getByText("Opened: every byte").waitFor();
    expect(await seen()).toMatchObject({ bytes: 300_000, closed: true, aborted: false });
    expect(Number((await seen())["pieces"])).toBeGreaterThan(3);
    await other.reload();
    await other.fill("#key", identity);
    await other.setInputFiles("#file", file("changed.age"));
    await other.getByRole("button", { name: "Open and save" }).click();
    await other.getByText("changed or cut on its way").waitFor();
    expect(await seen()).toMatchObject({ closed: false, aborted: true });
    await other.close();
  }, 120_000);

  test("the browser lets it reach nothing and run nothing else", async () => {
    expect(requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
    let arrived = 0;
    const listening = createServer((_, answer) => {
      arrived += 1;
      answer.setHeader("access-control-allow-origin", "*").end();
    });
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const { port } = listening.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/`;
    // The listener is there, and a page without the policy would reach it.
    const free = await context.newPage();
    await free.evaluate((url) => fetch(url).then(() => true), address);
    await free.close();
    expect(arrived).toBe(1);
    const tried = await page.evaluate(async (url) => {
      const outcome = (step: Promise<unknown>): Promise<string> =>
        step.then(
          () => "went out",
          () => "refused",
        );
      const image = new Image();
      const loaded = new Promise((resolve, reject) => {
        image.onload = resolve;
        image.onerror = reject;
      });
      image.src = url;
      const script = document.createElement("script");
      script.textContent = "window.wasRun = true";
      document.body.append(script);
      navigator.sendBeacon(url);
      return { fetch: await outcome(fetch(url)), image: await outcome(loaded), script: "wasRun" in window };
    }, address);
    expect(tried).toEqual({ fetch: "refused", image: "refused", script: false });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(arrived).toBe(1);
    await new Promise((resolve) => listening.close(resolve));
  }, 120_000);
});

async function sealFor(recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(plain);
}
