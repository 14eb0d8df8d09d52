import { isFormatError, isUserError, memorySource } from "@creance/core";
import { writeSrt } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepEverything, type RedactionRecipe, redact } from "../../src/index.ts";
import { bytesOf, fullFilm, fullPicture, holds, PERSON, PLACE, SERIAL } from "./made-files.ts";
import { madePng } from "./made-png.ts";

const everything: RedactionRecipe = {
  ...keepEverything,
  positions: "drop",
  serials: "drop",
  names: "drop",
  previews: "drop",
  audio: "drop",
};
const cue = { startMs: 0, endMs: 40, localUs: 1e15, latDeg: PLACE.latDeg, lonDeg: PLACE.lonDeg };
const files: Readonly<Record<string, Uint8Array>> = {
  jpeg: fullPicture(),
  tiff: fullPicture("tiff"),
  dng: fullPicture("dng"),
  heic: fullPicture("heic"),
  mp4: fullFilm(),
  srt: writeSrt([cue, cue, cue], 7),
  png: madePng(),
};

/** The redacted bytes; `null` when the file was refused. Fails for any other error. */
async function tried(bytes: Uint8Array, format: string): Promise<Uint8Array | null> {
  try {
    const { out } = await redact(memorySource(bytes), { format, recipe: everything, platform: nodePlatform });
    return await bytesOf(out, 65_536);
  } catch (error) {
    if (!isFormatError(error) && !isUserError(error)) throw error;
    return null;
  }
}

describe.each(Object.entries(files))("bad input: %s", (format, good) => {
  it("is redacted when whole", async () => {
    const after = await tried(good, format);
    expect(after).not.toBeNull();
    for (const secret of [SERIAL, PERSON, "47.12"]) expect(holds(after as Uint8Array, secret)).toBe(false);
  });

  it("cut anywhere: redacted or refused", async () => {
    const step = Math.max(1, Math.floor(good.length / 60));
    for (let length = 0; length < good.length; length += step) {
      const after = await tried(good.subarray(0, length), format);
      if (after !== null)
        for (const secret of [SERIAL, PERSON]) expect([length, secret, holds(after, secret)]).toEqual([length, secret, false]);
    }
  });

  it("flipped bytes: redacted or refused", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 }),
        async (flips) => {
          const bytes = good.slice();
          for (const [at, by] of flips) bytes[at] = (bytes[at] as number) ^ by;
          await tried(bytes, format);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("any bytes: refused or redacted", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (tail) => {
        await tried(tail, format);
        await tried(Uint8Array.of(...good.subarray(0, 40), ...tail), format);
      }),
      { numRuns: 40 },
    );
  });
});
