/** Columns of a table that a person chooses from, and how wide they are. */
import type { ComponentType, ReactNode } from "react";
import type { Words } from "../words/words.ts";

/** A value of a row in the CSV copy: SI units, ISO times. */
export interface CsvColumn<Row> {
  readonly csvName: string;
  readonly csv: (row: Row) => string | number | null;
}

/** One column. */
export interface GridColumn<Row> extends CsvColumn<Row> {
  readonly id: string;
  readonly head: string;
  /** Sort key of the contract; `null` when the server cannot sort by it. */
  readonly sort: string | null;
  readonly numeric: boolean;
  /** Least width and share of what is left over, pixels. */
  readonly minPx: number;
  readonly share: number;
  /** Width on a phone; `null` when there is no room for it there. */
  readonly phone: string | null;
  /** Shown until a person chooses; `always` is the column that names the row and opens it. */
  readonly shown: "always" | "atFirst" | "whenChosen";
  readonly cell: (row: Row, words: Words) => ReactNode;
  /** Drawn after the link of the column that names the row: badges. */
  readonly beside?: ComponentType<{ readonly row: Row }>;
  /** True where the cell stands out as a warning. */
  readonly warns?: (row: Row) => boolean;
}

/** Space between columns, in pixels, as in the style sheet. */
const GAP_PX = 12;
/** Space at each end of a row unless the table says otherwise, in pixels. */
const END_PX = 14;

/** The columns of a choice in the table's order; `null` for those shown at first. Ids that are unknown are ignored. */
export function chosenColumns<Row>(all: readonly GridColumn<Row>[], chosen: readonly string[] | null): readonly GridColumn<Row>[] {
  return all.filter(({ id, shown }) => shown === "always" || (chosen === null ? shown === "atFirst" : chosen.includes(id)));
}

/** The choice after a column was turned on or off. */
export function choiceWith<Row>(
  all: readonly GridColumn<Row>[],
  chosen: readonly string[] | null,
  change: { readonly id: string; readonly on: boolean },
): readonly string[] {
  const others = chosenColumns(all, chosen)
    .map((column) => column.id)
    .filter((id) => id !== change.id);
  return change.on ? [...others, change.id] : others;
}

/** Custom properties that the style sheet lays the rows out with. On a phone the column that names the row comes first. */
export function gridWidths<Row>(columns: readonly GridColumn<Row>[], endPx = END_PX): Readonly<Record<`--${string}`, string>> {
  const widths = columns.map(({ minPx, share }) => (share === 0 ? `${minPx}px` : `minmax(${minPx}px, ${share}fr)`));
  const name = columns.find(({ shown }) => shown === "always")?.phone ?? "1fr";
  const phone = columns.flatMap(({ shown, phone: width }) => (width === null || shown === "always" ? [] : [width]));
  return {
    "--columns": widths.join(" "),
    "--columns-phone": [name, ...phone].join(" "),
    "--columns-paper": columns.map(({ shown, numeric }) => `minmax(0, ${shown === "always" ? 22 : numeric ? 7 : 12}fr)`).join(" "),
    "--row-min": `${columns.reduce((sum, { minPx }) => sum + minPx + GAP_PX, 2 * endPx - GAP_PX)}px`,
    "--row-end": `${endPx}px`,
  };
}
