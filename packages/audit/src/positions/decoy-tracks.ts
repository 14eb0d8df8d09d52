/** Decoy tracks: flights that never were, turned and moved, near enough to share leading digits with real ones and too far to be met by them. */
import { fromLocal, type Platform, toLocal } from "@creance/core";
import { seededRandom } from "../needles/seeded-random.ts";
import type { AuditFlight } from "../types.ts";
import { createTrackIndex, type DecoyTrack, type TrackIndex } from "./track-index.ts";

/** At least this many decoys are turned and moved by 0.3 to 3 degrees, over all flights together. */
const LEAST_TURNED = 20;
/** Rows of a decoy, at most: every so many rows of its flight. */
const MOST_ROWS = 2_000;
/** A decoy stays this far from every real track: its own surroundings of 5 km do not touch theirs. */
const APART_M = 10_000;
const TRIES = 40;
const METRES_PER_DEG = 111_320;

/** Makes the decoys of an audit. The same flights and seed give the same decoys; a flight without rows gives none. */
export function decoyTracks(flights: readonly AuditFlight[], platform: Platform, seed: string): DecoyTrack[] {
  const random = seededRandom(platform, `tracks\n${seed}`);
  const index = createTrackIndex(flights);
  const flown = flights.filter((flight) => flight.latDeg.length > 0);
  const each = flown.length === 0 ? 0 : Math.ceil(LEAST_TURNED / flown.length);
  const part = (): number => random.below(10_000) / 10_000;
  const decoys: DecoyTrack[] = [];
  for (const flight of flown) {
    for (let number = 0; number <= each; number += 1) {
      // The last one is only moved, by 20 km.
      const near = number === each;
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const movedM = near ? 20_000 + attempt * 500 : (0.3 + 2.7 * part()) * METRES_PER_DEG;
        const decoy = moved(flight, {
          label: `decoy ${number + 1} of ${flight.label}`,
          turnRad: near ? 0 : (0.3 + part() * 5.6) % (Math.PI * 2),
          movedM,
          bearingRad: part() * Math.PI * 2,
        });
        if (!isApart(decoy, index)) continue;
        decoys.push(decoy);
        break;
      }
    }
  }
  return decoys;
}

function moved(
  flight: AuditFlight,
  how: { readonly label: string; readonly turnRad: number; readonly movedM: number; readonly bearingRad: number },
): DecoyTrack {
  const rows = Math.min(flight.latDeg.length, flight.lonDeg.length);
  const step = Math.max(1, Math.ceil(rows / MOST_ROWS));
  const kept = Math.ceil(rows / step);
  const out = { timeUs: new Float64Array(kept), latDeg: new Float64Array(kept), lonDeg: new Float64Array(kept) };
  const originLatDeg = flight.latDeg[0] as number;
  const originLonDeg = flight.lonDeg[0] as number;
  const cos = Math.cos(how.turnRad);
  const sin = Math.sin(how.turnRad);
  // Moved across a pole a track would be torn: such flights' decoys move along the parallel or towards the equator.
  const polar = Math.abs(originLatDeg) > 80;
  const northM = polar ? -Math.sign(originLatDeg) * how.movedM : Math.cos(how.bearingRad) * how.movedM;
  const eastM = polar ? 0 : Math.sin(how.bearingRad) * how.movedM;
  const start = fromLocal(originLatDeg, originLonDeg, { eastM, northM });
  const place = (latDeg: number, lonDeg: number): { readonly latDeg: number; readonly lonDeg: number } => {
    const point = toLocal(originLatDeg, originLonDeg, latDeg, lonDeg);
    return fromLocal(start.latDeg, start.lonDeg, {
      eastM: point.eastM * cos - point.northM * sin,
      northM: point.eastM * sin + point.northM * cos,
    });
  };
  for (let at = 0; at < kept; at += 1) {
    const row = at * step;
    const there = place(flight.latDeg[row] as number, flight.lonDeg[row] as number);
    out.timeUs[at] = flight.timeUs[row] as number;
    out.latDeg[at] = there.latDeg;
    out.lonDeg[at] = there.lonDeg;
  }
  const home = flight.home === null ? null : place(flight.home.latDeg, flight.home.lonDeg);
  return { label: how.label, ...out, home };
}

function isApart(decoy: DecoyTrack, index: TrackIndex): boolean {
  const step = Math.max(1, Math.floor(decoy.latDeg.length / 100));
  for (let row = 0; row < decoy.latDeg.length; row += step) {
    const latDeg = decoy.latDeg[row] as number;
    const lonDeg = decoy.lonDeg[row] as number;
    if (!(Math.abs(latDeg) <= 89) || index.nearestOfAllM(latDeg, lonDeg, APART_M) <= APART_M) return false;
  }
  return decoy.home === null || index.nearestOfAllM(decoy.home.latDeg, decoy.home.lonDeg, APART_M) > APART_M;
}
