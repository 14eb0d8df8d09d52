import { createHash } from "node:crypto";
import { type ColumnArray, type ColumnTable, type ColumnType, countingSource, memorySource, newColumn, type Rows } from "@creance/core";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { decodeTable, encodeTable } from "../src/index.ts";
import { sampleKey, sampleNames, sampleRows, sampleTable } from "./sample-table.ts";

const request = { key: sampleKey, table: sampleTable, names: sampleNames };

describe("a derived file", () => {
  test.each([0, 1, 2, 15, 4097, 70_000])("holds %i rows of every type exactly", async (rowCount) => {
    const rows = sampleRows(rowCount);
    const read = await decodeTable(memorySource(encodeTable(sampleKey, sampleTable, rows)), request);
    expect(read?.rows).toBe(rowCount);
    for (const name of sampleNames) expect(read?.columns[name]).toEqual(rows.columns[name]);
  });

  test.each([
    [0, "39446b5060865ebd18362be19822d1757733f62b5244c4571f4638a2dc04f88e"],
    [1, "c688592ccc360377db4c72399606908da37bbaec7f014184448bdbcfeccfbed4"],
    [5000, "9d7cb00ccf8810430f864872375d707b3fa44bb3a8dfd4565c2c108c54a214a6"],
  ])("of %i rows of numbers has the bytes that it always had", (rowCount, sha256) => {
    const bytes = encodeTable(sampleKey, sampleTable, sampleRows(rowCount));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  });

  test("takes only the stated rows of longer arrays", async () => {
    const longer = sampleRows(100);
    const read = await decodeTable(memorySource(encodeTable(sampleKey, sampleTable, { rows: 40, columns: longer.columns })), request);
    expect(read?.columns["altHomeM"]).toEqual(longer.columns.altHomeM.slice(0, 40));
  });

  test("refuses arrays shorter than the rows", () => {
    const short = sampleRows(10);
    expect(() => encodeTable(sampleKey, sampleTable, { rows: 11, columns: short.columns })).toThrow(RangeError);
  });

  test("is a Parquet file for others: values, units, reader, no nulls", async () => {
    const bytes = encodeTable(sampleKey, sampleTable, sampleRows(60));
    const file = bytes.slice().buffer as ArrayBuffer;
    const metadata = parquetMetadata(file);
    const entries = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
    expect(entries.get("creance.reader")).toBe("made-up/1");
    expect(entries.get("creance.original")).toBe(sampleKey.sha256);
    expect(JSON.parse(entries.get("creance.units") ?? "")).toMatchObject({ altHomeM: "m", voltageMv: "mV" });
    expect(metadata.created_by).toMatch(/^creance-warehouse/);
    expect(metadata.schema.slice(1).every((element) => element.repetition_type === "REQUIRED")).toBe(true);
    const objects = await parquetReadObjects({ file });
    expect(objects).toHaveLength(60);
    expect(objects[4]).toEqual({
      byteOffset: 924,
      latDeg: 38 + Math.sin(4 / 90) / 100,
      altHomeM: Math.fround(Math.round(Math.sin(4 / 200) * 600) / 10),
      batteryPct: Number.NaN,
      osdRow: -1,
      voltageMv: 65_531,
      flag: 4,
    });
  });

  test("reads only the bytes of the columns asked for", async () => {
    const bytes = encodeTable(sampleKey, sampleTable, sampleRows(12_000));
    const groups = parquetMetadata(bytes.slice().buffer as ArrayBuffer).row_groups;
    expect(groups).toHaveLength(1);
    const sizes = new Map(groups[0]?.columns.map(({ meta_data: meta }) => [meta?.path_in_schema[0], Number(meta?.total_compressed_size)]));
    const names = ["byteOffset", "altHomeM", "batteryPct"];
    const wanted = names.reduce((sum, name) => sum + (sizes.get(name) ?? Number.NaN), 0);
    const source = countingSource(memorySource(bytes));
    expect(await decodeTable(source, { ...request, names })).toBeDefined();
    expect(source.count.bytes).toBe(4 + 16_384 + wanted);
    expect(source.count.requests).toBe(2 + names.length);
    expect(wanted).toBeLessThan(bytes.byteLength / 2);
  });

  test("with a footer larger than the first guess is read with one request more", async () => {
    const wide: ColumnTable = Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`column${at}`, { type: "float32", unit: "m", doc: "Wide." } as const]),
    );
    const columns = Object.fromEntries(Object.keys(wide).map((name, at) => [name, new Float32Array(5).fill(at)]));
    const bytes = encodeTable(sampleKey, wide, { rows: 5, columns });
    const source = countingSource(memorySource(bytes));
    const read = await decodeTable(source, { key: sampleKey, table: wide, names: ["column0", "column199"] });
    expect(read?.columns["column199"]).toEqual(new Float32Array(5).fill(199));
    expect(source.count.requests).toBe(5);
  });

  test.each([
    ["another original", { ...sampleKey, sha256: "cd".repeat(32) }],
    ["another segment", { ...sampleKey, segment: 1 }],
    ["another reader version", { ...sampleKey, reader: "made-up/2" }],
  ])("is not taken for %s", async (_, key) => {
    const bytes = encodeTable(sampleKey, sampleTable, sampleRows(3));
    expect(await decodeTable(memorySource(bytes), { ...request, key })).toBeUndefined();
  });

  test("without a column of the table, or with another type, cannot be used", async () => {
    const source = memorySource(encodeTable(sampleKey, sampleTable, sampleRows(3)));
    const table: ColumnTable = { flag: { type: "uint16", unit: "", doc: "" }, later: { type: "float32", unit: "m", doc: "" } };
    expect(await decodeTable(source, { key: sampleKey, table, names: ["later"] })).toBeUndefined();
    expect(await decodeTable(source, { key: sampleKey, table, names: ["flag"] })).toBeUndefined();
    await expect(decodeTable(source, { ...request, names: ["nowhere"] })).rejects.toThrow(RangeError);
  });
});

describe("properties", () => {
  const types: readonly ColumnType[] = ["float64", "float32", "int32", "uint16", "uint8"];

  test("what is written is read: any table, any values", async () => {
    const anyTable = fc.record({
      rows: fc.integer({ min: 0, max: 300 }),
      columns: fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom(...types)), {
        minLength: 1,
        maxLength: 8,
        selector: ([name]) => name,
      }),
      seed: fc.uint8Array({ minLength: 64, maxLength: 2400 }),
    });
    await fc.assert(
      fc.asyncProperty(anyTable, async ({ rows, columns: specs, seed }) => {
        fc.pre(specs.every(([name]) => name !== "__proto__" && !name.includes("\u0000")));
        const table: ColumnTable = Object.fromEntries(specs.map(([name, type]) => [name, { type, unit: "", doc: "" }]));
        const columns = Object.fromEntries(specs.map(([name, type], at) => [name, filled(type, rows, seed, at)]));
        const bytes = encodeTable(sampleKey, table, { rows, columns } as Rows<ColumnTable>);
        const read = await decodeTable(memorySource(bytes), { key: sampleKey, table, names: Object.keys(table) });
        expect(read).toEqual({ rows, columns });
      }),
      { numRuns: 200 },
    );
  });

  test("a file cut anywhere is not used", async () => {
    const bytes = encodeTable(sampleKey, sampleTable, sampleRows(40));
    for (let end = 0; end < bytes.byteLength; end += 1) {
      expect(await decodeTable(memorySource(bytes.subarray(0, end)), request)).toBeUndefined();
    }
  });

  test("a file with any one bit turned is not used", async () => {
    const bytes = encodeTable(sampleKey, sampleTable, sampleRows(25));
    for (let at = 0; at < bytes.byteLength; at += 1) {
      const turned = bytes.slice();
      turned[at] = (turned[at] as number) ^ (1 << (at % 8));
      expect(await decodeTable(memorySource(turned), request), `byte ${at}`).toBeUndefined();
    }
  });

  test("a source that shrinks while it is read gives nothing", async () => {
    const bytes = encodeTable(sampleKey, sampleTable, sampleRows(500));
    const source = {
      size: bytes.byteLength,
      read: (start: number, end: number) => Promise.resolve(bytes.subarray(start, Math.max(start, end - 1))),
    };
    expect(await decodeTable(source, request)).toBeUndefined();
  });

  test("any bytes at all are not used and never throw", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        expect(await decodeTable(memorySource(bytes), request)).toBeUndefined();
      }),
    );
  });
});

function filled(type: ColumnType, rows: number, seed: Uint8Array, at: number): ColumnArray {
  const array = newColumn(type, rows);
  const bytes = new Uint8Array(array.buffer);
  for (let byte = 0; byte < bytes.byteLength; byte += 1) bytes[byte] = seed[(byte * 7 + at * 31) % seed.byteLength] as number;
  return array;
}
