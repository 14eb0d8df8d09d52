/** A kept flight as text, from its derived columns. */
import type { ColumnArray } from "@creance/core";
import { trackColumns } from "@creance/flight";
import { exportText } from "./export-text.ts";
import { noSuchFlight, readFlightColumns, type ViewParts } from "./flight-views.ts";
import type { ExportFormat } from "./types.ts";

/** A flight's whole track in an export format, in pieces. `UserError` when there is no such flight. */
export async function exportFlight(parts: ViewParts, id: string, format: ExportFormat): Promise<AsyncIterable<string>> {
  const detail = parts.vault.flight(id);
  if (detail === undefined) throw noSuchFlight(id);
  const { rows, columns } = await readFlightColumns(parts, id, Object.keys(trackColumns));
  const { summary, note, events, home, pilot, ...facts } = detail;
  const text = exportText(format, {
    name: summary.name ?? summary.aircraftName ?? summary.productName ?? summary.id,
    track: { table: trackColumns, rows, columns: columns as Readonly<Record<string, ColumnArray>> },
    events,
    home,
    pilot,
    about: { summary, note, ...facts },
  });
  return pieces(text);
}

async function* pieces(text: Iterable<string>): AsyncGenerator<string> {
  yield* text;
}
