import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newScratch, openBorrowingSource } from "../../src/operation/borrowing-source.ts";
import { forwardSource } from "../../src/operation/forward-source.ts";
import { captureHead } from "../../src/operation/head-capture.ts";
import { temporaryFolder } from "./made-files.ts";

async function* chunked(bytes: Uint8Array, sizes: readonly number[], end?: () => void): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
  end?.();
}

describe("forwardSource", () => {
  test("gives the stream's bytes however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(40), { maxLength: 10 }),
        fc.integer({ min: 1, max: 70 }),
        async (bytes, sizes, step) => {
          const source = forwardSource(bytes.byteLength, () => chunked(bytes, sizes));
          const got: number[] = [];
          for (let at = 0; at < bytes.byteLength; at += step) got.push(...(await source.read(at, Math.min(bytes.byteLength, at + step))));
          expect(got).toEqual([...bytes]);
        },
      ),
    );
  });

  test("begins anew when it is read from 0 again", async () => {
    const source = forwardSource(4, () => chunked(Uint8Array.of(1, 2, 3, 4), [1]));
    expect([...(await source.read(0, 3))]).toEqual([1, 2, 3]);
    expect([...(await source.read(0, 4))]).toEqual([1, 2, 3, 4]);
    await expect(source.read(2, 3)).rejects.toThrow(RangeError);
  });

  test("a check at the stream's end runs before the last bytes are handed out", async () => {
    const source = forwardSource(4, () =>
      chunked(new Uint8Array(4), [], () => {
        throw new Error("wrong checksum");
      }),
    );
    await source.read(0, 2);
    await expect(source.read(2, 4)).rejects.toThrow("wrong checksum");
  });

  test("a stream that ends early or goes on too long fails", async () => {
    await expect(forwardSource(5, () => chunked(new Uint8Array(4), [])).read(0, 5)).rejects.toMatchObject({ name: "ShortRead" });
    await expect(forwardSource(3, () => chunked(new Uint8Array(4), [])).read(0, 3)).rejects.toThrow(RangeError);
  });
});

describe("openBorrowingSource", () => {
  test("reads files one after the other through one buffer, large reads and short files included", async () => {
    const folder = temporaryFolder();
    const large = Uint8Array.from({ length: 5_000_000 }, (_, at) => at % 253);
    writeFileSync(join(folder, "large"), large);
    writeFileSync(join(folder, "small"), "small");
    const scratch = newScratch();
    const one = await openBorrowingSource(join(folder, "large"), scratch);
    expect(Buffer.compare(await one.read(0, 5_000_000), large)).toBe(0);
    expect(Buffer.compare(await one.read(4_000_000, 5_000_000), large.subarray(4_000_000))).toBe(0);
    const two = await openBorrowingSource(join(folder, "small"), scratch);
    expect([two.size, Buffer.from(await two.read(0, 5)).toString(), (await two.read(3, 9)).byteLength]).toEqual([5, "small", 2]);
    await one.close();
    await two.close();
    await expect(openBorrowingSource(join(folder, "gone"), scratch)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("captureHead", () => {
  test("remembers the first 64 KiB of a source read in steps", async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 251);
    const source = captureHead(memorySource(bytes));
    for (let at = 0; at < 70_000; at += 999) await source.read(at, Math.min(70_000, at + 999));
    expect(Buffer.compare(source.head(), bytes.subarray(0, 65_536))).toBe(0);
    expect(source.failure).toBeUndefined();
  });

  test("a source that shrank while it was read is to blame itself", async () => {
    const source = captureHead({ size: 10, read: () => Promise.resolve(new Uint8Array(3)) });
    await expect(source.read(0, 10)).rejects.toMatchObject({ name: "ShortRead" });
    expect(source.failure?.error).toMatchObject({ name: "ShortRead" });
  });
});
