/** Files on disk, made by our writers, judged as they lie there: every row leads to the bytes that say it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExposureReport, exposureRequestSchema } from "@creance/api";
import { fromLocal } from "@creance/core";
import { djiPhotoValues, writePhoto, writeSrt } from "@creance/formats";
import { sampleJpeg } from "@creance/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exposureOfFiles } from "../../src/operation/exposure/exposure-reports.ts";

const HERE = { latDeg: 38.0335, lonDeg: -7.7724 };
const request = exposureRequestSchema.parse({});
let folder: string;
let sites: string;
let photo: string;

const at = (eastM: number, northM: number): { latDeg: number; lonDeg: number } => fromLocal(HERE.latDeg, HERE.lonDeg, { eastM, northM });

function pointSite(name: string, eastM: number, northM: number): unknown {
  const { latDeg, lonDeg } = at(eastM, northM);
  return { type: "Feature", properties: { name, kind: "water" }, geometry: { type: "Point", coordinates: [lonDeg, latDeg] } };
}

function writeTestPhoto(name: string, pitchDeg: number, position: typeof HERE | null = HERE): string {
  const pixels = sampleJpeg(1);
  const laserAt = at(0, 12);
  const { exif, xmp } = djiPhotoValues({
    model: "SYNTH 1",
    localTime: "2026:09:07 10:12:40",
    utcAtExposure: "2026-09-07T08:12:40.000000",
    ...(position === null ? {} : { position }),
    absoluteAltM: 208,
    relativeAltM: 50,
    gimbal: { yawDeg: 0, pitchDeg, rollDeg: 0 },
    aircraft: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
    focalLengthMm: 4.5,
    focal35Mm: 24,
    laser: { status: "Normal", distanceM: 52, ...laserAt, altM: 0, absoluteAltM: 158 },
    droneSerialNumber: "SYNTH-DRONE-1",
    cameraSerialNumber: "SYNTH-CAM-1",
    captureUuid: "5f1d2c3b",
    ntrip: { mountPoint: "SYNTH32", port: 2101, host: "rtk.example.org" },
  });
  const path = join(folder, name);
  writeFileSync(path, writePhoto({ format: "jpeg", pixels, exif, xmp, thumbnail: pixels, preview: pixels }));
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "creance-exposure-files-"));
  sites = join(folder, "sites.geojson");
  const features = [pointSite("Inside", 8, 12), pointSite("Decoy", 900, 900), pointSite("Laser", 0, 12)];
  writeFileSync(sites, JSON.stringify({ type: "FeatureCollection", features }));
  photo = writeTestPhoto("DJI_0001.JPG", -90);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const judge = async (...files: string[]): Promise<ExposureReport> => (await exposureOfFiles(request, { files, siteFiles: [sites] })).report;

describe("a picture", () => {
  test("shows a site in its footprint: the row leads to the latitude's bytes and to a region of the picture", async () => {
    const report = await judge(photo);
    expect(report.sites.map(({ site }) => site).sort()).toEqual(["Inside", "Laser"]);
    const row = report.rows.find(({ kind, site }) => kind === "footprint" && site === "Inside");
    expect(row).toMatchObject({ itemKind: "photo", itemName: "DJI_0001.JPG", certainty: "probably", region: [expect.anything()] });
    const bytes = readFileSync(photo);
    const offset = row?.byteOffset as number;
    expect(bytes.subarray(offset, offset + 11).toString()).toBe("+38.0335000");
    const [pixel] = row?.region ?? [];
    // North is up and east is right in a picture straight down with the camera's top to the north.
    expect(pixel?.x).toBeGreaterThan(0);
    expect(pixel?.y).toBeGreaterThan(0);
  });

  test("the laser's target is a row of its own, with its own bytes", async () => {
    const row = (await judge(photo)).rows.find(({ kind }) => kind === "laserPoint");
    const bytes = readFileSync(photo);
    const offset = row?.byteOffset as number;
    expect(row).toMatchObject({ site: "Laser", certainty: "probably" });
    expect(bytes.subarray(offset, offset + 6).toString()).toBe("38.033");
  });

  test("headers: serials, capture id, correction server, places, thumbnail and preview, each where it stands", async () => {
    const report = await judge(photo);
    const bytes = readFileSync(photo);
    for (const [kind, value] of [
      ["aircraftSerial", "SYNTH-DRONE-1"],
      ["cameraSerial", "SYNTH-CAM-1"],
      ["uuid", "5f1d2c3b"],
      ["correctionServer", "rtk.example.org"],
      ["correctionServer", "SYNTH32"],
      ["correctionServer", "2101"],
    ]) {
      const row = report.rows.find((one) => one.kind === kind && one.value === value);
      expect([kind, value, row?.byteOffset]).toEqual([kind, value, expect.any(Number)]);
      const offset = row?.byteOffset as number;
      expect(bytes.subarray(offset, offset + (value as string).length).toString()).toBe(value);
    }
    const previews = report.rows.filter(({ kind }) => kind === "preview");
    expect(previews).toHaveLength(2);
    for (const { byteOffset } of previews) expect(bytes.readUInt16BE(byteOffset as number)).toBe(0xffd8);
    expect(report.headers.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["picturePosition", "laserTarget", "startTime"]));
  });

  test("towards the horizon: no area, and that more may be in it is said", async () => {
    const report = await judge(writeTestPhoto("DJI_0002.JPG", -3));
    expect(report.rows.filter(({ kind }) => kind === "footprint")).toEqual([]);
    expect(report.unknown).toMatchObject([{ itemName: "DJI_0002.JPG", sentence: expect.stringContaining("horizon") }]);
  });

  test("without a position: nothing is said to be not shown", async () => {
    const { rows, unknown } = await judge(writeTestPhoto("DJI_0003.JPG", -90, null));
    // What the laser measured stands in the file by itself.
    expect(new Set(rows.filter(({ site }) => site !== null).map(({ kind }) => kind))).toEqual(new Set(["laserPoint"]));
    expect(unknown).toMatchObject([{ itemName: "DJI_0003.JPG", sentence: expect.stringContaining("may show anything") }]);
  });
});

test("subtitles of a film: the second over the site, with the byte of its cue", async () => {
  const path = join(folder, "DJI_0004.SRT");
  const cues = Array.from({ length: 20 }, (_, second) => ({
    startMs: second * 1000,
    endMs: (second + 1) * 1000,
    ...at(-100 + second * 12, 12),
    heightM: 50,
  }));
  const bytes = writeSrt(cues, 7);
  writeFileSync(path, bytes);
  const report = await judge(path);
  const row = report.rows.find(({ site }) => site === "Inside");
  expect(row).toMatchObject({ itemKind: "subtitle", kind: "cameraPosition", certainty: "probably", fromMs: 9000 });
  const offset = row?.byteOffset as number;
  expect(Buffer.from(bytes.subarray(offset, offset + 400)).toString()).toContain("38.0336");
});
