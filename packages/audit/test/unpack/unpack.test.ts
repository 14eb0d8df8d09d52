import { readFileSync } from "node:fs";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { unpackBounds } from "../../src/unpack/unpack-account.ts";
import { auditParts, labFlight, type TestPart, told } from "../content-parts.ts";

const serial = "1ZNBJ7E00C00QT";
const json = `{"sn":"${serial}","n":[1,2,3]}`;
const flights = [labFlight()];
const needle = "aircraftSerial FLIGHT.aircraftSerial[0]";

/** Encodings of the aircraft's serial, in a body by itself. */
function encodings(part: TestPart, pieceBytes = 1460): string[] {
  return told(auditParts([part], { flights }, pieceBytes)).map((line) => line.replace(`${needle} `, ""));
}
function bytes(...parts: (string | Uint8Array | number[])[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part as Uint8Array))));
}
const base64 = (text: string | Uint8Array): string => Buffer.from(text as string).toString("base64");
const hex = (text: string): string => Buffer.from(text).toString("hex");

function localHeader(name: string, method: number, sizeBytes: number, flags = 0): Uint8Array {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(sizeBytes, 18);
  head.writeUInt16LE(name.length, 26);
  return bytes(head, name);
}

const field = (number: number, value: string | Uint8Array): Uint8Array => bytes([(number << 3) | 2, value.length], value);

const cases: [name: string, part: TestPart, expected: string[]][] = [
  ["plain JSON", { bytes: json, mediaType: "application/json" }, ["json,text"]],
  ["text", { bytes: `serial ${serial} connected` }, ["text"]],
  ["gzip declared", { bytes: gzipSync(json), contentCodings: ["gzip"] }, ["gzip,json,text"]],
  ["gzip not declared", { bytes: gzipSync(json) }, ["gzip,json,text"]],
  ["gzip declared and absent", { bytes: json, contentCodings: ["gzip"] }, ["json,text"]],
  ["zlib", { bytes: deflateSync(json), contentCodings: ["deflate"] }, ["deflate,json,text"]],
  ["raw deflate", { bytes: deflateRawSync(json), contentCodings: ["deflate"] }, ["deflate,json,text"]],
  ["Brotli", { bytes: brotliCompressSync(json), contentCodings: ["br"] }, ["br,json,text"]],
  ["two codings", { bytes: brotliCompressSync(gzipSync(json)), contentCodings: ["gzip", "br"] }, ["br,gzip,json,text"]],
  ["base64 in JSON", { bytes: `{"data":"${base64(json)}"}` }, ["json,base64,json,text"]],
  ["base64url of gzip", { bytes: `token=${Buffer.from(gzipSync(json)).toString("base64url")}&v=1` }, ["form,base64,gzip,json,text"]],
  ["hex of JSON", { bytes: `{"data":"${hex(json)}"}` }, ["json,hex,json,text"]],
  ["hex of the serial", { bytes: `{"data":"${hex(serial)}"}` }, ["json,hex,text"]],
  ["form", { bytes: `sn=${serial}&v=1`, mediaType: "application/x-www-form-urlencoded" }, ["form,text"]],
  ["JSON in a form", { bytes: `q=${encodeURIComponent(json)}&v=1` }, ["form,percent,json,text"]],
  ["escaped serial in a form", { bytes: `q=%31ZNBJ7E%300C00QT&v=1` }, ["form,percent,text"]],
  ["JSON in JSON", { bytes: JSON.stringify({ log: JSON.stringify({ a: "x\\y", sn: serial }) }) }, ["json,escaped,json,text"]],
  ["escaped in JSON", { bytes: `{"sn":"\\u0031ZNBJ7E00C\\u00300QT"}` }, ["json,escaped,text"]],
  ["XML", { bytes: `<?xml version="1.0"?><a><sn v="1">${serial}</sn></a>` }, ["xml,text"]],
  ["escaped in XML", { bytes: `<a><sn>&#49;ZNBJ7E00C00&#x51;T</sn></a>` }, ["xml,escaped,text"]],
  [
    "multipart",
    {
      bytes: `--b\r\ncontent-disposition: form-data; name="meta"\r\ncontent-type: application/json\r\n\r\n${json}\r\n--b--\r\n`,
      boundary: "b",
    },
    ["multipart,json,text"],
  ],
  ["multipart not declared", { bytes: `--bound\r\nContent-Type: text/plain\r\n\r\n${serial}\r\n--bound--\r\n` }, ["multipart,text"]],
  ["zip, deflated", { bytes: bytes(localHeader("a.txt", 8, 0, 8), deflateRawSync(serial)) }, ["zip,text"]],
  ["zip, stored", { bytes: bytes(localHeader("a.txt", 0, json.length), json, localHeader("b", 0, 1), "x") }, ["zip,json,text"]],
  ["zip, name", { bytes: bytes(localHeader(`${serial}.txt`, 0, 1), "x") }, ["zip,text"]],
  [
    "zip in gzip in base64",
    { bytes: base64(gzipSync(bytes(localHeader("a", 8, 0, 8), deflateRawSync(json)))) },
    ["base64,gzip,zip,json,text"],
  ],
  ["protobuf", { bytes: bytes(field(1, field(2, serial)), field(2, "2abc"), [0x18, 0x96, 0x01]) }, ["protobuf,text"]],
  ["JSON in protobuf", { bytes: bytes(field(1, json), [0x18, 0x96, 0x01]) }, ["protobuf,json,text"]],
  ["gRPC", { bytes: bytes([0, 0, 0, 0, 16], field(1, serial)), mediaType: "application/grpc" }, ["grpc,protobuf,text"]],
  ["UTF-16 text", { bytes: bytes([0xff, 0xfe], Buffer.from(json, "utf16le")) }, ["utf16,json,text"]],
  ["head", { bytes: `GET /a?sn=${serial}&x=1 HTTP/1.1\r\nhost: x\r\n\r\n`, role: "head" }, ["form,text"]],
  ["header", { bytes: `GET /a HTTP/1.1\r\nhost: x\r\nx-serial: ${serial}\r\n\r\n`, role: "head" }, ["text"]],
  ["path", { bytes: `GET /device/${serial}/state HTTP/1.1\r\nhost: x\r\n\r\n`, role: "head" }, ["text"]],
  ["base64 in a path", { bytes: `GET /d/${base64(json)}/s HTTP/1.1\r\nhost: x\r\n\r\n`, role: "head" }, ["base64,json,text"]],
];

describe("every container gives its contents", () => {
  test.each(cases)("%s", (_name, part, expected) => {
    expect(encodings(part)).toEqual(expected);
  });
  test.each(cases)("%s, a byte at a time", (_name, part, expected) => {
    expect(encodings(part, 1)).toEqual(expected);
  });
});

describe("long runs", () => {
  const json = `{"sn":"${serial}","pad":"${"x y ".repeat(20_000)}"}`;
  const late = `{"pad":"${"x y ".repeat(20_000)}","sn":"${serial}"}`;
  test.each([1000, 65_536])("base64 and hexadecimal of 80 kB are decoded piece by piece (%i bytes at once)", (pieceBytes) => {
    for (const text of [json, late]) {
      expect(encodings({ bytes: `{"d":"${base64(text)}"}` }, pieceBytes)).toEqual(["json,base64,json,text"]);
      expect(encodings({ bytes: `{"d":"${hex(text)}"}` }, pieceBytes)).toEqual(["json,hex,json,text"]);
      // In lines of 76 characters, as MIME and PEM have them, and with JSON's escaped slashes.
      expect(encodings({ bytes: base64(text).replace(/.{76}/g, "$&\r\n") }, pieceBytes)).toEqual(["base64,json,text"]);
      expect(encodings({ bytes: `{"d":"${base64(gzipSync(text)).replaceAll("/", "\\/")}"}` }, pieceBytes)).toEqual([
        "json,base64,gzip,json,text",
      ]);
    }
  });
});

test("the guide names every bound", () => {
  const guide = readFileSync(new URL("../../../../docs/guide/audit.md", import.meta.url), "utf8");
  for (const [bound, sentence] of Object.entries(unpackBounds)) expect(guide).toContain(`| \`${bound}\` | ${sentence}`);
});
