/** The shape of the wall: how many cells fit beside each other, how large they are, and where a key leads. */

/** Least width of a cell, its gap and the caption under its picture, pixels. */
const LEAST_CELL_PX = 172;
const GAP_PX = 8;
const CAPTION_PX = 24;
const LEAST_COLUMNS = 2;

/** Sizes of the wall, pixels. */
export interface WallShape {
  readonly columns: number;
  readonly cellPx: number;
  readonly gapPx: number;
  /** From the top of a row to the top of the next one. */
  readonly rowPx: number;
}

/** The cells of a wall of a width: all of one size (4 to 3), so that nothing moves while pictures arrive. */
export function wallShape(widthPx: number): WallShape {
  const columns = Math.max(LEAST_COLUMNS, Math.floor((widthPx + GAP_PX) / (LEAST_CELL_PX + GAP_PX)));
  const cellPx = Math.max(1, Math.floor((widthPx - GAP_PX * (columns - 1)) / columns));
  return { columns, cellPx, gapPx: GAP_PX, rowPx: Math.round(cellPx * 0.75) + CAPTION_PX + GAP_PX };
}

/** The cell that a key leads to from another; `null` when the key does not move. */
export function movedCell(
  key: string,
  from: number,
  total: number,
  { columns, pageRows }: { readonly columns: number; readonly pageRows: number },
): number | null {
  if (total === 0) return null;
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    PageDown: from + columns * Math.max(1, pageRows),
    PageUp: from - columns * Math.max(1, pageRows),
    Home: 0,
    End: total - 1,
  };
  const to = moves[key];
  if (to === undefined) return null;
  // Up from the first row stays; down from the last but one reaches the last item.
  if (to < 0) return key === "ArrowUp" || key === "PageUp" ? from % columns : 0;
  return Math.min(total - 1, to);
}
