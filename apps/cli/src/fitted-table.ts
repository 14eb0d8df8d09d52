/** A table in plain text that fits a width: wide cells are cut in the middle, and where that is not enough the least important columns go. */
import { printable } from "./text-table.ts";

/** A column. */
export interface FittedColumn {
  readonly head: string;
  /** Characters that it keeps in any case; without it its cells are never cut. */
  readonly least?: number;
  /** Columns with a higher number go first; 0 stays. */
  readonly leaves: number;
}

const GAP = 2;
/** Widest cell, whatever room there is. */
const MOST = 120;

/** Yields the lines of a table at most `width` wide, where its columns allow. Columns without any text are left out. */
export function* fittedTable(columns: readonly FittedColumn[], rows: readonly (readonly string[])[], width: number): Generator<string> {
  const cells = rows.map((row) => row.map(printable));
  const natural = columns.map((column, at) =>
    Math.min(
      MOST,
      cells.reduce((most, row) => Math.max(most, (row[at] ?? "").length), column.head.length),
    ),
  );
  const least = columns.map((column, at) => Math.min(natural[at] as number, Math.max(column.least ?? MOST, column.head.length)));
  let shown = columns.map((_, at) => at).filter((at) => rows.length === 0 || cells.some((row) => (row[at] ?? "") !== ""));
  for (;;) {
    if (total(shown, least) <= width) break;
    const leaving = shown.reduce((most, at) => Math.max(most, columns[at]?.leaves ?? 0), 0);
    if (leaving === 0) break;
    shown = shown.filter((at) => columns[at]?.leaves !== leaving);
  }
  const widths = shrunk(shown, { natural, least, width });
  const line = (texts: readonly string[]): string =>
    `${shown
      .map((at) => cut(texts[at] ?? "", widths[at] as number).padEnd(widths[at] as number))
      .join(" ".repeat(GAP))
      .trimEnd()}\n`;
  yield line(columns.map(({ head }) => head));
  for (const row of cells) yield line(row);
}

/** Text of at most `most` characters: its beginning and its end. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${tail === 0 ? "" : text.slice(-tail)}`;
}

function total(shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((sum, at) => sum + (widths[at] as number) + GAP, -GAP);
}

/** Takes what is too much from whichever column is widest, never below its least. */
function shrunk(
  shown: readonly number[],
  { natural, least, width }: { readonly natural: readonly number[]; readonly least: readonly number[]; readonly width: number },
): number[] {
  const widths = [...natural];
  for (let over = total(shown, widths) - width; over > 0; over--) {
    let widest = -1;
    for (const at of shown) {
      const room = (widths[at] as number) > (least[at] as number);
      if (room && (widest < 0 || (widths[at] as number) > (widths[widest] as number))) widest = at;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}
