/** Real files, where they are at hand: redacted, the same pixels, nothing that exiftool shows, nothing that the leak check finds. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepEverything, type RedactionRecipe } from "@creance/seal";
import { afterAll, describe, expect, it } from "vitest";
import { redactFiles } from "../../src/operation/redaction/index.ts";

const samples = process.env["CREANCE_SAMPLES"] ?? "";
const hasTool = (tool: string, option: string): boolean => spawnSync(tool, [option], { stdio: "ignore" }).error === undefined;
const missing =
  samples === ""
    ? "CREANCE_SAMPLES not set"
    : !hasTool("exiftool", "-ver")
      ? "no exiftool"
      : hasTool("ffmpeg", "-version")
        ? ""
        : "no ffmpeg";
const folder = mkdtempSync(join(tmpdir(), "creance-samples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const shared = { homes: [], keychain: null, names: "numbers", recipe: everything } as const;
const filesIn = (name: string): string[] =>
  readdirSync(join(samples, name), { withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(samples, name, each.name));

describe.skipIf(missing !== "")(`redacting real files${missing === "" ? "" : ` (skipped: ${missing})`}`, () => {
  it("pictures: pixels stay, exiftool finds nothing, the leak check finds nothing", { timeout: 300_000 }, async () => {
    const paths = ["photos", "photos-thermal", "photos-other"].flatMap(filesIn);
    const out = join(folder, "pictures");
    const { outputs, leaks } = await redactFiles({ ...shared, paths, folder: out });
    expect(leaks.found).toEqual([]);
    const written = outputs.filter(({ output }) => output !== null);
    process.stdout.write(
      `${written.length} of ${paths.length} pictures redacted; ${leaks.searched.values} values and ${leaks.searched.positions} positions looked for\n`,
    );
    // One sample has no end of image: what stands at its end cannot be told.
    expect(outputs.filter(({ refused }) => refused !== null).map(({ file, refused }) => [file, refused?.code])).toEqual([
      ["thermal_parser_DJI_XTS.jpg", "redact-damaged"],
    ]);
    const frame = (path: string): string =>
      spawnSync("ffmpeg", ["-v", "quiet", "-i", path, "-frames:v", "1", "-f", "md5", "-"], { encoding: "utf8" }).stdout;
    for (const [index, { output }] of outputs.entries()) {
      if (output === null) continue;
      const [before, after] = [frame(paths[index] as string), frame(join(out, output))];
      expect([output, after]).toEqual([output, before]);
      if (output.endsWith(".jpg")) expect(before).toContain("MD5=");
    }
    const asked = [
      "-gps*",
      "-*serial*",
      "-*uuid*",
      "-*latitude*",
      "-*longitude*",
      "-LRF*",
      "-Rtk*",
      "-thumbnailimage",
      "-previewimage",
      "-makernotes:all",
      "-flir:all",
      "-geotiff:all",
      "-artist",
      "-comment",
    ];
    const lines = JSON.parse(
      execFileSync("exiftool", ["-j", "-a", "-u", "-G1", ...asked, out], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    ) as object[];
    expect(lines.length).toBe(written.length);
    for (const line of lines) expect(Object.keys(line)).toEqual(["SourceFile"]);
  });

  it("records, logs, tracks and subtitles: made anew or refused, and nothing found", { timeout: 600_000 }, async () => {
    const paths = ["dji-txt-synthetic", "ulog", "dataflash", "tlog", "csv", "gpx-kml", "srt"].flatMap(filesIn);
    const { outputs, leaks } = await redactFiles({ ...shared, paths, folder: join(folder, "records") });
    expect(leaks.found).toEqual([]);
    const refused = new Map<string, number>();
    for (const each of outputs) if (each.refused !== null) refused.set(each.refused.code, (refused.get(each.refused.code) ?? 0) + 1);
    process.stdout.write(
      `${outputs.filter(({ output }) => output !== null).length} of ${paths.length} records made anew; refused: ${JSON.stringify([...refused])}\n`,
    );
    expect(outputs.filter(({ output }) => output !== null).length).toBeGreaterThan(10);
  });
});
