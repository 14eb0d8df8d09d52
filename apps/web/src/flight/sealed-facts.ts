/** What the header of a sealed record claims. */
import type { FlightDetail } from "@creance/api";
import type { MapMarker } from "@creance/report";
import type { Words } from "../words/words.ts";
import type { Fact } from "./machine-facts.ts";

/** The claims that are there. */
export function sealedFacts({ claims, summary }: Pick<FlightDetail, "claims" | "summary">, words: Words): Fact[] {
  const facts: [string, string | null][] = [
    ["Start", claims.startUs === null ? null : words.instant(claims.startUs, summary.timeZone)],
    ["Flight time", claims.durationUs === null ? null : words.duration(claims.durationUs)],
    ["Distance", claims.distanceM === null ? null : words.quantity(claims.distanceM, "distance")],
    ["Highest above home", claims.maxAltHomeM === null ? null : words.quantity(claims.maxAltHomeM, "height")],
    ["Fastest", claims.maxGroundSpeedMps === null ? null : words.quantity(claims.maxGroundSpeedMps, "speed")],
    ["Place", claims.places.length === 0 ? null : claims.places.join(", ")],
    ["Pictures taken", claims.captureNum === null ? null : String(claims.captureNum)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

/** The one position that the header names. */
export function sealedMarkers({ claims, home }: Pick<FlightDetail, "claims" | "home">): MapMarker[] {
  if (claims.latDeg !== null && claims.lonDeg !== null) {
    return [{ kind: "start", label: "start, by the header", latDeg: claims.latDeg, lonDeg: claims.lonDeg }];
  }
  return home === null ? [] : [{ kind: "home", label: "home", ...home }];
}
