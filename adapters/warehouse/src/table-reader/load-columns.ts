/** Reads the columns that a question needs from the derived files of its datasets, each column once while it is in the cache. */
import { createHash } from "node:crypto";
import { type MixedTable, UserError } from "@creance/core";
import type { StoredColumn } from "../decode-table.ts";
import { type Dataset, ORIGINAL_COLUMN, type Selection } from "../query.ts";
import { readTableFile } from "../read-table-file.ts";
import type { Warehouse } from "../types.ts";
import { columnSpec } from "./check-query.ts";
import type { ColumnCache } from "./column-cache.ts";
import { joinColumns } from "./join-columns.ts";

/** Rows in memory. */
export interface LoadedRows {
  readonly rows: number;
  /** A column that was asked for. */
  column(name: string): StoredColumn;
}

/** What columns are loaded with. */
export interface LoadParts {
  readonly warehouse: Pick<Warehouse, "path">;
  readonly cache: ColumnCache;
  readonly mostRows: number;
  /** Rows of each segment, by dataset: filled when a dataset's first column is read. */
  readonly segmentRows: Map<string, readonly number[]>;
}

/** Loads the named columns. Rejects with `UserError`: `too-many-rows`, `derived-missing`. */
export async function loadColumns(parts: LoadParts, { table, datasets }: Selection, names: ReadonlySet<string>): Promise<LoadedRows> {
  const asked = distinctDatasets(datasets);
  const rows = asked.reduce((sum, dataset) => sum + dataset.rows, 0);
  if (rows > parts.mostRows) throw tooManyRows(rows, parts.mostRows);
  const ownNames = [...names].filter((name) => name !== ORIGINAL_COLUMN);
  const columns = new Map<string, StoredColumn>();
  if (names.has(ORIGINAL_COLUMN)) columns.set(ORIGINAL_COLUMN, originalColumn(asked, rows));
  const set = setName(asked);
  for (const name of ownNames) {
    const held = parts.cache.get(`${set} ${name}`);
    if (held !== undefined) columns.set(name, held);
  }
  const missing = ownNames.filter((name) => !columns.has(name));
  if (missing.length > 0 || ownNames.length === 0) {
    const loaded: FileColumns[] = [];
    for (const dataset of asked) loaded.push(await loadDataset(parts, { table: table.columns, dataset, names: missing }));
    for (const name of missing) {
      const column = joinNamed(table.columns, name, loaded);
      columns.set(name, column);
      if (asked.length !== 1) parts.cache.keep(`${set} ${name}`, column);
    }
  }
  return { rows, column: (name) => columns.get(name) as StoredColumn };
}

type FileColumns = ReadonlyMap<string, StoredColumn>;

interface DatasetRequest {
  readonly table: MixedTable;
  readonly dataset: Dataset;
  readonly names: readonly string[];
}

/** A dataset's columns, its segments joined. */
async function loadDataset(parts: LoadParts, { table, dataset, names }: DatasetRequest): Promise<FileColumns> {
  const columns = new Map<string, StoredColumn>();
  const set = setName([dataset]);
  for (const name of names) {
    const held = parts.cache.get(`${set} ${name}`);
    if (held !== undefined) columns.set(name, held);
  }
  const missing = names.filter((name) => !columns.has(name));
  if (missing.length === 0 && names.length > 0) return columns;
  const files = await readSegments(parts, { table, dataset, names: missing });
  for (const name of missing) {
    const column = joinNamed(table, name, files);
    columns.set(name, column);
    parts.cache.keep(`${set} ${name}`, column);
  }
  return columns;
}

async function readSegments({ warehouse, segmentRows }: LoadParts, { table, dataset, names }: DatasetRequest): Promise<FileColumns[]> {
  const { sha256, reader, segments } = dataset;
  const files: FileColumns[] = [];
  const counts: number[] = [];
  let rows = 0;
  for (let segment = 0; segment < segments; segment += 1) {
    const key = { sha256, segment, reader };
    const file = await readTableFile(warehouse.path(key), { key, table, names });
    if (file === undefined) throw derivedMissing(sha256);
    rows += file.rows;
    counts.push(file.rows);
    if (rows > dataset.rows) break;
    files.push(new Map(Object.entries(file.columns)));
  }
  if (rows !== dataset.rows) throw derivedMissing(sha256);
  segmentRows.set(setName([dataset]), counts);
  return files;
}

function joinNamed(table: MixedTable, name: string, parts: readonly FileColumns[]): StoredColumn {
  return joinColumns(
    columnSpec(table, name).type,
    parts.map((part) => part.get(name) as StoredColumn),
  );
}

/** A name for exactly these rows. */
export function setName(datasets: readonly Dataset[]): string {
  const names = datasets.map(({ sha256, reader, segments, rows }) => `${reader} ${sha256} ${segments} ${rows}`);
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : createHash("sha256").update(names.join("\n")).digest("hex");
}

/** The datasets, each once. */
export function distinctDatasets(datasets: readonly Dataset[]): Dataset[] {
  return [...new Map(datasets.map((dataset) => [`${dataset.reader} ${dataset.sha256}`, dataset])).values()];
}

function originalColumn(datasets: readonly Dataset[], rows: number): StoredColumn {
  const dictionary = [...new Set(datasets.filter((dataset) => dataset.rows > 0).map(({ sha256 }) => sha256))].sort();
  const ranks = new Map(dictionary.map((sha256, rank) => [sha256, rank]));
  const codes = new Int32Array(rows);
  let at = 0;
  for (const dataset of datasets) {
    codes.fill(ranks.get(dataset.sha256) ?? 0, at, at + dataset.rows);
    at += dataset.rows;
  }
  return { dictionary, codes };
}

function tooManyRows(rows: number, most: number): UserError {
  const [asked, limit] = [rows, most].map((count) => count.toLocaleString("en"));
  return new UserError(
    "too-many-rows",
    "machineRefused",
    `That is a question over ${asked} rows, and at most ${limit} are read into memory: more needs the column engine, or fewer originals in the question.`,
  );
}

/** The error of a derived file that is gone or damaged. */
export function derivedMissing(sha256: string): UserError {
  return new UserError(
    "derived-missing",
    "machineRefused",
    `The derived columns of ${sha256} are missing or damaged; the original is untouched. Derive them anew: \`creance rebuild\`.`,
  );
}
