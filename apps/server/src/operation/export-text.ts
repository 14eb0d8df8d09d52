/** Rows of a flight or a clip as text in any of the export formats. */
import type { ColumnArray, ColumnSpec } from "@creance/core";
import type { FlightEvent } from "@creance/flight";
import { type ExportPosition, writeCsv, writeGeoJson, writeGpx, writeKml } from "@creance/formats";
import { knownNumber, shortFloat32 } from "./short-number.ts";
import type { TableRows } from "./track-lines.ts";
import type { ExportFormat } from "./types.ts";

/** What is exported. */
export interface ExportInput {
  readonly name: string;
  readonly track: TableRows;
  /** Rows count in `track`; -1 is before it. */
  readonly events: readonly Pick<FlightEvent, "row" | "elapsedMs" | "timeUs" | "severity" | "sentence">[];
  readonly home: ExportPosition | null;
  readonly pilot: ExportPosition | null;
  /** Facts that stand at the top of the JSON export. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** Values in one piece of JSON text. */
const PIECE_VALUES = 4096;

const writers = { csv: writeCsv, geojson: writeGeoJson, gpx: writeGpx, kml: writeKml } as const;

/** The text in pieces, never whole in memory. */
export function exportText(format: ExportFormat, input: ExportInput): Iterable<string> {
  if (format === "json") return jsonText(input);
  const { name, track, home, pilot, events } = input;
  return writers[format]({
    name,
    table: track.table,
    rows: track.rows,
    columns: track.columns,
    home,
    pilot,
    events: events.map(({ row, elapsedMs, timeUs, sentence }) => ({
      elapsedMs,
      timeUs,
      sentence,
      latDeg: knownAt(track.columns["latDeg"], row),
      lonDeg: knownAt(track.columns["lonDeg"], row),
    })),
  });
}

function knownAt(values: ColumnArray | undefined, row: number): number | null {
  return knownNumber(values?.[row] ?? Number.NaN);
}

/** `{about..., name, home, pilot, events, rows, columns: {name: {unit, doc, values}}}`. */
function* jsonText({ about, name, home, pilot, events, track }: ExportInput): Generator<string> {
  const head = JSON.stringify({ ...about, name, home, pilot, events, rows: track.rows });
  yield `${head.slice(0, -1)},"columns":{`;
  const all = track.columns;
  let separator = "";
  for (const [column, { unit, doc }] of Object.entries(track.table) as [string, ColumnSpec][]) {
    yield `${separator}${JSON.stringify(column)}:${JSON.stringify({ unit, doc }).slice(0, -1)},"values":[`;
    separator = ",";
    const values = all[column] as ColumnArray;
    const short = values instanceof Float32Array ? shortFloat32 : knownNumber;
    for (let start = 0; start < track.rows; start += PIECE_VALUES) {
      const piece: string[] = [];
      for (let row = start; row < Math.min(track.rows, start + PIECE_VALUES); row += 1) piece.push(String(short(values[row] as number)));
      yield start === 0 ? piece.join(",") : `,${piece.join(",")}`;
    }
    yield "]}";
  }
  yield "}}\n";
}
