import { createCipheriv } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import type { NeedleHit } from "../src/index.ts";
import { createNeedleSearch, decoyNeedles, identifierNeedles } from "../src/index.ts";

/** Invented. */
const needles = identifierNeedles({
  aircraftSerial: ["1ZNBJ7E00C00QT", "1581F4BND223300A7XYZ"],
  batterySerial: "3S9XK1R0012345",
  imei: "356938035643809",
  imsi: "001019876543210",
  iccid: "8949020000012345678",
  androidId: "9c3f1e0b7a5d2468",
  advertisingId: "6f1c2b3a-9d8e-4f70-a1b2-c3d4e5f60718",
  mac: "02:4e:7f:91:a8:3c",
  ssid: ["Hawk's Nest 5", "home"],
  email: "jane.kestrel@example.org",
  phone: "+12065550143",
  name: "Jane Kestrel",
  account: "pilot_0815",
});
const search = createNeedleSearch([...needles, ...decoyNeedles(needles, nodePlatform, "chance")], nodePlatform);
const SIZE = 64 << 20;
const PIECE = 1 << 20;

/** Bytes without a pattern, the same in every run. */
function noise(): (size: number) => Buffer {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 7), Buffer.alloc(16));
  return (size) => cipher.update(Buffer.alloc(size));
}

const haystacks: Record<string, (bytes: Buffer) => Buffer> = {
  bytes: (bytes) => bytes,
  "compressed text": (bytes) => deflateRawSync(bytes.subarray(0, PIECE / 2).toString("hex")),
  hexadecimal: (bytes) => Buffer.from(bytes.toString("hex")),
  base64: (bytes) => Buffer.from(bytes.toString("base64")),
  "letters and digits in words": (bytes) => Buffer.from(bytes.toString("base64").replace(/[+/=Q]/g, " ")),
  "numbers of every length": (bytes) => bytes.map((byte) => (byte > 240 ? 0x2c : 0x30 + (byte % 10))) as Buffer,
  "numbers of fifteen digits": (bytes) => bytes.map((byte, at) => (at % 16 === 15 ? 0x20 : 0x30 + (byte % 10))) as Buffer,
};

describe("64 MB without a needle give no hit", () => {
  it.each(Object.keys(haystacks))("random %s", (name) => {
    const next = noise();
    const hits: NeedleHit[] = [];
    const scan = search.open((hit) => hits.push(hit));
    for (let size = 0; size < SIZE; ) {
      const bytes = haystacks[name]?.(next(PIECE)) ?? Buffer.alloc(0);
      scan.push(bytes, 0, bytes.length);
      size += bytes.length;
    }
    scan.end();
    expect(hits).toEqual([]);
  });
});
