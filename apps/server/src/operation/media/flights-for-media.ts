/** Flights as matching takes them: their tracks thinned to a row a second, their camera events. */
import type { ColumnArray } from "@creance/core";
import { isUserError } from "@creance/core";
import { besideRecordWords, type MatchableFlight } from "@creance/flight";
import { readFlightColumns, type ViewParts } from "../flight-views.ts";

/** Flights that are remembered from one card to the next. */
const MOST_REMEMBERED = 2_000;

/** Loads flights, each once as long as there is room. */
export interface FlightLoader {
  load(id: string): Promise<MatchableFlight | undefined>;
}

/** Opens a loader for one placing. */
export function openFlightLoader(parts: ViewParts): FlightLoader {
  const known = new Map<string, MatchableFlight | undefined>();
  return {
    async load(id) {
      if (known.has(id)) return known.get(id);
      if (known.size >= MOST_REMEMBERED) known.clear();
      const flight = await loadFlight(parts, id);
      known.set(id, flight);
      return flight;
    },
  };
}

async function loadFlight(parts: ViewParts, id: string): Promise<MatchableFlight | undefined> {
  const detail = parts.vault.flight(id);
  if (detail === undefined) return undefined;
  const track = await readFlightColumns(parts, id, ["timeUs", "latDeg", "lonDeg"]).catch((error: unknown) => {
    // A flight whose original is damaged attracts nothing; fsck names it.
    if (isUserError(error)) return undefined;
    throw error;
  });
  const columns = (track?.columns ?? {}) as Readonly<Record<string, ColumnArray>>;
  const rows = secondRows(columns["timeUs"] ?? new Float64Array(0));
  const pick = (name: string): Float64Array => Float64Array.from(rows, (row) => columns[name]?.[row] ?? Number.NaN);
  return {
    id,
    startUs: detail.summary.startUs,
    endUs: detail.endUs ?? (detail.summary.startUs === null ? null : detail.summary.startUs + (detail.summary.durationUs ?? 0)),
    aircraftSerial: detail.aircraft.serial,
    cameraSerial: detail.aircraft.cameraSerial,
    isExposureTable: besideRecordWords(detail.summary.format) !== null,
    timeUs: pick("timeUs"),
    latDeg: pick("latDeg"),
    lonDeg: pick("lonDeg"),
    edges: detail.events.flatMap(({ kind, timeUs }) =>
      timeUs !== null && (kind === "photo" || kind === "videoStart" || kind === "videoStop") ? [{ timeUs, kind }] : [],
    ),
  };
}

/** The first row of each second, and the last row. */
function secondRows(timeUs: ColumnArray): number[] {
  const rows: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < timeUs.length; row += 1) {
    const second = Math.floor((timeUs[row] as number) / 1e6);
    if (Number.isNaN(second) || (second === last && row < timeUs.length - 1)) continue;
    rows.push(row);
    last = second;
  }
  return rows;
}
