import type { ByteSource } from "@creance/core";
import { memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { keepEverything, type RedactionRecipe, redact } from "../../src/index.ts";
import { bytesOf, fullFilm, fullPicture } from "./made-files.ts";
import { madePng } from "./made-png.ts";

const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const shifted: RedactionRecipe = { ...everything, positions: { gridM: 1000 }, times: { shiftUs: 86_400_000_000 } };

/** Gives pieces of one `Buffer`, whose `slice` is no copy, as files that are held in memory do. */
function lentSource(buffer: Buffer): ByteSource {
  return { size: buffer.byteLength, read: async (start, end) => buffer.subarray(start, end) };
}

describe("bytes that are only lent", () => {
  const files = [
    ["jpeg", fullPicture()],
    ["tiff", fullPicture("tiff")],
    ["dng", fullPicture("dng")],
    ["heic", fullPicture("heic")],
    ["png", madePng()],
    ["mp4", fullFilm()],
  ] as const;
  const recipes = { everything, shifted };
  for (const [format, bytes] of files) {
    it.each(["everything", "shifted"] as const)(`of a ${format} stay as they are, and nothing of them is kept (%s)`, async (name) => {
      const options = { format, recipe: recipes[name], platform: nodePlatform };
      const known = await redact(memorySource(bytes), options);
      const knownBytes = await bytesOf(known.out);
      const lent = Buffer.from(bytes);
      const given = await redact(lentSource(lent), options);
      expect(await bytesOf(given.out)).toEqual(knownBytes);
      expect(Buffer.compare(lent, bytes)).toBe(0);
      lent.fill(0x55);
      expect(given.removed).toEqual(known.removed);
      expect(given.removed.length).toBeGreaterThan(0);
      expect(given.changes).toEqual(known.changes);
      expect(given.left).toEqual(known.left);
    });
  }
});
