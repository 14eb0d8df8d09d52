/** The figures of a flight: recomputed values, and the header's claims where they differ. */
import type { FlightDetail } from "@creance/api";
import type { Words } from "../words/words.ts";

/** One figure. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  /** What the header claims, when it is noticeably something else. */
  readonly claim: string | null;
}

/** True when two values differ by more than 5 % and more than `leastDifference`. */
export function differs(value: number | null, claim: number | null, leastDifference: number): boolean {
  if (value === null || claim === null) return false;
  const difference = Math.abs(value - claim);
  return difference > leastDifference && difference > 0.05 * Math.max(Math.abs(value), Math.abs(claim));
}

/** The five figures under the map. */
export function flightFigures(flight: Pick<FlightDetail, "stats" | "claims">, words: Words): Figure[] {
  const { stats, claims } = flight;
  const used = stats.batteryStartPct === null || stats.batteryEndPct === null ? null : stats.batteryStartPct - stats.batteryEndPct;
  return [
    {
      label: "flight time",
      value: words.duration(stats.durationUs),
      claim: differs(stats.durationUs, claims.durationUs, 5e6) ? words.duration(claims.durationUs) : null,
    },
    {
      label: "distance",
      value: words.quantity(stats.distanceM, "distance"),
      claim: differs(stats.distanceM, claims.distanceM, 20) ? words.quantity(claims.distanceM, "distance") : null,
    },
    {
      label: "highest above home",
      value: words.quantity(stats.maxAltHomeM, "height"),
      claim: differs(stats.maxAltHomeM, claims.maxAltHomeM, 1) ? words.quantity(claims.maxAltHomeM, "height") : null,
    },
    {
      label: "fastest",
      value: words.quantity(stats.maxGroundSpeedMps, "speed"),
      claim: differs(stats.maxGroundSpeedMps, claims.maxGroundSpeedMps, 0.5) ? words.quantity(claims.maxGroundSpeedMps, "speed") : null,
    },
    { label: "battery used", value: used === null ? "unknown" : `${Math.round(used)} %`, claim: null },
  ];
}
