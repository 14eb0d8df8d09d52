/** Pictures as media items: every value of the contract from made files; real ones where they are at hand. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isFormatError, memorySource } from "@creance/core";
import { type DjiPhotoFacts, djiPhotoValues, writePhoto } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MediaItem, type MediaRead, mediaReaders } from "../src/index.ts";
import { cameraSensors, sensorWidthMm } from "../src/media/camera-sensors.table.ts";

const FACTS: DjiPhotoFacts = {
  model: "M3E",
  localTime: "2026:09:12 11:14:03",
  subSecond: "25",
  position: { latDeg: -47.1234567, lonDeg: 8.7654321 },
  absoluteAltM: 512.345,
  relativeAltM: 39.8,
  gimbal: { yawDeg: -132.1, pitchDeg: -89.9, rollDeg: 0 },
  aircraft: { yawDeg: 170.5, pitchDeg: -1.6, rollDeg: 0.9 },
};

/** Structure without pixels: reading metadata needs no more. */
const PIXELS = Uint8Array.from([
  ...[0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0x0f, 0x74, 0x14, 0xa0, 1, 1, 0x11, 0],
  ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xff, 0xd9],
]);

type Extra = { readonly exif?: Parameters<typeof writePhoto>[0]["exif"]; readonly xmp?: Readonly<Record<string, string>> };

async function readBytes(bytes: Uint8Array): Promise<MediaRead> {
  const reader = mediaReaders["jpeg"];
  if (reader === undefined) throw new Error("no reader");
  return reader(memorySource(bytes), { platform: nodePlatform, fileName: null });
}

async function itemOf(facts: Partial<DjiPhotoFacts>, extra: Extra = {}): Promise<MediaItem> {
  const values = djiPhotoValues({ ...FACTS, ...facts });
  const exif = { ...values.exif, ...extra.exif };
  return (await readBytes(writePhoto({ format: "jpeg", pixels: PIXELS, exif, xmp: { ...values.xmp, ...extra.xmp } }))).item;
}

async function bare(exif: Extra["exif"], xmp?: Extra["xmp"]): Promise<MediaItem> {
  const values = { ...(exif === undefined ? {} : { exif }), ...(xmp === undefined ? {} : { xmp }) };
  return (await readBytes(writePhoto({ format: "jpeg", pixels: PIXELS, ...values }))).item;
}

const LOCAL_US = Date.UTC(2026, 8, 12, 11, 14, 3) * 1000 + 250_000;

describe("a picture's place", () => {
  it("takes XMP before EXIF and says where the value stands", async () => {
    const item = await itemOf({});
    expect(item.position).toMatchObject({ latDeg: -47.1234567, lonDeg: 8.7654321, source: "xmp" });
    expect(item.heights).toEqual({ takeOffM: 39.8, absoluteM: 512.345, absoluteKind: null, groundM: null });
    expect((await itemOf({ misspelt: true })).position?.lonDeg).toBe(8.7654321);
  });

  it("reads EXIF with its letters, and nothing without them", async () => {
    const south = { GPSLatitudeRef: "S", GPSLatitude: [47, 7, 24.4441], GPSLongitudeRef: "W", GPSLongitude: [8, 45, 55.5556] };
    const item = await bare(south);
    expect(item.position?.latDeg).toBeCloseTo(-47.1234567, 7);
    expect(item.position?.lonDeg).toBeCloseTo(-8.7654321, 7);
    expect(item.position?.source).toBe("exif");
    expect((await bare({ GPSLatitude: [47, 7, 24], GPSLongitude: [8, 45, 55] })).position).toBeNull();
    expect((await bare({ ...south, GPSStatus: "V" })).position).toBeNull();
  });

  it("takes the sign of a height from the reference byte", async () => {
    expect((await bare({ GPSAltitude: 29.4, GPSAltitudeRef: 1 })).heights).toMatchObject({
      absoluteM: -29.4,
      absoluteKind: "meanSeaLevel",
    });
    expect((await bare({ GPSAltitude: 29.4, GPSAltitudeRef: 0, Make: "DJI" })).heights).toMatchObject({
      absoluteM: 29.4,
      absoluteKind: null,
    });
    expect((await bare({ GPSAltitude: 29.4, GPSAltitudeRef: 3 })).heights).toMatchObject({ absoluteM: -29.4, absoluteKind: "ellipsoid" });
    expect((await bare({ GPSAltitude: 29.4 })).heights).toMatchObject({ absoluteM: 29.4, absoluteKind: null });
    expect((await itemOf({ altitudeType: "RtkAlt" })).heights.absoluteKind).toBe("ellipsoid");
  });

  it("takes 0,0 and an invalid fix for none", async () => {
    expect((await itemOf({ position: { latDeg: 0, lonDeg: 0 } })).position).toBeNull();
    expect((await itemOf({ gpsStatus: "Invalid" })).position).toBeNull();
    expect((await bare(undefined, { "drone-dji:GpsLatitude": "abc", "drone-dji:GpsLongitude": "8.7" })).position).toBeNull();
    expect((await bare(undefined, { "drone-dji:GpsLatitude": "91", "drone-dji:GpsLongitude": "8.7" })).position).toBeNull();
  });

  it("reads the laser target; no distance and 0,0 are unknown", async () => {
    const laser = { status: "Normal", distanceM: 71.085, latDeg: 47.1, lonDeg: 8.7, altM: 3.917, absoluteAltM: 476.4 };
    const item = await itemOf({ laser });
    expect(item.laser).toMatchObject({
      status: "Normal",
      distanceM: 71.085,
      latDeg: 47.1,
      lonDeg: 8.7,
      altTakeOffM: 3.917,
      altAbsoluteM: 476.4,
    });
    const far = await itemOf({ laser: { ...laser, status: "TooFar", distanceM: 0, latDeg: 0, lonDeg: 0 } });
    expect(far.laser).toMatchObject({ status: "TooFar", distanceM: null, latDeg: null, lonDeg: null, altTakeOffM: null });
    expect((await itemOf({})).laser).toBeNull();
  });

  it("reads the quality of the fix", async () => {
    expect((await itemOf({ rtk: { flag: 50, stdLatM: 0.01, stdLonM: 0.02, stdHgtM: 0.03 } })).rtk).toEqual({
      flag: 50,
      stdLatM: 0.01,
      stdLonM: 0.02,
      stdHgtM: 0.03,
    });
    expect((await itemOf({})).rtk).toBeNull();
  });
});

describe("a picture's time", () => {
  it("is the camera's wall clock without a zone unless the file says one", async () => {
    expect((await itemOf({})).time).toEqual({ utcUs: null, utcSource: null, localUs: LOCAL_US, localSource: "exif", zoneMin: null });
  });

  it("is UTC by the file's zone, by satellites, and best by the exposure's own stamp", async () => {
    const zoned = await itemOf({ offset: "+05:45" });
    expect(zoned.time).toMatchObject({ zoneMin: 345, utcUs: LOCAL_US - 345 * 60e6, utcSource: "exif" });
    const gps = { GPSDateStamp: "2026:09:12", GPSTimeStamp: [9, 14, 3.5] };
    expect((await itemOf({ offset: "+05:45" }, { exif: gps })).time).toMatchObject({
      utcUs: Date.UTC(2026, 8, 12, 9, 14, 3, 500) * 1000,
      utcSource: "exif",
    });
    const stamped = await itemOf({ utcAtExposure: "2026-09-12T09:14:03.250113" }, { exif: gps });
    expect(stamped.time).toMatchObject({ utcUs: Date.UTC(2026, 8, 12, 9, 14, 3) * 1000 + 250_113, utcSource: "xmp", zoneMin: null });
  });

  it("takes XMP's zone only when it shows the same clock", async () => {
    const same = await itemOf({}, { xmp: { "xmp:CreateDate": "2026-09-12T11:14:03-07:00" } });
    expect(same.time).toMatchObject({ zoneMin: -420, utcSource: "xmp" });
    const other = await itemOf({}, { xmp: { "xmp:CreateDate": "2026-09-12T12:14:03-07:00" } });
    expect(other.time).toMatchObject({ zoneMin: null, utcUs: null, localUs: LOCAL_US });
  });

  it("has no date where the file has none", async () => {
    for (const localTime of ["0000:00:00 00:00:00", "2026:13:40 11:14:03", "    :  :     :  :  ", "1970:01:01 00:00:00"]) {
      const item = await bare({ DateTimeOriginal: localTime });
      expect(item.time).toEqual({ utcUs: null, utcSource: null, localUs: null, localSource: null, zoneMin: null });
    }
    expect((await bare({ ModifyDate: "2026:09:12 11:14:03" })).time.localUs).toBeNull();
  });
});

describe("a picture's view", () => {
  it("reads gimbal and aircraft", async () => {
    const item = await itemOf({});
    expect(item.gimbal).toEqual({ yawDeg: -132.1, pitchDeg: -89.9, rollDeg: 0, source: "xmp" });
    expect(item.aircraft).toEqual({ yawDeg: 170.5, pitchDeg: -1.6, rollDeg: 0.9, source: "xmp" });
    expect(item.optics).toMatchObject({ camReversed: false, gimbalReversed: false, orientation: 1, make: "DJI", model: "M3E" });
  });

  it("reads calibration and distortion; a straightened picture has the table's lens without it", async () => {
    const dewarpData = "2026-01-05;3713.29,3712.5,7.02,-8.72,-0.11257524,0.01487443,0.00027064,-0.00008572,-0.00000010";
    const item = await itemOf({ calibratedFocalPx: 3725.151611, calibratedCentrePx: { x: 2640.5, y: 1978.25 }, dewarpData });
    expect(item.optics.focalPx).toEqual({ x: 3725.151611, y: 3725.151611 });
    expect(item.optics.principalPx).toEqual({ x: 2640.5, y: 1978.25 });
    expect(item.optics.dewarp).toEqual({
      fx: 3713.29,
      fy: 3712.5,
      cx: 7.02,
      cy: -8.72,
      k1: -0.11257524,
      k2: 0.01487443,
      p1: 0.00027064,
      p2: -0.00008572,
      k3: -1e-7,
    });
    const straight = await itemOf({ dewarpData }, { xmp: { "drone-dji:DewarpFlag": "1" } });
    expect(straight.optics).toMatchObject({ dewarp: null, focalPx: { x: 3713.29, y: 3712.5 }, principalPx: { x: 2647.02, y: 1969.28 } });
    expect((await itemOf({ dewarpData: "2026-01-05;1,2,3" })).optics.dewarp).toBeNull();
  });

  it("takes not-a-number zoom and zero focal lengths for unknown", async () => {
    const item = await itemOf({ digitalZoom: Number.NaN, focalLengthMm: 0, focal35Mm: 0 });
    expect(item.optics).toMatchObject({ digitalZoom: null, focalLengthMm: null, focal35Mm: null });
    expect((await itemOf({ digitalZoom: 4, focal35Mm: 24 })).optics).toMatchObject({ digitalZoom: 4, focal35Mm: 24, fisheye: false });
  });

  it("knows lenses that are no pinhole", async () => {
    expect((await itemOf({ focal35Mm: 6 })).optics.fisheye).toBe(true);
    expect((await itemOf({}, { xmp: { "GPano:ProjectionType": "equirectangular" } })).optics.fisheye).toBe(true);
  });

  it("reads Skydio's structures and vehicle", async () => {
    const item = await bare(undefined, {
      "drone-skydio:Latitude": "47.1",
      "drone-skydio:Longitude": "8.7",
      "drone-skydio:AbsoluteAltitude": "480.5",
      "drone-skydio:VehicleId": "synth-vehicle-1",
      "drone-skydio:CameraOrientationNED/Yaw": "12.5",
      "drone-skydio:CameraOrientationNED/Pitch": "-45",
      "drone-skydio:CameraOrientationNED/Roll": "0.5",
      "drone-skydio:CalibratedFocalLength/X": "2378.1",
      "drone-skydio:CalibratedFocalLength/Y": "2377.9",
      "drone-skydio:CalibratedOpticalCenter/X": "2028.5",
      "drone-skydio:CalibratedOpticalCenter/Y": "1141.5",
    });
    expect(item.position).toMatchObject({ latDeg: 47.1, lonDeg: 8.7, source: "xmp" });
    expect(item.gimbal).toEqual({ yawDeg: 12.5, pitchDeg: -45, rollDeg: 0.5, source: "xmp" });
    expect(item.optics).toMatchObject({ focalPx: { x: 2378.1, y: 2377.9 }, principalPx: { x: 2028.5, y: 1141.5 } });
    expect(item.serials.aircraft).toBe("synth-vehicle-1");
  });

  it("takes Parrot's camera angles, and those of other programs' namespace not", async () => {
    const xmp = { "Camera:Yaw": "18", "Camera:Pitch": "-40", "Camera:Roll": "1", "Camera:AboveGroundAltitude": "52.5" };
    const parrot = await bare({ Make: "PARROT" }, xmp);
    expect([parrot.gimbal?.pitchDeg, parrot.heights.groundM]).toEqual([-40, 52.5]);
    expect((await bare({ Make: "Someone" }, xmp)).gimbal).toBeNull();
  });

  it("reads rationals and angles of view as FLIR writes them, yaw between -180 and 180", async () => {
    const item = await bare(undefined, {
      "exif:CameraYaw": "359986359/1000000",
      "exif:CameraPitch": "-86831/1600",
      "exif:CameraRoll": "0/1",
      "exif:CameraHorizontalFOV": "90/1",
      "exif:CameraVerticalFOV": "60/1",
    });
    expect(item.gimbal?.yawDeg).toBeCloseTo(-0.013641, 6);
    expect(item.gimbal?.pitchDeg).toBeCloseTo(-54.269375, 6);
    expect(item.optics.focalPx?.x).toBeCloseTo(2640, 6);
  });
});

describe("a picture's machines", () => {
  it("reads serials and takes zeros for none", async () => {
    const item = await itemOf({
      droneModel: "Kestrel 9",
      droneSerialNumber: "SYNTHDRONE1",
      cameraSerialNumber: "SYNTHCAM1",
      lensSerialNumber: "SYNTHLENS1",
    });
    expect([item.serials, item.aircraftModel]).toEqual([{ aircraft: "SYNTHDRONE1", camera: "SYNTHCAM1", lens: "SYNTHLENS1" }, "Kestrel 9"]);
    expect((await itemOf({ droneSerialNumber: "0000000000" })).serials.aircraft).toBeNull();
    expect((await bare({ SerialNumber: "SYNTHCAM2" })).serials.camera).toBe("SYNTHCAM2");
  });

  it("finds the sensor of a known camera by its unscaled sizes alone", async () => {
    const { optics } = await itemOf({});
    expect(sensorWidthMm(optics, 5280, 3956)).toBeCloseTo(17.3, 1);
    expect(sensorWidthMm(optics, 1920, 1080)).toBeUndefined();
    expect(sensorWidthMm({ ...optics, model: "nobody" }, 5280, 3956)).toBeUndefined();
    expect(sensorWidthMm({ ...optics, model: "FC6310R" }, 5472, 3648)).toBeCloseTo(13.2, 1);
    for (const row of cameraSensors) expect(row.source.length).toBeGreaterThan(20);
  });
});

describe("damaged pictures", () => {
  it("throw nothing but a FormatError", async () => {
    const good = writePhoto({ format: "jpeg", pixels: PIXELS, ...djiPhotoValues(FACTS), thumbnail: PIXELS, preview: PIXELS });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(good.length),
        async (flips, cut) => {
          const bytes = good.slice(0, cut);
          for (const [at, byte] of flips) if (at < cut) bytes[at] = byte;
          try {
            const { item } = await readBytes(bytes);
            if (cut < good.length && flips.length === 0) expect(item.issues).not.toEqual([]);
          } catch (error) {
            if (!isFormatError(error)) throw error;
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

const samples = process.env["CREANCE_SAMPLES"] ?? "";
const note = samples === "" ? " (skipped: CREANCE_SAMPLES not set)" : "";

describe.skipIf(samples === "")(`real pictures${note}`, () => {
  const files = ["photos", "photos-thermal", "photos-other"].flatMap((folder) =>
    samples === "" || !existsSync(join(samples, folder)) ? [] : readdirSync(join(samples, folder)).map((name) => join(folder, name)),
  );

  it.each(files.length > 0 ? files.filter((name) => /jpe?g$/i.test(name)) : ["none"])("is placed and timed: %s", async (name) => {
    const source = await openFileSource(join(samples, name));
    try {
      const { item, fields } = await (mediaReaders["jpeg"] as NonNullable<(typeof mediaReaders)[string]>)(source, {
        platform: nodePlatform,
        fileName: name,
      });
      expect(item.time.localUs).not.toBeNull();
      expect([item.widthPx, item.heightPx].every((size) => (size ?? 0) > 0)).toBe(true);
      expect(fields.length).toBeGreaterThan(30);
      expect(item.thermal).toBe(name.startsWith("photos-thermal"));
      // The thermal_parser samples but XT2 and XT S had their positions stripped by whoever published them.
      if (!/thermal_parser_(?!DJI_)/.test(name)) expect([item.position, item.heights.absoluteM]).not.toContain(null);
      if (/h20t_/.test(name)) expect([item.laser?.distanceM, item.serials.camera]).not.toContain(null);
    } finally {
      await source.close();
    }
  });
});
