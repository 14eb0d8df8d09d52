/** The picture process: what breaks it is not the server. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openPictureProcess } from "../src/picture-process.ts";

const folder = mkdtempSync(join(tmpdir(), "creance-picture-process-"));
const path = join(folder, "grey.jpg");
const question = { source: { path, orientation: null }, size: { widthPx: 40, mediaType: "image/webp" } } as const;

/** Longer than a process stays without a question. */
const IDLE_MS = 61_000;

beforeAll(async () => {
  writeFileSync(
    path,
    await sharp({ create: { width: 80, height: 60, channels: 3, background: "#7f7f7f" } })
      .jpeg()
      .toBuffer(),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Picture processes that this process started, by `/proc`. */
function children(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => textOf(`/proc/${name}/cmdline`).includes("picture-boot"))
    .filter((name) => textOf(`/proc/${name}/status`).includes(`PPid:\t${process.pid}\n`))
    .map(Number);
}

/** Empty for a process that has ended meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

test.skipIf(process.platform !== "linux")(
  "pictures are made in a process of their own (skipped without /proc); one that was killed is started again, and the question is asked again",
  async () => {
    const pictures = openPictureProcess();
    expect(await pictures.ask(question)).toMatchObject({ widthPx: 40, heightPx: 30 });
    const [first, ...others] = children();
    expect(others).toEqual([]);
    const asked = pictures.ask(question);
    process.kill(first as number, "SIGKILL");
    expect(await asked).toMatchObject({ widthPx: 40 });
    expect(children()).not.toContain(first);
  },
);

test.skipIf(process.platform !== "linux")(
  "the idle end of a process that died with several questions waiting is nobody's error; the next question finds a process (skipped without /proc)",
  async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const before = children();
      const pictures = openPictureProcess();
      await pictures.ask(question);
      const asked = [pictures.ask(question), pictures.ask(question), pictures.ask(question)];
      for (const child of children()) if (!before.includes(child)) process.kill(child, "SIGKILL");
      for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ widthPx: 40 });
      vi.advanceTimersByTime(IDLE_MS);
      expect(await pictures.ask(question)).toMatchObject({ widthPx: 40 });
    } finally {
      vi.useRealTimers();
    }
  },
);

test("a file that is gone is said to be gone, not to be no picture", async () => {
  const pictures = openPictureProcess();
  const part = { byteOffset: 0, lengthBytes: 10 };
  await expect(pictures.ask({ ...question, source: { path: join(folder, "gone.jpg"), part, orientation: null } })).rejects.toMatchObject({
    code: "ENOENT",
  });
});
