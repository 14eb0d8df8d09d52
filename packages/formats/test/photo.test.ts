import { countingSource, memorySource } from "@creance/core";
import { describe, expect, it } from "vitest";
import { djiPhotoValues, type PhotoFile, readPhoto, sniffFormat, writePhoto } from "../src/index.ts";
import { madeJpeg } from "./made-jpeg.ts";
import { FACTS, fullJpeg, PREVIEW, THUMBNAIL } from "./made-photo.ts";

const read = (bytes: Uint8Array): Promise<PhotoFile> => readPhoto(memorySource(bytes));
const sniffed = (bytes: Uint8Array): string | undefined => sniffFormat(bytes.subarray(0, 65_536), bytes.length)?.format.id;
const textAt = (bytes: Uint8Array, at: number, length: number): string => new TextDecoder().decode(bytes.subarray(at, at + length));
const grey = new Uint8Array(64 * 48).fill(120);
const values = djiPhotoValues(FACTS);

const made: readonly (readonly [PhotoFile["format"], Uint8Array])[] = [
  ["jpeg", fullJpeg()],
  ["tiff", writePhoto({ format: "tiff", widthPx: 64, heightPx: 48, grey, ...values })],
  ["dng", writePhoto({ format: "dng", widthPx: 64, heightPx: 48, grey, ...values, preview: PREVIEW, cameraSerialNumber: "SYNTHCAM00042" })],
  ["heic", writePhoto({ format: "heic", widthPx: 4032, heightPx: 3024, ...values, thumbnail: THUMBNAIL })],
];

describe("pictures", () => {
  it.each(made)("are known by content: %s", (format, bytes) => {
    expect(sniffed(bytes)).toBe(format);
  });

  it.each(made)("give back every value that was written, with the bytes where it stands: %s", async (format, bytes) => {
    const photo = await read(bytes);
    expect([photo.format, photo.issues, photo.damaged]).toEqual([format, [], false]);
    const xmp = new Map(photo.fields.filter(({ group }) => group === "xmp").map((field) => [field.name, field]));
    for (const [name, value] of Object.entries(values.xmp)) {
      const field = xmp.get(name);
      expect([name, field?.value]).toEqual([name, value]);
      if (field !== undefined) expect(textAt(bytes, field.byteOffset, field.lengthBytes)).toBe(value);
    }
    for (const [name, value] of Object.entries(values.exif)) {
      const field = photo.fields.find((each) => each.name === name && (each.group === "exif" || each.group === "gps"));
      expect(field, name).toBeDefined();
      if (typeof value === "string") expect([name, field?.value]).toEqual([name, value]);
      else
        (field?.value ?? "")
          .split(" ")
          .map(Number)
          .forEach((number, index) => {
            expect(number).toBeCloseTo(typeof value === "number" ? value : (value[index] as number), 4);
          });
      if (field !== undefined && typeof value === "string" && value.length > 3)
        expect(textAt(bytes, field.byteOffset, value.length)).toBe(value);
    }
  });

  it("lists segments, previews, thermal blocks, comment and what stands behind the picture", async () => {
    const bytes = fullJpeg();
    const photo = await read(bytes);
    expect([photo.widthPx, photo.heightPx, photo.thermal]).toEqual([5280, 3956, true]);
    expect(photo.segments.map(({ name, content }) => `${name} ${content}`.trim())).toEqual([
      "APP1 Exif",
      "APP1 XMP",
      "APP2 MPF",
      "APP3",
      "APP3",
      "APP4",
      "COM",
      "DQT",
      "SOF0",
      "DHT",
    ]);
    expect(photo.previews.map(({ kind, widthPx, heightPx }) => [kind, widthPx, heightPx])).toEqual([
      ["exifThumbnail", 160, 120],
      ["mpfPreview", 960, 720],
    ]);
    const [thumbnail, preview] = photo.previews;
    const part = (each: typeof thumbnail): Uint8Array =>
      bytes.subarray(each?.byteOffset, (each?.byteOffset ?? 0) + (each?.lengthBytes ?? 0));
    expect(part(thumbnail)).toEqual(THUMBNAIL);
    expect(part(preview)).toEqual(PREVIEW);
    const of = (name: string): string | undefined => photo.fields.find((field) => field.name === name)?.value;
    expect(of("APP3")).toBe("70000 bytes in 2 segments");
    expect(of("Comment")).toBe("made for a test");
    expect(of("TrailingData")).toBe("17 bytes behind the last picture");
    const trailing = photo.fields.find(({ name }) => name === "TrailingData");
    expect(textAt(bytes, trailing?.byteOffset ?? 0, trailing?.lengthBytes ?? 0)).toBe("SYNTHTRAILINGDATA");
  });

  it("lists what a preview carries itself", async () => {
    const preview = writePhoto({ format: "jpeg", pixels: madeJpeg(320, 240), ...values });
    const photo = await read(writePhoto({ format: "jpeg", pixels: madeJpeg(640, 480), preview }));
    const names = photo.fields.map(({ name }) => name);
    expect(names).toContain("MPImage2/GPSLatitude");
    expect(names).toContain("MPImage2/drone-dji:NTRIPHost");
    expect(photo.exif).toBeNull();
  });

  it("reads a few ranges, not the picture", async () => {
    const pixels = madeJpeg(5280, 3956, 1_000_000);
    const bytes = writePhoto({ format: "jpeg", pixels, ...values, thumbnail: THUMBNAIL, preview: PREVIEW });
    const source = countingSource(memorySource(bytes));
    await readPhoto(source);
    expect(source.count.requests).toBeLessThanOrEqual(5);
    expect(source.count.bytes).toBeLessThan(90_000);
  });

  it("reads the sizes and previews of DNG and HEIC", async () => {
    const dng = await read(made[2]?.[1] as Uint8Array);
    expect([dng.widthPx, dng.heightPx, dng.previews.map(({ kind, widthPx }) => [kind, widthPx])]).toEqual([64, 48, [["tiffPreview", 960]]]);
    const heic = await read(made[3]?.[1] as Uint8Array);
    const previews = heic.previews.map(({ kind, mediaType, lengthBytes }) => [kind, mediaType, lengthBytes]);
    expect([heic.widthPx, heic.heightPx, previews]).toEqual([4032, 3024, [["heicThumbnail", "image/jpeg", THUMBNAIL.length]]]);
  });

  it("reads both byte orders", async () => {
    const photo = await read(writePhoto({ format: "jpeg", pixels: madeJpeg(64, 48), exif: values.exif, littleEndian: false }));
    expect(photo.fields.find(({ name }) => name === "DateTimeOriginal")?.value).toBe(FACTS.localTime);
    expect(photo.exif?.littleEndian).toBe(false);
  });
});
