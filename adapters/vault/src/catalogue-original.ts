/** Originals in the catalogue: whether one is known, and by which number. */
import type { Sqlite } from "./sqlite.ts";

/** An original as the catalogue knows it. */
export interface CatalogueOriginal {
  readonly seq: number;
  readonly sizeBytes: number;
}

/** An original with its size, if it is known. */
export function findOriginal(database: Sqlite, sha256: string): CatalogueOriginal | undefined {
  const row = database.get("SELECT seq, size_bytes FROM original WHERE sha256 = ?", sha256);
  return row === undefined ? undefined : { seq: Number(row["seq"]), sizeBytes: Number(row["size_bytes"]) };
}
