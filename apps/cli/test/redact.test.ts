import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { makeRecord } from "@creance/sample";
import { describe, expect, it } from "vitest";
import { CAMERA_SERIAL, fullFilm, fullPicture, holds, PERSON, PLACE, SERIAL } from "../../../packages/seal/test/redaction/made-files.ts";
import { creance, jsonLines, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const hasExiftool = spawnSync("exiftool", ["-ver"]).status === 0;
const inputs = {
  "a.jpg": fullPicture(),
  "b.dng": fullPicture("dng"),
  "c.mp4": fullFilm(),
  "d.heic": fullPicture("heic"),
  "e.tif": fullPicture("tiff"),
};
for (const [name, bytes] of Object.entries(inputs)) writeFileSync(join(folder, name), bytes);
const paths = Object.keys(inputs).map((name) => join(folder, name));

interface Line {
  readonly output: string | null;
  readonly refused: { readonly code: string } | null;
  readonly check?: { readonly ok: boolean; readonly searched: { readonly values: number } };
}

describe("creance redact", () => {
  it("writes redacted files, checks them, and leaves the originals alone", async () => {
    const out = join(folder, "given");
    const ran = await creance(["redact", ...paths, "--out", out, "--json"]);
    expect(ran.stderr).toContain("none found");
    expect(ran.status).toBe(0);
    const lines = jsonLines(ran.stdout) as Line[];
    expect(lines.slice(0, 5).map(({ output }) => output)).toEqual(["0001.jpg", "0002.dng", "0003.mp4", "0004.heic", "0005.tif"]);
    expect(lines[5]?.check?.ok).toBe(true);
    expect(lines[5]?.check?.searched.values).toBeGreaterThan(10);
    expect(readdirSync(out).sort()).toEqual(["0001.jpg", "0002.dng", "0003.mp4", "0004.heic", "0005.tif"]);
    for (const name of readdirSync(out))
      for (const secret of [SERIAL, CAMERA_SERIAL, PERSON])
        expect([name, secret, holds(readFileSync(join(out, name)), secret)]).toEqual([name, secret, false]);
    for (const [name, bytes] of Object.entries(inputs)) expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
    const again = await creance(["redact", paths[0] as string, "--out", out]);
    expect(again.status).not.toBe(0);
    expect(again.stderr).toContain("0001.jpg");
    expect(readdirSync(out).length).toBe(5);
  });

  it.skipIf(!hasExiftool)("leaves nothing that exiftool would show (needs exiftool)", () => {
    const out = join(folder, "given");
    const asked = [
      "-gps*",
      "-*serial*",
      "-*uuid*",
      "-*latitude*",
      "-*longitude*",
      "-LRF*",
      "-Rtk*",
      "-NTRIP*",
      "-thumbnailimage",
      "-previewimage",
      "-makernotes:all",
      "-artist",
      "-creator",
      "-usercomment",
      "-comment",
      "-coordinates",
    ];
    const run = (names: readonly string[]) =>
      JSON.parse(spawnSync("exiftool", ["-j", "-a", "-ee", "-G1", ...asked, ...names]).stdout.toString()) as Record<string, unknown>[];
    for (const each of run(readdirSync(out).map((name) => join(out, name)))) expect(Object.keys(each)).toEqual(["SourceFile"]);
    // The same question to the originals, so that it is one.
    expect(run([paths[0] as string]).flatMap(Object.keys).length).toBeGreaterThan(12);
  });

  it("leaves out what cannot be redacted, and says so with its exit status", async () => {
    const unknown = join(folder, "notes.bin");
    writeFileSync(unknown, "no format that is known");
    const sealed = join(folder, "cut.jpg");
    writeFileSync(sealed, fullPicture().subarray(0, 300));
    const out = join(folder, "some");
    const ran = await creance(["redact", unknown, sealed, paths[0] as string, "--out", out, "--json"]);
    expect(ran.status).toBe(1);
    const lines = jsonLines(ran.stdout) as Line[];
    expect(lines.slice(0, 3).map(({ refused }) => refused?.code ?? null)).toEqual(["redact-not-possible", "redact-damaged", null]);
    expect(readdirSync(out)).toEqual(["0003.jpg"]);
  });

  it("makes a table of a flight record, cuts home circles, and withholds pictures within", async () => {
    const record = join(folder, "flight.txt");
    writeFileSync(record, makeRecord(4, { platform: nodePlatform, version: 11, sizeBytes: 200_000 }).bytes);
    const out = join(folder, "flight");
    const ran = await creance(["redact", record, "--keep", "positions", "--home-circle", "100", "--out", out, "--json"]);
    const [line] = jsonLines(ran.stdout) as Line[];
    expect([ran.stderr, line?.output]).toEqual([ran.stderr, "0001.csv"]);
    expect(readFileSync(join(out, "0001.csv"), "utf8").split("\r\n")[0]).toMatch(/^elapsedMs,timeUs,latDeg,lonDeg,/);
    const near = join(folder, "near");
    const picture = await creance([
      "redact",
      paths[0] as string,
      "--home-circle",
      "100",
      "--home",
      `${PLACE.latDeg},${PLACE.lonDeg}`,
      "--out",
      near,
      "--json",
    ]);
    expect(picture.status).toBe(1);
    expect((jsonLines(picture.stdout) as Line[])[0]?.refused?.code).toBe("redact-withheld");
    expect(readdirSync(near)).toEqual([]);
  });

  it("refuses wrong options before it writes", async () => {
    const out = join(folder, "never");
    for (const options of [
      ["--keep", "everything"],
      ["--grid", "1"],
      ["--mask", "1,2,3"],
    ]) {
      const ran = await creance(["redact", paths[0] as string, ...options, "--out", out]);
      expect([options, ran.status]).toEqual([options, 2]);
    }
    expect(existsSync(join(out, "0001.jpg"))).toBe(false);
  });
});
