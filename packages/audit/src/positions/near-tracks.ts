/** Whether a position is near any track, home or pilot, as it is or moved back from a shifted datum. */
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { fromShifted, isInChinaBox, toBd09, toGcj02 } from "./shifted-datum.ts";
import type { TrackIndex } from "./track-index.ts";

/** A position that is near something. */
export interface NearPosition {
  /** WGS-84 degrees. */
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly distanceM: number;
  /** The datum it was shifted to; `null` for none. */
  readonly shift: Extract<EncodingLayer, "gcj02" | "bd09"> | null;
}

/** A shifted position must be this near: the shift itself moves by some hundred metres. */
const SHIFTED_LIMIT_M = 100;

/** Makes the test. Shifted datums are tried only where a track of the index lies inside the box in which maps shift. */
export function nearTracks(index: TrackIndex): (latDeg: number, lonDeg: number, limitM: number) => NearPosition | null {
  const shifts = tracksInChina(index)
    ? ([
        ["gcj02", toGcj02],
        ["bd09", toBd09],
      ] as const)
    : [];
  return (latDeg, lonDeg, limitM) => {
    const distanceM = index.nearestOfAllM(latDeg, lonDeg, limitM);
    let best: NearPosition | null = distanceM <= limitM ? { latDeg, lonDeg, distanceM, shift: null } : null;
    if (shifts.length === 0 || distanceM <= SHIFTED_LIMIT_M || !isInChinaBox(latDeg, lonDeg)) return best;
    let bestM = SHIFTED_LIMIT_M;
    for (const [shift, forward] of shifts) {
      const back = fromShifted(forward, latDeg, lonDeg);
      const reachedM = index.nearestOfAllM(back.latDeg, back.lonDeg, bestM);
      if (reachedM > bestM) continue;
      bestM = reachedM;
      best = { ...back, distanceM: reachedM, shift };
    }
    return best;
  };
}

/** True when a track, home or pilot lies inside the box. */
export function tracksInChina(index: TrackIndex): boolean {
  return index.tracks.some((track) => {
    for (const place of [track.home, track.pilot]) {
      if (place !== null && isInChinaBox(place.latDeg, place.lonDeg)) return true;
    }
    const rows = track.latDeg.length;
    return rows > 0 && isInChinaBox(track.latDeg[0] as number, track.lonDeg[0] as number);
  });
}
