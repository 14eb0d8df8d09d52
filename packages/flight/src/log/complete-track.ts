/** What follows from a track itself, whatever wrote it: the way from home, and stretches that are weak. */
import { distanceM } from "@creance/core";
import type { Steps } from "../steps.ts";
import type { Track } from "../types.ts";

/** Autopilots do not take off with fewer (PX4's `EKF2_REQ_NSATS`, ArduPilot's check before arming). */
const FEW_SATELLITES = 6;

/** A track with `distanceHomeM` and `weak` filled in where the log does not say them. The track that is given stays as it is. */
export function completeTrack(
  { rows, columns }: Track,
  { jumps }: Pick<Steps, "jumps">,
): { readonly track: Track; readonly gpsWeak: Uint8Array<ArrayBuffer> } {
  const distanceHomeM = columns.distanceHomeM.slice();
  const weak = columns.weak.slice();
  const gpsWeak = new Uint8Array(rows);
  const { latDeg, lonDeg, homeLatDeg, homeLonDeg, satellites } = columns;
  for (let row = 0; row < rows; row += 1) {
    if (Number.isNaN(distanceHomeM[row] as number)) {
      distanceHomeM[row] = distanceM(homeLatDeg[row] as number, homeLonDeg[row] as number, latDeg[row] as number, lonDeg[row] as number);
    }
    const count = satellites[row] as number;
    if (count < FEW_SATELLITES) gpsWeak[row] = 1;
    if (!Number.isNaN(weak[row] as number)) continue;
    // Unknown where nothing says how good the position is.
    if (gpsWeak[row] === 1 || jumps[row] === 1) weak[row] = 1;
    else if (!Number.isNaN(count)) weak[row] = 0;
  }
  return { track: { rows, columns: { ...columns, distanceHomeM, weak } }, gpsWeak };
}
