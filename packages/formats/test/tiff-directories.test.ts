import { countingSource, isFormatError, memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTiffDirectories, readTiffValue, type TiffFile } from "../src/index.ts";

type Entry = readonly [tag: number, type: number, count: number, value: number];

/** A hand-built TIFF: directories at given places, each with its entries and the offset of the next. */
function tiff(
  little: boolean,
  parts: readonly { at: number; entries: readonly Entry[]; next?: number; claim?: number }[],
  size: number,
): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, 42, little);
  view.setUint32(4, parts[0]?.at ?? 0, little);
  for (const { at, entries, next = 0, claim } of parts) {
    view.setUint16(at, claim ?? entries.length, little);
    entries.forEach(([tag, type, count, value], index) => {
      const place = at + 2 + index * 12;
      view.setUint16(place, tag, little);
      view.setUint16(place + 2, type, little);
      view.setUint32(place + 4, count, little);
      if (type === 3 && count === 1) view.setUint16(place + 8, value, little);
      else view.setUint32(place + 8, value, little);
    });
    if (at + 2 + entries.length * 12 + 4 <= size) view.setUint32(at + 2 + entries.length * 12, next, little);
  }
  return bytes;
}

const read = (bytes: Uint8Array): Promise<TiffFile> => readTiffDirectories(memorySource(bytes));
const codes = (file: TiffFile): string[] => file.issues.map(({ code }) => code);

describe("TIFF directories", () => {
  it.each([true, false])("reads both byte orders, sub directories and values (little endian: %s)", async (little) => {
    const bytes = tiff(
      little,
      [
        {
          at: 8,
          entries: [
            [256, 3, 1, 640],
            [0x8769, 4, 1, 100],
            [0x14a, 4, 2, 200],
            [270, 2, 12, 220],
          ],
          next: 70,
        },
        { at: 70, entries: [[259, 3, 1, 6]] },
        { at: 100, entries: [[33434, 5, 1, 240]] },
        { at: 130, entries: [[256, 3, 1, 1]] },
        { at: 160, entries: [[256, 3, 1, 2]] },
      ],
      260,
    );
    const view = new DataView(bytes.buffer);
    view.setUint32(200, 130, little);
    view.setUint32(204, 160, little);
    bytes.set(new TextEncoder().encode("hello\0rest"), 220);
    view.setUint32(240, 1, little);
    view.setUint32(244, 320, little);
    const source = countingSource(memorySource(bytes));
    const file = await readTiffDirectories(source);
    expect(file.directories.map(({ name }) => name)).toEqual(["IFD0", "Exif", "SubIFD0", "SubIFD1", "IFD1"]);
    expect(file.issues).toEqual([]);
    const value = async (directory: number, entry: number): Promise<unknown> => {
      const found = file.directories[directory]?.entries[entry];
      return found === undefined ? null : readTiffValue(source, found, little);
    };
    expect(await value(0, 0)).toEqual({ kind: "numbers", numbers: [640] });
    expect(await value(0, 3)).toEqual({ kind: "text", text: "hello" });
    expect(await value(1, 0)).toEqual({ kind: "numbers", numbers: [1 / 320] });
    expect(await value(3, 0)).toEqual({ kind: "numbers", numbers: [2] });
    expect(file.directories[0]?.entries[0]).toEqual({ tag: 256, type: 3, count: 1, valueOffset: 18, lengthBytes: 2, entryOffset: 10 });
  });

  it("reads BigTIFF", async () => {
    const bytes = new Uint8Array(64);
    const view = new DataView(bytes.buffer);
    bytes.set([0x49, 0x49, 43, 0, 8, 0, 0, 0, 16]);
    view.setUint32(16, 1, true);
    view.setUint16(24, 256, true);
    view.setUint16(26, 16, true);
    view.setUint32(28, 1, true);
    view.setUint32(36, 5, true);
    const file = await read(bytes);
    expect(file.big).toBe(true);
    expect(file.directories[0]?.entries).toEqual([{ tag: 256, type: 16, count: 1, valueOffset: 36, lengthBytes: 8, entryOffset: 24 }]);
  });

  it("ends loops of the chain and of sub directories", async () => {
    expect(codes(await read(tiff(true, [{ at: 8, entries: [[256, 3, 1, 1]], next: 8 }], 64)))).toEqual(["tiff-loop"]);
    const inner = await read(
      tiff(
        true,
        [
          {
            at: 8,
            entries: [
              [0x8769, 4, 1, 8],
              [0x8825, 4, 1, 8],
            ],
          },
        ],
        64,
      ),
    );
    expect(codes(inner)).toEqual(["tiff-loop", "tiff-loop"]);
    expect(inner.directories).toHaveLength(1);
  });

  it("stops at 64 directories", async () => {
    const parts = Array.from({ length: 100 }, (_, index) => ({
      at: 8 + index * 18,
      entries: [[256, 3, 1, 1]] as Entry[],
      next: 8 + (index + 1) * 18,
    }));
    const file = await read(tiff(true, parts, 8 + 101 * 18));
    expect(file.directories).toHaveLength(64);
    expect(codes(file)).toEqual(["tiff-too-many-directories"]);
  });

  it("refuses values and counts that cannot be", async () => {
    const file = await read(
      tiff(
        true,
        [
          {
            at: 8,
            entries: [
              [256, 4, 0xffffffff, 20],
              [257, 2, 9, 0xfffffff0],
              [258, 99, 1, 1],
              [259, 3, 1, 7],
            ],
          },
        ],
        80,
      ),
    );
    expect(codes(file)).toEqual(["tiff-bad-entry", "tiff-bad-entry", "tiff-unknown-type"]);
    expect(file.directories[0]?.entries.map(({ tag }) => tag)).toEqual([259]);
    const many = await read(tiff(true, [{ at: 8, entries: [[256, 3, 1, 1]], claim: 65_535 }], 40));
    expect(codes(many)).toContain("tiff-too-many-entries");
    expect(many.directories[0]?.entries.length).toBeLessThan(3);
  });

  it("throws nothing but a FormatError, whatever the bytes", async () => {
    const good = tiff(
      true,
      [
        {
          at: 8,
          entries: [
            [0x8769, 4, 1, 40],
            [256, 3, 1, 1],
          ],
          next: 60,
        },
        { at: 40, entries: [[33434, 5, 1, 80]] },
        { at: 60, entries: [] },
      ],
      90,
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(90), fc.array(fc.tuple(fc.nat(89), fc.nat(255)), { maxLength: 4 }), async (cut, flips) => {
        const bytes = good.slice(0, cut);
        for (const [at, byte] of flips) if (at < cut) bytes[at] = byte;
        try {
          const file = await read(bytes);
          for (const { entries } of file.directories)
            for (const entry of entries) await readTiffValue(memorySource(bytes), entry, file.littleEndian);
        } catch (error) {
          if (!isFormatError(error)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
