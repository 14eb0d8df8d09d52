/** Builds a track row by row: only columns that get a value take memory until it is done. */
import { isPlausiblePosition, newColumn } from "@creance/core";
import { trackColumns } from "../track-columns.table.ts";
import type { Track } from "../types.ts";

/** Name of a column of the track. */
export type TrackColumnName = keyof typeof trackColumns;

/** Rows of a log at most, unless the caller says otherwise. */
export const MAX_LOG_ROWS = 4_000_000;

const positions = [
  ["latDeg", "lonDeg"],
  ["homeLatDeg", "homeLonDeg"],
  ["pilotLatDeg", "pilotLonDeg"],
] as const;

/** A track that grows. Values that are never set stay NaN. */
export class TrackBuilder {
  readonly #maxRows: number;
  readonly #columns = new Map<TrackColumnName, Float64Array<ArrayBuffer>>();
  #rows = 0;

  constructor(maxRows: number) {
    this.#maxRows = maxRows;
  }

  get rows(): number {
    return this.#rows;
  }

  /** True when no row fits any more. */
  get isFull(): boolean {
    return this.#rows >= this.#maxRows;
  }

  /** Begins a row and gives its number. */
  addRow(byteOffset: number): number {
    const row = this.#rows;
    this.#rows += 1;
    this.set("byteOffset", row, byteOffset);
    return row;
  }

  /** Sets a value of a row that was begun. */
  set(name: TrackColumnName, row: number, value: number): void {
    let column = this.#columns.get(name);
    if (column === undefined || row >= column.length) {
      const grown = new Float64Array(Math.min(this.#maxRows, Math.max(4096, row + 1, (column?.length ?? 0) * 2))).fill(Number.NaN);
      if (column !== undefined) grown.set(column);
      column = grown;
      this.#columns.set(name, column);
    }
    column[row] = value;
  }

  /** The values of a column so far; `undefined` when none was set. */
  column(name: TrackColumnName): Float64Array<ArrayBuffer> | undefined {
    return this.#columns.get(name)?.subarray(0, this.#rows);
  }

  /**
   * The track. Positions outside the globe and the 0,0 of a missing fix become unknown; `implausible` counts the rows whose own position was
   * outside. `elapsedMs` begins at 0, is carried over gaps and never goes back; `repaired` counts the rows where it would have.
   */
  build(): { readonly track: Track; readonly implausible: number; readonly repaired: number } {
    const rows = this.#rows;
    let implausible = 0;
    for (const [latName, lonName] of positions) {
      const lat = this.#columns.get(latName);
      const lon = this.#columns.get(lonName);
      for (let row = 0; row < rows; row += 1) {
        const latDeg = lat?.[row] ?? Number.NaN;
        const lonDeg = lon?.[row] ?? Number.NaN;
        if (isPlausiblePosition(latDeg, lonDeg)) continue;
        if (latName === "latDeg" && (Math.abs(latDeg) > 90 || Math.abs(lonDeg) > 180)) implausible += 1;
        if (lat !== undefined && row < lat.length) lat[row] = Number.NaN;
        if (lon !== undefined && row < lon.length) lon[row] = Number.NaN;
      }
    }
    const repaired = steady(this.#columns.get("elapsedMs"), rows);
    const columns = Object.fromEntries(
      Object.entries(trackColumns).map(([name, spec]) => {
        const values = this.#columns.get(name as TrackColumnName);
        const column = newColumn(spec.type, rows);
        if (values !== undefined) column.set(values.subarray(0, rows));
        else if (name === "elapsedMs") column.fill(0);
        return [name, column];
      }),
    ) as unknown as Track["columns"];
    return { track: { rows, columns }, implausible, repaired };
  }
}

/** Makes elapsed times begin at 0 and never go back, in place; gives the number of rows that were moved. */
function steady(elapsedMs: Float64Array | undefined, rows: number): number {
  if (elapsedMs === undefined) return 0;
  const first = elapsedMs.subarray(0, rows).find((value) => !Number.isNaN(value)) ?? 0;
  let last = 0;
  let repaired = 0;
  for (let row = 0; row < rows; row += 1) {
    const value = (elapsedMs[row] as number) - first;
    if (value >= last) last = value;
    else if (value < last) repaired += 1;
    elapsedMs[row] = last;
  }
  return repaired;
}
