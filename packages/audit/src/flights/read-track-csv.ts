/** A flight as plain columns: CSV with `timeUs,latDeg,lonDeg[,altHomeM]`, what `creance decode --to csv` writes and anyone can make. */
import { isPlausiblePosition, UserError } from "@creance/core";
import type { AuditFlight } from "../types.ts";
import type { AuditFlightAbout } from "./audit-flight.ts";

/** More rows are no flight: 50 hours at 10 Hz. */
const MAX_ROWS = 2_000_000;
const MAX_COLUMNS = 512;

/** True when the first line names the three columns that a track needs. */
export function isTrackCsv(text: string): boolean {
  const names = headOf(text);
  return ["timeUs", "latDeg", "lonDeg"].every((name) => names.includes(name));
}

/**
 * Reads a track. Other columns are passed over; a row without a position too; `inAir` is taken where it stands. Throws `UserError` with the line for
 * what is no number, no position, or out of order in time.
 */
export function readTrackCsv(text: string, about: AuditFlightAbout): AuditFlight {
  const names = headOf(text);
  const place = (name: string): number => names.indexOf(name);
  const [time, lat, lon, alt, air] = [place("timeUs"), place("latDeg"), place("lonDeg"), place("altHomeM"), place("inAir")] as const;
  if (time < 0 || lat < 0 || lon < 0) throw refused(about.label, 1, "the first line must name the columns timeUs,latDeg,lonDeg");
  const rows: (readonly [number, number, number, number, number])[] = [];
  let line = 1;
  let lastUs = Number.NEGATIVE_INFINITY;
  for (const cells of linesOf(text)) {
    line += 1;
    if (cells === null) continue;
    const number = (column: number): number => (column < 0 || (cells[column] ?? "") === "" ? Number.NaN : Number(cells[column]));
    const row = [number(time), number(lat), number(lon), number(alt), number(air)] as const;
    for (const [at, column] of [time, lat, lon, alt, air].entries()) {
      if (!Number.isFinite(row[at]) && column >= 0 && (cells[column] ?? "") !== "")
        throw refused(about.label, line, `${names[column]} is no number`);
    }
    if (Number.isNaN(row[1]) || Number.isNaN(row[2])) continue;
    if (!isPlausiblePosition(row[1], row[2])) throw refused(about.label, line, "this is no place on earth");
    if (row[0] < lastUs) throw refused(about.label, line, "its time is before that of the line above");
    if (!Number.isNaN(row[0])) lastUs = row[0];
    if (rows.length === MAX_ROWS) throw refused(about.label, line, `more than ${MAX_ROWS} rows`);
    rows.push(row);
  }
  if (rows.length === 0) throw refused(about.label, line, "no row has a position");
  return {
    ...about,
    timeUs: Float64Array.from(rows, ([timeUs]) => timeUs),
    latDeg: Float64Array.from(rows, ([, latDeg]) => latDeg),
    lonDeg: Float64Array.from(rows, ([, , lonDeg]) => lonDeg),
    altHomeM: Float32Array.from(rows, ([, , , altHomeM]) => altHomeM),
    inAir: Float32Array.from(rows, ([, , , , inAir]) => inAir),
    home: null,
    pilot: null,
    serials: { aircraftSerial: [], controllerSerial: [], batterySerial: [], cameraSerial: [] },
    app: null,
    aircraft: null,
    firmware: null,
  };
}

function headOf(text: string): string[] {
  const end = text.indexOf("\n");
  const head = text.slice(text.startsWith("\ufeff") ? 1 : 0, end < 0 ? Math.min(text.length, 65_536) : Math.min(end, 65_536));
  return cellsOf(head);
}

/** Cells of each line behind the first; `null` for an empty line. */
function* linesOf(text: string): Generator<string[] | null> {
  for (let start = text.indexOf("\n") + 1; start > 0 && start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    yield line.trim() === "" ? null : cellsOf(line);
    start = end + 1;
  }
}

function cellsOf(line: string): string[] {
  return line.split(",", MAX_COLUMNS).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
}

function refused(label: string, line: number, what: string): UserError {
  return new UserError("bad-track", "wrongUse", `${label}, line ${line}: ${what}. Nothing was audited.`);
}
