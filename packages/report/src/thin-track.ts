/**
 * A projected track with far fewer points that looks the same: points closer than a tolerance are left out, then each run of one
 * look (colour step, weak or not) is straightened (Douglas-Peucker).
 */
import type { MapPoints } from "./map-projection.ts";

/** A run of the track that is drawn in one look. Neighbouring runs share their joint. */
export interface TrackRun {
  /** Look of the run, as `lookOf` gave it. */
  readonly look: number;
  /** Rows of the track, ascending, at least two. */
  readonly rows: readonly number[];
}

/** Most rounds of coarsening: the tolerance grows by half each time. */
const MAX_ROUNDS = 40;
/** Rows straightened together: bounds the work on a track made to be slow (it would grow with the square of the rows). */
const SPAN_ROWS = 512;

/**
 * Runs of a track with at most `maxPoints` points in all, as fine as that allows (at the finest, half a pixel). `lookOf` names the look of the line that ends
 * in a row. Unknown positions part the line.
 */
export function thinTrack(points: MapPoints, lookOf: (row: number) => number, maxPoints: number): TrackRun[] {
  let tolerancePx = 0.5;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const runs = runsAt(points, lookOf, tolerancePx);
    if (runs.reduce((sum, run) => sum + run.rows.length, 0) <= maxPoints) return runs;
    tolerancePx *= 1.5;
  }
  return [];
}

function runsAt(points: MapPoints, lookOf: (row: number) => number, tolerancePx: number): TrackRun[] {
  const { xPx, yPx } = points;
  const runs: TrackRun[] = [];
  let rows: number[] = [];
  let look = 0;
  let last = -1;
  let pending = -1;
  const close = (): void => {
    if (rows.length > 1) runs.push({ look, rows: straighten(points, rows, tolerancePx / 2) });
  };
  const take = (row: number): void => {
    const next = lookOf(row);
    if (last >= 0 && rows.length > 1 && next !== look) {
      close();
      rows = [last];
    }
    look = next;
    rows.push(row);
    last = row;
    pending = -1;
  };
  for (let row = 0; row < xPx.length; row += 1) {
    if (Number.isNaN(xPx[row] as number)) {
      if (pending >= 0) take(pending);
      close();
      rows = [];
      last = -1;
      continue;
    }
    if (last < 0) {
      rows = [row];
      last = row;
    } else if (Math.hypot((xPx[row] as number) - (xPx[last] as number), (yPx[row] as number) - (yPx[last] as number)) >= tolerancePx)
      take(row);
    else pending = row;
  }
  if (pending >= 0) take(pending);
  close();
  return runs;
}

/** Douglas-Peucker with its own stack: a hostile zigzag must not overflow ours. */
function straighten({ xPx, yPx }: MapPoints, rows: readonly number[], tolerancePx: number): number[] {
  const keep = new Uint8Array(rows.length);
  keep[0] = 1;
  const spans: [number, number][] = [];
  for (let from = 0; from < rows.length - 1; from += SPAN_ROWS) {
    const to = Math.min(rows.length - 1, from + SPAN_ROWS);
    keep[to] = 1;
    spans.push([from, to]);
  }
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    const x0 = xPx[rows[from] as number] as number;
    const y0 = yPx[rows[from] as number] as number;
    const dx = (xPx[rows[to] as number] as number) - x0;
    const dy = (yPx[rows[to] as number] as number) - y0;
    const length = Math.hypot(dx, dy);
    let worst = tolerancePx;
    let worstAt = -1;
    for (let at = from + 1; at < to; at += 1) {
      const x = (xPx[rows[at] as number] as number) - x0;
      const y = (yPx[rows[at] as number] as number) - y0;
      const along = length === 0 ? 0 : (x * dx + y * dy) / length;
      // Beyond the ends the line does not help: a track that turns back keeps its turning point.
      const away =
        along < 0 || along > length || length === 0
          ? Math.min(Math.hypot(x, y), Math.hypot(x - dx, y - dy))
          : Math.abs(x * dy - y * dx) / length;
      if (away > worst) {
        worst = away;
        worstAt = at;
      }
    }
    if (worstAt >= 0) {
      keep[worstAt] = 1;
      spans.push([from, worstAt], [worstAt, to]);
    }
  }
  return rows.filter((_, at) => keep[at] === 1);
}
