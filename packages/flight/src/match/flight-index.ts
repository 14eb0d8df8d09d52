/** Flights by serial number, by time and by the cells of ground that they passed. */
import { distanceM } from "@creance/core";
import type { MatchableFlight } from "../media/match.ts";
import { type TimedPath, timedPath } from "./track-places.ts";

/** A flight made ready. */
export interface IndexedFlight {
  readonly flight: MatchableFlight;
  readonly path: TimedPath;
  readonly startUs: number;
  readonly endUs: number;
}

/** Cells are this many degrees wide: some 110 m of latitude. */
const CELL_DEG = 1e-3;
const LON_CELLS = 400_000;
/** Rows farther apart than this are not joined, metres. */
const MOST_STEP_M = 3000;

/** The flights of a matching. */
export class FlightIndex {
  readonly #flights: readonly IndexedFlight[];
  readonly #starts: Float64Array;
  /** Latest end of this and all flights that started before it. */
  readonly #latestEnds: Float64Array;
  /** Built when first asked for. */
  #cells: Map<number, number[]> | undefined;

  constructor(flights: readonly MatchableFlight[]) {
    const indexed = flights.map((flight) => {
      const path = timedPath(flight);
      const count = path.timeUs.length;
      const first = count > 0 ? (path.timeUs[0] as number) : Number.NaN;
      const last = count > 0 ? (path.timeUs[count - 1] as number) : Number.NaN;
      return { flight, path, startUs: least(flight.startUs, first), endUs: most(flight.endUs ?? flight.startUs, last) };
    });
    // One order whatever the order of the list.
    indexed.sort((a, b) => order(a.startUs, b.startUs) || (a.flight.id < b.flight.id ? -1 : 1));
    this.#flights = indexed;
    this.#starts = Float64Array.from(indexed, ({ startUs }) => startUs);
    this.#latestEnds = new Float64Array(indexed.length);
    let latest = Number.NEGATIVE_INFINITY;
    for (const [at, { endUs }] of indexed.entries()) {
      if (endUs > latest) latest = endUs;
      this.#latestEnds[at] = latest;
    }
  }

  /** Flights that were under way at some time in a span, by start. */
  during(fromUs: number, toUs: number): IndexedFlight[] {
    const found: IndexedFlight[] = [];
    for (let at = this.#firstAfter(toUs) - 1; at >= 0; at -= 1) {
      if ((this.#latestEnds[at] as number) < fromUs) break;
      const flight = this.#flights[at] as IndexedFlight;
      if (flight.endUs >= fromUs) found.push(flight);
    }
    return found.reverse();
  }

  /** Flights that may have passed near a place (within some 100 m), by start. */
  near(latDeg: number, lonDeg: number): IndexedFlight[] {
    this.#cells ??= this.#cellsOfAll();
    const cells = this.#cells;
    const found = new Set<number>();
    const reach = Math.min(20, Math.ceil(0.3 / Math.max(0.01, Math.cos((latDeg * Math.PI) / 180))));
    const row = Math.floor(latDeg / CELL_DEG);
    const column = Math.floor(lonDeg / CELL_DEG);
    for (let y = row - 1; y <= row + 1; y += 1) {
      for (let x = column - reach; x <= column + reach; x += 1) {
        for (const at of cells.get(y * LON_CELLS + x) ?? []) found.add(at);
      }
    }
    return [...found].sort((a, b) => a - b).map((at) => this.#flights[at] as IndexedFlight);
  }

  #cellsOfAll(): Map<number, number[]> {
    const cells = new Map<number, number[]>();
    for (const [at, { path }] of this.#flights.entries()) {
      let last = Number.NaN;
      const enter = (latDeg: number, lonDeg: number): void => {
        const key = Math.floor(latDeg / CELL_DEG) * LON_CELLS + Math.floor(lonDeg / CELL_DEG);
        if (key === last) return;
        last = key;
        const list = cells.get(key);
        if (list === undefined) cells.set(key, [at]);
        else if (list.at(-1) !== at) list.push(at);
      };
      for (let row = 0; row < path.timeUs.length; row += 1) {
        const latDeg = path.latDeg[row] as number;
        const lonDeg = path.lonDeg[row] as number;
        if (row > 0) {
          const beforeLat = path.latDeg[row - 1] as number;
          const beforeLon = path.lonDeg[row - 1] as number;
          const cellsApart = Math.max(Math.abs(latDeg - beforeLat), Math.abs(lonDeg - beforeLon)) / CELL_DEG;
          if (cellsApart > 0.5 && cellsApart < 1000 && distanceM(beforeLat, beforeLon, latDeg, lonDeg) < MOST_STEP_M) {
            const steps = Math.ceil(cellsApart * 2);
            for (let step = 1; step < steps; step += 1)
              enter(beforeLat + ((latDeg - beforeLat) * step) / steps, beforeLon + ((lonDeg - beforeLon) * step) / steps);
          }
        }
        enter(latDeg, lonDeg);
      }
    }
    return cells;
  }

  #firstAfter(timeUs: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const start = this.#starts[middle] as number;
      // Flights without a time stand last.
      if (start <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function order(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return Number.isNaN(b) ? -1 : a - b;
}

function least(stated: number | null, seen: number): number {
  if (stated === null) return seen;
  return Number.isNaN(seen) ? stated : Math.min(stated, seen);
}

function most(stated: number | null, seen: number): number {
  if (stated === null) return seen;
  return Number.isNaN(seen) ? stated : Math.max(stated, seen);
}
