/** A track to be written in an exchange format, and what the writers share: numbers as text and unbroken stretches. */
import { type ColumnTable, type ColumnType, lonDifferenceDeg } from "@creance/core";

/** A place, degrees. */
export interface ExportPosition {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** Something that happened, with its place where that is known. */
export interface ExportEvent {
  readonly elapsedMs: number;
  /** Microseconds since 1970-01-01 UTC. */
  readonly timeUs: number | null;
  readonly latDeg: number | null;
  readonly lonDeg: number | null;
  readonly sentence: string;
}

/**
 * A track with what belongs to it. `columns` holds an array for each name of `table`; the map formats use `latDeg`, `lonDeg`,
 * `altHomeM`, `timeUs` and `elapsedMs` where they exist. Unknown is NaN.
 */
export interface TrackExport {
  readonly name: string;
  readonly table: ColumnTable;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ArrayLike<number>>>;
  readonly events: readonly ExportEvent[];
  readonly home: ExportPosition | null;
  readonly pilot: ExportPosition | null;
}

/** A stretch of rows with known positions and no gap; `start` inclusive, `end` exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A pause longer than this is a gap: the line is not drawn across it. */
const GAP_MS = 10_000;

/** The stretches of a track, in order; each has at least `minRows` rows. */
export function stretchesOf(track: TrackExport, minRows: number): Stretch[] {
  const { latDeg, lonDeg, elapsedMs } = track.columns;
  const stretches: Stretch[] = [];
  let start = -1;
  const close = (end: number): void => {
    if (start >= 0 && end - start >= minRows) stretches.push({ start, end });
    start = -1;
  };
  for (let row = 0; row < track.rows; row += 1) {
    if (!isPlace(latDeg?.[row], lonDeg?.[row])) {
      close(row);
      continue;
    }
    const pauseMs = (elapsedMs?.[row] ?? Number.NaN) - (elapsedMs?.[row - 1] ?? Number.NaN);
    if (start >= 0 && (pauseMs > GAP_MS || pauseMs < 0)) close(row);
    if (start < 0) start = row;
  }
  close(track.rows);
  return stretches;
}

/** A point of a line that was cut at the antimeridian; `row` is the sample at or before it. */
export interface LinePoint {
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly row: number;
}

/** Lines of a stretch: cut where they cross the antimeridian, with the crossing added to both sides (RFC 7946, 3.1.9). */
export function linesOf(track: TrackExport, stretch: Stretch): LinePoint[][] {
  const latDeg = track.columns["latDeg"] as ArrayLike<number>;
  const lonDeg = track.columns["lonDeg"] as ArrayLike<number>;
  let line: LinePoint[] = [];
  const lines = [line];
  for (let row = stretch.start; row < stretch.end; row += 1) {
    const lat = latDeg[row] as number;
    const lon = lonDeg[row] as number;
    const last = line[line.length - 1];
    if (last !== undefined && Math.abs(lon - last.lonDeg) > 180) {
      const edge = last.lonDeg > 0 ? 180 : -180;
      const step = lonDifferenceDeg(last.lonDeg, lon);
      const share = step === 0 ? 0 : (edge - last.lonDeg) / step;
      const edgeLat = last.latDeg + (lat - last.latDeg) * share;
      line.push({ latDeg: edgeLat, lonDeg: edge, row: last.row });
      line = [{ latDeg: edgeLat, lonDeg: -edge, row }];
      lines.push(line);
    }
    line.push({ latDeg: lat, lonDeg: lon, row });
  }
  return lines.filter((points) => points.length >= 2);
}

/** True for a position that can be drawn. */
export function isPlace(latDeg: number | null | undefined, lonDeg: number | null | undefined): boolean {
  return typeof latDeg === "number" && typeof lonDeg === "number" && Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180;
}

/** Degrees with at most nine decimals (a tenth of a millimetre), no trailing zeros. */
export function degreesText(degrees: number): string {
  return String(Math.round(degrees * 1e9) / 1e9);
}

/** The shortest decimal that is the same number in the column's type; empty when unknown or not finite. */
export function numberText(value: number, type: ColumnType): string {
  if (!Number.isFinite(value)) return "";
  if (type !== "float32" || Number.isInteger(value)) return String(value);
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
