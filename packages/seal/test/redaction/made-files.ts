/** Synthetic files for tests of redaction: pictures, films, tracks. No real place or person. */
import { createHash } from "node:crypto";
import type { ByteSource } from "@creance/core";
import { djiPhotoValues, h264Sample, type TrackExport, textSample, writeDjmdSample, writeMp4, writePhoto } from "@creance/formats";

export const PLACE = { latDeg: 47.123456, lonDeg: -101.654321 };
export const SERIAL = "1581F4QTEST00042";
export const CAMERA_SERIAL = "4QCAMTEST0077";
export const PERSON = "Wilhelmina Testperson";
export const TRAILING = "trailing bytes of a maker, 47.123456";

/** Bytes that look compressed, without markers in them. */
export function noise(seed: string, lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  for (let at = 0; at < lengthBytes; at += 32) {
    bytes.set(
      createHash("sha256")
        .update(`${seed} ${at}`)
        .digest()
        .subarray(0, Math.min(32, lengthBytes - at)),
      at,
    );
  }
  return bytes.map((byte) => (byte === 0xff ? 0xfe : byte));
}

/** A JPEG's structure around noise: tables, a frame header, one scan. */
export function bareJpeg(seed: string, scanBytes = 4000): Uint8Array {
  const segment = (marker: number, content: Uint8Array): Uint8Array =>
    Uint8Array.of(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content);
  const frame = Uint8Array.of(8, 0, 48, 0, 64, 1, 1, 0x11, 0);
  return Uint8Array.of(
    ...[0xff, 0xd8],
    ...segment(0xdb, new Uint8Array(65).fill(16)),
    ...segment(0xc0, frame),
    ...segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)),
    ...noise(seed, scanBytes),
    ...[0xff, 0xd9],
  );
}

/** A picture with everything that can stand in one. */
export function fullPicture(format: "jpeg" | "tiff" | "dng" | "heic" = "jpeg", place = PLACE): Uint8Array {
  const { exif, xmp } = djiPhotoValues({
    model: "M3E",
    localTime: "2026:09:12 11:14:03",
    subSecond: "25",
    offset: "-05:00",
    utcAtExposure: "2026-09-12T16:14:03.250000",
    position: place,
    absoluteAltM: 512.25,
    relativeAltM: 80,
    gimbal: { yawDeg: 10, pitchDeg: -90, rollDeg: 0 },
    laser: { status: "Normal", distanceM: 99, latDeg: 47.1241, lonDeg: -101.6531, altM: 430, absoluteAltM: 432 },
    droneModel: "Matrice Test",
    droneSerialNumber: SERIAL,
    cameraSerialNumber: CAMERA_SERIAL,
    captureUuid: "0123456789abcdef0123456789abcdef",
    ntrip: { mountPoint: "TESTMOUNT1", port: 2101, host: "ntrip.example.test" },
  });
  const values = { exif: { ...exif, Artist: PERSON, UserComment: `seen by ${PERSON}` }, xmp: { ...xmp, "dc:creator": PERSON } };
  if (format === "heic") return writePhoto({ format, widthPx: 64, heightPx: 48, ...values, thumbnail: bareJpeg("thumbnail") });
  if (format !== "jpeg") {
    const extra = format === "dng" ? { preview: bareJpeg("preview"), cameraSerialNumber: CAMERA_SERIAL } : {};
    return writePhoto({ format, widthPx: 64, heightPx: 48, grey: noise("grey", 64 * 48), ...values, ...extra });
  }
  return writePhoto({
    format,
    pixels: bareJpeg("pixels", 20_000),
    ...values,
    thumbnail: bareJpeg("thumbnail"),
    preview: bareJpeg("preview"),
    thermal: { data: noise("thermal", 3000), parameters: new TextEncoder().encode(`parameters ${SERIAL}`) },
    comment: `comment of ${PERSON}`,
    trailing: new TextEncoder().encode(TRAILING),
  });
}

/** Everything of a JPEG that shows its main picture: tables, frame, scan, up to the end of image. */
export function shownBytes(jpeg: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 2;
  while (at + 4 <= jpeg.length) {
    const marker = jpeg[at + 1] as number;
    const end = at + 2 + (((jpeg[at + 2] as number) << 8) | (jpeg[at + 3] as number));
    if (!(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe) parts.push(jpeg.subarray(at, end));
    at = end;
    if (marker !== 0xda) continue;
    let last = at;
    while (last + 1 < jpeg.length && !(jpeg[last] === 0xff && jpeg[last + 1] === 0xd9)) last += 1;
    parts.push(jpeg.subarray(at, last + 2));
    break;
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** A film with picture, telemetry, subtitles, user data and a thumbnail. */
export function fullFilm(brand: "mp42" | "qt  " = "mp42", moov: "first" | "last" = "first"): Uint8Array {
  const sps = Uint8Array.of(0x67, 66, 0, 30, 0x95, 0xa8, 0x28, 0x0f, 0x64);
  const pps = Uint8Array.of(0x68, 0xce, 0x3c, 0x80);
  const frames = Array.from({ length: 12 }, (_, index) => index);
  const text = (index: number): string =>
    `[latitude: ${(PLACE.latDeg + index * 1e-5).toFixed(6)}] [longitude: ${PLACE.lonDeg.toFixed(6)}] [rel_alt: 80.000 abs_alt: 512.000]`;
  const head = { protocol: "dvtm_Mavic3", serialNumber: SERIAL, model: "FC3682" };
  return writeMp4({
    brand,
    moov,
    createdUs: Date.UTC(2026, 8, 12, 16, 14, 3) * 1000,
    tracks: [
      {
        kind: "h264",
        sps,
        pps,
        widthPx: 64,
        heightPx: 48,
        timescale: 30,
        samples: frames.map((index) => ({ bytes: h264Sample([noise(`frame ${index}`, 700)]), ticks: 1, isSync: index === 0 })),
      },
      {
        kind: "djmd",
        timescale: 30,
        samples: frames.map((index) => ({
          bytes: writeDjmdSample(
            { place: { ...PLACE, latDeg: PLACE.latDeg + index * 1e-5 }, absoluteAltitudeM: 512 },
            { frame: index, ...(index === 0 ? { head } : {}) },
          ),
          ticks: 1,
        })),
      },
      { kind: "tx3g", timescale: 30, samples: frames.map((index) => ({ bytes: textSample(text(index)), ticks: 1 })) },
    ],
    texts: [
      { type: "©xyz", value: "+47.1235-101.6543/" },
      { type: "©nam", value: PERSON },
    ],
    thumbnail: bareJpeg("film thumbnail"),
  });
}

/** A flight that takes off at `PLACE`, flies 1 km north and comes back. */
export function madeTrack(rows = 400): TrackExport {
  const up = Float64Array.from({ length: rows }, (_, row) => Math.min(row, rows - 1 - row) / (rows / 2));
  const of = (value: (row: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, row) => value(row));
  const spec = (unit: string) => ({ type: "float64", unit, doc: "A column." }) as const;
  const units = {
    byteOffset: "B",
    elapsedMs: "ms",
    timeUs: "µs",
    latDeg: "deg",
    lonDeg: "deg",
    altHomeM: "m",
    speedNorthMps: "m/s",
    distanceHomeM: "m",
    homeLatDeg: "deg",
    homeLonDeg: "deg",
    madeUpLater: "",
  };
  return {
    name: `flight of ${PERSON}`,
    table: Object.fromEntries(Object.entries(units).map(([name, unit]) => [name, spec(unit)])),
    rows,
    columns: {
      byteOffset: of((row) => row * 100),
      elapsedMs: of((row) => row * 100),
      timeUs: of((row) => Date.UTC(2026, 8, 12, 16, 0, 0) * 1000 + row * 100_000),
      latDeg: of((row) => PLACE.latDeg + (up[row] as number) * 0.009),
      lonDeg: of(() => PLACE.lonDeg),
      altHomeM: of((row) => (up[row] as number) * 60),
      speedNorthMps: of(() => 5),
      distanceHomeM: of((row) => (up[row] as number) * 1000),
      homeLatDeg: of(() => PLACE.latDeg),
      homeLonDeg: of(() => PLACE.lonDeg),
      madeUpLater: of(() => 7),
    },
    events: [{ elapsedMs: 0, timeUs: null, ...PLACE, sentence: `Take-off near ${PERSON}` }],
    home: PLACE,
    pilot: { latDeg: PLACE.latDeg + 1e-4, lonDeg: PLACE.lonDeg },
  };
}

/** All bytes of a source, read in odd pieces. */
export async function bytesOf(source: ByteSource, stepBytes = 4099): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < source.size; at += stepBytes) parts.push(await source.read(at, Math.min(source.size, at + stepBytes)));
  const bytes = new Uint8Array(Buffer.concat(parts));
  if (bytes.length !== source.size) throw new Error(`size ${source.size}, read ${bytes.length}`);
  return bytes;
}

/** True when a text stands in bytes, in UTF-8 or 16-bit characters. */
export function holds(bytes: Uint8Array, text: string): boolean {
  const buffer = Buffer.from(bytes);
  return buffer.includes(text) || buffer.includes(Buffer.from(text, "utf16le"));
}
