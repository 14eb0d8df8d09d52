/** Column files that are made of an original, which may be deleted while it is read. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { MixedRows, MixedTable } from "@creance/core";
import type { TableKey, Warehouse } from "@creance/warehouse";

/**
 * Writes a table of the original at a path. When the original has gone by then the file goes, too: a deletion removes the original first and then looks
 * for what was made of it, so one of the two finds the other. Rejects as `Warehouse.write` does.
 */
export async function writeDerived<Table extends MixedTable>(
  { warehouse, originalPath }: { readonly warehouse: Warehouse; readonly originalPath: string },
  key: TableKey,
  { table, rows }: { readonly table: Table; readonly rows: MixedRows<Table> },
): Promise<void> {
  await warehouse.write(key, table, rows);
  if (!existsSync(originalPath)) await rm(warehouse.path(key), { force: true });
}
