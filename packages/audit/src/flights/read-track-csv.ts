/** A flight as plain columns: CSV with `timeUs,latDeg,lonDeg[,altHomeM]`, what `creance decode --to csv` writes and anyone can make. */
import { isPlausiblePosition, UserError } from "@creance/core";
import type { AuditFlight } from "../types.ts";
import type { AuditFlightAbout } from "./audit-flight.ts";

const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const RETURN = 0x0d;
/** 10^0 to 10^15. */
const powersOfTen = [1];
while (powersOfTen.length < 16) powersOfTen.push((powersOfTen.at(-1) as number) * 10);

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
  const columns = [time, lat, lon, alt, air] as const;
  const rows = columns.map(() => new Growing());
  const row = new Float64Array(columns.length);
  const last = Math.max(...columns);
  let count = 0;
  let line = 1;
  let lastUs = Number.NEGATIVE_INFINITY;
  // A column that is named twice counts once; the fast way below reads each cell for one column.
  const slots = Array.from({ length: last + 1 }, (_, column) => columns.indexOf(column));
  for (let start = text.indexOf("\n") + 1; start > 0 && start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const from = start;
    start = end + 1;
    line += 1;
    if (!readPlainRow(text, from, end, slots, row)) {
      const cells = cellsOf(text.slice(from, end), Math.min(last + 1, MAX_COLUMNS));
      if (cells.length === 1 && cells[0] === "") continue;
      for (let at = 0; at < columns.length; at += 1) {
        const column = columns[at] as number;
        const cell = column < 0 ? "" : (cells[column] ?? "");
        const value = cell === "" ? Number.NaN : Number(cell);
        if (cell !== "" && !Number.isFinite(value)) throw refused(about.label, line, `${names[column]} is no number`);
        row[at] = value;
      }
    }
    const [timeUs, latDeg, lonDeg] = [row[0] as number, row[1] as number, row[2] as number];
    if (Number.isNaN(latDeg) || Number.isNaN(lonDeg)) continue;
    if (!isPlausiblePosition(latDeg, lonDeg)) throw refused(about.label, line, "this is no place on earth");
    if (timeUs < lastUs) throw refused(about.label, line, "its time is before that of the line above");
    if (!Number.isNaN(timeUs)) lastUs = timeUs;
    if (count === MAX_ROWS) throw refused(about.label, line, `more than ${MAX_ROWS} rows`);
    for (let at = 0; at < columns.length; at += 1) (rows[at] as Growing).add(row[at] as number, count);
    count += 1;
  }
  if (count === 0) throw refused(about.label, line, "no row has a position");
  const [times, lats, lons, alts, airs] = rows.map((of) => of.first(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    ...about,
    timeUs: times,
    latDeg: lats,
    lonDeg: lons,
    altHomeM: Float32Array.from(alts),
    inAir: Float32Array.from(airs),
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

/**
 * Reads a line whose cells are all plain decimals or empty: false for any other. Whole numbers below 2^53, divided by a power of ten that a double
 * holds, give what `Number` gives.
 */
function readPlainRow(text: string, from: number, end: number, slots: readonly number[], row: Float64Array): boolean {
  row.fill(Number.NaN);
  let at = from;
  for (const slot of slots) {
    if (slot < 0) {
      const comma = text.indexOf(",", at);
      if (comma < 0 || comma >= end) return false;
      at = comma + 1;
      continue;
    }
    const negative = text.charCodeAt(at) === MINUS;
    if (negative) at += 1;
    let value = 0;
    let digits = 0;
    let decimals = -1;
    let code: number = COMMA;
    for (; at < end; at += 1) {
      code = text.charCodeAt(at);
      if (code >= ZERO && code <= NINE) {
        value = value * 10 + (code - ZERO);
        digits += 1;
        if (decimals >= 0) decimals += 1;
      } else if (code === POINT && decimals < 0 && digits > 0) decimals = 0;
      else break;
    }
    const isEnd = at >= end || (code === RETURN && at + 1 === end);
    if ((!isEnd && code !== COMMA) || digits === 0 || value >= 2 ** 53 || decimals === 0 || decimals > 15) return false;
    const size = decimals > 0 ? value / (powersOfTen[decimals] as number) : value;
    row[slot] = negative ? -size : size;
    if (isEnd && slot !== slots[slots.length - 1]) return false;
    at += 1;
  }
  return true;
}

function cellsOf(line: string, most = MAX_COLUMNS): string[] {
  const cells = line.split(",", most);
  for (let at = 0; at < cells.length; at += 1) {
    const cell = (cells[at] as string).trim();
    cells[at] = cell.startsWith('"') ? cell.replace(/^"(.*)"$/, "$1") : cell;
  }
  return cells;
}

/** A column that grows. */
class Growing {
  #values = new Float64Array(1024);

  add(value: number, at: number): void {
    if (at === this.#values.length) {
      const larger = new Float64Array(at * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[at] = value;
  }

  first(count: number): Float64Array {
    return this.#values.slice(0, count);
  }
}

function refused(label: string, line: number, what: string): UserError {
  return new UserError("bad-track", "wrongUse", `${label}, line ${line}: ${what}. Nothing was audited.`);
}
