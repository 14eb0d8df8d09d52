/** A film that ffmpeg made: what stays plays as before. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepEverything, type RedactionRecipe } from "@creance/seal";
import { afterAll, describe, expect, it } from "vitest";
import { redactFiles } from "../../src/operation/redaction/index.ts";

const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "creance-film-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const ffmpeg = (...args: readonly string[]): string => {
  const run = spawnSync("ffmpeg", ["-v", "error", "-y", ...args], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout + run.stderr;
};

describe.skipIf(!hasFfmpeg)("redacting a film with sound and subtitles (needs ffmpeg)", () => {
  it.each(["mp4", "mov"])(
    "%s: pictures and sound are the same, all else is gone, and the sound goes when asked",
    { timeout: 120_000 },
    async (ending) => {
      const path = join(folder, `film.${ending}`);
      const subtitles = join(folder, "film.srt");
      writeFileSync(subtitles, "1\n00:00:00,000 --> 00:00:01,000\n[latitude: 47.123456] [longitude: -101.654321]\n\n");
      const made = ["-f", "lavfi", "-i", "testsrc=s=160x120:r=15:d=2", "-f", "lavfi", "-i", "sine=d=2", "-i", subtitles];
      const told = [
        "-metadata",
        "title=Wilhelmina Testperson",
        "-metadata",
        "location=+47.1235-101.6543/",
        "-metadata:s:v",
        "handler_name=SN1581F4QTEST",
      ];
      ffmpeg(
        ...made,
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-map",
        "2:s",
        "-c:s",
        "mov_text",
        "-c:v",
        "libx264",
        "-bf",
        "2",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        ...told,
        "-shortest",
        path,
      );
      const sum = (file: string, stream: string): string => ffmpeg("-i", file, "-map", stream, "-f", "md5", "-");
      const out = join(folder, `out-${ending}`);
      const shared = { paths: [path], homes: [], keychain: null, names: "numbers" } as const;
      const { outputs, leaks } = await redactFiles({ ...shared, recipe: everything, folder: out });
      expect([outputs[0]?.refused, leaks.found]).toEqual([null, []]);
      const after = join(out, outputs[0]?.output ?? "");
      for (const secret of ["47.123456", "Wilhelmina", "SN1581F4QTEST", ...(ending === "mov" ? ["+47.12"] : [])]) {
        expect([secret, readFileSync(path).includes(secret), readFileSync(after).includes(secret)]).toEqual([secret, true, false]);
      }
      expect(sum(after, "0:v")).toBe(sum(path, "0:v"));
      expect(sum(after, "0:a")).toBe(sum(path, "0:a"));
      const kinds = (file: string): string =>
        spawnSync("ffprobe", ["-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", file], { encoding: "utf8" }).stdout;
      expect(kinds(path).trim().split("\n").sort()).toEqual(["audio", "subtitle", "video"]);
      expect(kinds(after).trim().split("\n").sort()).toEqual(["audio", "video"]);
      const silent = join(folder, `silent-${ending}`);
      const second = await redactFiles({ ...shared, recipe: { ...keepEverything, audio: "drop" }, folder: silent });
      const mute = join(silent, second.outputs[0]?.output ?? "");
      expect(kinds(mute).trim().split("\n").sort()).toEqual(["subtitle", "video"]);
      expect(sum(mute, "0:v")).toBe(sum(path, "0:v"));
    },
  );
});
