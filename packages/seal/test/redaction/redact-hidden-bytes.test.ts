import { crc32, deflateSync } from "node:zlib";
import { memorySource } from "@creance/core";
import { readPhoto } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { keepEverything, type RedactionRecipe, redact } from "../../src/index.ts";
import { bareJpeg, bytesOf, fullPicture, holds, noise, PERSON, shownBytes } from "./made-files.ts";
import { madePng, PNG_PIXELS } from "./made-png.ts";

const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const deep: RedactionRecipe = { ...everything, previews: "keep" };
const previews: RedactionRecipe = { ...keepEverything, previews: "drop" };
const SECRET = `planted for ${PERSON}`;
const run = async (bytes: Uint8Array, recipe: RedactionRecipe, format = "jpeg") => {
  const redaction = await redact(memorySource(bytes), { format, recipe, platform: nodePlatform });
  return { ...redaction, after: await bytesOf(redaction.out) };
};

function segment(marker: number, ...parts: (string | Uint8Array)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string, "latin1")));
  return Buffer.concat([Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255]), content]);
}

const withSegment = (jpeg: Uint8Array, made: Uint8Array): Uint8Array =>
  new Uint8Array(Buffer.concat([jpeg.subarray(0, 2), made, jpeg.subarray(2)]));

const pixels = noise("JFIF thumbnail", 64 * 64 * 3);
const jfif = (more = "") => segment(0xe0, "JFIF\0", Uint8Array.of(1, 2, 1, 0, 72, 0, 72, 64, 64), pixels, more);

/** A profile of one tag. */
function profile(tag: string, behind = ""): Buffer {
  const text = Buffer.from(`text\0\0\0\0${SECRET}`.padEnd(48, "\0"));
  const bytes = Buffer.concat([Buffer.alloc(144), text, Buffer.from(behind)]);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.write("acsp", 36);
  bytes.writeUInt32BE(1, 128);
  bytes.write(tag, 132);
  bytes.writeUInt32BE(144, 136);
  bytes.writeUInt32BE(48, 140);
  return bytes;
}

describe("hidden bytes of a JPEG", () => {
  it.each([
    ["previews only", previews],
    ["everything", everything],
  ])("the thumbnail inside the JFIF segment goes: %s", async (_, recipe) => {
    const before = withSegment(bareJpeg("main"), jfif(SECRET));
    const { after, changes, removed } = await run(before, recipe);
    expect(Buffer.from(after).includes(Buffer.from(pixels.subarray(500, 520)))).toBe(false);
    expect(holds(after, SECRET)).toBe(false);
    expect(shownBytes(after)).toEqual(shownBytes(before));
    expect((await readPhoto(memorySource(after))).issues).toEqual([]);
    expect(changes).toContainEqual(expect.objectContaining({ class: "preview", name: "APP0 JFIF thumbnail" }));
    expect(removed.some((value) => value.kind === "bytes" && Buffer.from(pixels).includes(Buffer.from(value.bytes)))).toBe(true);
    expect([...after.subarray(2, 20)]).toEqual([0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 1, 0, 72, 0, 72, 0, 0]);
  });

  it("keeps that thumbnail when previews stay, and takes what stands behind it", async () => {
    const { after } = await run(withSegment(bareJpeg("main"), jfif(SECRET)), deep);
    expect(Buffer.from(after).includes(Buffer.from(pixels))).toBe(true);
    expect(holds(after, SECRET)).toBe(false);
  });

  it.each(["x", "xyz", SECRET])("bytes behind the values of Adobe's segment go: %s", async (more) => {
    const before = withSegment(bareJpeg("main"), segment(0xee, "Adobe", Uint8Array.of(0, 100, 0, 0, 0, 0, 1), more));
    const { after } = await run(before, deep);
    const fill = more.length < 4 ? Buffer.alloc(more.length, 0xff) : segment(0xfe, new Uint8Array(more.length - 4));
    const values = segment(0xee, "Adobe", Uint8Array.of(0, 100, 0, 0, 0, 0, 1));
    expect(after).toEqual(withSegment(bareJpeg("main"), Buffer.concat([values, fill])));
    expect((await readPhoto(memorySource(after))).issues).toEqual([]);
  });

  it.each([
    ["previews only", previews],
    ["positions", { ...keepEverything, positions: "drop" } as RedactionRecipe],
  ])("bytes of the EXIF block that no directory names go, even when nothing named goes: %s", async (_, recipe) => {
    // Make, in a block of one harmless tag; then what an editor left there.
    const block = Buffer.from("II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x08\0\0\0\x1a\0\0\0\0\0\0\0Maker A\0", "latin1");
    const before = withSegment(bareJpeg("main"), segment(0xe1, "Exif\0\0", block, SECRET));
    expect((await readPhoto(memorySource(before))).fields.map(({ value }) => value)).toEqual(["Maker A"]);
    const { after, removed } = await run(before, recipe);
    expect(holds(after, SECRET)).toBe(false);
    expect((await readPhoto(memorySource(after))).fields.map(({ value }) => value)).toEqual(["Maker A"]);
    expect(removed).toContainEqual(expect.objectContaining({ kind: "text", value: SECRET }));
  });

  it("bytes of the list of pictures that nothing names go, and the pictures stay", async () => {
    const before = Buffer.from(fullPicture());
    const at = before.indexOf("MPF\0") - 4;
    const length = before.readUInt16BE(at + 2);
    const grown = Buffer.concat([before.subarray(0, at + 2 + length), Buffer.from(SECRET), before.subarray(at + 2 + length)]);
    grown.writeUInt16BE(length + SECRET.length, at + 2);
    // The list's offset of the second picture counts from its own header, which stands before what was put in.
    const list = at + 8 + before.subarray(at + 8).readUInt32LE(10 + 24 + 8);
    grown.writeUInt32LE(grown.readUInt32LE(list + 4) + SECRET.length, list + 4);
    grown.writeUInt32LE(grown.readUInt32LE(list + 24) + SECRET.length, list + 24);
    const { after } = await run(new Uint8Array(grown), deep);
    expect(holds(after, SECRET)).toBe(false);
    const photo = await readPhoto(memorySource(after));
    expect(photo.previews.map(({ kind, widthPx }) => [kind, widthPx])).toContainEqual(["mpfPreview", 64]);
  });

  it("a colour profile of known tags stays; one with others, or with bytes that no tag names, goes", async () => {
    const picture = (bytes: Buffer) => withSegment(bareJpeg("main"), segment(0xe2, "ICC_PROFILE\0\x01\x01", bytes));
    const plain = await run(picture(profile("cprt")), deep);
    expect(holds(plain.after, "ICC_PROFILE")).toBe(true);
    for (const bytes of [profile("mmod"), profile("cprt", "behind"), Buffer.concat([profile("cprt"), Buffer.from("behind")])]) {
      const { after, left } = await run(picture(bytes), deep);
      expect([holds(after, "ICC_PROFILE"), holds(after, "behind")]).toEqual([false, false]);
      expect(left.join(" ")).toMatch(/colour profile/);
    }
  });
});

describe("hidden bytes of a PNG", () => {
  const chunk = (type: string, content: Uint8Array | string): Buffer => {
    const body = Buffer.concat([Buffer.from(type), Buffer.from(content as string)]);
    const bytes = Buffer.alloc(body.length + 8);
    bytes.writeUInt32BE(body.length - 4, 0);
    body.copy(bytes, 4);
    bytes.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
    return bytes;
  };
  const png = (...more: Buffer[]): Uint8Array => {
    const head = Buffer.from(madePng().subarray(0, 33));
    const end = more.at(-1)?.includes("IEND") === true ? [] : [chunk("IEND", "")];
    return new Uint8Array(Buffer.concat([head, chunk("IDAT", PNG_PIXELS), ...more, ...end]));
  };
  const icc = (packed: Uint8Array, name = "ICC profile") => chunk("iCCP", Buffer.concat([Buffer.from(`${name}\0\0`), packed]));

  it("EXIF goes with previews", async () => {
    const { after, changes } = await run(madePng(), previews, "png");
    expect(holds(after, "eXIf")).toBe(false);
    expect(holds(after, "tEXt")).toBe(true);
    expect(changes.map(({ class: kind, name }) => [kind, name])).toEqual([["preview", "eXIf"]]);
  });

  it("tells the leak check what it took out: texts, positions", async () => {
    const { removed } = await run(madePng(), everything, "png");
    expect(removed).toContainEqual(expect.objectContaining({ kind: "text", value: PERSON }));
    const tiff = fullPicture("tiff");
    const { after, removed: places } = await run(png(chunk("eXIf", tiff)), everything, "png");
    expect(holds(after, "eXIf")).toBe(false);
    expect(places.some(({ kind }) => kind === "positions")).toBe(true);
  });

  it("an end mark with content is emptied", async () => {
    const { after, removed } = await run(png(chunk("IEND", SECRET)), deep, "png");
    expect(after).toEqual(png());
    expect(removed).toContainEqual(expect.objectContaining({ kind: "text", value: SECRET }));
  });

  it("chunks that are longer than what they show go", async () => {
    expect((await run(png(chunk("gAMA", Buffer.alloc(4))), deep, "png")).after).toEqual(png(chunk("gAMA", Buffer.alloc(4))));
    expect((await run(png(chunk("gAMA", SECRET)), deep, "png")).after).toEqual(png());
    await expect(run(png(chunk("IHDR", SECRET)), deep, "png")).rejects.toMatchObject({ code: "redact-damaged" });
  });

  it("a colour profile stays only when all of it is read", async () => {
    const packed = deflateSync(profile("cprt"));
    expect((await run(png(icc(packed)), deep, "png")).after).toEqual(png(icc(packed)));
    const bad = [
      icc(deflateSync(profile("mmod"))),
      icc(Buffer.concat([packed, Buffer.from("behind the profile")])),
      icc(packed, PERSON),
      icc(Buffer.from("not packed")),
    ];
    for (const made of bad) {
      const { after, left } = await run(png(made), deep, "png");
      expect(after).toEqual(png());
      expect(left.join(" ")).toMatch(/colour profile/);
    }
  });
});
