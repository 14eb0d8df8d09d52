/** Whether two originals show the same flight: two phones, or a file with something appended. */
import type { Flight, NormalRecord } from "./types.ts";

/** A flight together with the original it comes from. */
export interface FlightInRecord {
  readonly record: Pick<NormalRecord, "identity">;
  readonly flight: Pick<Flight, "segment" | "startUs" | "endUs"> & { readonly aircraft: Pick<Flight["aircraft"], "serial"> };
}

/**
 * True for equal record regions and segments, or for the same aircraft at the same time: one aircraft flies one flight at a
 * time, so intervals that share more than half of the shorter one are one flight seen by two devices (whose clocks can differ
 * by seconds, and either may have started late). Without a serial or a time only equal bytes count. Symmetric.
 */
export function sameFlight(a: FlightInRecord, b: FlightInRecord): boolean {
  const regionA = a.record.identity.regionSha256;
  if (regionA !== "" && regionA === b.record.identity.regionSha256) return a.flight.segment === b.flight.segment;
  const serialA = a.flight.aircraft.serial;
  if (serialA === null || b.flight.aircraft.serial === null || !sameSerial(serialA, b.flight.aircraft.serial)) return false;
  if (a.flight.startUs === null || a.flight.endUs === null || b.flight.startUs === null || b.flight.endUs === null) return false;
  const sharedUs = Math.min(a.flight.endUs, b.flight.endUs) - Math.max(a.flight.startUs, b.flight.startUs);
  const shorterUs = Math.min(a.flight.endUs - a.flight.startUs, b.flight.endUs - b.flight.startUs);
  if (shorterUs === 0) return sharedUs === 0;
  return sharedUs * 2 > shorterUs;
}

/** Equal, or one is the other cut to the header's 16 characters. */
function sameSerial(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length === 16 && long.startsWith(short);
}
