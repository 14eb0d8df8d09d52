/** The exports as formats, recognised by their header row. */
import type { Format } from "../format.ts";
import { csvDialects } from "./csv-dialects.table.ts";
import { type FlightCsvHeader, findFlightCsvHeader } from "./read-flight-csv-header.ts";

/** Headers found in heads that were looked at: every dialect asks for the same head, one after the other. */
const looked = new WeakMap<Uint8Array, { readonly found: FlightCsvHeader | undefined }>();

function dialectOf(head: Uint8Array): string | undefined {
  const known = looked.get(head) ?? { found: findFlightCsvHeader(head) };
  looked.set(head, known);
  return known.found?.dialect.id;
}

/** One format for each dialect. */
export const flightCsvFormats: readonly Format[] = csvDialects.map(({ id, name, confidence }) => ({
  id,
  name,
  extensions: id === "dronedeploy-log" ? ["txt", "log", "tsv"] : ["csv", "tsv", "txt"],
  document: "docs/formats/flight-csv.md",
  sniff: (head) => (dialectOf(head) === id ? confidence : 0),
}));
