/** The same value from several flights, or from a list and a flight, is one needle: one thing that was sent is one finding. */
import type { Needle } from "../types.ts";

/** A needle with the flight it came from, `null` for none or for several. */
export interface FlightNeedle {
  readonly needle: Needle;
  readonly flight: string | null;
}

/** Each value of a kind once, under its first name; the flight is `null` where several have it. Parts of files count by their own form. */
export function distinctNeedles(listed: Iterable<FlightNeedle>): FlightNeedle[] {
  const distinct = new Map<string, FlightNeedle>();
  for (const one of listed) {
    const { kind, form, value } = one.needle;
    const key = JSON.stringify([kind, form ?? null, value]);
    const known = distinct.get(key);
    if (known === undefined) distinct.set(key, one);
    else if (known.flight !== one.flight) distinct.set(key, { needle: known.needle, flight: null });
  }
  return [...distinct.values()];
}
