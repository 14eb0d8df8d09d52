import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ColumnTable, type ColumnType, concatRows, newColumn, newColumns, type Rows, sliceRows } from "../src/index.ts";

const table = {
  timeUs: { type: "float64", unit: "µs", doc: "Time." },
  altM: { type: "float32", unit: "m", doc: "Height." },
  row: { type: "int32", unit: "", doc: "Row." },
  code: { type: "uint8", unit: "", doc: "Code." },
} as const satisfies ColumnTable;

const rowsOf = (values: readonly number[]): Rows<typeof table> => {
  const columns = newColumns(table, values.length);
  for (const [at, value] of values.entries()) {
    columns.timeUs[at] = value;
    columns.row[at] = value;
    columns.code[at] = value;
  }
  return { rows: values.length, columns };
};

test.each([
  ["float64", Float64Array, Number.NaN],
  ["float32", Float32Array, Number.NaN],
  ["int32", Int32Array, 0],
  ["uint16", Uint16Array, 0],
  ["uint8", Uint8Array, 0],
] as const)("a new %s column is a %o that starts as %s", (type: ColumnType, arrayType, start) => {
  const column = newColumn(type, 3);
  expect(column).toBeInstanceOf(arrayType);
  expect([...column]).toEqual([start, start, start]);
});

test("a table's columns have its names, types and length", () => {
  const columns = newColumns(table, 5);
  expect(Object.keys(columns)).toEqual(["timeUs", "altM", "row", "code"]);
  expect(columns.altM).toEqual(new Float32Array(5).fill(Number.NaN));
  expect(columns.row).toEqual(new Int32Array(5));
});

describe("joining and cutting", () => {
  const values = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 });

  test("joined parts are the whole", () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 8 }), (parts) => {
        expect(concatRows(table, parts.map(rowsOf))).toEqual(rowsOf(parts.flat()));
      }),
    );
  });

  test("a cut is what slice gives", () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(), (all, a, b) => {
        const [start, end] = [a, b].map((at) => at % (all.length + 1)).sort((x, y) => x - y) as [number, number];
        expect(sliceRows(table, rowsOf(all), start, end)).toEqual(rowsOf(all.slice(start, end)));
      }),
    );
  });

  test("a part with spare room gives only its rows", () => {
    const part = { rows: 2, columns: rowsOf([1, 2, 3, 4]).columns };
    expect(concatRows(table, [part, rowsOf([9])])).toEqual(rowsOf([1, 2, 9]));
  });

  test("a cut is a copy", () => {
    const all = rowsOf([1, 2, 3]);
    const cut = sliceRows(table, all, 0, 2);
    cut.columns.row[0] = 99;
    expect(all.columns.row[0]).toBe(1);
  });
});
