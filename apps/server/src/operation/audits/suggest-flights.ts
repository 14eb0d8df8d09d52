/** Flights that belong to captures by their time: flown while one ran, or in the day before it, since records may be sent later. */
import { flightQuerySchema, type SuggestedFlight } from "@creance/api";
import { besideRecordWords } from "@creance/flight";
import type { Vault } from "@creance/vault";

const DAY_US = 86_400e6;
/** Flights offered at most. */
const MOST_FLIGHTS = 500;

/** The flights, those that overlap first, then latest first. Captures without a time or unknown ones suggest nothing. */
export function suggestFlights(vault: Pick<Vault, "capture" | "allFlights">, captures: readonly string[]): SuggestedFlight[] {
  const times = captures.flatMap((sha256) => {
    const row = vault.capture(sha256)?.row;
    return row?.firstTimeUs === null || row?.lastTimeUs === null || row === undefined ? [] : [[row.firstTimeUs, row.lastTimeUs] as const];
  });
  if (times.length === 0) return [];
  // A flight of more than a day is none: those that began earlier cannot reach the captures.
  const fromUs = Math.min(...times.map(([first]) => first)) - 2 * DAY_US;
  const toUs = Math.max(...times.map(([, last]) => last)) + 1;
  const found: SuggestedFlight[] = [];
  for (const flight of vault.allFlights(flightQuerySchema.parse({ fromUs, toUs }))) {
    const { id, name, place, aircraftName, startUs, durationUs, timeZone, sealed } = flight;
    // Tables and messages beside a record are not what flew.
    if (startUs === null || besideRecordWords(flight.format) !== null) continue;
    const endUs = startUs + (durationUs ?? 0);
    const overlaps = times.some(([first, last]) => startUs <= last && endUs >= first);
    const before = times.some(([first]) => endUs < first && endUs >= first - DAY_US);
    if (overlaps || before) found.push({ id, name, place, aircraftName, startUs, durationUs, timeZone, sealed, overlaps });
    if (found.length >= MOST_FLIGHTS) break;
  }
  return found.sort((one, other) => Number(other.overlaps) - Number(one.overlaps) || (other.startUs ?? 0) - (one.startUs ?? 0));
}
