/** A page of the table of conversations as rows of the API. */
import type { CaptureDetail, FlowRow } from "@creance/api";
import { keptFlow, keptFlowColumns } from "@creance/capture";
import { ORIGINAL_COLUMN, type Page } from "@creance/warehouse";

/** Country databases of captures, by SHA-256, in the order of their rows' opinions. */
export type CaptureDatabases = ReadonlyMap<string, CaptureDetail["countryDatabases"]>;

/** What a page asks for: what a row is made from, and which capture it comes from. */
export const rowColumns: readonly string[] = [...keptFlowColumns, ORIGINAL_COLUMN];

const places = new Map(keptFlowColumns.map((name, at) => [name, at]));

/** The rows of a page that asked for `rowColumns`. */
export function rowsOfPage(page: Page, databases: CaptureDatabases): FlowRow[] {
  return page.rows.map((cells) => {
    const capture = String(cells[keptFlowColumns.length]);
    return keptFlow((name) => cells[places.get(name) as number] ?? null, { capture, countryDatabases: databases.get(capture) ?? [] });
  });
}
