/**
 * Questions about places against flights: whose track, home point or pilot lies inside, and how small the box is. Time is not tested: tiles that are
 * loaded at home before a flight tell where it will be. A view of half the world is none.
 */
import { type Bounds, distanceM } from "@creance/core";
import { classOf } from "../positions/position-fold.ts";
import type { IndexedTrack, TrackIndex } from "../positions/track-index.ts";
import type { PrecisionClass } from "../types.ts";
import { halfDiagonalM, middleOf } from "./box-size.ts";
import type { PlaceQuery } from "./place-query.ts";

/** A question that is about a flight's place. */
export interface PlaceMatch {
  /** Place in `TrackIndex.tracks`. */
  readonly track: number;
  readonly label: string;
  readonly decoy: boolean;
  /** By half the diagonal; `region` is weak. */
  readonly class: PrecisionClass;
  /** Half the diagonal of the box, or the radius, in metres, one decimal. */
  readonly precisionM: number;
  /** What of the flight lies inside. */
  readonly inside: "track" | "home" | "pilot";
  /** Share of the track's rows inside, 0 to 1. */
  readonly share: number;
  readonly weakBecause: string | null;
  readonly query: PlaceQuery;
}

/** Questions of one sequence, folded: a map that is moved asks for tile after tile. */
export interface FoldedPlaces<Asked> {
  /** The one with the smallest box. */
  readonly match: PlaceMatch;
  readonly smallest: Asked;
  readonly first: Asked;
  readonly last: Asked;
  readonly count: number;
}

const WORLD_ZOOM = 5;
const WORLD_M = 100_000;
/** Rows of a track that are tested, evenly. */
const MOST_ROWS = 4_096;

/** The flight that a question is about: real before decoy, then the most of its track inside, then the nearest in time. `null` when it is about none. */
export function matchPlace(index: TrackIndex, query: PlaceQuery, sentUs = Number.NaN): PlaceMatch | null {
  if (query.zoom !== null && query.zoom <= WORLD_ZOOM) return null;
  let best: (Omit<PlaceMatch, "class" | "weakBecause"> & { readonly offUs: number }) | null = null;
  for (const bounds of query.boxes) {
    const precisionM = query.radiusM ?? halfDiagonalM(bounds);
    if (precisionM > WORLD_M) continue;
    for (let track = 0; track < index.tracks.length; track += 1) {
      const about = index.tracks[track] as IndexedTrack;
      const found = insideOf(about, bounds, query.radiusM);
      if (found === null) continue;
      const own = { track, label: about.label, decoy: about.decoy, precisionM, ...found, query, offUs: timeOff(about, sentUs) };
      if (best === null || isBetter(own, best)) best = own;
    }
  }
  if (best === null) return null;
  const { offUs: _, ...match } = best;
  const precision = classOf(match.precisionM) ?? "region";
  return {
    ...match,
    precisionM: Math.round(match.precisionM * 10) / 10,
    class: precision,
    weakBecause: precision === "region" ? "the place asked about is large: an address on the internet tells as much" : null,
  };
}

/** Folds questions by flight and form, in the order in which they came. */
export function foldPlaces<Asked>(asked: readonly { readonly match: PlaceMatch; readonly asked: Asked }[]): FoldedPlaces<Asked>[] {
  const folded = new Map<string, { match: PlaceMatch; smallest: Asked; first: Asked; last: Asked; count: number }>();
  for (const { match, asked: one } of asked) {
    const key = `${match.track} ${match.query.layers.join(">")}`;
    const own = folded.get(key);
    if (own === undefined) {
      folded.set(key, { match, smallest: one, first: one, last: one, count: 1 });
      continue;
    }
    own.count += 1;
    own.last = one;
    if (match.precisionM < own.match.precisionM) {
      own.match = match;
      own.smallest = one;
    }
  }
  return [...folded.values()];
}

function isBetter(
  own: { readonly decoy: boolean; readonly precisionM: number; readonly share: number; readonly offUs: number },
  best: { readonly decoy: boolean; readonly precisionM: number; readonly share: number; readonly offUs: number },
): boolean {
  if (own.decoy !== best.decoy) return !own.decoy;
  if (Math.abs(own.precisionM - best.precisionM) > 1) return own.precisionM < best.precisionM;
  if (own.share !== best.share) return own.share > best.share;
  return own.offUs < best.offUs;
}

function insideOf(about: IndexedTrack, bounds: Bounds, radiusM: number | null): Pick<PlaceMatch, "inside" | "share"> | null {
  const rows = about.latDeg.length;
  const step = Math.max(1, Math.ceil(rows / MOST_ROWS));
  let tested = 0;
  let inside = 0;
  for (let row = 0; row < rows; row += step) {
    tested += 1;
    if (isInside(bounds, radiusM, about.latDeg[row] as number, about.lonDeg[row] as number)) inside += 1;
  }
  if (inside > 0) return { inside: "track", share: inside / tested };
  if (about.home !== null && isInside(bounds, radiusM, about.home.latDeg, about.home.lonDeg)) return { inside: "home", share: 0 };
  if (about.pilot !== null && isInside(bounds, radiusM, about.pilot.latDeg, about.pilot.lonDeg)) return { inside: "pilot", share: 0 };
  return null;
}

function isInside(bounds: Bounds, radiusM: number | null, latDeg: number, lonDeg: number): boolean {
  if (latDeg < bounds.southDeg || latDeg > bounds.northDeg) return false;
  const wraps = bounds.westDeg > bounds.eastDeg;
  if (wraps ? lonDeg < bounds.westDeg && lonDeg > bounds.eastDeg : lonDeg < bounds.westDeg || lonDeg > bounds.eastDeg) return false;
  if (radiusM === null) return true;
  const { latDeg: middleLatDeg, lonDeg: middleLonDeg } = middleOf(bounds);
  return distanceM(latDeg, lonDeg, middleLatDeg, middleLonDeg) <= radiusM;
}

/** How far the sending lies from the flight's time; 0 during it, infinite where unknown. */
function timeOff(about: IndexedTrack, sentUs: number): number {
  if (!about.hasClock || Number.isNaN(sentUs)) return Number.POSITIVE_INFINITY;
  return sentUs < about.startUs ? about.startUs - sentUs : Math.max(0, sentUs - about.endUs);
}
