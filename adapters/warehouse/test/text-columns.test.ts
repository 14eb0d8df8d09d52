/** Text columns: what is written is read, by us and by readers that are not ours. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MixedRows, type MixedTable, memorySource } from "@creance/core";
import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { decodeTable, encodeTable, MAX_TEXT_CELL_BYTES } from "../src/index.ts";
import { sampleKey } from "./sample-table.ts";

const table = {
  name: { type: "text", unit: "", doc: "Name." },
  count: { type: "float64", unit: "", doc: "Count.", whole: true },
} as const satisfies MixedTable;

type Texts = readonly (string | null)[];

const rowsOf = (names: Texts): MixedRows<typeof table> => ({
  rows: names.length,
  columns: { name: names, count: Float64Array.from(names, (_, row) => row) },
});
const encode = (names: Texts): Uint8Array => encodeTable(sampleKey, table, rowsOf(names));
const decode = (bytes: Uint8Array) => decodeTable(memorySource(bytes), { key: sampleKey, table, names: ["name", "count"] });

/** Compared by bytes: text decoders drop a byte order mark. */
const hexOf = (value: string | null): string | null => value && Buffer.from(value).toString("hex").toUpperCase();

/** The shapes that trip readers up. */
const shapes: Readonly<Record<string, Texts>> = {
  "no row": [],
  "one value": ["a"],
  "one unknown": [null],
  "unknown alone": Array.from({ length: 1000 }, () => null),
  "one value everywhere": Array.from({ length: 1000 }, () => "ssl"),
  "one value, half of it unknown": Array.from({ length: 1001 }, (_, row) => (row % 2 === 0 ? "ssl" : null)),
  "two values": Array.from({ length: 17 }, (_, row) => ["tcp", "udp"][row % 2] as string),
  "every value another": Array.from({ length: 70_000 }, (_, row) => (row * 2_654_435_761).toString(16).padStart(16, "0")),
  "257 values and unknown ones": Array.from({ length: 5000 }, (_, row) => (row % 7 === 0 ? null : `name ${row % 257}`)),
  "unknown at both ends": [null, null, null, "a", "b", null],
  "empty text beside unknown": ["", null, "", "a"],
  "text of every length": ["é", "漢字", "😀", "\ud7ff\ue000\uffff", "\u0000", "\ufeffmark", " ", "\n", "a".repeat(MAX_TEXT_CELL_BYTES)],
};

describe("a text column", () => {
  test.each(Object.entries(shapes))("holds %s", async (_, names) => {
    const read = await decode(encode(names));
    expect(read?.columns["name"]).toEqual(names);
    expect(read?.rows).toBe(names.length);
  });

  test.each(Object.entries(shapes))("with %s is read by hyparquet", async (_, names) => {
    const objects = await parquetReadObjects({ file: encode(names).slice().buffer as ArrayBuffer });
    // Its text decoder drops a byte order mark at the start of a value.
    expect(objects.map((row) => row["name"])).toEqual(names.map((name) => name?.replace(/^\ufeff/, "") ?? null));
  });

  test("is read by DuckDB, whatever its shape", async () => {
    const folder = mkdtempSync(join(tmpdir(), "creance-text-"));
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false", autoload_known_extensions: "false" });
    const connection = await instance.connect();
    try {
      for (const [shape, names] of Object.entries(shapes)) {
        const path = join(folder, "file.parquet");
        writeFileSync(path, encode(names));
        const read = await connection.runAndReadAll(`select hex(name), count from read_parquet('${path}')`);
        expect(read.getColumnsJS(), shape).toEqual(names.length === 0 ? [] : [names.map(hexOf), names.map((_, row) => row)]);
      }
    } finally {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true });
    }
  });

  test("turns half a surrogate pair into U+FFFD, as UTF-8 does", async () => {
    const read = await decode(encode(["a\ud800", "\udc00", "\ufffd", "a\ufffd"]));
    expect(read?.columns["name"]).toEqual(["a\ufffd", "\ufffd", "\ufffd", "a\ufffd"]);
  });

  test("refuses a value past its bound and one that is no text", () => {
    expect(() => encode(["a".repeat(MAX_TEXT_CELL_BYTES + 1)])).toThrow(RangeError);
    expect(() => encode(["é".repeat(MAX_TEXT_CELL_BYTES / 2 + 1)])).toThrow(RangeError);
    expect(() => encode([7 as unknown as string])).toThrow(RangeError);
    expect(() => encode([undefined as unknown as string])).toThrow(RangeError);
    expect(() => encodeTable(sampleKey, table, { rows: 2, columns: { name: ["a"], count: new Float64Array(2) } })).toThrow(RangeError);
  });
});

describe("properties of text columns", () => {
  const anyText = fc.option(fc.oneof(fc.constantFrom("tcp", "udp", "", "\ufeff"), fc.string({ unit: "binary" }), fc.string()), { freq: 4 });

  test("what is written is read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 200 }), async (names) => {
        expect((await decode(encode(names)))?.columns["name"]).toEqual(names);
      }),
      { numRuns: 300 },
    );
  });

  test("a file cut anywhere, or with any one bit turned, is not used", async () => {
    const bytes = encode(["tcp", null, "udp", "😀", null, "tcp", "example.org"]);
    for (let at = 0; at < bytes.byteLength; at += 1) {
      expect(await decode(bytes.subarray(0, at)), `cut at ${at}`).toBeUndefined();
      const turned = bytes.slice();
      turned[at] = (turned[at] as number) ^ (1 << (at % 8));
      expect(await decode(turned), `byte ${at}`).toBeUndefined();
    }
  });
});
