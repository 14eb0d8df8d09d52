/** A made-up table of every column type, with the values that recorders really hold: unknown, steps, noise, extremes. */
import { type ColumnTable, newColumns, type Rows } from "@creance/core";
import type { TableKey } from "../src/index.ts";

export const sampleTable = {
  byteOffset: { type: "float64", unit: "B", doc: "Place." },
  latDeg: { type: "float64", unit: "deg", doc: "Latitude." },
  altHomeM: { type: "float32", unit: "m", doc: "Height." },
  batteryPct: { type: "float32", unit: "%", doc: "Level." },
  osdRow: { type: "int32", unit: "", doc: "Row." },
  voltageMv: { type: "uint16", unit: "mV", doc: "Voltage." },
  flag: { type: "uint8", unit: "", doc: "Flag." },
} as const satisfies ColumnTable;

export const sampleNames = Object.keys(sampleTable) as readonly (keyof typeof sampleTable)[];

export const sampleKey: TableKey = { sha256: "ab".repeat(32), segment: 0, reader: "made-up/1" };

/** `rows` rows of everything. */
export function sampleRows(rows: number): Rows<typeof sampleTable> {
  const columns = newColumns(sampleTable, rows);
  for (let row = 0; row < rows; row += 1) {
    columns.byteOffset[row] = 400 + row * 131;
    if (row % 50 > 3) columns.latDeg[row] = 38 + Math.sin(row / 90) / 100;
    columns.altHomeM[row] = Math.round(Math.sin(row / 200) * 600) / 10;
    if (row > rows / 4) columns.batteryPct[row] = 100 - Math.floor(row / 100);
    columns.osdRow[row] = row % 2 === 0 ? -1 : 2_147_483_647 - row;
    columns.voltageMv[row] = 65_535 - (row % 300);
    columns.flag[row] = row % 256;
  }
  return { rows, columns };
}
