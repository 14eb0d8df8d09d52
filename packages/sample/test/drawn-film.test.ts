import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMp4 } from "@creance/formats";
import { afterAll, describe, expect, it } from "vitest";
import { drawnFilm, newRandom } from "../src/index.ts";

const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
const note = hasFfmpeg ? "" : " (skipped: ffmpeg is not installed)";
const folder = mkdtempSync(join(tmpdir(), "creance-film-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECONDS = 9;
const film = writeMp4({ tracks: [drawnFilm(newRandom(7), { seconds: SECONDS })] });

describe("drawn film", () => {
  it("is small, and the same from the same seed", () => {
    expect(film.byteLength).toBeLessThan(60_000 * SECONDS);
    expect(writeMp4({ tracks: [drawnFilm(newRandom(7), { seconds: SECONDS })] })).toEqual(film);
  });

  it("has a key picture at least every six seconds", () => {
    const { samples } = drawnFilm(newRandom(7), { seconds: 20 });
    const keys = samples.flatMap(({ isSync }, index) => (isSync === true ? [index] : []));
    expect(keys).toEqual([0, 48, 96, 144]);
  });
});

describe.skipIf(!hasFfmpeg)(`ffmpeg decodes it${note}`, () => {
  it("without a word, every picture of it, and to the very pixels: land that moved is the same land", () => {
    const path = join(folder, "drawn.mp4");
    writeFileSync(path, film);
    const run = spawnSync("ffmpeg", ["-v", "error", "-i", path, "-f", "null", "-"], { encoding: "utf8" });
    expect([run.status, run.stderr]).toEqual([0, ""]);
    const raw = execFileSync("ffmpeg", ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"], { maxBuffer: 1e9 });
    const frameBytes = (320 * 180 * 3) / 2;
    expect(raw.byteLength).toBe(SECONDS * 8 * frameBytes);
    // The upper rows hold no vehicle: each picture there is the one before, four pixels further.
    for (let frame = 1; frame < SECONDS * 8; frame += 1) {
      const now = raw.subarray(frame * frameBytes, frame * frameBytes + 320 * 90);
      const then = raw.subarray((frame - 1) * frameBytes, (frame - 1) * frameBytes + 320 * 90);
      for (let row = 0; row < 90; row += 1) {
        expect(now.subarray(row * 320, row * 320 + 316).equals(then.subarray(row * 320 + 4, row * 320 + 320))).toBe(true);
      }
    }
  });
});
