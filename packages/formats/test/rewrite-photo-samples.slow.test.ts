/** Real pictures, where they and the tools are at hand: same pixels after a rewrite, and ExifTool finds nothing of what was removed. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { describe, expect, it } from "vitest";
import { rewritePhotoMetadata } from "../src/index.ts";

const SENSITIVE = /serial|ntrip|gps|lrf|utc|uuid|dronemodel|sensor_id|^rdf:about/i;
const hasTool = (tool: string, option: string): boolean => spawnSync(tool, [option], { stdio: "ignore" }).error === undefined;

const samples = process.env["CREANCE_SAMPLES"] ?? "";
const missing =
  samples === ""
    ? "CREANCE_SAMPLES not set"
    : !hasTool("exiftool", "-ver")
      ? "no exiftool"
      : spawnSync("ffmpeg", ["-version"]).error
        ? "no ffmpeg"
        : "";
const files =
  missing === ""
    ? ["photos", "photos-thermal", "photos-other"].flatMap((folder) =>
        readdirSync(join(samples, folder))
          .filter((name) => /\.jpe?g$/i.test(name))
          .map((name) => join(samples, folder, name)),
      )
    : [];

describe.skipIf(missing !== "")(`rewriting real pictures${missing === "" ? "" : ` (skipped: ${missing})`}`, () => {
  it.each(files.length > 0 ? files : ["none"])(
    "shows the same pixels, and ExifTool finds nothing of what was removed: %s",
    async (path) => {
      if (!existsSync(path)) return;
      const bytes = readFileSync(path);
      const rewrite = await rewritePhotoMetadata(memorySource(bytes), {
        field: ({ name }) => (SENSITIVE.test(name) ? "remove" : "keep"),
        preview: () => "remove",
      });
      const chunks: Uint8Array[] = [];
      for await (const chunk of rewrite.chunks()) chunks.push(chunk);
      const after = Buffer.concat(chunks);
      for (const { byteOffset, lengthBytes } of rewrite.changes) {
        const value = bytes.subarray(byteOffset, byteOffset + lengthBytes);
        // Zeros, blanks and small numbers stand in every file.
        const isTelling = value.length >= 8 && value.length < 200 && new Set(value).size > 5;
        if (isTelling) expect([value.toString("latin1"), after.includes(value)]).toEqual([value.toString("latin1"), false]);
      }
      const folder = mkdtempSync(join(tmpdir(), "creance-rewrite-"));
      try {
        const target = join(folder, "after.jpg");
        writeFileSync(target, after);
        const frame = (file: string): string =>
          execFileSync("ffmpeg", ["-v", "quiet", "-i", file, "-frames:v", "1", "-f", "md5", "-"], { encoding: "utf8" });
        expect(frame(target)).toBe(frame(path));
        // FLIR's own segments are opaque: they go by the choice about segments, or not at all.
        const lines = execFileSync("exiftool", ["-G1", "-s", "-n", "-a", "-u", target], { encoding: "utf8" }).split("\n");
        const left = lines.filter((line) =>
          /^(?!\[FLIR\]).*(?:Serial|\[GPS\]|GPS(Lat|Lon)|LRF|UTC|UUID|ThumbnailImage|PreviewImage|sensor_id)/.test(line),
        );
        expect(left).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
