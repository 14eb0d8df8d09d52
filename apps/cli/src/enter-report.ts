/** Reports over what is kept, entered in its ledger before they are written or shown. */
import { extname } from "node:path";
import type { Operation } from "@creance/server";

/** Enters an export for each file, or a look where none is written. Rejects as `Access.exported` does. */
export async function enterReport(
  access: Operation["access"],
  what: Parameters<Operation["access"]["viewedReport"]>[0],
  about: Parameters<Operation["access"]["viewedReport"]>[1],
  files: readonly string[],
): Promise<void> {
  if (files.length === 0) access.viewedReport(what, about);
  for (const file of files) await access.exportedReport(what, about, extname(file).slice(1).toLowerCase());
}
