/** Which columns the list shows and how wide they are. */
import { type ListColumn, listColumns } from "./list-columns.ts";

export type { ListColumn } from "./list-columns.ts";

/** Space between columns and at both ends of a row, in pixels, as in the style sheet. */
const GAP_PX = 12;
const ENDS_PX = 36;

/** The columns of a choice in the list's order; `null` for those shown at first. Ids that are unknown are ignored. */
export function shownColumns(chosen: readonly string[] | null): readonly ListColumn[] {
  return listColumns.filter(({ id, shown }) => shown === "always" || (chosen === null ? shown === "atFirst" : chosen.includes(id)));
}

/** The choice after a column was turned on or off. */
export function withColumn(chosen: readonly string[] | null, id: string, on: boolean): readonly string[] {
  const others = shownColumns(chosen)
    .map((column) => column.id)
    .filter((each) => each !== id);
  return on ? [...others, id] : others;
}

/** Custom properties that the style sheet lays the rows out with. */
export function columnWidths(columns: readonly ListColumn[]): Readonly<Record<`--${string}`, string>> {
  const widths = columns.map(({ minPx, share }) => (share === 0 ? `${minPx}px` : `minmax(${minPx}px, ${share}fr)`));
  // On a phone the flight comes first.
  const phone = columns.flatMap(({ id, phone: width }) => (width === null || id === "flight" ? [] : [width]));
  const flight = columns.find(({ id }) => id === "flight")?.phone ?? "";
  return {
    "--columns": widths.join(" "),
    "--columns-phone": [flight, ...phone].join(" "),
    "--row-min": `${columns.reduce((sum, { minPx }) => sum + minPx + GAP_PX, ENDS_PX - GAP_PX)}px`,
  };
}
