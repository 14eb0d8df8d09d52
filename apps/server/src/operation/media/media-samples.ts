/** Samples of a clip: its own, those of the subtitles beside it, or the track of the flight that it stands with. */
import type { ColumnArray } from "@creance/core";
import { clipColumns } from "@creance/flight";
import type { MediaEntry, Vault } from "@creance/vault";
import type { ReadColumns, Warehouse } from "@creance/warehouse";
import type { ReadPool } from "../read-pool.ts";

/** What samples are read from. */
export interface SampleParts {
  readonly vault: Vault;
  readonly warehouse: Warehouse;
  readonly pool: ReadPool;
}

/** Columns of samples, all of one length. */
export interface SampleColumns {
  readonly rows: number;
  readonly column: (name: keyof typeof clipColumns) => ColumnArray;
}

/** The samples of an item from the warehouse, derived anew where the file is missing; `undefined` when it has none. */
export async function readSamples(
  { vault, warehouse, pool }: SampleParts,
  entry: MediaEntry,
  names: readonly (keyof typeof clipColumns)[],
): Promise<SampleColumns | undefined> {
  if (entry.samples === 0) return undefined;
  const { sha256 } = entry.row;
  const derived: ReadColumns | null | undefined = await warehouse.read({ sha256, segment: 0, reader: entry.reader }, clipColumns, names);
  const found =
    derived ??
    (await pool.run({
      kind: "columns",
      table: "clip",
      sha256,
      segment: 0,
      names,
      path: vault.originalPath(sha256),
      sizeBytes: vault.originalSize(sha256) ?? 0,
      keychain: null,
      fileName: vault.fileName(sha256) ?? null,
    }));
  if (found === null) return undefined;
  const columns = found.columns as Readonly<Record<string, ColumnArray>>;
  return { rows: found.rows, column: (name) => columns[name] as ColumnArray };
}
