/** Where a server may be said to stand: never one database alone, never against a round trip. */
import { countryAgreement, type FlowRow } from "@creance/capture";
import type { AuditStatement } from "../types.ts";
import { leastDistanceM } from "./country-distance.ts";

/** What can be said of a server's country. */
export interface PlacedCountry {
  /** At least two databases name it and the round trip does not exclude it; `null` otherwise. */
  readonly country: string | null;
  /** Another database names another country. */
  readonly outvoted: boolean;
  /** Countries that any database names. */
  readonly named: readonly string[];
  /** The one that two databases name and that the round trip excludes. */
  readonly excluded: string | null;
}

/** The place of a row's server. A round trip counts only from a stated country, and not where a relay of the operator's own answers. */
export function placedCountry(row: FlowRow, statement: AuditStatement): PlacedCountry {
  const { country, verdict } = countryAgreement(row.countries);
  const named = [...new Set(row.countries.map((opinion) => opinion.country).filter((name) => name !== null))];
  const excluded = country !== null && isTooFar(country, row, statement) ? country : null;
  return { country: excluded === null ? country : null, outvoted: verdict === "majority", named, excluded };
}

/** True when a server cannot stand in a country: even light is too slow. */
export function isTooFar(country: string, row: FlowRow, statement: AuditStatement): boolean {
  if (row.roundTrip === null || statement.country === null || statement.capturePoint === null || statement.capturePoint === "gatewayLan")
    return false;
  const distanceM = leastDistanceM(statement.country, country);
  return distanceM !== null && distanceM > row.roundTrip.anyMediumM;
}
