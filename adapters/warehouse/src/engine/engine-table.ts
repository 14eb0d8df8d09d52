/**
 * A table of the engine: how each column of a `TableSpec` is stored, loaded from its Parquet file, and shown. Unknown is NULL; NaN does not occur.
 * Whole numbers are Int64, so that their sums are exact and the same on every shard.
 */
import { createHash } from "node:crypto";
import type { ColumnSpec, TextColumnSpec } from "@creance/core";
import { ORIGINAL_COLUMN, type TableSpec } from "../query.ts";
import { identifier, plainStatement, type Statement } from "./statement.ts";

/** The column that says which load a row came with. */
export const LOAD_COLUMN = "_load";

/** Version of how tables are laid out here: another one gets other tables. */
const LAYOUT = 3;

/**
 * Smaller pieces than ClickHouse's own: a page's hundred rows lie in a hundred places, and each of their columns is unpacked piece by piece. Half the
 * time for such a page, for a twelfth more on the disk.
 */
const PIECES = "index_granularity = 2048, min_compress_block_size = 16384, max_compress_block_size = 65536";

/** What a column's values are, to the questions. */
export type ColumnKind = "text" | "whole" | "float";

/** A column of an engine table. */
export interface EngineColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The identifier, quoted. */
  readonly sql: string;
  /** The value as it is shown: doubles, whole numbers or text. */
  readonly shown: string;
  /** Its type in the engine. */
  readonly stored: string;
  /** Its type and codec. */
  readonly definition: string;
}

/** How the engine keeps a `TableSpec`. */
export interface EngineTable {
  readonly spec: TableSpec;
  /** Name in the engine: the table's own, and a hash of its columns, so that other columns mean another table. */
  readonly name: string;
  /** Name of the table that holds what is added up beforehand; `null` where the spec names nothing. */
  readonly tallyName: string | null;
  column(name: string): EngineColumn;
}

const known = new WeakMap<TableSpec, EngineTable>();

/** How a table is kept. Throws a `RangeError` for names that are no words (a bug of the caller). Worked out once for each spec. */
export function engineTable(spec: TableSpec): EngineTable {
  const made = known.get(spec) ?? makeTable(spec);
  known.set(spec, made);
  return made;
}

function makeTable(spec: TableSpec): EngineTable {
  if (!/^[a-z][A-Za-z0-9]{0,39}$/.test(spec.name)) throw new RangeError(`a table is called "${spec.name}"`);
  const original: EngineColumn = {
    ...columnOf(ORIGINAL_COLUMN, originalSpec),
    stored: "LowCardinality(String)",
    definition: "LowCardinality(String)",
  };
  const columns = new Map<string, EngineColumn>([[ORIGINAL_COLUMN, original]]);
  for (const [name, column] of Object.entries(spec.columns)) {
    if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(name) || columns.has(name)) throw new RangeError(`${spec.name} has a column "${name}"`);
    columns.set(name, columnOf(name, column));
  }
  for (const name of spec.key) {
    if (spec.columns[name] === undefined) throw new RangeError(`the key of ${spec.name} has a column "${name}"`);
  }
  for (const name of spec.tally?.by ?? []) {
    if (!["text", "whole"].includes(columns.get(name)?.kind ?? "")) throw new RangeError(`${spec.name} is tallied by "${name}"`);
  }
  for (const name of spec.tally === undefined ? [] : [...spec.tally.sum, ...spec.tally.min, ...spec.tally.max]) {
    if (columns.get(name)?.kind !== "whole") throw new RangeError(`${spec.name} has a tally of "${name}"`);
  }
  const layout = Object.entries(spec.columns).map(([name, column]) => [name, storage(column).stored]);
  const hash = createHash("sha256")
    .update(JSON.stringify([LAYOUT, layout, spec.key, spec.tally ?? null]))
    .digest("hex")
    .slice(0, 12);
  return {
    spec,
    name: `rows_${spec.name}_${hash}`,
    tallyName: spec.tally === undefined ? null : `tally_${spec.name}_${hash}`,
    column(name) {
      const column = columns.get(name);
      if (column === undefined) throw new RangeError(`${spec.name} has no column "${name}"`);
      return column;
    },
  };
}

/** Where a table stands: on one machine, or in shards behind one name. */
export interface TablePlace {
  /** Name of the table; `<name>_local` on each shard of a cluster. */
  readonly name: string;
  /** `MergeTree`, unless the table only forwards to shards. */
  readonly engine?: string;
}

/** Makes a table, unless it is there. Rows lie in the order of their load, then of the table's key: `_load`, then e.g. `timeUs`. */
export function createTableSql(table: EngineTable, place: TablePlace = { name: table.name }): Statement {
  const { columns, key } = table.spec;
  const lines = [
    `${identifier(LOAD_COLUMN)} UInt64 CODEC(Delta, LZ4)`,
    ...[ORIGINAL_COLUMN, ...Object.keys(columns)].map((name) => `${table.column(name).sql} ${table.column(name).definition}`),
  ];
  const order = [LOAD_COLUMN, ...key].map(identifier).join(", ");
  const engine = place.engine ?? `MergeTree ORDER BY (${order}) SETTINGS allow_nullable_key = 1, ${PIECES}`;
  return plainStatement(`CREATE TABLE IF NOT EXISTS ${identifier(place.name)} (\n  ${lines.join(",\n  ")}\n) ENGINE = ${engine}`);
}

/** The columns that an INSERT names, in the order in which `loadSelection` gives them. */
export function insertColumns(table: EngineTable): string {
  return [LOAD_COLUMN, ORIGINAL_COLUMN, ...Object.keys(table.spec.columns)].map(identifier).join(", ");
}

/** What an INSERT selects from a derived file: the load, the original, and every column with NaN made unknown. */
export function loadSelection(table: EngineTable, load: string, original: string): string {
  return [load, original, ...Object.entries(table.spec.columns).map(([name, spec]) => storage(spec).load(identifier(name)))].join(", ");
}

/** The columns of a derived file, as the reader of Parquet wants them: a text of names and types. */
export function fileStructure(table: EngineTable): string {
  return Object.entries(table.spec.columns)
    .map(([name, spec]) => `${identifier(name)} ${storage(spec).inFile}`)
    .join(", ");
}

const originalSpec = { type: "text", unit: "", doc: "SHA-256 of the original." } as const satisfies TextColumnSpec;

interface Storage {
  readonly kind: ColumnKind;
  /** Type in the engine. */
  readonly stored: string;
  readonly codec: string;
  /** Type in the derived file. */
  readonly inFile: string;
  /** The stored value from the one in the file. */
  readonly load: (column: string) => string;
}

/** 2^53 - 1: whole numbers beyond are not exact in a double, hence unknown. */
const MAX_WHOLE = "9007199254740991";

function storage(spec: ColumnSpec | TextColumnSpec): Storage {
  const same = (column: string): string => column;
  const codec = "LZ4";
  switch (spec.type) {
    case "text":
      return { kind: "text", stored: "Nullable(String)", codec: "ZSTD(1)", inFile: "Nullable(String)", load: same };
    case "int32":
      return { kind: "whole", stored: "Int32", codec, inFile: "Int32", load: same };
    case "uint16":
      return { kind: "whole", stored: "UInt16", codec, inFile: "Int32", load: (column) => `toUInt16(${column})` };
    case "uint8":
      return { kind: "whole", stored: "UInt8", codec, inFile: "Int32", load: (column) => `toUInt8(${column})` };
    case "float32":
      return {
        kind: "float",
        stored: "Nullable(Float32)",
        codec,
        inFile: "Float32",
        load: (column) => `if(isNaN(${column}), NULL, ${column})`,
      };
    default:
      return spec.whole
        ? {
            kind: "whole",
            stored: "Nullable(Int64)",
            codec,
            inFile: "Float64",
            load: (column) => `if(abs(${column}) <= ${MAX_WHOLE}, accurateCastOrNull(${column}, 'Int64'), NULL)`,
          }
        : {
            kind: "float",
            stored: "Nullable(Float64)",
            codec,
            inFile: "Float64",
            load: (column) => `if(isNaN(${column}), NULL, ${column})`,
          };
  }
}

function columnOf(name: string, spec: ColumnSpec | TextColumnSpec): EngineColumn {
  const { kind, stored, codec } = storage(spec);
  const sql = identifier(name);
  // Doubles: a float32 column is compared, grouped and printed as the double that it is; adding 0 makes -0 and 0 one value.
  return { name, kind, sql, shown: kind === "float" ? `(toFloat64(${sql}) + 0)` : sql, stored, definition: `${stored} CODEC(${codec})` };
}
