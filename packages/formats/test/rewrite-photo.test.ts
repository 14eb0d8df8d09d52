import { memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  djiPhotoValues,
  type MetadataField,
  type PhotoFile,
  type PhotoRewrite,
  type RewriteChoice,
  readPhoto,
  rewritePhotoMetadata,
  writePhoto,
} from "../src/index.ts";
import { madeJpeg } from "./made-jpeg.ts";
import { FACTS, fullJpeg, PREVIEW, THUMBNAIL } from "./made-photo.ts";

const read = (bytes: Uint8Array): Promise<PhotoFile> => readPhoto(memorySource(bytes));
const holds = (bytes: Uint8Array, text: string | Uint8Array): boolean =>
  Buffer.from(bytes).includes(typeof text === "string" ? text : Buffer.from(text));

async function bytesOf(rewrite: PhotoRewrite): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of rewrite.chunks()) chunks.push(chunk);
  const bytes = new Uint8Array(Buffer.concat(chunks));
  expect(bytes.length).toBe(rewrite.sizeBytes);
  return bytes;
}

async function rewritten(bytes: Uint8Array, choice: RewriteChoice): Promise<Uint8Array> {
  return bytesOf(await rewritePhotoMetadata(memorySource(bytes), choice));
}

/** The compressed data of the main picture with its tables. */
function pixelsOf(bytes: Uint8Array, photo: PhotoFile): Uint8Array[] {
  const tables = photo.segments.filter(({ marker }) => marker < 0xe0);
  const scan = Buffer.from(bytes).indexOf(Buffer.from([0xff, 0xda]), Math.max(0, ...tables.map(({ byteOffset }) => byteOffset)));
  const end = Buffer.from(bytes).indexOf(Buffer.from([0xff, 0xd9]), scan);
  return [...tables.map((each) => bytes.subarray(each.byteOffset, each.byteOffset + each.lengthBytes)), bytes.subarray(scan, end + 2)];
}

const SENSITIVE = /serial|ntrip|gps|lrf|utc|uuid|dronemodel|^rdf:about/i;
const removeSensitive = (field: MetadataField): "keep" | "remove" => (SENSITIVE.test(field.name) ? "remove" : "keep");
const { xmp, exif } = djiPhotoValues(FACTS);
const secrets = Object.entries({ ...xmp, ...exif })
  .filter(([name, value]) => SENSITIVE.test(name) && typeof value === "string" && value.length > 3)
  .map(([, value]) => value as string);
const grey = new Uint8Array(64 * 48).fill(120);

describe("rewriting a picture's metadata", () => {
  it("removes named values from every place and leaves the rest and the pixels as they are", async () => {
    const bytes = fullJpeg();
    const before = await read(bytes);
    const after = await rewritten(bytes, { field: removeSensitive });
    expect(secrets.length).toBeGreaterThan(15);
    for (const secret of secrets) expect([secret, holds(bytes, secret), holds(after, secret)]).toEqual([secret, true, false]);
    const photo = await read(after);
    expect(photo.issues).toEqual([]);
    expect(pixelsOf(after, photo)).toEqual(pixelsOf(bytes, before));
    const left = (file: PhotoFile): string[] => file.fields.map(({ name, value }) => `${name}=${value}`);
    expect(left(photo)).toEqual(left(before).filter((line) => !SENSITIVE.test(line.slice(0, line.indexOf("=")))));
    expect(photo.exif?.directories.map(({ name }) => name)).toEqual(["IFD0", "Exif", "IFD1"]);
    expect(photo.previews.map(({ kind }) => kind)).toEqual(["exifThumbnail", "mpfPreview"]);
    const preview = photo.previews[1];
    expect(after.subarray(preview?.byteOffset, (preview?.byteOffset ?? 0) + (preview?.lengthBytes ?? 0))).toEqual(PREVIEW);
  });

  it("removes thumbnail, preview, blocks, comment and trailing data", async () => {
    const bytes = fullJpeg();
    const after = await rewritten(bytes, {
      preview: () => "remove",
      segment: ({ name }) => (/^APP[345]$|^COM$/.test(name) ? "remove" : "keep"),
      trailing: "remove",
    });
    for (const gone of [THUMBNAIL.subarray(20), PREVIEW.subarray(20), "made for a test", "SYNTHTRAILINGDATA"]) {
      expect(holds(bytes, gone)).toBe(true);
      expect(holds(after, gone)).toBe(false);
    }
    const photo = await read(after);
    expect([photo.issues, photo.previews, photo.thermal]).toEqual([[], [], false]);
    expect(photo.segments.map(({ name, content }) => `${name} ${content}`.trim())).toEqual(["APP1 Exif", "APP1 XMP", "DQT", "SOF0", "DHT"]);
    expect(pixelsOf(after, photo)).toEqual(pixelsOf(bytes, await read(bytes)));
  });

  it("removes the same by the fields that stand for them", async () => {
    const bytes = fullJpeg();
    const after = await rewritten(bytes, { field: ({ group }) => (["mpf", "thermal", "jpeg"].includes(group) ? "remove" : "keep") });
    const photo = await read(after);
    expect(photo.fields.filter(({ group }) => ["mpf", "thermal", "jpeg"].includes(group))).toEqual([]);
    expect(photo.previews.map(({ kind }) => kind)).toEqual(["exifThumbnail"]);
    expect(holds(after, "SYNTHTRAILINGDATA")).toBe(false);
  });

  it("keeps the MPF list true when segments between are removed", async () => {
    const after = await rewritten(fullJpeg(), { segment: ({ name }) => (name === "APP3" ? "remove" : "keep") });
    const preview = (await read(after)).previews.find(({ kind }) => kind === "mpfPreview");
    expect(after.subarray(preview?.byteOffset, (preview?.byteOffset ?? 0) + (preview?.lengthBytes ?? 0))).toEqual(PREVIEW);
  });

  it("removes what a preview carries itself", async () => {
    const inner = writePhoto({ format: "jpeg", pixels: madeJpeg(320, 240), xmp, exif });
    const bytes = writePhoto({ format: "jpeg", pixels: madeJpeg(640, 480), preview: inner });
    const after = await rewritten(bytes, { field: removeSensitive });
    for (const secret of secrets) expect([secret, holds(bytes, secret), holds(after, secret)]).toEqual([secret, true, false]);
    expect((await read(after)).issues).toEqual([]);
  });

  it("replaces values where there is room and says where there is none", async () => {
    const bytes = fullJpeg();
    const replaced: Record<string, string> = {
      "drone-dji:GpsLatitude": "+47.12",
      GPSLatitude: "47 7 0",
      Model: "M9<",
      "tiff:Model": "M<",
      "drone-dji:CameraSerialNumber": "A LONGER ONE THAN THERE IS ROOM FOR",
    };
    const field = ({ name }: MetadataField): "keep" | { replaceBy: string } =>
      replaced[name] === undefined ? "keep" : { replaceBy: replaced[name] };
    const rewrite = await rewritePhotoMetadata(memorySource(bytes), { field });
    expect(rewrite.issues.map(({ code, field: name }) => [code, name])).toEqual([
      ["rewrite-value-remains", "SerialNumber"],
      ["rewrite-no-room", "tiff:Model"],
      ["rewrite-no-room", "drone-dji:CameraSerialNumber"],
    ]);
    const after = await bytesOf(rewrite);
    const photo = await read(after);
    const of = (name: string): string | undefined => photo.fields.find((each) => each.name === name)?.value;
    expect([of("drone-dji:GpsLatitude"), of("GPSLatitude"), of("Model"), of("drone-dji:CameraSerialNumber")]).toEqual([
      "+47.12",
      "47 7 0",
      "M9<",
      undefined,
    ]);
    expect(photo.issues).toEqual([]);
    expect(after.length).toBe(bytes.length);
  });

  it.each([
    ["tiff", writePhoto({ format: "tiff", widthPx: 64, heightPx: 48, grey, xmp, exif })],
    [
      "dng",
      writePhoto({ format: "dng", widthPx: 64, heightPx: 48, grey, xmp, exif, preview: PREVIEW, cameraSerialNumber: "SYNTHCAM00042" }),
    ],
    ["heic", writePhoto({ format: "heic", widthPx: 4032, heightPx: 3024, xmp, exif, thumbnail: THUMBNAIL })],
  ])("zeroes values and previews in place: %s", async (_format, bytes) => {
    const after = await rewritten(bytes, { field: removeSensitive, preview: () => "remove" });
    expect(after.length).toBe(bytes.length);
    for (const secret of secrets) expect([secret, holds(bytes, secret), holds(after, secret)]).toEqual([secret, true, false]);
    for (const picture of [THUMBNAIL, PREVIEW]) expect(holds(after, picture.subarray(30))).toBe(false);
    const photo = await read(after);
    expect(photo.fields.some(({ name }) => SENSITIVE.test(name))).toBe(false);
    expect(photo.fields.find(({ name }) => name === "DateTimeOriginal")?.value).toBe(FACTS.localTime);
    expect(photo.issues).toEqual([]);
    if (_format !== "heic") expect(holds(after, grey)).toBe(true);
  });

  it("removes a damaged packet as a whole", async () => {
    const bytes = fullJpeg();
    const text = Buffer.from("drone-dji:FlightXSpeed=");
    bytes[Buffer.from(bytes).indexOf(text) + text.length - 1] = 0x20;
    const rewrite = await rewritePhotoMetadata(memorySource(bytes), { field: removeSensitive });
    expect(rewrite.issues.map(({ code }) => code)).toEqual(["rewrite-part-removed"]);
    const after = await bytesOf(rewrite);
    for (const secret of secrets) expect([secret, holds(after, secret)]).toEqual([secret, false]);
  });

  it("says where a removed value stands under another name", async () => {
    const values = {
      exif: { MakerNote: `[sensor_id:${FACTS.cameraSerialNumber}]` },
      xmp: { "drone-dji:CameraSerialNumber": `${FACTS.cameraSerialNumber}` },
    };
    const bytes = writePhoto({ format: "jpeg", pixels: madeJpeg(64, 48), ...values });
    const serial = ({ name }: MetadataField): "keep" | "remove" => (/serial/i.test(name) ? "remove" : "keep");
    const rewrite = await rewritePhotoMetadata(memorySource(bytes), { field: serial });
    expect(rewrite.issues.map(({ code, field }) => [code, field])).toEqual([
      ["rewrite-value-remains", "MakerNote"],
      ["rewrite-value-remains", "sensor_id"],
    ]);
    const both = await rewritten(bytes, { field: ({ name }) => (/serial|sensor_id/i.test(name) ? "remove" : "keep") });
    expect(holds(both, `${FACTS.cameraSerialNumber}`)).toBe(false);
  });

  it("clears what nothing names when something goes", async () => {
    const made = writePhoto({
      format: "jpeg",
      pixels: madeJpeg(64, 48),
      exif: { Make: "DJI", SerialNumber: "SYNTHCAM00042" },
      thumbnail: THUMBNAIL,
    });
    const length = ((made[4] as number) << 8) | (made[5] as number);
    const slack = new TextEncoder().encode("OLDSERIAL99");
    const bytes = new Uint8Array(Buffer.concat([made.subarray(0, 4 + length), slack, made.subarray(4 + length)]));
    bytes.set([(length + slack.length) >> 8, (length + slack.length) & 255], 4);
    const serial = ({ name }: MetadataField): "keep" | "remove" => (name === "SerialNumber" ? "remove" : "keep");
    const after = await rewritten(bytes, { field: serial });
    expect([holds(bytes, "OLDSERIAL99"), holds(after, "OLDSERIAL99"), holds(after, THUMBNAIL)]).toEqual([true, false, true]);
    const photo = await read(after);
    expect(photo.fields.find(({ name }) => name === "Make")?.value).toBe("DJI");
    expect(photo.previews[0]?.widthPx).toBe(160);
    expect(holds(await rewritten(bytes, { field: () => "keep" }), "OLDSERIAL99")).toBe(true);
  });

  it("gives the file back when nothing is chosen", async () => {
    expect(await rewritten(fullJpeg(), {})).toEqual(fullJpeg());
  });

  it("throws nothing but a FormatError on damaged pictures", async () => {
    const good = fullJpeg();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { maxLength: 6 }), fc.nat(good.length), async (flips, cut) => {
        const bytes = good.slice(0, cut);
        for (const [at, byte] of flips) if (at < bytes.length) bytes[at] = byte;
        try {
          await rewritten(bytes, { field: removeSensitive, preview: () => "remove", trailing: "remove" });
        } catch (error) {
          if (!(error instanceof Error) || error.name !== "FormatError") throw error;
        }
      }),
      { numRuns: 150 },
    );
  });
});
