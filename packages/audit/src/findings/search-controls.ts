/**
 * Positive controls: before the first capture a serial and a position that were made up are planted once in every encoding and go through the same
 * code as contents. What is not found again cannot be said to be absent. The encoders here are this file's own.
 */

import type { ContentPart } from "@creance/capture";
import { type Platform, toBase64, toHex } from "@creance/core";
import { createPositionSearch } from "../positions/position-search.ts";
import { checkNeedleControls } from "../search/needle-controls.ts";
import { createNeedleSearch } from "../search/needle-search.ts";
import type { AuditFlight, SearchAccount } from "../types.ts";
import { PartSearch } from "../unpack/part-search.ts";
import { SearchLanes } from "../unpack/search-lane.ts";
import { UnpackAccount } from "../unpack/unpack-account.ts";
import { unpackLimits } from "../unpack/unpack-limits.table.ts";
import { encodingPath } from "./encoding-path.ts";

const SERIAL = "CNTRL7E00C00QT";
const LAT_DEG = 47.3137519;
const LON_DEG = 8.5291843;

/** A planted body and the encoding it must be found in. */
interface Control {
  readonly encoding: string;
  readonly bytes: Uint8Array;
  readonly about?: Partial<Pick<ContentPart, "mediaType" | "boundary" | "contentCodings" | "role">>;
}

/** Plants and searches all controls. */
export function checkSearchControls(platform: Platform): SearchAccount["controls"] {
  const needles = createNeedleSearch(
    [{ name: "control.aircraftSerial", kind: "aircraftSerial", value: SERIAL, decoy: true, source: "planted to check the search" }],
    platform,
  );
  const positions = createPositionSearch({ flights: [controlFlight], decoys: [], platform });
  const lanes = new SearchLanes({ openNeedles: (onHit) => needles.open(onHit), openPoints: (onPoint) => positions.open(onPoint) });
  const account = new UnpackAccount();
  const missed: string[] = [];
  const search = ({ encoding, bytes, about }: Control, isFound: (part: PartSearch) => boolean): void => {
    let found = false;
    const part = new PartSearch(
      { ...controlPart, ...about },
      { platform, lanes, account, limits: unpackLimits, files: [], largestFileBytes: 0, trace: undefined },
      (ended) => {
        found = isFound(ended);
      },
    );
    part.data(bytes, 0, bytes.byteLength, 0, bytes.byteLength, { first: 1, last: 1 }, 0);
    part.end(true);
    if (!found) missed.push(encoding.replaceAll(",", " > "));
  };
  const containers = containerControls();
  for (const control of containers) {
    search(control, ({ needles: hits }) =>
      hits.some(({ node, hit }) => encodingPath([...node.layersAt(hit.start), ...hit.layers]).join() === control.encoding),
    );
  }
  const forms = positionControls();
  for (const control of forms) {
    search(control, ({ points }) =>
      points.some(({ node, hit }) => encodingPath([...node.layersAt(hit.start), ...hit.layers]).join() === control.encoding),
    );
  }
  const own = checkNeedleControls(platform);
  return { planted: containers.length + forms.length + own.planted, missed: [...own.missed, ...missed] };
}

const controlPart: ContentPart = {
  flow: { flowId: "control", timeUs: 0, transport: "tcp", origIp: "10.0.0.1", origPort: 1, respIp: "192.0.2.1", respPort: 2 },
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
};

const controlFlight: AuditFlight = {
  label: "control",
  sha256: "",
  timeUs: Float64Array.of(0, 1e6),
  latDeg: Float64Array.of(LAT_DEG, LAT_DEG),
  lonDeg: Float64Array.of(LON_DEG, LON_DEG),
  altHomeM: Float32Array.of(0, 0),
  inAir: Float32Array.of(1, 1),
  home: null,
  pilot: null,
  serials: { aircraftSerial: [], controllerSerial: [], batterySerial: [], cameraSerial: [] },
  files: [],
  app: null,
  aircraft: null,
  firmware: null,
};

function containerControls(): Control[] {
  const json = utf8(`{"device":{"sn":"${SERIAL}"},"n":7}`);
  const text = utf8(SERIAL);
  const message = joined([0x0a, text.length], text, [0x10, 7]);
  return [
    { encoding: "json,text", bytes: json },
    { encoding: "gzip,json,text", bytes: gzipStored(json), about: { contentCodings: ["gzip"] } },
    { encoding: "deflate,json,text", bytes: zlibStored(json), about: { contentCodings: ["deflate"] } },
    { encoding: "deflate,json,text", bytes: deflateStored(json), about: { contentCodings: ["deflate"] } },
    { encoding: "br,json,text", bytes: brotliStored(json), about: { contentCodings: ["br"] } },
    { encoding: "zip,json,text", bytes: zipStored("control.json", json) },
    {
      encoding: "multipart,json,text",
      bytes: joined(utf8("--b\r\ncontent-type: application/json\r\n\r\n"), json, utf8("\r\n--b--\r\n")),
      about: { boundary: "b" },
    },
    { encoding: "form,text", bytes: utf8(`a=1&sn=${SERIAL}&b=2`) },
    { encoding: "form,text", bytes: utf8(`GET /a?sn=${SERIAL} HTTP/1.1\r\nhost: h\r\n\r\n`), about: { role: "head" } },
    { encoding: "text", bytes: utf8(`GET / HTTP/1.1\r\nhost: h\r\nx-serial: ${SERIAL}\r\n\r\n`), about: { role: "head" } },
    { encoding: "form,percent,text", bytes: utf8(`a=1&sn=%43${SERIAL.slice(1)}&b=2`) },
    { encoding: "json,escaped,text", bytes: utf8(`{"sn":"\\u0043${SERIAL.slice(1)}"}`) },
    { encoding: "xml,text", bytes: utf8(`<device><sn>${SERIAL}</sn></device>`) },
    { encoding: "xml,escaped,text", bytes: utf8(`<device><sn>&#67;${SERIAL.slice(1)}</sn></device>`) },
    { encoding: "protobuf,text", bytes: message },
    { encoding: "grpc,protobuf,text", bytes: joined([0, 0, 0, 0, message.length], message), about: { mediaType: "application/grpc" } },
    { encoding: "json,base64,json,text", bytes: utf8(`{"d":"${toBase64(json)}"}`) },
    { encoding: "json,hex,json,text", bytes: utf8(`{"d":"${toHex(json)}"}`) },
    { encoding: "utf16,json,text", bytes: joined([0xff, 0xfe], wide(json)) },
    { encoding: "json,base64,gzip,json,text", bytes: utf8(`{"d":"${toBase64(gzipStored(json))}"}`) },
    { encoding: "gzip,zip,json,text", bytes: gzipStored(zipStored("control.json", json)) },
  ];
}

function positionControls(): Control[] {
  const pair = (encoding: string, width: number, write: (view: DataView, at: number, valueDeg: number) => void): Control => {
    const bytes = new Uint8Array(3 + 2 * width + 3);
    const view = new DataView(bytes.buffer);
    write(view, 3, LAT_DEG);
    write(view, 3 + width, LON_DEG);
    return { encoding, bytes };
  };
  const rad = Math.PI / 180;
  return [
    { encoding: "json,decimal", bytes: utf8(`{"lat":${LAT_DEG},"lng":${LON_DEG}}`) },
    { encoding: "json,decimal", bytes: utf8(`{"coordinates":[${LON_DEG},${LAT_DEG}]}`) },
    { encoding: "json,base64,json,decimal", bytes: utf8(`{"d":"${toBase64(utf8(`{"lat":${LAT_DEG},"lng":${LON_DEG}}`))}"}`) },
    pair("float64", 8, (view, at, deg) => view.setFloat64(at, deg, true)),
    pair("float64", 8, (view, at, deg) => view.setFloat64(at, deg)),
    pair("radians64", 8, (view, at, deg) => view.setFloat64(at, deg * rad, true)),
    pair("float32", 4, (view, at, deg) => view.setFloat32(at, deg, true)),
    pair("e7", 4, (view, at, deg) => view.setInt32(at, Math.round(deg * 1e7), true)),
    pair("e7", 4, (view, at, deg) => view.setInt32(at, Math.round(deg * 1e7))),
    pair("e6", 4, (view, at, deg) => view.setInt32(at, Math.round(deg * 1e6), true)),
    { encoding: "nmea", bytes: utf8(`$GPGGA,120000.00,${nmea(LAT_DEG, 2)},N,${nmea(LON_DEG, 3)},E,1,08,1.0,400.0,M,,M,,*00\r\n`) },
    { encoding: "dms", bytes: utf8(`at ${dms(LAT_DEG)}N ${dms(LON_DEG)}E now`) },
  ];
}

function nmea(deg: number, digits: number): string {
  const whole = Math.floor(deg);
  return `${String(whole).padStart(digits, "0")}${((deg - whole) * 60).toFixed(5).padStart(8, "0")}`;
}

function dms(deg: number): string {
  const whole = Math.floor(deg);
  const minutes = Math.floor((deg - whole) * 60);
  return `${whole}°${minutes}'${((deg - whole - minutes / 60) * 3600).toFixed(2)}"`;
}

/** One stored block of deflate (RFC 1951, 3.2.4). */
function deflateStored(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  return joined([1, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255], bytes);
}

function gzipStored(bytes: Uint8Array): Uint8Array {
  const tail = new DataView(new ArrayBuffer(8));
  tail.setUint32(0, crc32(bytes), true);
  tail.setUint32(4, bytes.length, true);
  return joined([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], deflateStored(bytes), new Uint8Array(tail.buffer));
}

function zlibStored(bytes: Uint8Array): Uint8Array {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return joined([0x78, 0x01], deflateStored(bytes), [b >> 8, b & 255, a >> 8, a & 255]);
}

/** A window of 16 bits, one meta-block that is not compressed, the empty last one (RFC 7932, 9.1 and 9.2). */
function brotliStored(bytes: Uint8Array): Uint8Array {
  // Bits from the lowest: window 0; not last 0; four nibbles 00; length - 1 in 16 bits; not compressed 1; filled up to a byte.
  const bits = ((bytes.length - 1) << 4) | (1 << 20);
  return joined([bits & 255, (bits >> 8) & 255, (bits >> 16) & 255], bytes, [3]);
}

function zipStored(name: string, bytes: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(30));
  head.setUint32(0, 0x0403_4b50, true);
  head.setUint16(4, 20, true);
  head.setUint32(14, crc32(bytes), true);
  head.setUint32(18, bytes.length, true);
  head.setUint32(22, bytes.length, true);
  head.setUint16(26, name.length, true);
  return joined(new Uint8Array(head.buffer), utf8(name), bytes);
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}

function joined(...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function wide(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes].flatMap((byte) => [byte, 0]));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
