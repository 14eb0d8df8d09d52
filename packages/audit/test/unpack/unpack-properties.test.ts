/** Whatever a part holds and however it is cut: the audit ends, within bounds, with the same findings. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { ContentPart } from "@creance/capture";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contentNeedles } from "../../src/findings/content-needles.ts";
import { partDrafts } from "../../src/findings/part-drafts.ts";
import { PartSearch } from "../../src/unpack/part-search.ts";
import { SearchLanes } from "../../src/unpack/search-lane.ts";
import { UnpackAccount } from "../../src/unpack/unpack-account.ts";
import { unpackLimits } from "../../src/unpack/unpack-limits.table.ts";
import { auditParts, labFlight, type TestPart, testRow, told } from "../content-parts.ts";

const serial = "1ZNBJ7E00C00QT";
const flights = [labFlight()];

/** Ways to wrap a body, each by code other than the unpacker's own. */
const wraps: readonly ((body: Buffer) => Buffer)[] = [
  (body) => gzipSync(body),
  (body) => deflateSync(body),
  (body) => Buffer.from(`{"data":"${body.toString("base64")}","n":1}`),
  (body) => Buffer.from(`data=${body.toString("base64url")}&n=1`),
  (body) => Buffer.from(`{"data":"${body.toString("hex")}"}`),
  (body) => {
    // A boundary that the body does not hold: multipart in multipart has another.
    const mark = `b${body.length}`;
    return Buffer.concat([
      Buffer.from(`--${mark}\r\ncontent-type: application/octet-stream\r\n\r\n`),
      body,
      Buffer.from(`\r\n--${mark}--\r\n`),
    ]);
  },
  (body) => {
    const head = Buffer.alloc(31);
    head.writeUInt32LE(0x04034b50);
    head.writeUInt16LE(8, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(1, 26);
    head[30] = 0x61;
    return Buffer.concat([head, deflateRawSync(body)]);
  },
  (body) => Buffer.concat([Buffer.from([0x0a, (body.length & 127) | 128, body.length >> 7]), body, Buffer.from([0x10, 1])]),
];

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(text)),
  fc.constant(Buffer.from(`{"sn":"${serial}","lat":47.6423781,"lng":-122.1367542}`)),
  fc.constant(Buffer.from(`<a sn="${serial}">47.6423781, -122.1367542</a>`)),
);
const wrapped = fc
  .tuple(bodies, fc.array(fc.nat(wraps.length - 1), { maxLength: 3 }))
  .map(([body, layers]) => layers.reduce((inner, layer) => (wraps[layer] as (body: Buffer) => Buffer)(inner), body))
  .filter(({ length }) => length > 0 && length < 16_000);
/** Some bytes of it changed. */
const hostile = fc.tuple(wrapped, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 })).map(([body, changes]) => {
  const bytes = Buffer.from(body);
  for (const [at, value] of changes) bytes[at % bytes.length] = value;
  return bytes;
});
const about: fc.Arbitrary<Partial<TestPart>> = fc.record(
  {
    role: fc.constantFrom("head", "body", "payload", "name", "stream", "datagram"),
    mediaType: fc.constantFrom("application/json", "application/grpc", "application/x-www-form-urlencoded", "application/x-protobuf"),
    boundary: fc.constantFrom("bb", ""),
    contentCodings: fc.array(fc.constantFrom("gzip", "deflate", "br", "zstd", "identity", "permessage-deflate"), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

const list = contentNeedles({ platform: nodePlatform, flights, identifiers: {} });
const lanes = new SearchLanes(list.search);

/** What the search through one part finds and counts, without the rest of an audit. */
function searched({ bytes, ...changes }: TestPart & { readonly bytes: Uint8Array }, pieceBytes: number) {
  const account = new UnpackAccount();
  const lines: string[] = [];
  const part: ContentPart = {
    flow: testRow("f"),
    side: 0,
    transport: [],
    streamId: null,
    message: 0,
    role: "body",
    http: null,
    topic: null,
    mediaType: null,
    boundary: null,
    contentCodings: [],
    ...changes,
  };
  const shared = { platform: nodePlatform, lanes, account, limits: unpackLimits, files: list.files, largestFileBytes: 0, trace: undefined };
  const search = new PartSearch(part, shared, (ended) => {
    for (const draft of partDrafts(ended, list))
      lines.push(`${draft.kind} ${draft.needle} ${draft.encoding.join()} ${draft.weakBecause} ${draft.field}`);
    for (const { node, hit } of ended.points) {
      lines.push(`point ${hit.latDeg},${hit.lonDeg} ${[...node.layersAt(hit.start), ...hit.layers].join()} ${node.fieldAt(hit.start)}`);
    }
  });
  for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
    const end = Math.min(bytes.byteLength, at + pieceBytes);
    search.data(bytes, at, end, at, end, { first: 1, last: 1 }, 0);
  }
  search.end(true);
  return {
    lines: lines.sort(),
    opaque: account.opaqueBytes,
    searched: account.searchedBytes,
    held: account.heldBytes,
    bounds: account.bounds(),
  };
}

test("any bytes in any pieces: the same findings and counts, bounded work, nothing kept, never an error", () => {
  fc.assert(
    fc.property(fc.oneof(wrapped, hostile), about, fc.integer({ min: 1, max: 700 }), (bytes, changes, pieceBytes) => {
      const whole = searched({ bytes, ...changes }, 1 << 20);
      expect(searched({ bytes, ...changes }, pieceBytes)).toEqual(whole);
      expect(whole.searched).toBeLessThan(1_000_000);
      expect(whole.held).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test("the serial and the position are found through any three layers that unpacking takes off", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(wraps.length - 1), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 900 }),
      (layers, pieceBytes) => {
        const bytes = layers.reduce(
          (inner, layer) => (wraps[layer] as (body: Buffer) => Buffer)(inner),
          Buffer.from(`{"sn":"${serial}","lat":47.6423781,"lng":-122.1367542,"pad":"${"x y ".repeat(20)}"}`),
        );
        const { lines } = searched({ bytes }, pieceBytes);
        expect(lines.some((line) => line.startsWith("aircraftSerial FLIGHT.aircraftSerial[0]") && line.includes("json,text null"))).toBe(
          true,
        );
        expect(lines.some((line) => line.startsWith("point 47.6423781,-122.1367542"))).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test("a cut body gives what came before the cut", () => {
  const body = brotliCompressSync(Buffer.from(`{"sn":"${serial}","rest":"${Array.from({ length: 9000 }, (_, at) => at * 7919).join()}"}`));
  const result = auditParts([{ bytes: body.subarray(0, body.length - 100), contentCodings: ["br"] }], { flights });
  expect(told(result)).toEqual(["aircraftSerial FLIGHT.aircraftSerial[0] br,json,text"]);
});
