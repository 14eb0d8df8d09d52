/** Where a key moves the chosen row. */

/** The new row, inside the list; `null` when the key does not move. */
export function movedRow(key: string, row: number, rows: number, pageRows: number): number | null {
  if (rows === 0) return null;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + Math.max(1, pageRows),
    PageUp: row - Math.max(1, pageRows),
    Home: 0,
    End: rows - 1,
  };
  const wanted = moves[key];
  return wanted === undefined ? null : Math.max(0, Math.min(rows - 1, wanted));
}
