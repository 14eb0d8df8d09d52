/** Reads the columns that a question needs from the derived files of its datasets, each column of each file once while it is in the cache. */
import { createHash } from "node:crypto";
import { type MixedTable, UserError } from "@creance/core";
import type { StoredColumn } from "../decode-table.ts";
import { type Dataset, ORIGINAL_COLUMN, type Selection } from "../query.ts";
import { readTableFile } from "../read-table-file.ts";
import type { TableKey, Warehouse } from "../types.ts";
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
  const joinedKey = (name: string): string => `${set} ${name}`;
  for (const name of ownNames) {
    const held = parts.cache.get(joinedKey(name));
    if (held !== undefined && columnRows(held) === rows) columns.set(name, held);
  }
  const missing = ownNames.filter((name) => !columns.has(name));
  if (missing.length > 0 || ownNames.length === 0) {
    const files = await readFiles(parts, { table: table.columns, datasets: asked, names: missing });
    for (const name of missing) {
      const column = joinColumns(
        columnSpec(table.columns, name).type,
        files.map((file) => file.get(name) as StoredColumn),
      );
      columns.set(name, column);
      if (files.length > 1) parts.cache.keep(joinedKey(name), column);
    }
  }
  return { rows, column: (name) => columns.get(name) as StoredColumn };
}

interface FilesRequest {
  readonly table: MixedTable;
  readonly datasets: readonly Dataset[];
  readonly names: readonly string[];
}

type FileColumns = ReadonlyMap<string, StoredColumn>;

async function readFiles(parts: LoadParts, { table, datasets, names }: FilesRequest): Promise<FileColumns[]> {
  const files: FileColumns[] = [];
  for (const dataset of datasets) {
    let rows = 0;
    for (let segment = 0; segment < dataset.segments; segment += 1) {
      const key = { sha256: dataset.sha256, segment, reader: dataset.reader };
      const file = await readFile(parts, { key, table, names });
      if (file === undefined) throw derivedMissing(dataset.sha256);
      rows += file.rows;
      files.push(file.columns);
    }
    if (rows !== dataset.rows) throw derivedMissing(dataset.sha256);
  }
  return files;
}

interface FileRequest {
  readonly key: TableKey;
  readonly table: MixedTable;
  readonly names: readonly string[];
}

async function readFile(parts: LoadParts, { key, table, names }: FileRequest): Promise<{ rows: number; columns: FileColumns } | undefined> {
  const columns = new Map<string, StoredColumn>();
  const cacheKey = (name: string): string => `${fileName(key)} ${name}`;
  for (const name of names) {
    const held = parts.cache.get(cacheKey(name));
    if (held !== undefined) columns.set(name, held);
  }
  const missing = names.filter((name) => !columns.has(name));
  const [anyName] = columns.keys();
  if (missing.length === 0 && anyName !== undefined) return { rows: columnRows(columns.get(anyName) as StoredColumn), columns };
  const read = await readTableFile(parts.warehouse.path(key), { key, table, names: missing });
  if (read === undefined) return undefined;
  for (const [name, column] of Object.entries(read.columns)) {
    columns.set(name, column);
    parts.cache.keep(cacheKey(name), column);
  }
  return { rows: read.rows, columns };
}

function columnRows(column: StoredColumn): number {
  return "codes" in column ? column.codes.length : column.length;
}

function fileName({ reader, sha256, segment }: TableKey): string {
  return `${reader} ${sha256} ${segment}`;
}

/** A name for exactly these rows; of one file its own, so that it is not held twice. */
function setName(datasets: readonly Dataset[]): string {
  const [only] = datasets;
  if (datasets.length === 1 && only?.segments === 1) return fileName({ ...only, segment: 0 });
  const names = datasets.map(({ sha256, reader, segments, rows }) => `${reader} ${sha256} ${segments} ${rows}`);
  return createHash("sha256").update(names.join("\n")).digest("hex");
}

function distinctDatasets(datasets: readonly Dataset[]): Dataset[] {
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

function derivedMissing(sha256: string): UserError {
  return new UserError(
    "derived-missing",
    "machineRefused",
    `The derived columns of ${sha256} are missing or damaged; the original is untouched. Derive them anew: \`creance rebuild\`.`,
  );
}
