/** Hostile contents: whatever a body says, the audit ends, does a bounded amount of work, says what it left closed, and finds nothing that is not there. */
import { brotliCompressSync, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { AuditResult } from "../src/index.ts";
import { UnpackAccount } from "../src/unpack/unpack-account.ts";
import { auditParts, labFlight, type TestPart, told } from "./content-parts.ts";

const serial = "1ZNBJ7E00C00QT";
const flights = [labFlight()];
const needle = "aircraftSerial FLIGHT.aircraftSerial[0]";
const MIB = 1 << 20;
const zeros = Buffer.alloc(48 * MIB);

const bytesOf = (...parts: (string | Uint8Array | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part as Uint8Array))));
const repeated = (part: string | Uint8Array, times: number): Buffer => Buffer.concat(new Array<Buffer>(times).fill(bytesOf(part)));

function localHeader(name: string, method: number, sizeBytes: number, flags = 0): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(sizeBytes, 18);
  head.writeUInt16LE(name.length, 26);
  return bytesOf(head, name);
}

function varint(value: number): number[] {
  const out: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) out.push((left & 127) | 128);
  return [...out, left];
}

/** A message whose only field is a message whose only field is a message ... around `inner`. */
function nestedMessages(inner: Uint8Array, lengthBytes: number): Buffer {
  const heads: Buffer[] = [Buffer.from(inner)];
  for (let length = inner.byteLength; length < lengthBytes; ) {
    const head = bytesOf([0x0a], varint(length));
    heads.push(head);
    length += head.byteLength;
  }
  return Buffer.concat(heads.reverse());
}

interface Outcome {
  readonly result: AuditResult;
  /** Findings, one line each. */
  readonly found: readonly string[];
  /** Names of the bounds that were met. */
  readonly bounds: readonly string[];
  readonly searchedBytes: number;
}

function audited(part: TestPart, pieceBytes = 65_536): Outcome {
  const result = auditParts([part], { flights }, pieceBytes);
  const { search } = result.coverage;
  expect(search.decoyHits).toEqual([]);
  return { result, found: told(result), bounds: search.bounds.map(({ bound }) => bound), searchedBytes: search.searchedBytes };
}

/** What was left closed is said in a sentence of the coverage. */
function saysBound({ result }: Outcome, bound: string): void {
  expect(result.coverage.gaps.filter((gap) => gap.includes("a bound was met"))).toEqual([expect.stringContaining(bound)]);
}

describe("bombs", () => {
  const bomb = gzipSync(zeros);
  const cases: [name: string, part: TestPart, mostBytes: number][] = [
    ["gzip, 1 to 1,000", { bytes: bomb, contentCodings: ["gzip"] }, 16 * MIB],
    ["gzip that is not declared", { bytes: bomb }, 16 * MIB],
    ["gzip in gzip", { bytes: gzipSync(bomb), contentCodings: ["gzip", "gzip"] }, 16 * MIB],
    ["deflate", { bytes: deflateRawSync(zeros), contentCodings: ["deflate"] }, 16 * MIB],
    ["Brotli, 1 to 300,000", { bytes: brotliCompressSync(Buffer.alloc(80 * MIB)), contentCodings: ["br"] }, 64 * MIB],
    [
      "gzip in zip in gzip in base64 in JSON",
      { bytes: `{"a":"${gzipSync(bytesOf(localHeader("a", 8, 0, 8), deflateRawSync(bomb))).toString("base64")}"}` },
      16 * MIB,
    ],
  ];
  test.each(cases)("%s: unpacked to a bound, which is said", (_name, part, mostBytes) => {
    const outcome = audited(part);
    expect(outcome.found).toEqual([]);
    expect(outcome.searchedBytes).toBeLessThanOrEqual(mostBytes);
    saysBound(outcome, "size");
  });

  test("many small bombs are one large one: all parts together have a room that grows with what they hold", () => {
    const account = new UnpackAccount();
    expect(account.unpackRoom()).toBe(512 * MIB);
    account.unpackedBytes += 512 * MIB;
    expect(account.unpackRoom()).toBe(0);
    account.partBytes += MIB;
    expect(account.unpackRoom()).toBe(50 * MIB);
  });

  test("a bomb in each of five messages: every message says so", () => {
    const bytes = gzipSync(Buffer.alloc(12 * MIB));
    const result = auditParts(
      Array.from({ length: 5 }, () => ({ bytes, contentCodings: ["gzip"] })),
      { flights },
      65_536,
    );
    const { bounds, searchedBytes } = result.coverage.search;
    expect(bounds).toMatchObject([{ bound: "size", times: 5 }]);
    expect(searchedBytes).toBeLessThan(60 * MIB);
  });

  test("what stood before the bomb was found", () => {
    const outcome = audited({
      bytes: gzipSync(bytesOf(`{"sn":"${serial}","pad":"${"ab ".repeat(400)}"}`, zeros)),
      contentCodings: ["gzip"],
    });
    expect(outcome.found).toEqual([`${needle} gzip,json,text`]);
    saysBound(outcome, "size");
  });
});

describe("zip archives that lie", () => {
  test("100,000 members: opened to a bound, which is said", () => {
    const outcome = audited({ bytes: repeated(localHeader("a", 0, 0), 100_000) });
    expect(outcome.found).toEqual([]);
    saysBound(outcome, "streams");
  });

  test("a size beyond the archive: what is there is read", () => {
    const { found } = audited({ bytes: bytesOf(localHeader("a", 0, 0xffff_fff0), `${serial} `, localHeader("b", 8, 5)) });
    expect(found).toEqual([`${needle} zip,text`]);
  });

  test("a size that ends in the middle of a member: the next header is looked for", () => {
    const { found } = audited({
      bytes: bytesOf(localHeader("a", 8, 3), deflateRawSync(`x ${serial}`), localHeader("b", 0, serial.length), serial),
    });
    expect(found).toEqual([`${needle} zip,text`]);
  });

  test("members in members, deeper than is opened", () => {
    let bytes = bytesOf(localHeader("a", 0, serial.length), serial);
    for (let depth = 0; depth < 40; depth++) bytes = bytesOf(localHeader("a.zip", 8, 0, 8), deflateRawSync(bytes));
    const outcome = audited({ bytes });
    expect(outcome.found).toEqual([]);
    saysBound(outcome, "depth");
  });
});

describe("nesting", () => {
  test.each([
    ["lists", "[".repeat(100_000), "]".repeat(100_000)],
    ["objects", '{"a":'.repeat(100_000), "}".repeat(100_000)],
  ])("JSON, 100,000 %s deep: the value is found, its name has a bounded length", (_name, before, after) => {
    const { found, result } = audited({ bytes: `${before}"${serial}"${after}`, mediaType: "application/json" });
    expect(found).toEqual([`${needle} json,text`]);
    expect(result.findings[0]?.field?.length ?? 0).toBeLessThanOrEqual(200);
  });

  test("XML, 100,000 elements deep", () => {
    expect(audited({ bytes: `${"<a>".repeat(100_000)}${serial}`, mediaType: "text/xml" }).found).toEqual([`${needle} xml,text`]);
  });

  test("a message of protobuf that nests into itself 20,000 times is searched a few times, not once a level", () => {
    const inner = bytesOf([0x0a, serial.length], serial, [0x18, 0x96, 0x01]);
    for (const lengthBytes of [64_000, 200_000]) {
      const outcome = audited({ bytes: nestedMessages(inner, lengthBytes) });
      expect(outcome.found).toEqual([expect.stringMatching(/FLIGHT\.aircraftSerial\[0\] (protobuf,)+text$/)]);
      expect(outcome.searchedBytes).toBeLessThan(10 * lengthBytes);
      saysBound(outcome, "depth");
    }
  });

  test("lengths in protobuf that point beyond the message, or at nothing", () => {
    for (const bytes of [
      bytesOf([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], serial),
      bytesOf([0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], ` ${serial} `),
      repeated([0x0a, 0x00] as unknown as Uint8Array, 50_000),
    ]) {
      const { found } = audited({ bytes });
      expect(found.every((line) => line.startsWith(needle))).toBe(true);
    }
  });

  test.each([2, 3, 20])("base64 of base64, %d deep: opened to a bound", (times) => {
    let text = `{"sn":"${serial}","n":[1,2,3,4,5,6,7,8]}`;
    for (let depth = 0; depth < times; depth++) text = Buffer.from(text).toString("base64");
    const outcome = audited({ bytes: `{"data":"${text}"}` });
    expect(outcome.searchedBytes).toBeLessThan(5 * text.length);
    expect(outcome.found).toEqual(times <= 3 ? [`${needle} json,${"base64,".repeat(times)}json,text`] : []);
  });

  test("multipart in multipart, 50 deep, and 100,000 empty parts", () => {
    let deep: string = serial;
    for (let depth = 0; depth < 50; depth++)
      deep = `--b${depth}\r\ncontent-type: multipart/mixed; boundary=b${depth - 1}\r\n\r\n${deep}\r\n--b${depth}--\r\n`;
    saysBound(audited({ bytes: deep, boundary: "b49" }), "depth");
    const outcome = audited({ bytes: bytesOf(repeated("--b\r\n\r\n\r\n", 100_000), `--b\r\n\r\n${serial}\r\n--b--`), boundary: "b" });
    saysBound(outcome, "streams");
  });
});

describe("endless repetition", () => {
  test("numbers, and pairs of numbers far from the flight", () => {
    expect(audited({ bytes: "1.23456,".repeat(250_000) }).found).toEqual([]);
    expect(audited({ bytes: "12.3456,-7.8901,".repeat(100_000) }).found).toEqual([]);
  });

  test("texts that are the serial but for one character", () => {
    const near = [`${serial.slice(0, 13)}S `, ` 2${serial.slice(1)}`, `${serial.slice(0, 7)} ${serial.slice(8)} `, `X${serial}X`];
    for (const text of near) expect(audited({ bytes: text.repeat(20_000) }).found).toEqual([]);
  });

  test("the serial and the position 50,000 times: one finding each, and what was not kept is said", () => {
    const outcome = audited({ bytes: `{"sn":"${serial}","lat":47.6423781,"lon":-122.1367542},`.repeat(50_000) });
    expect(outcome.found).toEqual([`${needle} json,text`, "position FLIGHT.track json,decimal"]);
    saysBound(outcome, "hits");
  });

  test("codes without end: each a stream, to a bound", () => {
    const outcome = audited({ bytes: `${Buffer.alloc(48, 0x50).toString("base64").slice(0, 40)},`.repeat(60_000) });
    expect(outcome.found).toEqual([]);
    saysBound(outcome, "streams");
  });
});

describe("pictures that lie", () => {
  const exif = (...ifd: readonly (string | readonly number[])[]): Buffer => {
    const body = bytesOf("Exif\0\0II*\0", ...ifd);
    return bytesOf([0xff, 0xd8, 0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255], body, [0xff, 0xd9]);
  };
  /** Tag 0x8825 (the position's directory) at an offset. */
  const gpsAt = (...offset: readonly number[]): readonly number[] => [0x25, 0x88, 4, 0, 1, 0, 0, 0, ...offset];
  const cases: [name: string, bytes: Buffer][] = [
    ["a directory that points at itself", exif([8, 0, 0, 0, 1, 0], gpsAt(8, 0, 0, 0), [8, 0, 0, 0])],
    ["a directory beyond the file", exif([0xff, 0xff, 0xff, 0x7f])],
    ["65,535 entries that are not there", exif([8, 0, 0, 0, 0xff, 0xff], gpsAt(26, 0, 0, 0))],
    ["segments of length 0 to 2, 20,000 times", bytesOf([0xff, 0xd8], repeated(Uint8Array.of(0xff, 0xe1, 0, 2, 0xff, 0xe1, 0, 0), 20_000))],
  ];
  test.each(cases)("%s: no position is read out of it", (_name, bytes) => {
    const { result, searchedBytes } = audited({ bytes, mediaType: "image/jpeg" });
    expect(result.findings.filter(({ kind }) => kind !== "picture")).toEqual([]);
    expect(searchedBytes).toBeLessThanOrEqual(4 * bytes.length);
  });
});

describe("what is cut", () => {
  const text = `{"sn":"${serial}","pad":"${"abcdefghij klmnop ".repeat(3000)}"}`;
  test("gzip that ends in its middle: what could be read is found", () => {
    const bytes = gzipSync(text, { level: 1 });
    expect(audited({ bytes: bytes.subarray(0, Math.floor(bytes.length / 2)), contentCodings: ["gzip"] }).found).toEqual([
      `${needle} gzip,json,text`,
    ]);
  });

  test("gzip whose first bytes are damaged, and gzip followed by something else", () => {
    const bytes = gzipSync(`{"sn":"${serial}"}`);
    expect(
      audited({ bytes: bytesOf(bytes.subarray(0, 10), [0xff, 0xff, 0xff], bytes.subarray(13)), contentCodings: ["gzip"] }).found,
    ).toEqual([]);
    expect(audited({ bytes: bytesOf(bytes, "rest"), contentCodings: ["gzip"] }).found).toEqual([`${needle} gzip,json,text`]);
  });
});
