/** Finds the header row of an export, tells its dialect, and says for each column what it means and in which unit (docs/formats/flight-csv.md). */
import { type ByteSource, FormatError } from "@creance/core";
import { csvCellPlaces } from "../csv/read-csv.ts";
import { readHead } from "../format.ts";
import type { MetadataField } from "../metadata-field.ts";
import { type CsvDialect, type CsvMeaning, csvDialects } from "./csv-dialects.table.ts";
import { type CsvUnit, csvUnits } from "./csv-units.table.ts";
import { flightCsvErrors } from "./errors.table.ts";

/** Lines before the header row at most: DroneDeploy writes about thirty about session and aircraft. */
const LINES_BEFORE_HEADER = 100;
const MAX_COLUMNS = 4096;
const SEPARATORS = [",", ";", "\t"] as const;

/** One column of the file. */
export interface FlightCsvColumn {
  readonly index: number;
  /** As the file writes it. */
  readonly header: string;
  /** Lower case, without the unit. */
  readonly name: string;
  /** Lower case; `null` when the header says none. */
  readonly unit: string | null;
  /** `null` for a column that this reader does not use. */
  readonly meaning: CsvMeaning | null;
  /** How a measured value becomes one in the product's unit; `null` for texts, flags and times, and where the unit is not known. */
  readonly scale: CsvUnit | null;
  /** True when the column measures something and its unit is missing or not known: its values must not be used. */
  readonly isUnitUnknown: boolean;
}

/** What the head of the file says. */
export interface FlightCsvHeader {
  readonly dialect: CsvDialect;
  readonly separator: "," | ";" | "\t";
  readonly decimal: "." | ",";
  /** True when both kinds of decimal sign were seen: then numbers with a comma are not read. */
  readonly isDecimalMixed: boolean;
  readonly columns: readonly FlightCsvColumn[];
  readonly byteOffset: number;
  /** Offset of the first row behind the header. */
  readonly bodyOffset: number;
  /** Lines of two cells before the header: session, aircraft, serials. */
  readonly facts: readonly MetadataField[];
}

/** Reads the header. Throws a `FormatError` when no row of the first 64 KiB is the header of a known export. */
export async function readFlightCsvHeader(source: ByteSource): Promise<FlightCsvHeader> {
  const found = findFlightCsvHeader(await readHead(source));
  if (found === undefined) {
    throw new FormatError("csv-no-header", { format: "flight-csv", offset: 0, field: "header" }, flightCsvErrors["csv-no-header"]);
  }
  return found;
}

/** The header in these first bytes; `undefined` when there is none. Never throws. */
export function findFlightCsvHeader(head: Uint8Array): FlightCsvHeader | undefined {
  let offset = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  if (head.subarray(0, 4096).includes(0)) return undefined;
  const before: { offset: number; line: Uint8Array }[] = [];
  for (let count = 0; count < LINES_BEFORE_HEADER && offset < head.byteLength; count += 1) {
    const lineEnd = head.indexOf(10, offset);
    const next = lineEnd < 0 ? head.byteLength : lineEnd + 1;
    const end = lineEnd < 0 ? head.byteLength : lineEnd > offset && head[lineEnd - 1] === 13 ? lineEnd - 1 : lineEnd;
    const line = head.subarray(offset, end);
    const best = bestDialect(line);
    if (best !== undefined) {
      const columns = columnsOf(best.dialect, best.names);
      return {
        ...best,
        columns,
        ...decimalOf(head.subarray(next), best.separator, columns),
        byteOffset: offset,
        bodyOffset: next,
        facts: before.flatMap(({ offset, line }) => factOf(line, offset, best.separator)),
      };
    }
    before.push({ offset, line });
    offset = next;
  }
  return undefined;
}

/** A line of two or three cells as a named value; its offset is that of the value. */
export function csvFact(line: Uint8Array, offset: number, separator: string): MetadataField | undefined {
  const [name, value] = csvCellPlaces(line, separator);
  if (name === undefined || value === undefined || name.text.trim() === "" || value.text.trim() === "") return undefined;
  return {
    group: "header",
    name: name.text.trim().slice(0, 200),
    value: value.text.trim().slice(0, 1000),
    byteOffset: offset + value.offset,
    lengthBytes: value.lengthBytes,
  };
}

function factOf(line: Uint8Array, offset: number, separator: string): readonly MetadataField[] {
  const fact = line.byteLength < 4096 ? csvFact(line, offset, separator) : undefined;
  return fact === undefined ? [] : [fact];
}

interface Names {
  readonly header: string;
  readonly name: string;
  readonly unit: string | null;
}

function bestDialect(
  line: Uint8Array,
): { readonly dialect: CsvDialect; readonly separator: (typeof SEPARATORS)[number]; readonly names: readonly Names[] } | undefined {
  if (line.byteLength < 6) return undefined;
  const text = new TextDecoder("utf-8").decode(line);
  if (!/lat/i.test(text)) return undefined;
  let best: { dialect: CsvDialect; separator: (typeof SEPARATORS)[number]; names: readonly Names[] } | undefined;
  for (const separator of SEPARATORS) {
    if (!text.includes(separator)) continue;
    const names = csvCellPlaces(line, separator)
      .slice(0, MAX_COLUMNS)
      .map(({ text }) => nameAndUnit(text));
    const present = new Set(names.map(({ name }) => name));
    for (const dialect of csvDialects) {
      const fits = dialect.required.length > 0 ? dialect.required.every((name) => present.has(name)) : isPlainTable(dialect, names);
      if (fits && dialect.confidence > (best?.dialect.confidence ?? 0)) best = { dialect, separator, names };
    }
  }
  return best;
}

/** A table of positions needs a latitude, a longitude and a time. */
function isPlainTable(dialect: CsvDialect, names: readonly Names[]): boolean {
  const values = new Set(names.map(({ name }) => dialect.columns[name]?.value));
  return values.has("latDeg") && values.has("lonDeg") && (values.has("elapsed") || values.has("dateTime"));
}

/** `OSD.height [ft]` is `osd.height` and `ft`; `altitude(feet)` is `altitude` and `feet`. */
function nameAndUnit(cell: string): Names {
  const header = cell.trim();
  const match = /^(.*?)\s*[[(]([^\])]*)[\])]$/.exec(header);
  const unit = match?.[2]?.trim().toLowerCase().replace("\ufffd", "°") ?? null;
  return { header, name: (match?.[1] ?? header).trim().toLowerCase(), unit: unit === "" ? null : unit };
}

function columnsOf(dialect: CsvDialect, names: readonly Names[]): FlightCsvColumn[] {
  return names.map(({ header, name, unit }, index) => {
    const meaning = dialect.columns[name] ?? null;
    const units = meaning === null ? undefined : csvUnits[meaning.quantity];
    const known = unit ?? meaning?.unit ?? null;
    const scale = units === undefined || known === null || !Object.hasOwn(units, known) ? null : (units[known] ?? null);
    return { index, header, name, unit, meaning, scale, isUnitUnknown: units !== undefined && scale === null };
  });
}

const COMMA_NUMBER = /^\s*[-+]?\d+,\d+\s*$/;
const POINT_NUMBER = /^\s*[-+]?\d*\.\d+\s*$/;

/** Which decimal sign the first rows use in columns that measure something. */
function decimalOf(
  body: Uint8Array,
  separator: string,
  columns: readonly FlightCsvColumn[],
): { readonly decimal: "." | ","; readonly isDecimalMixed: boolean } {
  const measured = columns.filter(({ scale }) => scale !== null).map(({ index }) => index);
  let commas = 0;
  let points = 0;
  let start = 0;
  for (let row = 0; row < 50; row += 1) {
    const end = body.indexOf(10, start);
    if (end < 0) break;
    const cells = csvCellPlaces(body.subarray(start, end > start && body[end - 1] === 13 ? end - 1 : end), separator);
    for (const index of measured) {
      const text = cells[index]?.text ?? "";
      if (COMMA_NUMBER.test(text)) commas += 1;
      else if (POINT_NUMBER.test(text)) points += 1;
    }
    start = end + 1;
  }
  return { decimal: commas > 0 && points === 0 ? "," : ".", isDecimalMixed: commas > 0 && points > 0 };
}
