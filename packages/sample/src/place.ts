/** Places of the sample operation: open land, with names that exist on no map. */
import { metresPerDegree } from "@creance/core";

/** A take-off point. */
export interface SamplePlace {
  readonly latDeg: number;
  readonly lonDeg: number;
  /** Height of the ground above mean sea level. */
  readonly altAmslM: number;
  /** Place strings as an app writes them into the header, most local first. */
  readonly street: string;
  readonly city: string;
  readonly area: string;
}

/** Turns metres east and north of a place into degrees; one scale for the whole flight. */
export function placeScale(place: SamplePlace): { readonly latPerM: number; readonly lonPerM: number } {
  const scale = metresPerDegree(place.latDeg);
  return { latPerM: 1 / scale.northM, lonPerM: 1 / scale.eastM };
}
