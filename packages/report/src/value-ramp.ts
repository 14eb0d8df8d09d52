/** Which step of the ramp a value falls on. */
import type { MapTrack, MapValue } from "./map-model.ts";
import { numberAt } from "./map-projection.ts";
import { RAMP_STEPS } from "./value-ramp.table.ts";

/** A ramp's ends in the value's unit. */
export interface RampRange {
  readonly low: number;
  readonly high: number;
}

/** The range all tracks share, so that a colour means the same everywhere on the map; `null` when no value is known. */
export function rampRange(tracks: readonly MapTrack[]): RampRange | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { value } of tracks) {
    if (value === undefined) continue;
    const [from, to] = value.range ?? knownRange(value);
    if (from < low) low = from;
    if (to > high) high = to;
  }
  return low <= high && Number.isFinite(low) && Number.isFinite(high) ? { low, high } : null;
}

/** 0 (lowest) to `RAMP_STEPS - 1`; -1 for an unknown value. A range without width is its lowest step. */
export function rampStep(value: number, { low, high }: RampRange): number {
  if (!Number.isFinite(value)) return -1;
  if (!(high > low)) return 0;
  return Math.max(0, Math.min(RAMP_STEPS - 1, Math.floor(((value - low) / (high - low)) * RAMP_STEPS)));
}

function knownRange({ values }: MapValue): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row += 1) {
    const value = numberAt(values, row);
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
