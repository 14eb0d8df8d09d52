/** Exports of flights as separated values. */
export type { CsvDialect, CsvMeaning } from "./csv-dialects.table.ts";
export { csvDialects } from "./csv-dialects.table.ts";
export { csvFlag, csvNumber } from "./csv-number.ts";
export type { DateOrder } from "./csv-times.ts";
export { dateOrderOf, joinDateAndClock, parseCsvDateTime } from "./csv-times.ts";
export type { CsvQuantity, CsvUnit } from "./csv-units.table.ts";
export { flightCsvErrors } from "./errors.table.ts";
export type { FlightCsvColumn, FlightCsvHeader } from "./read-flight-csv-header.ts";
export { csvFact, findFlightCsvHeader, readFlightCsvHeader } from "./read-flight-csv-header.ts";
export type { FlightCsvTable } from "./write-flight-csv.ts";
export { writeFlightCsv } from "./write-flight-csv.ts";
