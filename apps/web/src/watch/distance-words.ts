/** How far away an answering machine can be at most, in words. It can exclude a place, never prove one. */
import { roundTripBound } from "@creance/capture";
import { displayUnits, toDisplay } from "@creance/core";
import { grouped } from "../words/count.ts";
import type { Words } from "../words/words.ts";

/** `1,900 km`, rounded up so that the bound stays true; `null` where no round trip was measured. */
export function farthestWords(rttUs: number | null, words: Pick<Words, "units">): string | null {
  const bound = rttUs === null ? undefined : roundTripBound(rttUs);
  return bound === undefined ? null : roundedUp(bound.anyMediumM, words);
}

/** A distance rounded up to two digits, with its unit. */
export function roundedUp(distanceM: number, words: Pick<Words, "units">): string {
  const shown = toDisplay(distanceM, "distance", words.units);
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(shown, 1))) - 1);
  return `${grouped(Math.ceil(shown / step) * step)} ${displayUnits[words.units].distance.unit}`;
}

/** `45.2 ms`. */
export function roundTripWords(rttUs: number): string {
  return rttUs < 1000 ? `${Math.round(rttUs)} µs` : `${(rttUs / 1000).toFixed(1)} ms`;
}
