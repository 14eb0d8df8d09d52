/** Questions about the path of a flight in time: where was it at an instant, and when did it pass a place. */
import { lonDifferenceDeg, metresPerDegree } from "@creance/core";
import type { MatchableFlight } from "../media/match.ts";

/** Rows of a flight with time and place, times never going back. */
export interface TimedPath {
  readonly timeUs: ArrayLike<number>;
  readonly latDeg: ArrayLike<number>;
  readonly lonDeg: ArrayLike<number>;
}

/** A stretch of time in which the flight was near a place. */
export interface Passage {
  readonly fromUs: number;
  readonly toUs: number;
  /** When it was nearest. */
  readonly nearestUs: number;
  readonly distanceM: number;
}

/** Between rows farther apart than this nobody knows where the aircraft was, microseconds. */
const MOST_GAP_US = 15e6;

/** The usable rows of a flight: the arrays themselves where all rows are usable, else copies. */
export function timedPath(flight: MatchableFlight): TimedPath {
  const { timeUs, latDeg, lonDeg } = flight;
  let last = Number.NEGATIVE_INFINITY;
  let usable = true;
  for (let row = 0; row < timeUs.length && usable; row += 1) {
    usable = isUsable(flight, row, last);
    last = timeUs[row] as number;
  }
  if (usable) return { timeUs, latDeg, lonDeg };
  const rows: number[] = [];
  last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < timeUs.length; row += 1) {
    if (!isUsable(flight, row, last)) continue;
    rows.push(row);
    last = timeUs[row] as number;
  }
  const pick = (column: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => column[row] as number);
  return { timeUs: pick(timeUs), latDeg: pick(latDeg), lonDeg: pick(lonDeg) };
}

/** Distance of a place from the path, the least within `slackUs` of an instant; `null` where the path has no rows near that time. */
export function distanceAtM(path: TimedPath, timeUs: number, slackUs: number, latDeg: number, lonDeg: number): number | null {
  const { northM, eastM } = metresPerDegree(latDeg);
  let best: number | null = null;
  const count = path.timeUs.length;
  for (let row = Math.max(1, rowAt(path, timeUs - slackUs)); row < count; row += 1) {
    const beforeUs = path.timeUs[row - 1] as number;
    const afterUs = path.timeUs[row] as number;
    if (beforeUs > timeUs + slackUs) break;
    if (afterUs < timeUs - slackUs || afterUs - beforeUs > MOST_GAP_US) continue;
    const span = afterUs - beforeUs;
    const from = span > 0 ? Math.max(0, (timeUs - slackUs - beforeUs) / span) : 0;
    const to = span > 0 ? Math.min(1, (timeUs + slackUs - beforeUs) / span) : 1;
    const ax = lonDifferenceDeg(lonDeg, path.lonDeg[row - 1] as number) * eastM;
    const ay = ((path.latDeg[row - 1] as number) - latDeg) * northM;
    const dx = lonDifferenceDeg(path.lonDeg[row - 1] as number, path.lonDeg[row] as number) * eastM;
    const dy = ((path.latDeg[row] as number) - (path.latDeg[row - 1] as number)) * northM;
    const part = nearestPart(ax, ay, dx, dy, from, to);
    const distance = Math.hypot(ax + part * dx, ay + part * dy);
    if (best === null || distance < best) best = distance;
  }
  return best;
}

/** When a path was within `radiusM` of a place, in order of time, at most `most` stretches. */
export function passagesOf(path: TimedPath, latDeg: number, lonDeg: number, radiusM: number, most: number): Passage[] {
  const found: Passage[] = [];
  const { northM, eastM } = metresPerDegree(latDeg);
  const count = path.timeUs.length;
  // Rows this far off cannot begin a segment that comes near: aircraft move less than 100 m/s.
  let open: { fromUs: number; toUs: number; nearestUs: number; distanceM: number } | null = null;
  let ax = 0;
  let ay = 0;
  for (let row = 0; row < count && found.length < most; row += 1) {
    const bx = lonDifferenceDeg(lonDeg, path.lonDeg[row] as number) * eastM;
    const by = ((path.latDeg[row] as number) - latDeg) * northM;
    const afterUs = path.timeUs[row] as number;
    const beforeUs = row === 0 ? afterUs : (path.timeUs[row - 1] as number);
    if (row === 0 || afterUs - beforeUs > MOST_GAP_US) {
      ax = bx;
      ay = by;
    }
    const near = segmentInside(ax, ay, bx - ax, by - ay, radiusM);
    if (near === null) {
      if (open !== null) found.push(open);
      open = null;
    } else {
      const span = ax === bx && ay === by && afterUs - beforeUs > MOST_GAP_US ? 0 : afterUs - beforeUs;
      const base = afterUs - span;
      const part = nearestPart(ax, ay, bx - ax, by - ay, 0, 1);
      const distanceM = Math.hypot(ax + part * (bx - ax), ay + part * (by - ay));
      const fromUs = base + near[0] * span;
      const toUs = base + near[1] * span;
      if (open !== null && fromUs - open.toUs > MOST_GAP_US) {
        found.push(open);
        open = null;
      }
      if (open === null) open = { fromUs, toUs, nearestUs: base + part * span, distanceM };
      else {
        open.toUs = toUs;
        if (distanceM < open.distanceM) {
          open.distanceM = distanceM;
          open.nearestUs = base + part * span;
        }
      }
    }
    ax = bx;
    ay = by;
  }
  if (open !== null && found.length < most) found.push(open);
  return found;
}

function isUsable(flight: MatchableFlight, row: number, lastUs: number): boolean {
  const time = flight.timeUs[row] as number;
  return (
    time >= lastUs &&
    Number.isFinite(time) &&
    Number.isFinite(flight.latDeg[row] as number) &&
    Number.isFinite(flight.lonDeg[row] as number)
  );
}

/** First row at or after an instant. */
function rowAt(path: TimedPath, timeUs: number): number {
  let low = 0;
  let high = path.timeUs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((path.timeUs[middle] as number) < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where on a segment (0 to 1, between two limits) it is nearest to the origin. */
function nearestPart(ax: number, ay: number, dx: number, dy: number, from: number, to: number): number {
  const length = dx * dx + dy * dy;
  const part = length === 0 ? from : -(ax * dx + ay * dy) / length;
  return Math.min(to, Math.max(from, part));
}

/** The part of a segment inside a circle around the origin; `null` when none is. */
function segmentInside(ax: number, ay: number, dx: number, dy: number, radiusM: number): readonly [number, number] | null {
  const a = dx * dx + dy * dy;
  const c = ax * ax + ay * ay - radiusM * radiusM;
  if (a === 0) return c <= 0 ? [0, 1] : null;
  const b = ax * dx + ay * dy;
  const root = b * b - a * c;
  if (root < 0) return null;
  const from = Math.max(0, (-b - Math.sqrt(root)) / a);
  const to = Math.min(1, (-b + Math.sqrt(root)) / a);
  return from <= to ? [from, to] : null;
}
