import { randomBytes } from "node:crypto";
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { Inflater } from "@creance/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodePlatform } from "../src/index.ts";

const SYNC = { finishFlush: constants.Z_SYNC_FLUSH };
const bytes = fc.uint8Array({ maxLength: 3000 });

function quickBrotli(data: Uint8Array): Buffer {
  return brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } });
}

function unfinishedBrotli(data: Uint8Array): Buffer {
  return brotliCompressSync(data, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
}

describe.each([
  ["raw deflate", nodePlatform.createInflateRaw, deflateRawSync, (data: Buffer) => deflateRawSync(data, SYNC), 4096],
  ["gzip", nodePlatform.createGunzip, gzipSync, (data: Buffer) => gzipSync(data, SYNC), 4096],
  ["zlib", nodePlatform.createInflate, deflateSync, (data: Buffer) => deflateSync(data, SYNC), 4096],
  ["brotli", nodePlatform.createBrotli, quickBrotli, unfinishedBrotli, 16_384],
] as const)("the bounded inflater for %s", (_, create, compress, unfinished, lost) => {
  const drain = (inflater: Inflater, data: Uint8Array, step: number): Buffer => {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < data.byteLength; at += step) parts.push(inflater.push(data.subarray(at, at + step)));
    parts.push(inflater.finish());
    return Buffer.concat(parts);
  };

  test("gives back what was compressed, whatever the chunks", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), fc.integer({ min: 1, max: 9000 }), (data, step) => {
        expect(drain(create({ maxOutputBytes: data.byteLength }), compress(data), step).equals(Buffer.from(data))).toBe(true);
      }),
    );
  });

  test("a chunk's output is the caller's: the next chunk does not change it", () => {
    const data = randomBytes(200_000);
    const compressed = compress(data);
    const inflater = create({ maxOutputBytes: 1e6 });
    const first = inflater.push(compressed.subarray(0, 60_000));
    const copy = Buffer.from(first);
    inflater.push(compressed.subarray(60_000));
    expect(copy.equals(first)).toBe(true);
  });

  test("stops a bomb with a RangeError at the bound, and has what came before", () => {
    const bomb = compress(new Uint8Array(64 << 20));
    const inflater = create({ maxOutputBytes: 1 << 20 });
    expect(() => inflater.push(bomb)).toThrow(RangeError);
    expect(inflater.rescued).toHaveLength(1 << 20);
    expect(() => inflater.push(bomb)).toThrow();
    expect(() => inflater.finish()).toThrow();
  });

  test("exactly the bound passes, one byte more does not", () => {
    const data = randomBytes(5000);
    expect(drain(create({ maxOutputBytes: 5000 }), compress(data), 5000)).toHaveLength(5000);
    expect(() => drain(create({ maxOutputBytes: 4999 }), compress(data), 5000)).toThrow(RangeError);
  });

  test("a cut stream does not finish", () => {
    const compressed = compress(randomBytes(5000));
    for (const end of [0, 1, 10, 2500, compressed.byteLength - 1]) {
      expect(() => drain(create({ maxOutputBytes: 1e6 }), compressed.subarray(0, end), 1000)).toThrow();
    }
  });

  test("any bytes give output within the bound or an error, now and not later", async () => {
    const late: unknown[] = [];
    const listen = (error: unknown): void => {
      late.push(error);
    };
    process.on("uncaughtException", listen);
    process.on("unhandledRejection", listen);
    try {
      fc.assert(
        fc.property(bytes, (data) => {
          try {
            expect(drain(create({ maxOutputBytes: 10_000 }), data, 100).byteLength).toBeLessThanOrEqual(10_000);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
        }),
        { numRuns: 300 },
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(late).toEqual([]);
    } finally {
      process.off("uncaughtException", listen);
      process.off("unhandledRejection", listen);
    }
  });

  test("what follows the stream is ignored, and it is told where that begins", () => {
    const data = randomBytes(3000);
    const compressed = compress(data);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.integer({ min: 1, max: 4000 }), (behind, step) => {
        fc.pre(behind[0] !== 0x1f);
        const inflater = create({ maxOutputBytes: 3000 });
        expect(drain(inflater, Buffer.concat([compressed, behind]), step).equals(data)).toBe(true);
        expect(inflater.inputBytes).toBe(compressed.byteLength);
        expect(inflater.isEnded).toBe(true);
        expect(inflater.push(behind)).toHaveLength(0);
      }),
      { numRuns: 40 },
    );
  });

  test("tells when the stream is complete, and may be asked at any time", () => {
    const data = randomBytes(3000);
    const compressed = compress(data);
    const inflater = create({ maxOutputBytes: 3000 });
    const parts: Uint8Array[] = [];
    for (let at = 0; at < compressed.byteLength; at += 7) {
      expect(inflater.isEnded).toBe(false);
      parts.push(inflater.push(compressed.subarray(at, at + 7)));
      expect(inflater.inputBytes).toBe(Math.min(at + 7, compressed.byteLength));
    }
    expect(inflater.isEnded).toBe(true);
    expect(Buffer.concat(parts).equals(data)).toBe(true);
  });

  test("a prefix of a stream gives a prefix of the data", () => {
    const data = Buffer.from(Array.from({ length: 4000 }, (_, at) => `point ${at * 7919};`).join(""));
    const compressed = compress(data);
    for (const end of [100, 1000, compressed.byteLength - 20]) {
      const out = create({ maxOutputBytes: 1e6 }).push(compressed.subarray(0, end));
      expect(out.byteLength).toBeGreaterThan(end > 100 ? end : 0);
      expect(data.subarray(0, out.byteLength).equals(out)).toBe(true);
    }
  });

  test("what came out before a fault can be had, but for a little", () => {
    const data = Buffer.from(randomBytes(100_000).toString("hex"));
    const compressed = Buffer.concat([unfinished(data), Buffer.alloc(600, 0xff)]); // no block begins with ones
    const inflater = create({ maxOutputBytes: 1e6 });
    expect(inflater.rescued).toHaveLength(0);
    expect(() => inflater.push(compressed)).toThrow();
    const rescued = inflater.rescued.subarray(0, data.byteLength);
    expect(rescued.byteLength).toBeGreaterThan(data.byteLength - lost);
    expect(data.subarray(0, rescued.byteLength).equals(rescued)).toBe(true);
    expect(() => inflater.push(compressed)).toThrow();
    expect(() => inflater.finish()).toThrow();
  });
});

describe("frames", () => {
  const member = (text: string): Buffer => gzipSync(text);

  test("gzip members one behind the other, with names, comments, extra fields and head checks, byte by byte", () => {
    const plain = member("first");
    const head = Buffer.from("1f8b081e000000000003", "hex");
    const dressed = Buffer.concat([head, Buffer.from("0300414243", "hex"), Buffer.from("name\0comment\0ab", "latin1"), plain.subarray(10)]);
    const inflater = nodePlatform.createGunzip({ maxOutputBytes: 100 });
    const all = Buffer.concat([plain, dressed, member("third"), Buffer.from([0x1f, 0x8b, 1, 2, 3])]);
    let text = "";
    for (const byte of all) text += Buffer.from(inflater.push(Uint8Array.of(byte))).toString();
    inflater.finish();
    expect(text).toBe("firstfirstthird");
    expect(inflater.inputBytes).toBe(all.byteLength - 5);
  });

  test("a wrong checksum or length is a fault, and the data can be had", () => {
    for (const [back, create, compress] of [
      [8, nodePlatform.createGunzip, gzipSync],
      [4, nodePlatform.createGunzip, gzipSync],
      [1, nodePlatform.createInflate, deflateSync],
    ] as const) {
      const bytes = compress("a serial number");
      bytes[bytes.byteLength - back] = (bytes[bytes.byteLength - back] as number) ^ 1;
      const inflater = create({ maxOutputBytes: 100 });
      expect(() => inflater.push(bytes)).toThrow(/checksum|length/);
      expect(Buffer.from(inflater.rescued).toString()).toBe("a serial number");
    }
  });

  test("heads that are none", () => {
    expect(() => nodePlatform.createGunzip({ maxOutputBytes: 100 }).push(Buffer.from("1f8b09", "hex"))).toThrow("not a gzip stream");
    expect(() => nodePlatform.createInflate({ maxOutputBytes: 100 }).push(Buffer.from("7801", "hex"))).not.toThrow();
    expect(() => nodePlatform.createInflate({ maxOutputBytes: 100 }).push(Buffer.from("7802", "hex"))).toThrow("not a zlib stream");
    expect(() => nodePlatform.createInflate({ maxOutputBytes: 100 }).push(Buffer.from("7820", "hex"))).toThrow("dictionary");
  });

  test("Adler-32 over more than one run", () => {
    const data = Buffer.alloc(200_000, 0xff);
    expect(nodePlatform.createInflate({ maxOutputBytes: 200_000 }).push(deflateSync(data)).byteLength).toBe(200_000);
  });
});
