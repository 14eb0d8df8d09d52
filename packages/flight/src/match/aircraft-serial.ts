/** Serial numbers as evidence: which aircraft a file and a flight name. */
import type { MatchableFlight } from "../media/match.ts";

/** The header of a DJI flight record holds so many characters; newer aircraft have serials of 20. */
const HEADER_SERIAL_LENGTH = 16;

/** A serial number that names something: blank and all zeros are none. */
export function knownSerial(value: string | null): string | null {
  const text = value?.trim() ?? "";
  return text === "" || /^0+$/.test(text) ? null : text;
}

/** True when two serials name one aircraft: equal, or one is the 16 characters that a record's header keeps of the longer other. */
export function isSameAircraft(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short === long || (short.length === HEADER_SERIAL_LENGTH && long.startsWith(short));
}

/** True when both name an aircraft and the names differ. */
export function isOtherAircraft(serial: string | null, flight: MatchableFlight): boolean {
  const known = knownSerial(serial);
  const flown = knownSerial(flight.aircraftSerial);
  return known !== null && flown !== null && !isSameAircraft(known, flown);
}
