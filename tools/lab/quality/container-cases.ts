/** Containers, alone and inside one another; files; what must not be found. */
import { createCipheriv, createHash } from "node:crypto";
import type { EncodingLayer, FindingKind } from "../../../packages/audit/src/index.ts";
import { concatBytes } from "../../../packages/capture/src/index.ts";
import { sampleJpeg } from "../../../packages/sample/src/index.ts";
import { hashText, multipart, numberBytes, protobuf, wrappings, zip } from "../encoders.ts";
import { tileOf } from "./position-forms.ts";
import { binary, json, plainText, type QualityCase, type Sent, utf8 } from "./quality-case.ts";
import { HOME, identifiers, noise, pointAt, recordFile } from "./quality-truth.ts";

const { aircraftSerial: serial, imei } = identifiers;
const BOUNDARY = "----lab58boundary";

/** All cases of containers: each holds the serial and the position of the moment. */
export const containerCases: readonly QualityCase[] = [
  inside("gzip, declared", ["gzip", "json"], (body) => ({ body: wrappings.gzip(body), type: "application/json", coding: "gzip" })),
  inside("deflate, declared", ["deflate", "json"], (body) => ({
    body: wrappings.deflate(body),
    type: "application/json",
    coding: "deflate",
  })),
  {
    ...inside("raw deflate, declared", ["deflate", "json"], (body) => ({
      body: wrappings.deflateRaw(body),
      type: "application/json",
      coding: "deflate",
    })),
    needsHead: true,
  },
  {
    ...inside("Brotli, declared", ["br", "json"], (body) => ({ body: wrappings.br(body), type: "application/json", coding: "br" })),
    needsHead: true,
  },
  {
    ...inside("gzip in gzip, both declared", ["gzip", "json"], (body) => ({
      body: wrappings.gzip(wrappings.gzip(body)),
      type: "application/json",
      coding: "gzip, gzip",
    })),
  },
  inside("gzip, undeclared", ["gzip", "json"], (body) => binary(wrappings.gzip(body))),
  inside("zlib, undeclared", ["deflate", "json"], (body) => binary(wrappings.deflate(body))),
  inside("zip", ["zip", "json"], (body) => binary(zip([{ name: "report.json", body }]))),
  inside("zip, streamed", ["zip", "json"], (body) => binary(zip([{ name: "report.json", body }], "streamed"))),
  inside("zip, stored", ["zip", "json"], (body) => binary(zip([{ name: "report.json", body }], "stored"))),
  inside("zip, second member", ["zip", "json"], (body) =>
    binary(
      zip([
        { name: "a.txt", body: utf8("nothing here") },
        { name: "b.json", body },
      ]),
    ),
  ),
  inside("multipart", ["multipart", "json"], (body) =>
    parted([
      { name: "v", body: utf8("2") },
      { name: "report", type: "application/json", body },
    ]),
  ),
  inside("gzip in multipart", ["multipart", "gzip", "json"], (body) =>
    parted([{ name: "report", fileName: "r.gz", type: "application/gzip", body: wrappings.gzip(body) }]),
  ),
  inside("zip in multipart", ["multipart", "zip", "json"], (body) =>
    parted([{ name: "report", fileName: "r.zip", type: "application/zip", body: zip([{ name: "r.json", body }]) }]),
  ),
  inside("gzip in zip", ["zip", "gzip", "json"], (body) => binary(zip([{ name: "r.json.gz", body: wrappings.gzip(body) }], "stored"))),
  inside("JSON in a text of JSON", ["json"], (body) => json({ v: 2, data: Buffer.from(body).toString("utf8") })),
  inside("JSON in base64 in JSON", ["json", "base64", "json"], (body) => json({ v: 2, data: Buffer.from(body).toString("base64") })),
  inside("JSON in base64 for addresses, in JSON", ["json", "base64", "json"], (body) =>
    json({ v: 2, data: Buffer.from(body).toString("base64url") }),
  ),
  inside("gzip in base64 in JSON", ["json", "base64", "gzip", "json"], (body) =>
    json({ v: 2, data: Buffer.from(wrappings.gzip(body)).toString("base64") }),
  ),
  inside("zlib in base64 in a form", ["form", "base64", "deflate", "json"], (body) => ({
    body: utf8(`v=2&data=${encodeURIComponent(Buffer.from(wrappings.deflate(body)).toString("base64"))}`),
    type: "application/x-www-form-urlencoded",
  })),
  inside("gzip of JSON in base64 in JSON", ["gzip", "json", "base64", "json"], (body) => ({
    body: wrappings.gzip(utf8(JSON.stringify({ data: Buffer.from(body).toString("base64") }))),
    type: "application/json",
    coding: "gzip",
  })),
  inside("JSON in hex in JSON", ["json", "hex", "json"], (body) => json({ v: 2, data: Buffer.from(body).toString("hex") })),
  inside("JSON percent coded in a form", ["form", "json"], (body) => ({
    body: utf8(`v=2&data=${encodeURIComponent(Buffer.from(body).toString("utf8"))}`),
    type: "application/x-www-form-urlencoded",
  })),
  inside("JSON in escapes in XML", ["xml"], (body) => ({
    body: utf8(`<r><data>${Buffer.from(body).toString("utf8").replaceAll('"', "&quot;")}</data></r>`),
    type: "application/xml",
  })),
  inside("JSON in a text of protobuf", ["protobuf", "json"], (body) =>
    binary(
      protobuf([
        [1, "varint", 2],
        [3, "bytes", body],
      ]),
    ),
  ),
  inside("protobuf in protobuf", ["protobuf"], (body) =>
    binary(
      protobuf([
        [1, "varint", 2],
        [4, "message", [[2, "message", [[1, "bytes", body]]]]],
      ]),
    ),
  ),
  inside("gzip in protobuf", ["protobuf", "gzip", "json"], (body) =>
    binary(
      protobuf([
        [1, "varint", 2],
        [3, "bytes", wrappings.gzip(body)],
      ]),
    ),
  ),
  inside("protobuf in base64 in JSON", ["json", "base64", "protobuf"], (body) =>
    json({
      v: 2,
      pb: Buffer.from(
        protobuf([
          [1, "varint", 2],
          [3, "bytes", body],
        ]),
      ).toString("base64"),
    }),
  ),
  needsHeads(
    inside("gRPC", ["grpc", "protobuf"], (body) => ({
      body: wrappings.grpc(
        protobuf([
          [1, "varint", 2],
          [3, "bytes", body],
        ]),
      ),
      type: "application/grpc",
    })),
  ),
  inside("JSON in UTF-16", ["utf16"], (body) => ({
    body: concatBytes([Uint8Array.of(0xff, 0xfe), wrappings.utf16le(body)]),
    type: "application/json",
  })),
  inside("lines of JSON", ["json"], (body) => ({ body: concatBytes([utf8('{"v":1}\n'), body, utf8("\n")]), type: "application/x-ndjson" })),
];

/** Wrappers that may stand in each other, whatever is inside. */
const wrappers: readonly (readonly [string, (body: Uint8Array) => Sent])[] = [
  ["gzip", (body) => binary(wrappings.gzip(body))],
  ["zlib", (body) => binary(wrappings.deflate(body))],
  ["zip", (body) => binary(zip([{ name: "data.bin", body }]))],
  ["streamed zip", (body) => binary(zip([{ name: "data.bin", body }], "streamed"))],
  [
    "multipart",
    (body) =>
      parted([
        { name: "v", body: utf8("2") },
        { name: "data", fileName: "data.bin", type: "application/octet-stream", body },
      ]),
  ],
  ["base64 in JSON", (body) => json({ v: 2, data: Buffer.from(body).toString("base64") })],
  ["hex in JSON", (body) => json({ v: 2, data: Buffer.from(body).toString("hex") })],
  [
    "base64 in a form",
    (body) => ({
      body: utf8(`v=2&data=${encodeURIComponent(Buffer.from(body).toString("base64"))}`),
      type: "application/x-www-form-urlencoded",
    }),
  ],
  [
    "protobuf",
    (body) =>
      binary(
        protobuf([
          [1, "varint", 2],
          [3, "bytes", body],
        ]),
      ),
  ],
];

/** Every wrapper around every other. */
export const pairedCases: readonly QualityCase[] = wrappers.flatMap(([outer, wrap]) =>
  wrappers.map(([inner, wrapInner]) => inside(`${outer} around ${inner}`, [], (body) => wrap(wrapInner(body).body))),
);

/** The operator's files and pictures. */
export const fileCases: readonly QualityCase[] = [
  file("the record as the whole body", ["flightRecord"], ["fileBytes"], () => binary(recordFile.bytes)),
  file("the record in a part of multipart", ["flightRecord"], ["multipart", "fileBytes"], () =>
    parted([{ name: "file", fileName: "upload.bin", type: "application/octet-stream", body: recordFile.bytes }]),
  ),
  file("the record in a zip", ["flightRecord"], ["zip"], () => binary(zip([{ name: "upload.bin", body: recordFile.bytes }]))),
  file("the record in gzip", ["flightRecord"], ["gzip"], () => binary(wrappings.gzip(recordFile.bytes))),
  file("the beginning of the record", ["flightRecord"], ["fileBytes"], () => binary(recordFile.bytes.slice(0, 9_000))),
  file("the record's name in JSON", ["flightRecord"], ["fileName"], () => json({ v: 2, upload: recordFile.name, size: 24_000 })),
  file("the record's name in multipart", ["flightRecord"], ["fileName"], () =>
    parted([{ name: "file", fileName: recordFile.name, body: utf8("later") }]),
  ),
  file("the record's SHA-256 in JSON", ["flightRecord"], ["fileHash"], () =>
    json({ v: 2, sha256: createHash("sha256").update(recordFile.bytes).digest("hex") }),
  ),
  file("the record's MD5, base64", ["flightRecord"], ["fileHash"], () =>
    json({ v: 2, etag: createHash("md5").update(recordFile.bytes).digest("base64") }),
  ),
  file("a picture as the whole body", ["picture"], ["fileBytes"], () => ({ body: sampleJpeg(17), type: "image/jpeg" })),
  file("a picture in multipart", ["picture"], ["multipart", "fileBytes"], () =>
    parted([{ name: "file", fileName: "IMG_17.JPG", type: "image/jpeg", body: sampleJpeg(17) }]),
  ),
  file("a picture in base64 in JSON", ["picture"], ["base64", "fileBytes"], () =>
    json({ v: 2, thumb: Buffer.from(sampleJpeg(17)).toString("base64") }),
  ),
];

/** Nothing here may be found, other than as weak. */
export const nearMissCases: readonly QualityCase[] = [
  nothing("version and system", () => json({ v: "4.3.38", os: "Android 14", lang: "pt", up: true })),
  nothing("a position 0.1 degrees off both ways", (s) => json(moved(s, 0.1, 0.1))),
  nothing("a position 2 degrees off", (s) => json(moved(s, -2, 0))),
  nothing("doubles 0.1 degrees off", (s) => {
    const { lat, lon } = moved(s, 0.1, -0.1);
    return binary(concatBytes([noise("a", 17), numberBytes("float64", lat), numberBytes("float64", lon), noise("b", 9)]));
  }),
  nothing("integers times ten million, 0.1 degrees off", (s) => {
    const { lat, lon } = moved(s, -0.1, 0.1);
    return binary(concatBytes([noise("a", 17), numberBytes("int32", lat * 1e7), numberBytes("int32", lon * 1e7), noise("b", 9)]));
  }),
  nothing("the latitude alone", (s) => json({ v: 2, lat: moved(s, 0, 0).lat })),
  nothing("the latitude alone, as a double", (s) =>
    binary(concatBytes([noise("a", 17), numberBytes("float64", moved(s, 0, 0).lat), noise("b", 90)])),
  ),
  nothing("latitude and longitude far apart", (s) =>
    json({ lat: moved(s, 0, 0).lat, rows: Array.from({ length: 60 }, (_, at) => at * 3.25), lon: moved(s, 0, 0).lon }),
  ),
  nothing("a map tile of the world", () => json({ v: 2 }), { path: "/tiles/3/3/3.png" }),
  nothing("a map tile of another place", () => json({ v: 2 }), {
    path: `/tiles/16/${tileOf({ latDeg: 40.21, lonDeg: -8.43 }, 16).x}/${tileOf({ latDeg: 40.21, lonDeg: -8.43 }, 16).y}.png`,
  }),
  nothing("a rectangle beside the site", () => json({ v: 2 }), {
    path: "/geo/in_rectangle?ltlat=38.5450&ltlng=-7.4400&rblat=38.5250&rblng=-7.4100",
  }),
  nothing("another serial, one character off", () => json({ sn: `${serial.slice(0, -1)}Y` })),
  nothing("another phone id, one digit off", () => json({ imei: `${imei.slice(0, 6)}9${imei.slice(7)}` })),
  nothing("the phone id within a longer number", () => json({ n: `77${imei}31` })),
  nothing("the serial within a longer word", () => json({ n: `Q${serial}7K` })),
  nothing("hash of another serial", () => json({ d: hashText("sha256", `${serial}0`) })),
  nothing("salted hash of the serial", () => json({ d: hashText("sha256", `salt${serial}`) })),
  nothing("another hardware address", () => json({ mac: "02:5a:17:d4:9e:64" })),
  nothing("another mail address", () => json({ mail: "quill.tester2@lab.example" })),
  nothing("the serial backwards", () => json({ sn: [...serial].reverse().join("") })),
  nothing("a counter", () => plainText(Array.from({ length: 400 }, (_, at) => at).join(" "))),
  nothing("sensor rows near the latitude's value", () => json({ rows: Array.from({ length: 200 }, (_, at) => 38.4 + at / 1_000) })),
  nothing("prices and dates", () => plainText("38.43 EUR on 7.52.2026, 38.44 EUR on 7.53.2026, total 76.87; order 7711\n")),
  nothing("20 kB of noise", () => binary(noise("near miss", 20_000))),
  nothing("20 kB of packed text", () =>
    binary(wrappings.gzip(utf8(Array.from(noise("words", 20_000), (byte) => "etaoin shrdlu"[byte % 13]).join("")))),
  ),
  nothing("the serial and the position, sealed inside the body", (s) => {
    const key = noise("a key", 32);
    const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16));
    return binary(new Uint8Array(Buffer.concat([cipher.update(JSON.stringify({ sn: serial, ...moved(s, 0, 0) })), cipher.final()])));
  }),
  nothing("hashes and tokens", () =>
    json({ token: Buffer.from(noise("token", 48)).toString("base64url"), etag: Buffer.from(noise("etag", 16)).toString("hex") }),
  ),
];

function inside(name: string, layers: readonly EncodingLayer[], wrap: (body: Uint8Array) => Sent): QualityCase {
  const outer = layers.filter((layer) => layer !== "json");
  return {
    name: `inside: ${name}`,
    group: "containers",
    send: (s) => wrap(utf8(JSON.stringify({ sn: serial, ...moved(s, 0, 0) }))),
    expected: [
      { kind: "aircraftSerial", layers: outer },
      { kind: "position", layers: outer, class: "exact" },
    ],
  };
}

function needsHeads(each: QualityCase): QualityCase {
  return { ...each, needsHead: true };
}

function file(name: string, kinds: readonly FindingKind[], layers: readonly EncodingLayer[], send: () => Sent): QualityCase {
  return { name, group: "files", send, expected: kinds.map((kind) => ({ kind, layers })), also: kinds };
}

function nothing(name: string, send: (seconds: number) => Sent, more: Partial<Sent> = {}): QualityCase {
  return {
    name,
    group: "near misses",
    send: (s) => ({ ...send(s), ...more }),
    expected: [],
    ...("path" in more ? { needsHead: true } : {}),
  };
}

function parted(parts: Parameters<typeof multipart>[1]): Sent {
  return { body: multipart(BOUNDARY, parts), type: `multipart/form-data; boundary=${BOUNDARY}` };
}

function moved(seconds: number, latBy: number, lonBy: number): { readonly lat: number; readonly lon: number } {
  const { latDeg, lonDeg } = pointAt(HOME, seconds);
  return { lat: Number((latDeg + latBy).toFixed(6)), lon: Number((lonDeg + lonBy).toFixed(6)) };
}
