/** A small table with every kind of column, made-up rows of it, and a warehouse that holds them. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MixedTable } from "@creance/core";
import { type Cell, type Dataset, openWarehouse, type TableSpec, type Warehouse } from "../../src/index.ts";

export const columns = {
  id: { type: "text", unit: "", doc: "Tells rows of one original apart." },
  timeUs: { type: "float64", unit: "µs", doc: "Time.", whole: true },
  sizeBytes: { type: "float64", unit: "B", doc: "Size.", whole: true },
  ratio: { type: "float32", unit: "", doc: "Any number." },
  port: { type: "int32", unit: "", doc: "Port." },
  flag: { type: "uint8", unit: "", doc: "Flag." },
  service: { type: "text", unit: "", doc: "Few values." },
  server: { type: "text", unit: "", doc: "Any text." },
} as const satisfies MixedTable;

export const spec: TableSpec = { name: "made", columns, key: ["id"] };

export type Row = Readonly<Record<keyof typeof columns, Cell>>;

/** An original's rows, segment by segment. */
export interface MadeOriginal {
  readonly sha256: string;
  readonly segments: readonly (readonly Row[])[];
}

/** A warehouse in a temporary folder (the caller removes it). */
export function makeWarehouse(): { readonly folder: string; readonly warehouse: Warehouse } {
  const folder = mkdtempSync(join(tmpdir(), "creance-tables-"));
  return { folder, warehouse: openWarehouse(folder) };
}

/** Writes originals; `tag` keeps runs that share a warehouse apart. */
export async function keepOriginals(warehouse: Warehouse, originals: readonly MadeOriginal[], tag = "1"): Promise<Dataset[]> {
  const datasets: Dataset[] = [];
  for (const { sha256, segments } of originals) {
    const reader = `made-up/${tag}`;
    for (const [segment, rows] of segments.entries()) {
      await warehouse.write({ sha256, segment, reader }, columns, { rows: rows.length, columns: columnsOf(rows) });
    }
    datasets.push({ sha256, reader, segments: segments.length, rows: segments.reduce((sum, rows) => sum + rows.length, 0) });
  }
  return datasets;
}

function columnsOf(rows: readonly Row[]) {
  const numbers = (name: keyof Row): number[] => rows.map((row) => (row[name] === null ? Number.NaN : Number(row[name])));
  const texts = (name: keyof Row): (string | null)[] => rows.map((row) => row[name] as string | null);
  return {
    id: texts("id"),
    timeUs: Float64Array.from(numbers("timeUs")),
    sizeBytes: Float64Array.from(numbers("sizeBytes")),
    ratio: Float32Array.from(numbers("ratio")),
    port: Int32Array.from(numbers("port")),
    flag: Uint8Array.from(numbers("flag")),
    service: texts("service"),
    server: texts("server"),
  };
}
