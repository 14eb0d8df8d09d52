/** A track as comma-separated values (RFC 4180): every column of its table, unknown values empty. */
import { numberText, type TrackExport } from "../track-export.ts";

const ROWS_A_CHUNK = 512;

/** Yields the file in chunks of text: a header row with the column names, then one line a row, lines ended by CR LF. */
export function* writeCsv(track: TrackExport): Generator<string> {
  const columns = Object.entries(track.table).map(([name, spec]) => ({ type: spec.type, values: track.columns[name] }));
  yield `${Object.keys(track.table).map(quoted).join(",")}\r\n`;
  for (let start = 0; start < track.rows; start += ROWS_A_CHUNK) {
    let text = "";
    for (let row = start; row < Math.min(track.rows, start + ROWS_A_CHUNK); row += 1) {
      text += columns.map(({ type, values }) => numberText(values?.[row] ?? Number.NaN, type)).join(",");
      text += "\r\n";
    }
    yield text;
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
