/** An exposure report for a terminal. */
import type { ExposureReport, ExposureRow } from "@creance/api";
import { siteKindNames } from "@creance/exposure";
import { printable, textTable } from "../text-table.ts";

/** Rows and unknown items that are shown; `--json` has all of them. */
const SHOWN = 60;

/** Lines of the report. */
export function* exposureText(report: ExposureReport, { withRows }: { readonly withRows: boolean }): Generator<string> {
  yield `${printable(report.sentence)}\n`;
  if (report.sites.length > 0) {
    yield "\n";
    yield* textTable(
      ["site", "kind", "how sure", "rows", "items", "layer"],
      report.sites.map(({ site, siteKind, certainty, rows, items, layer }) => [
        site,
        siteKindNames[siteKind],
        certainty,
        String(rows),
        String(items),
        layer,
      ]),
    );
  }
  const rows = withRows ? report.rows.filter(({ site }) => site !== null) : [];
  if (rows.length > 0) {
    yield "\n";
    yield* textTable(
      ["item", "how", "how sure", "site", "where it stands"],
      rows.slice(0, SHOWN).map((row) => [itemOf(row), row.kind, row.certainty, row.site ?? "", placeOf(row)]),
    );
    if (rows.length > SHOWN) yield `${rows.length - SHOWN} more rows: --json prints all.\n`;
  }
  if (report.headers.length > 0) {
    yield "\n";
    yield* textTable(
      ["in headers", "values", "items", "what it means"],
      report.headers.map(({ label, values, items, sentence }) => [label, String(values), String(items), sentence]),
    );
  }
  if (report.unknown.length > 0) {
    yield "\n";
    yield* textTable(
      ["not known", "why"],
      report.unknown.slice(0, SHOWN).map(({ item, itemName, sentence }) => [itemName ?? item.slice(0, 16), sentence]),
    );
    if (report.unknown.length > SHOWN) yield `${report.unknown.length - SHOWN} more: --json --summary prints all.\n`;
  }
  yield "\nThat a site is not named does not mean that nothing shows it: footprints are estimates, and only the layers given were looked at.\n";
}

function itemOf({ item, itemKind, itemName }: ExposureRow): string {
  return itemKind === "flight" ? `flight ${item}` : `${itemKind} ${itemName ?? item.slice(0, 16)}`;
}

function placeOf({ byteOffset, fromMs, toMs, region, distanceM }: ExposureRow): string {
  return [
    byteOffset === null ? "" : `byte ${byteOffset}`,
    fromMs === null ? "" : toMs === null || toMs === fromMs ? clock(fromMs) : `${clock(fromMs)}-${clock(toMs)}`,
    region === null ? "" : "region in the picture",
    distanceM === null || distanceM === 0 ? "" : `${distanceM} m away`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
