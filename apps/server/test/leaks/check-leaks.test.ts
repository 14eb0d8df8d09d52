import { gzipSync } from "node:zlib";
import { memorySource } from "@creance/core";
import { writeZip } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { keepEverything, type RedactionRecipe, type RemovedValue, redact } from "@creance/seal";
import { describe, expect, it } from "vitest";
import {
  bareJpeg,
  bytesOf,
  CAMERA_SERIAL,
  fullFilm,
  fullPicture,
  madeTrack,
  noise,
  PERSON,
  PLACE,
  SERIAL,
} from "../../../../packages/seal/test/redaction/made-files.ts";
import { checkLeaks } from "../../src/operation/leaks/index.ts";

const everything: RedactionRecipe = {
  ...keepEverything,
  positions: "drop",
  serials: "drop",
  names: "drop",
  previews: "drop",
  audio: "drop",
};
const check = (bytes: Uint8Array, removed: readonly RemovedValue[], name = "out") =>
  checkLeaks([{ name, source: memorySource(bytes) }], removed, { platform: nodePlatform });

async function redacted(bytes: Uint8Array, format: string, recipe = everything) {
  const redaction = await redact(memorySource(bytes), { format, recipe, platform: nodePlatform, track: madeTrack() });
  return { after: await bytesOf(redaction.out), removed: redaction.removed };
}

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const doubles = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
const around = (planted: Uint8Array): Uint8Array => Uint8Array.of(...noise("before", 5000), ...planted, ...noise("after", 5000));

describe("the leak check", () => {
  it.each([
    ["jpeg", fullPicture()],
    ["tiff", fullPicture("tiff")],
    ["dng", fullPicture("dng")],
    ["heic", fullPicture("heic")],
    ["mp4", fullFilm()],
    ["dji-flight-record", new Uint8Array(0)],
    ["gpx", new Uint8Array(0)],
  ] as const)("finds nothing in a redacted %s, and what was taken out in the original", async (format, bytes) => {
    const { after, removed } = await redacted(bytes, format);
    expect(removed.length).toBeGreaterThan(0);
    const report = await check(after, removed);
    expect(report.found).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.searched.bytes).toBe(after.length);
    if (bytes.length === 0) return;
    const before = await check(bytes, removed);
    expect(before.ok).toBe(false);
    const kinds = new Set(before.found.map(({ kind }) => kind));
    expect(kinds).toContain("position");
    expect(kinds).toContain("serial");
    // The sentences tell where, never what.
    for (const { sentence } of before.found) {
      expect(sentence).toMatch(/byte \d+ of out/);
      for (const secret of [SERIAL, CAMERA_SERIAL, PERSON]) expect(sentence).not.toContain(secret);
    }
  });

  const removed: readonly RemovedValue[] = [
    { kind: "text", class: "serial", name: "SerialNumber", value: SERIAL },
    { kind: "text", class: "name", name: "Artist", value: "Wilhelmina" },
    { kind: "text", class: "name", name: "Owner", value: "Tobyx" },
    { kind: "text", class: "time", name: "DateTimeOriginal", value: "2026:09:12 11:14:03" },
    {
      kind: "positions",
      name: "picture",
      latDeg: Float64Array.of(PLACE.latDeg),
      lonDeg: Float64Array.of(PLACE.lonDeg),
      withinM: 100,
      gridM: null,
    },
    { kind: "bytes", class: "preview", name: "exifThumbnail", bytes: bareJpeg("thumbnail").slice(900, 948) },
  ];

  it.each([
    ["a serial number as text", utf8(SERIAL), "serial"],
    ["in small letters", utf8(SERIAL.toLowerCase()), "serial"],
    ["in 16-bit characters", utf16(SERIAL), "serial"],
    ["in base64", utf8(Buffer.from(`sn=${SERIAL};`).toString("base64")), "serial"],
    ["a name that may be a word", utf8(" Wilhelmina "), "name"],
    ["a name of five letters", utf8(" Tobyx "), "name"],
    ["a time", utf8("2026:09:12 11:14:03"), "time"],
    ["a position as text", utf8(`"lat":${PLACE.latDeg},"lon":${PLACE.lonDeg}`), "position"],
    ["rounded to 100 m", utf8(`"latitude": 47.123, "longitude": -101.654`), "position"],
    ["as doubles", doubles(PLACE.latDeg, PLACE.lonDeg), "position"],
    ["a piece of a preview", bareJpeg("thumbnail").slice(700, 1200), "preview"],
  ] as const)("finds what was left in: %s", async (_, planted, kind) => {
    const { found } = await check(around(planted), removed);
    expect(found.map((leak) => leak.kind)).toContain(kind);
    const leak = found.find((each) => each.kind === kind);
    expect(leak?.byteOffset).toBeGreaterThan(4900);
    expect(leak?.byteOffset).toBeLessThan(5000 + planted.length + 64);
    expect((await check(around(new Uint8Array(planted.length)), removed)).found).toEqual([]);
  });

  it("looks into archives and packed files", async () => {
    const packed = new Uint8Array(gzipSync(Buffer.from(`by ${PERSON}, ${PLACE.latDeg}, ${PLACE.lonDeg}`)));
    const zip = writeZip([
      { path: "notes/a.txt", bytes: utf8(`aircraft ${SERIAL}`) },
      { path: "b.txt.gz", bytes: packed },
    ]);
    const report = await check(zip, removed);
    expect(new Set(report.found.map(({ kind }) => kind))).toEqual(new Set(["serial", "name", "position"]));
    expect(report.found.map(({ name }) => name)).toContain("out/notes/a.txt");
    expect(report.searched.unopened).toBe(0);
    const broken = gzipSync(Buffer.alloc(1000)).subarray(0, 20);
    expect((await check(broken, removed)).searched.unopened).toBe(1);
  });

  it("lets the middle of a cell stand, and nothing else near the place", async () => {
    const { after, removed: coarse } = await redacted(fullPicture(), "jpeg", { ...everything, positions: { gridM: 200 } });
    expect((await check(after, coarse)).found).toEqual([]);
    const planted = around(utf8(`"lat":${PLACE.latDeg.toFixed(6)},"lon":${PLACE.lonDeg.toFixed(6)}`));
    expect((await check(planted, coarse)).found.map(({ kind }) => kind)).toEqual(["position"]);
  });

  it("finds a row of the home circle that was left in a track, not those beside it", async () => {
    const { after, removed: gone } = await redacted(new Uint8Array(0), "gpx", { ...keepEverything, homeCircleM: 200 });
    expect((await check(after, gone)).found).toEqual([]);
    const track = madeTrack();
    const row = `<trkpt lat="${track.columns["latDeg"]?.[10]}" lon="${track.columns["lonDeg"]?.[10]}"/>`;
    const leaked = Uint8Array.of(...after, ...utf8(row));
    expect((await check(leaked, gone)).found.map(({ kind }) => kind)).toEqual(["position"]);
  });

  it.each(["gpx", "kml", "geojson", "dji-flight-record"])("finds nothing in a track of cells written as %s", async (format) => {
    const { after, removed: gone } = await redacted(new Uint8Array(0), format, {
      ...everything,
      positions: { gridM: 300 },
      homeCircleM: 100,
    });
    expect(after.length).toBeGreaterThan(1000);
    expect(gone.some((value) => value.kind === "positions" && value.gridM === 300)).toBe(true);
    expect((await check(after, gone)).found).toEqual([]);
  });

  it("leaves each value in a redacted picture once, and finds it", async () => {
    const { after, removed: gone } = await redacted(fullPicture(), "jpeg");
    for (const value of gone) {
      const planted =
        value.kind === "text"
          ? utf8(` ${value.value} `)
          : value.kind === "bytes"
            ? value.bytes
            : doubles(value.latDeg[0] as number, value.lonDeg[0] as number);
      const { ok } = await check(Uint8Array.of(...after, ...planted), gone);
      expect([value.name, ok]).toEqual([value.name, false]);
    }
    expect(gone.length).toBeGreaterThan(8);
  });
});
