/** Flights (and decoy tracks) by place and time: how near a position is to a track, to its home point and to its pilot. */
import { distanceM } from "@creance/core";
import type { AuditFlight } from "../types.ts";
import { writeEarthPoint } from "./earth-point.ts";

/** A track that never was: searched like a real one, so that its hits count what chance alone finds. */
export interface DecoyTrack {
  readonly label: string;
  /** Microseconds since 1970 UTC, NaN where unknown. */
  readonly timeUs: Float64Array;
  readonly latDeg: Float64Array;
  readonly lonDeg: Float64Array;
  readonly home: { readonly latDeg: number; readonly lonDeg: number } | null;
}

/** A track of the index. Rows whose time or place is unknown are left out when the track has a clock. */
export interface IndexedTrack {
  readonly label: string;
  readonly decoy: boolean;
  /** Microseconds since 1970 UTC; empty when the track has no clock. */
  readonly timeUs: Float64Array;
  readonly latDeg: Float64Array;
  readonly lonDeg: Float64Array;
  /** Home and pilot, where known; decoys have no pilot. */
  readonly home: { readonly latDeg: number; readonly lonDeg: number } | null;
  readonly pilot: { readonly latDeg: number; readonly lonDeg: number } | null;
  /** False when its rows have no times: time cannot be tested. */
  readonly hasClock: boolean;
  readonly startUs: number;
  readonly endUs: number;
}

/** The nearest point of a track: on a row or between two. */
export interface NearestPoint {
  readonly distanceM: number;
  /** Row, with a fraction between two rows. */
  readonly row: number;
  /** Time at that point, NaN without a clock. */
  readonly timeUs: number;
}

/** The index. Numbers of tracks are places in `tracks`: flights first, in their order, then decoys. */
export interface TrackIndex {
  readonly tracks: readonly IndexedTrack[];
  /** Nearest point of one track within `[fromUs, untilUs]` (everything by default), no farther than `limitM`; else `null`. */
  nearest(track: number, latDeg: number, lonDeg: number, limitM: number, fromUs?: number, untilUs?: number): NearestPoint | null;
  /** Distance in metres to the home point or the pilot of a track, the nearer of the two; infinity where neither is known or both are far (over 100 km). */
  fixedM(track: number, latDeg: number, lonDeg: number): number;
  /** Distance in metres to the nearest track, home or pilot of all, no farther than `limitM`; else infinity. */
  nearestOfAllM(latDeg: number, lonDeg: number, limitM: number): number;
}

/** Rows in the smallest box of a track's tree. */
const LEAF_ROWS = 16;

/** Makes the index: at most 36 bytes a row. Time grows with the rows; a look-up with their logarithm. */
export function createTrackIndex(flights: readonly AuditFlight[], decoys: readonly DecoyTrack[] = []): TrackIndex {
  const shapes: TrackShape[] = [];
  for (const flight of flights) {
    shapes.push(new TrackShape({ ...knownRows(flight), label: flight.label, decoy: false, home: flight.home, pilot: flight.pilot }));
  }
  for (const decoy of decoys) {
    shapes.push(new TrackShape({ ...knownRows(decoy), label: decoy.label, decoy: true, home: decoy.home, pilot: null }));
  }
  const point = new Float64Array(3);
  let aimedLatDeg = Number.NaN;
  let aimedLonDeg = Number.NaN;
  // One point is asked of many tracks.
  const aim = (latDeg: number, lonDeg: number): void => {
    if (latDeg === aimedLatDeg && lonDeg === aimedLonDeg) return;
    writeEarthPoint(latDeg, lonDeg, point, 0);
    aimedLatDeg = latDeg;
    aimedLonDeg = lonDeg;
  };
  // The last nearest track is the likeliest next one: its distance is a bound for all others.
  let last = 0;
  return {
    tracks: shapes.map((shape) => shape.track),
    nearest(track, latDeg, lonDeg, limitM, fromUs = Number.NEGATIVE_INFINITY, untilUs = Number.POSITIVE_INFINITY) {
      const shape = shapes[track];
      if (shape === undefined) return null;
      aim(latDeg, lonDeg);
      return shape.nearest(point, latDeg, lonDeg, limitM, fromUs, untilUs);
    },
    fixedM(track, latDeg, lonDeg) {
      let leastM = Number.POSITIVE_INFINITY;
      for (const place of [shapes[track]?.track.home, shapes[track]?.track.pilot]) {
        // A degree of latitude is more than 100 km.
        if (place && Math.abs(place.latDeg - latDeg) < 1) leastM = Math.min(leastM, distanceM(latDeg, lonDeg, place.latDeg, place.lonDeg));
      }
      return leastM;
    },
    nearestOfAllM(latDeg, lonDeg, limitM) {
      aim(latDeg, lonDeg);
      let bestM = limitM;
      let best = -1;
      for (let step = 0; step < shapes.length; step += 1) {
        const place = step === 0 ? last : step <= last ? step - 1 : step;
        const reachedM = (shapes[place] as TrackShape).within(point, bestM);
        if (reachedM > bestM) continue;
        bestM = reachedM;
        best = place;
        if (bestM < 0.01) break;
      }
      if (best < 0) return Number.POSITIVE_INFINITY;
      last = best;
      return bestM;
    },
  };
}

/** Rows with a place; when most rows have a time, only those that have one. */
function knownRows(track: DecoyTrack | AuditFlight): Pick<IndexedTrack, "timeUs" | "latDeg" | "lonDeg"> {
  const { timeUs, latDeg, lonDeg } = track;
  const rows = Math.min(latDeg.length, lonDeg.length);
  let timed = 0;
  let placed = 0;
  for (let row = 0; row < rows; row += 1) {
    if (!isPlace(latDeg[row] as number, lonDeg[row] as number)) continue;
    placed += 1;
    if (Number.isFinite(timeUs[row] as number)) timed += 1;
  }
  const clocked = timed > 0 && timed * 2 >= placed;
  if (placed === rows && (clocked ? timed === placed : true)) return { timeUs: clocked ? timeUs : new Float64Array(0), latDeg, lonDeg };
  const kept = clocked ? timed : placed;
  const out = { timeUs: new Float64Array(clocked ? kept : 0), latDeg: new Float64Array(kept), lonDeg: new Float64Array(kept) };
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    if (!isPlace(latDeg[row] as number, lonDeg[row] as number)) continue;
    if (clocked && !Number.isFinite(timeUs[row] as number)) continue;
    if (clocked) out.timeUs[at] = timeUs[row] as number;
    out.latDeg[at] = latDeg[row] as number;
    out.lonDeg[at] = lonDeg[row] as number;
    at += 1;
  }
  return out;
}

function isPlace(latDeg: number, lonDeg: number): boolean {
  return Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180;
}

/** One track in space: points, and a binary tree of boxes around runs of them. */
class TrackShape {
  readonly track: IndexedTrack;
  readonly #points: Float64Array;
  /** Leaves of the tree, a power of two: leaf `n` holds rows from `n * LEAF_ROWS` to the first row of the next leaf. */
  readonly #leaves: number;
  /** Six numbers a node: least and greatest x, y, z. Node 1 is the root, nodes 2n and 2n + 1 are the halves of node n. */
  readonly #boxes: Float64Array;
  readonly #fixed: Float64Array;
  #bestSquared = 0;
  #bestRow = -1;
  #likelyRow = 0;

  constructor(about: Omit<IndexedTrack, "hasClock" | "startUs" | "endUs">) {
    const rows = about.latDeg.length;
    const hasClock = about.timeUs.length > 0;
    this.track = {
      ...about,
      hasClock,
      startUs: hasClock ? (about.timeUs[0] as number) : Number.NaN,
      endUs: hasClock ? (about.timeUs[rows - 1] as number) : Number.NaN,
    };
    this.#points = new Float64Array(rows * 3);
    for (let row = 0; row < rows; row += 1) {
      writeEarthPoint(about.latDeg[row] as number, about.lonDeg[row] as number, this.#points, row * 3);
    }
    this.#leaves = 1;
    while (this.#leaves * LEAF_ROWS < rows) this.#leaves *= 2;
    this.#boxes = new Float64Array(this.#leaves * 2 * 6);
    for (let node = this.#leaves * 2 - 1; node >= 1; node -= 1) {
      resetBox(this.#boxes, node * 6);
      if (node < this.#leaves) {
        joinBoxes(this.#boxes, node * 6, node * 12, node * 12 + 6);
        continue;
      }
      const from = (node - this.#leaves) * LEAF_ROWS;
      for (let row = from; row <= Math.min(rows - 1, from + LEAF_ROWS); row += 1) widenBox(this.#boxes, node * 6, this.#points, row * 3);
    }
    const fixed = [about.home, about.pilot].filter((place) => place !== null && isPlace(place.latDeg, place.lonDeg));
    this.#fixed = new Float64Array(fixed.length * 3);
    fixed.forEach((place, at) => {
      if (place !== null) writeEarthPoint(place.latDeg, place.lonDeg, this.#fixed, at * 3);
    });
  }

  /** Metres to the track, its home or its pilot, when that is at most `limitM`; else infinity. */
  within(point: Float64Array, limitM: number): number {
    this.#bestSquared = limitM * limitM;
    let found = false;
    for (let at = 0; at < this.#fixed.length; at += 3) {
      const squared = squaredBetween(this.#fixed, at, point);
      if (squared > this.#bestSquared) continue;
      this.#bestSquared = squared;
      found = true;
    }
    if (this.#search(point, 0, this.track.latDeg.length - 1)) found = true;
    return found ? Math.sqrt(this.#bestSquared) : Number.POSITIVE_INFINITY;
  }

  nearest(point: Float64Array, latDeg: number, lonDeg: number, limitM: number, fromUs: number, untilUs: number): NearestPoint | null {
    const { track } = this;
    let first = 0;
    let last = track.latDeg.length - 1;
    if (track.hasClock) {
      if (fromUs > track.startUs) first = firstAtOrAfter(track.timeUs, fromUs);
      if (untilUs < track.endUs) last = firstAtOrAfter(track.timeUs, untilUs + 1) - 1;
    }
    if (last < first) return null;
    this.#bestSquared = limitM * limitM;
    if (!this.#search(point, first, last)) return null;
    const row = Math.floor(this.#bestRow);
    const part = this.#bestRow - row;
    const next = Math.min(row + 1, track.latDeg.length - 1);
    return {
      distanceM: groundDistanceM(track, row, next, part, latDeg, lonDeg, Math.sqrt(this.#bestSquared)),
      row: this.#bestRow,
      timeUs: track.hasClock ? (track.timeUs[row] as number) * (1 - part) + (track.timeUs[next] as number) * part : Number.NaN,
    };
  }

  /** Improves on the best so far with rows first to last; false when nothing is nearer. */
  #search(point: Float64Array, first: number, last: number): boolean {
    if (last < first || boxSquared(this.#boxes, 6, point) > this.#bestSquared) return false;
    this.#bestRow = -1;
    // Points come one after another: where the last one was is a good first guess.
    if (this.#likelyRow >= first && this.#likelyRow < last) this.#searchRows(point, this.#likelyRow, this.#likelyRow + 1);
    this.#searchNode(point, 1, 0, this.#leaves * LEAF_ROWS, first, last);
    if (this.#bestRow < 0) return false;
    this.#likelyRow = Math.floor(this.#bestRow);
    return true;
  }

  /** Node `node` holds rows `from` to `until`, the last one included as the end of a segment. */
  #searchNode(point: Float64Array, node: number, from: number, until: number, first: number, last: number): void {
    if (node >= this.#leaves) {
      this.#searchRows(point, Math.max(first, from), Math.min(last, until));
      return;
    }
    const middle = (from + until) / 2;
    const left = middle >= first ? boxSquared(this.#boxes, node * 12, point) : Number.POSITIVE_INFINITY;
    const right = middle <= last ? boxSquared(this.#boxes, node * 12 + 6, point) : Number.POSITIVE_INFINITY;
    if (left <= right) {
      if (left <= this.#bestSquared) this.#searchNode(point, node * 2, from, middle, first, last);
      if (right <= this.#bestSquared) this.#searchNode(point, node * 2 + 1, middle, until, first, last);
    } else {
      if (right <= this.#bestSquared) this.#searchNode(point, node * 2 + 1, middle, until, first, last);
      if (left <= this.#bestSquared) this.#searchNode(point, node * 2, from, middle, first, last);
    }
  }

  #searchRows(point: Float64Array, from: number, until: number): void {
    const points = this.#points;
    const x = point[0] as number;
    const y = point[1] as number;
    const z = point[2] as number;
    for (let row = from; row <= until; row += 1) {
      const at = row * 3;
      const dx = x - (points[at] as number);
      const dy = y - (points[at + 1] as number);
      const dz = z - (points[at + 2] as number);
      let part = 0;
      let squared = dx * dx + dy * dy + dz * dz;
      if (row < until) {
        const ex = (points[at + 3] as number) - (points[at] as number);
        const ey = (points[at + 4] as number) - (points[at + 1] as number);
        const ez = (points[at + 5] as number) - (points[at + 2] as number);
        const lengthSquared = ex * ex + ey * ey + ez * ez;
        const along = dx * ex + dy * ey + dz * ez;
        if (lengthSquared > 0 && along > 0 && along < lengthSquared) {
          part = along / lengthSquared;
          squared = Math.max(0, squared - along * part);
        }
      }
      // Of equals the earliest, however the tree was walked.
      if (squared < this.#bestSquared || (squared === this.#bestSquared && (this.#bestRow < 0 || row + part < this.#bestRow))) {
        this.#bestSquared = squared;
        this.#bestRow = row + part;
      }
    }
  }
}

/** Over the ground, by the house's geodesy; the straight line where the pieces of a track are long. */
function groundDistanceM(
  track: IndexedTrack,
  row: number,
  next: number,
  part: number,
  latDeg: number,
  lonDeg: number,
  chordM: number,
): number {
  const rowLatDeg = track.latDeg[row] as number;
  const rowLonDeg = track.lonDeg[row] as number;
  if (part === 0) return distanceM(latDeg, lonDeg, rowLatDeg, rowLonDeg);
  const nextLatDeg = track.latDeg[next] as number;
  const nextLonDeg = track.lonDeg[next] as number;
  let east = nextLonDeg - rowLonDeg;
  if (east > 180) east -= 360;
  if (east < -180) east += 360;
  const groundM = distanceM(latDeg, lonDeg, rowLatDeg + (nextLatDeg - rowLatDeg) * part, rowLonDeg + east * part);
  // Near a pole or over a long piece a straight line in degrees is not the straight line in space.
  return Math.abs(groundM - chordM) > 1 + chordM * 0.01 ? chordM : groundM;
}

/** First row whose time is at or after `timeUs`; the number of rows when there is none. */
function firstAtOrAfter(times: Float64Array, timeUs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function resetBox(boxes: Float64Array, at: number): void {
  for (let axis = 0; axis < 3; axis += 1) {
    boxes[at + axis * 2] = Number.POSITIVE_INFINITY;
    boxes[at + axis * 2 + 1] = Number.NEGATIVE_INFINITY;
  }
}

function joinBoxes(boxes: Float64Array, at: number, one: number, other: number): void {
  for (let side = 0; side < 6; side += 2) {
    boxes[at + side] = Math.min(boxes[one + side] as number, boxes[other + side] as number);
    boxes[at + side + 1] = Math.max(boxes[one + side + 1] as number, boxes[other + side + 1] as number);
  }
}

function widenBox(boxes: Float64Array, at: number, points: Float64Array, from: number): void {
  for (let axis = 0; axis < 3; axis += 1) {
    const value = points[from + axis] as number;
    if (value < (boxes[at + axis * 2] as number)) boxes[at + axis * 2] = value;
    if (value > (boxes[at + axis * 2 + 1] as number)) boxes[at + axis * 2 + 1] = value;
  }
}

/** Square of the least distance from a point to a box; 0 inside. */
function boxSquared(boxes: Float64Array, at: number, point: Float64Array): number {
  let squared = 0;
  for (let axis = 0; axis < 3; axis += 1) {
    const value = point[axis] as number;
    const below = (boxes[at + axis * 2] as number) - value;
    const above = value - (boxes[at + axis * 2 + 1] as number);
    const off = below > 0 ? below : above > 0 ? above : 0;
    squared += off * off;
  }
  return squared;
}

function squaredBetween(points: Float64Array, at: number, point: Float64Array): number {
  const dx = (point[0] as number) - (points[at] as number);
  const dy = (point[1] as number) - (points[at + 1] as number);
  const dz = (point[2] as number) - (points[at + 2] as number);
  return dx * dx + dy * dy + dz * dz;
}
