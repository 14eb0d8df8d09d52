/** Pictures that are cut, flipped or made to hurt: an issue, a refusal, never anything else, and never without end. */
import { readFileSync } from "node:fs";
import { countingSource, isFormatError, memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  djiPhotoValues,
  type PhotoFile,
  photoErrors,
  readPhoto,
  rewritePhotoMetadata,
  tiffErrors,
  writePhoto,
  xmlErrors,
} from "../src/index.ts";
import { madeJpeg } from "./made-jpeg.ts";
import { FACTS, fullJpeg, PREVIEW, THUMBNAIL } from "./made-photo.ts";

const read = (bytes: Uint8Array): Promise<PhotoFile> => readPhoto(memorySource(bytes));
const values = djiPhotoValues(FACTS);
const grey = new Uint8Array(64 * 48).fill(120);
const all: readonly (readonly [string, Uint8Array])[] = [
  ["jpeg", fullJpeg()],
  ["tiff", writePhoto({ format: "tiff", widthPx: 64, heightPx: 48, grey, ...values })],
  ["dng", writePhoto({ format: "dng", widthPx: 64, heightPx: 48, grey, ...values, preview: PREVIEW })],
  ["heic", writePhoto({ format: "heic", widthPx: 4032, heightPx: 3024, ...values, thumbnail: THUMBNAIL })],
];

const heic = (): Uint8Array => writePhoto({ format: "heic", widthPx: 4032, heightPx: 3024, ...values, thumbnail: THUMBNAIL });

/** The picture, or the code of its refusal. */
async function outcome(bytes: Uint8Array): Promise<PhotoFile | string> {
  try {
    return await read(bytes);
  } catch (error) {
    if (isFormatError(error)) return error.code;
    throw error;
  }
}

const codes = (photo: PhotoFile | string): string[] => (typeof photo === "string" ? [photo] : photo.issues.map(({ code }) => code));

/** A JPEG with segments put in behind its start. */
function withSegments(...segments: readonly (readonly [marker: number, payload: Uint8Array | string])[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts = segments.map(([marker, payload]) => {
    const bytes = typeof payload === "string" ? encoder.encode(payload) : payload;
    return Uint8Array.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255, ...bytes]);
  });
  return new Uint8Array(Buffer.concat([Uint8Array.of(0xff, 0xd8), ...parts, madeJpeg(64, 48).subarray(2)]));
}

const XMP = "http://ns.adobe.com/xap/1.0/\0";
const RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
const xmpOf = (body: string): Uint8Array =>
  withSegments([0xe1, `${XMP}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${RDF}>${body}</rdf:RDF></x:xmpmeta>`]);
const named = (photo: PhotoFile): string[] => photo.xmp.map(({ name, value }) => `${name}=${value}`);

describe("damaged pictures", () => {
  it.each(all)("cut anywhere: %s", async (format, bytes) => {
    for (let cut = 0; cut < bytes.length; cut += cut < 2000 ? 7 : 997) {
      const photo = await outcome(bytes.slice(0, cut));
      // The last 17 bytes of the JPEG stand behind its picture.
      if (typeof photo !== "string")
        expect([cut, photo.issues.length > 0 || (format === "jpeg" && cut > bytes.length - 20)]).toEqual([cut, true]);
    }
  });

  it.each(all)("flipped bytes: %s", async (_format, bytes) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(Math.min(bytes.length, 9000) - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        async (flips) => {
          const copy = bytes.slice();
          for (const [at, byte] of flips) copy[at] = byte;
          await outcome(copy);
        },
      ),
      { numRuns: 250 },
    );
  });

  it("any bytes behind each beginning", async () => {
    const heads = [
      [0xff, 0xd8, 0xff],
      [0x49, 0x49, 42, 0],
      [0x4d, 0x4d, 0, 42],
      [0x49, 0x49, 43, 0, 8, 0, 0, 0],
      [0, 0, 0, 16, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69, 0x63],
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), async (head, rest) => {
        await outcome(Uint8Array.from([...head, ...rest]));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(all)("files that become shorter while they are read: %s", async (_format, bytes) => {
    for (let left = 0; left < bytes.length; left += left < 3000 ? 61 : 4999) {
      const source = {
        size: bytes.length,
        read: (start: number, end: number) => Promise.resolve(bytes.subarray(Math.min(start, left), Math.min(end, left))),
      };
      try {
        const rewrite = await rewritePhotoMetadata(source, { field: () => "remove", preview: () => "remove", trailing: "remove" });
        for await (const chunk of rewrite.chunks()) expect(chunk.length).toBeGreaterThan(0);
      } catch (error) {
        if (!isFormatError(error)) throw error;
      }
    }
  });

  it("refuses what is no picture", async () => {
    expect(await outcome(new Uint8Array(0))).toBe("jpeg-not");
    expect(await outcome(new TextEncoder().encode("hello world, this is text"))).toBe("jpeg-not");
    expect(await outcome(Uint8Array.of(0xff, 0xd8, 0xff))).not.toBe("jpeg-not");
  });

  it("says codes that its tables know", async () => {
    const known = new Set([...Object.keys(photoErrors), ...Object.keys(tiffErrors), ...Object.keys(xmlErrors)]);
    for (const [, bytes] of all) {
      for (let cut = 10; cut < bytes.length; cut += 501)
        for (const code of codes(await outcome(bytes.slice(0, cut)))) expect([code, known.has(code)]).toEqual([code, true]);
    }
  });
});

describe("codes", () => {
  it("stand in the documents", () => {
    const document = (name: string): string => readFileSync(new URL(`../../../docs/formats/${name}.md`, import.meta.url), "utf8");
    const text = ["jpeg", "tiff", "xmp", "xml", "heic"].map(document).join();
    for (const code of [...Object.keys(photoErrors), ...Object.keys(tiffErrors), ...Object.keys(xmlErrors)])
      expect([code, text.includes(`\`${code}\``)]).toEqual([code, true]);
  });
});

describe("pictures made to hurt", () => {
  it("stops at 4,096 segments and reads few bytes of them", async () => {
    const bytes = withSegments(...Array.from({ length: 5000 }, () => [0xe9, "x"] as const));
    const source = countingSource(memorySource(bytes));
    expect((await readPhoto(source)).issues.map(({ code }) => code)).toEqual(["jpeg-too-many-segments"]);
    expect(source.count.requests).toBeLessThan(20);
  });

  it("does not follow EXIF loops", async () => {
    const tiff = new Uint8Array(64);
    const view = new DataView(tiff.buffer);
    tiff.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
    view.setUint16(8, 2, true);
    for (const [index, tag] of [0x8769, 0x8825].entries()) {
      view.setUint16(10 + index * 12, tag, true);
      view.setUint16(12 + index * 12, 4, true);
      view.setUint32(14 + index * 12, 1, true);
      view.setUint32(18 + index * 12, 8, true);
    }
    view.setUint32(34, 8, true);
    const photo = await read(withSegments([0xe1, new Uint8Array(Buffer.concat([Buffer.from("Exif\0\0"), tiff]))]));
    expect(photo.issues.map(({ code }) => code)).toEqual(["tiff-loop", "tiff-loop", "tiff-loop"]);
  });

  it("grows no entities, reads no document types, nests to a limit", async () => {
    const bomb = `${XMP}<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&c;</x:xmpmeta>`;
    const photo = await read(withSegments([0xe1, bomb]));
    expect(photo.issues.map(({ code }) => code)).toEqual(["xml-document-type"]);
    expect(photo.xmp).toEqual([]);
    const deep = await read(xmpOf("<a>".repeat(200)));
    expect(deep.issues.map(({ code }) => code)).toEqual(["xml-too-deep"]);
    const entity = await read(xmpOf('<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="&c;&#65;"/>'));
    expect(named(entity)).toEqual(["dc:source=&c;A"]);
  });

  it("ends with packets of many names and of long ones", async () => {
    const declared = Array.from({ length: 4000 }, (_, index) => `xmlns:p${index}="urn:${index}"`).join(" ");
    const long = "n".repeat(1_000_000);
    const many = `<rdf:Description ${declared}>${'<q:a xmlns:q="urn:q"/>'.repeat(50_000)}</rdf:Description>`;
    const nested = `<${long}>${"<a>1</a>".repeat(100_000)}</${long}>`;
    for (const body of [many, nested]) {
      const packet = new TextEncoder().encode(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${RDF}>${body}</rdf:RDF></x:xmpmeta>`);
      const tiff = writePhoto({ format: "tiff", widthPx: 64, heightPx: 48, grey, xmp: { "dc:source": "x" } });
      // The packet's entry points behind the file, where there is room for more than a segment holds.
      const bytes = new Uint8Array(Buffer.concat([tiff, packet]));
      const entry = (await read(tiff)).exif?.tags.find(({ name }) => name === "ApplicationNotes")?.entry;
      const view = new DataView(bytes.buffer);
      view.setUint32((entry?.entryOffset ?? 0) + 4, packet.length, true);
      view.setUint32((entry?.entryOffset ?? 0) + 8, tiff.length, true);
      expect((await read(bytes)).xmp.length).toBeLessThanOrEqual(4096);
    }
  });

  it("stops at 4,096 properties", async () => {
    const items = Array.from({ length: 4500 }, () => "<rdf:li>a</rdf:li>").join("");
    const parts = xmpOf(
      `<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>${items.slice(0, 60_000)}</rdf:Bag></dc:subject>`,
    );
    expect((await read(parts)).xmp.length).toBeLessThanOrEqual(4096);
  });

  it("refuses HEIC items of 2^63 bytes and endless lists", async () => {
    const bytes = heic();
    const at = Buffer.from(bytes).indexOf("iloc");
    bytes.set([0xff, 0xff, 0xff, 0xff], at + 4 + 4 + 4 + 6);
    expect(codes(await outcome(bytes))).toContain("heic-item-outside");
    const lists = heic();
    // No sizes at all, and 65,535 extents for each item.
    lists.set([0, 0], at + 8);
    lists.set([0xff, 0xff], at + 10);
    expect(codes(await outcome(lists))).toContain("heic-damaged");
  });
});

describe("XMP", () => {
  it("tells names by namespace, not by prefix", async () => {
    const photo = await read(
      xmpOf('<rdf:Description xmlns:dd="http://www.dji.com/drone-dji/1.0/" xmlns:q="urn:x" dd:GpsLatitude="+1.5" q:Thing="2"/>'),
    );
    expect(named(photo)).toEqual(["drone-dji:GpsLatitude=+1.5", "q:Thing=2"]);
  });

  it("reads elements, structures and lists", async () => {
    const body = `<rdf:Description xmlns:s="https://www.skydio.com/drone-skydio/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <s:Latitude>47.5</s:Latitude>
      <s:CameraOrientationNED rdf:parseType="Resource"><s:Yaw>12</s:Yaw><s:Pitch>-45</s:Pitch></s:CameraOrientationNED>
      <s:CalibratedFocalLength><rdf:Description s:X="2378" s:Y="2377"/></s:CalibratedFocalLength>
      <dc:creator><rdf:Seq><rdf:li>One</rdf:li><rdf:li>Two</rdf:li></rdf:Seq></dc:creator>
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Title</rdf:li></rdf:Alt></dc:title>
      <dc:source rdf:resource="urn:source"/>
    </rdf:Description>`;
    expect(named(await read(xmpOf(body)))).toEqual([
      "drone-skydio:Latitude=47.5",
      "drone-skydio:CameraOrientationNED/Yaw=12",
      "drone-skydio:CameraOrientationNED/Pitch=-45",
      "drone-skydio:CalibratedFocalLength/X=2378",
      "drone-skydio:CalibratedFocalLength/Y=2377",
      "dc:creator[1]=One",
      "dc:creator[2]=Two",
      "dc:title[1]=Title",
      "dc:source=urn:source",
    ]);
  });

  it("puts an extended packet together, and removes all of it when one of its values goes", async () => {
    const text = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${RDF}><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="first" dc:rights="SECRETRIGHTS"/></rdf:RDF></x:xmpmeta>`;
    const head = (offset: number): Uint8Array => {
      const bytes = new Uint8Array(40).fill(0x41);
      const view = new DataView(bytes.buffer);
      view.setUint32(32, text.length);
      view.setUint32(36, offset);
      return bytes;
    };
    const part = (from: number, to: number): Uint8Array =>
      new Uint8Array(Buffer.concat([Buffer.from("http://ns.adobe.com/xmp/extension/\0"), head(from), Buffer.from(text.slice(from, to))]));
    const bytes = withSegments([0xe1, part(0, 150)], [0xe1, part(150, text.length)]);
    const photo = await read(bytes);
    expect([named(photo), photo.issues]).toEqual([["dc:source=first", "dc:rights=SECRETRIGHTS"], []]);
    const rights = photo.fields.find(({ name }) => name === "dc:rights");
    expect(Buffer.from(bytes).toString("latin1", rights?.byteOffset, (rights?.byteOffset ?? 0) + 12)).toBe("SECRETRIGHTS");
    const rewrite = await rewritePhotoMetadata(memorySource(bytes), { field: ({ name }) => (name === "dc:rights" ? "remove" : "keep") });
    const chunks: Uint8Array[] = [];
    for await (const chunk of rewrite.chunks()) chunks.push(chunk);
    expect(Buffer.concat(chunks).includes("SECRET")).toBe(false);
    expect(rewrite.issues.map(({ code }) => code)).toEqual(["rewrite-part-removed"]);
    expect((await read(withSegments([0xe1, part(150, text.length)]))).issues.map(({ code }) => code)).toContain("xmp-part-missing");
  });
});

describe("IPTC", () => {
  it("reads what programs write in, and removes the block with it", async () => {
    const dataset = (id: number, text: string): number[] => [0x1c, 2, id, 0, text.length, ...Buffer.from(text)];
    const data = [...dataset(90, "Synthville"), ...dataset(80, "A. Pilot")];
    const resource = [...Buffer.from("8BIM"), 4, 4, 0, 0, 0, 0, 0, data.length, ...data];
    const bytes = withSegments([0xed, Uint8Array.from([...Buffer.from("Photoshop 3.0\0"), ...resource])]);
    const photo = await read(bytes);
    expect(photo.fields.filter(({ group }) => group === "iptc").map(({ name, value }) => `${name}=${value}`)).toEqual([
      "City=Synthville",
      "By-line=A. Pilot",
    ]);
    const rewrite = await rewritePhotoMetadata(memorySource(bytes), { field: ({ name }) => (name === "City" ? "remove" : "keep") });
    const chunks: Uint8Array[] = [];
    for await (const chunk of rewrite.chunks()) chunks.push(chunk);
    expect(Buffer.concat(chunks).includes("Synthville")).toBe(false);
  });
});

describe("pictures whose parts multiply", () => {
  it("follows offsets of directories that point to one another a limited number of times", async () => {
    // Every entry of one directory names 64 further ones, each of which begins among those entries.
    const entries = 4096;
    const listAt = 8 + 2 + entries * 12 + 4;
    const tiff = Buffer.alloc(listAt + 64 * 4);
    tiff.write("II*\0", 0, "latin1");
    tiff.writeUInt32LE(8, 4);
    tiff.writeUInt16LE(entries, 8);
    for (let index = 0; index < entries; index += 1) {
      const at = 10 + index * 12;
      tiff.writeUInt16LE(330, at);
      tiff.writeUInt16LE(4, at + 2);
      tiff.writeUInt32LE(64, at + 4);
      tiff.writeUInt32LE(listAt, at + 8);
    }
    for (let index = 0; index < 64; index += 1) tiff.writeUInt32LE(8 + 12 * index, listAt + index * 4);
    const photo = await read(withSegments([0xe1, Buffer.concat([Buffer.from("Exif\0\0"), tiff])]));
    expect(photo.issues.length).toBeLessThanOrEqual(65);
    expect(codes(photo)).toContain("tiff-loop");
  });

  it("stops reading values that name the same bytes again and again, and says so", async () => {
    const entries = 2000;
    const tiff = Buffer.alloc(8 + 2 + entries * 12 + 4 + 4096);
    tiff.write("II*\0", 0, "latin1");
    tiff.writeUInt32LE(8, 4);
    tiff.writeUInt16LE(entries, 8);
    for (let index = 0; index < entries; index += 1) {
      const at = 10 + index * 12;
      tiff.writeUInt16LE(270, at);
      tiff.writeUInt16LE(1, at + 2);
      tiff.writeUInt32LE(4096, at + 4);
      tiff.writeUInt32LE(tiff.length - 4096, at + 8);
    }
    const photo = await read(withSegments([0xe1, Buffer.concat([Buffer.from("Exif\0\0"), tiff])]));
    expect(codes(photo)).toEqual(["too-many-fields"]);
    expect(photo.exif?.tags.length).toBeLessThan(300);
  });

  it("reads a limited number of packets, and removes the unread ones as a whole", async () => {
    const names = Array.from({ length: 400 }, (_, index) => `a${index}="b"`).join(" ");
    const packet = `${XMP}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${RDF}><rdf:Description ${names}/></rdf:RDF></x:xmpmeta>`;
    const secret = `${XMP}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${RDF}><rdf:Description place="SECRETPLACE"/></rdf:RDF></x:xmpmeta>`;
    const bytes = withSegments(...Array.from({ length: 300 }, () => [0xe1, packet] as const), [0xe1, secret]);
    const photo = await read(bytes);
    expect(codes(photo)).toEqual(["too-many-fields"]);
    expect(photo.xmp.length).toBeLessThan(10_000);
    const rewrite = await rewritePhotoMetadata(memorySource(bytes), { field: ({ name }) => (name === "place" ? "remove" : "keep") });
    const chunks: Uint8Array[] = [];
    for await (const chunk of rewrite.chunks()) chunks.push(chunk);
    expect(Buffer.concat(chunks).includes("SECRETPLACE")).toBe(false);
  });

  it("does not walk rubbish between segments to its end", async () => {
    expect(codes(await read(Buffer.concat([Uint8Array.of(0xff, 0xd8), Buffer.alloc(400_000, Uint8Array.of(0xff, 0x01))])))).toEqual([
      "jpeg-bad-marker",
    ]);
  });
});
