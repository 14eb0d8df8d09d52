/** A flight's rows with what belongs to them, as redaction writes them anew. */

import type { ColumnArray } from "@creance/core";
import { trackColumns } from "@creance/flight";
import type { TrackExport } from "@creance/formats";
import { noSuchFlight, readFlightColumns, type ViewParts } from "../flight-views.ts";

/** The whole track. Rejects with a `UserError` for an unknown flight. Memory: its columns. */
export async function flightTrackExport(parts: ViewParts, id: string): Promise<TrackExport> {
  const detail = parts.vault.flight(id);
  if (detail === undefined) throw noSuchFlight(id);
  const read = await readFlightColumns(parts, id, Object.keys(trackColumns));
  const { rows } = read;
  const columns = read.columns as Readonly<Record<string, ColumnArray>>;
  const { summary, events, home, pilot } = detail;
  const at = (name: string, row: number): number | null => {
    const value = columns[name]?.[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  return {
    name: summary.name ?? summary.aircraftName ?? summary.productName ?? summary.id,
    table: trackColumns,
    rows,
    columns,
    home,
    pilot,
    events: events.map(({ row, elapsedMs, timeUs, sentence }) => ({
      elapsedMs,
      timeUs,
      sentence,
      latDeg: at("latDeg", row),
      lonDeg: at("lonDeg", row),
    })),
  };
}
