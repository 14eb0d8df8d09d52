/** Forms that nobody promises to find: sent as well, so that the page shows where the search ends. They count neither as found nor as missed. */
import { createHash } from "node:crypto";
import type { FindingKind } from "../../../packages/audit/src/index.ts";
import { concatBytes } from "../../../packages/capture/src/index.ts";
import { numberBytes, wrappings } from "../encoders.ts";
import { binary, json, plainText, type QualityCase, type Sent, utf8 } from "./quality-case.ts";
import { HOME, identifiers, pointAt } from "./quality-truth.ts";

const { aircraftSerial: serial, imei } = identifiers;

/** All of them. */
export const limitCases: readonly QualityCase[] = [
  limit("serial in base32", "aircraftSerial", () => json({ id: base32(utf8(serial)) })),
  limit("serial in Ascii85", "aircraftSerial", () => plainText(`<~${ascii85(utf8(serial))}~>\n`)),
  limit("serial backwards in base64", "aircraftSerial", () => json({ id: Buffer.from([...serial].reverse().join("")).toString("base64") })),
  limit("serial, each byte exclusive-or 0x55", "aircraftSerial", () => binary(utf8(serial).map((byte) => byte ^ 0x55))),
  limit("serial over two fields", "aircraftSerial", () => json({ a: serial.slice(0, 5), b: serial.slice(5) })),
  limit("serial in SHA-512", "aircraftSerial", () => json({ id: createHash("sha512").update(serial).digest("hex") })),
  limit("phone id without its check digit", "imei", () => json({ imei: imei.slice(0, 14) })),
  limit("phone id as a 64-bit integer", "imei", () =>
    binary(concatBytes([new Uint8Array(8), numberBytes("int64", Number(imei)), new Uint8Array(8)])),
  ),
  limit("gzip, three times over", "aircraftSerial", () => binary(deep(3))),
  limit("gzip, five times over", "aircraftSerial", () => binary(deep(5))),
  limit("gzip, seven times over", "aircraftSerial", () => binary(deep(7))),
  limit("position as metres from the home point", "position", (s) => {
    const { latDeg, lonDeg } = pointAt(HOME, s);
    return json({ dx: (lonDeg - HOME.lonDeg) * 87_000, dy: (latDeg - HOME.latDeg) * 111_132 });
  }),
  limit("position times a hundred thousand", "position", (s) => {
    const { latDeg, lonDeg } = pointAt(HOME, s);
    return json({ lat: Math.round(latDeg * 1e5), lon: Math.round(lonDeg * 1e5) });
  }),
  limit("position in gradians", "position", (s) => {
    const { latDeg, lonDeg } = pointAt(HOME, s);
    return json({ lat: (latDeg / 0.9).toFixed(7), lon: (lonDeg / 0.9).toFixed(7) });
  }),
  limit("latitude and longitude with one decimal", "position", (s) => {
    const { latDeg, lonDeg } = pointAt(HOME, s);
    return json({ lat: latDeg.toFixed(1), lon: lonDeg.toFixed(1) });
  }),
];

function limit(name: string, kind: FindingKind, send: (seconds: number) => Sent): QualityCase {
  return { name: `limit: ${name}`, group: "limits", send, expected: [], also: [kind] };
}

function deep(times: number): Uint8Array {
  let body = utf8(JSON.stringify({ sn: serial }));
  for (let time = 0; time < times; time++) body = wrappings.gzip(body);
  return body;
}

function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Number.parseInt(five.padEnd(5, "0"), 2)))
    .join("");
}

function ascii85(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    let value = 0;
    for (let index = 0; index < 4; index++) value = value * 256 + (bytes[at + index] ?? 0);
    let group = "";
    for (let digit = 0; digit < 5; digit++) {
      group = String.fromCharCode(33 + (value % 85)) + group;
      value = Math.floor(value / 85);
    }
    text += group.slice(0, Math.min(5, bytes.length - at + 1));
  }
  return text;
}
