import { createHash } from "node:crypto";
import { nodePlatform } from "@creance/node";
import { describe, expect, it } from "vitest";
import { makeRecord, sampleOperation } from "../src/index.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("sample operation", () => {
  const operation = sampleOperation(nodePlatform);

  it("is the same for the same seed, another for another seed", () => {
    const digests = operation.files.map((file) => sha256(file.bytes));
    expect(sampleOperation(nodePlatform).files.map((file) => sha256(file.bytes))).toEqual(digests);
    expect(sampleOperation(nodePlatform, 2).files.map((file) => sha256(file.bytes))).not.toEqual(digests);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it("has unique paths and stays below 12 MB", () => {
    expect(new Set(operation.files.map((file) => file.path)).size).toBe(operation.files.length);
    expect(operation.files.reduce((sum, file) => sum + file.bytes.byteLength, 0)).toBeLessThan(12_000_000);
  });

  it("has one file that is another plus a trailing record", () => {
    const find = (part: string): Uint8Array => operation.files.find((file) => file.path.includes(part))?.bytes ?? new Uint8Array(0);
    const longer = find("mapping-phone/backup/");
    const shorter = find("mapping-phone/DJI");
    expect(longer.byteLength - shorter.byteLength).toBe(11);
    expect(sha256(longer.subarray(0, shorter.byteLength))).toBe(sha256(shorter));
  });
});

describe("generated records", () => {
  it("differ by seed, repeat for a seed, have about the size asked for", () => {
    const make = (seed: number): Uint8Array => makeRecord(seed, { platform: nodePlatform }).bytes;
    expect(sha256(make(1))).toBe(sha256(make(1)));
    expect(sha256(make(1))).not.toBe(sha256(make(2)));
    for (const seed of [3, 4, 5]) expect(Math.abs(make(seed).byteLength / 500_000 - 1)).toBeLessThan(0.3);
  });
});
