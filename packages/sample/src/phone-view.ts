/** The phone's clock as its app stamps it: late by a little, sometimes repeated, now and then a gap. */
import type { CustomFields } from "@creance/formats";
import { SAMPLE_S } from "./flown.ts";
import type { Random } from "./random.ts";

/** Stamps for the samples of one phone. */
export interface PhoneView {
  stamp(row: number, distanceM: number, groundSpeedMps: number): CustomFields;
}

/** The view of one phone; call `stamp` once for each row, in order. */
export function seeFromPhone(options: { readonly startMs: number; readonly phoneClockMs?: number; readonly random: Random }): PhoneView {
  const random = options.random.fork("phone");
  const startMs = options.startMs + (options.phoneClockMs ?? 0);
  let lastMs = startMs;
  let stuckRows = 0;
  return {
    stamp(row, distanceM, groundSpeedMps) {
      if (stuckRows > 0) stuckRows -= 1;
      else if (random.unit() < 0.07) stuckRows = 1;
      else if (random.unit() < 0.0004) stuckRows = 5 + random.below(20);
      const nowMs = startMs + Math.round(row * SAMPLE_S * 1000 + random.between(2, 38));
      if (stuckRows === 0) lastMs = Math.max(lastMs, nowMs);
      return { wallClockMs: lastMs, distanceM, groundSpeedMps };
    },
  };
}
