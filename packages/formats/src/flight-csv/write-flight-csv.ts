/** Writes exports in the dialects that are read: for the sample operation and for tests. Units are given in the header names. */

/** A table of texts and numbers. */
export interface FlightCsvTable {
  /** Header names with their units, e.g. `OSD.height [ft]`. */
  readonly header: readonly string[];
  /** `null` is an empty cell. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** Lines before the header, each a list of cells (default none). */
  readonly before?: readonly (readonly string[])[];
  readonly separator?: "," | ";" | "\t";
  readonly decimal?: "." | ",";
  readonly lineEnd?: "\n" | "\r\n";
  readonly byteOrderMark?: boolean;
}

/** The file's bytes. Cells that hold the separator, a quote or a line end are quoted. */
export function writeFlightCsv(table: FlightCsvTable): Uint8Array<ArrayBuffer> {
  const separator = table.separator ?? ",";
  const lineEnd = table.lineEnd ?? "\r\n";
  const cell = (value: string | number | null): string => {
    if (value === null) return "";
    const text = typeof value === "number" ? String(value).replace(".", table.decimal ?? ".") : value;
    return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const line = (cells: readonly (string | number | null)[]): string => cells.map(cell).join(separator) + lineEnd;
  const text = [...(table.before ?? []), table.header, ...table.rows].map(line).join("");
  return new TextEncoder().encode((table.byteOrderMark === true ? "\ufeff" : "") + text);
}
