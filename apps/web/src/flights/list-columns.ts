/** The columns of the flight list: heads, cells, and the plain values of the CSV copy. */
import type { FlightQuery, FlightSummary } from "@creance/api";
import { displayUnits, toDisplay } from "@creance/core";
import type { CsvColumn, GridColumn } from "../grid/grid-column.ts";
import type { Words } from "../words/words.ts";
import { RowBadges } from "./badges.tsx";

/** A column of the list; it is sorted by keys of the contract. */
export interface ListColumn extends GridColumn<FlightSummary> {
  readonly sort: FlightQuery["sort"] | null;
}

/** Rounded to a number of digits; unknown stays unknown. */
const rounded = (value: number | null, digits = 0): number | null => (value === null ? null : Number(value.toFixed(digits)));

const isoOf = (timeUs: number | null): string | null => (timeUs !== null && timeUs > 0 ? new Date(timeUs / 1000).toISOString() : null);

/** The aircraft as the operator calls it. */
export function aircraftWords(flight: Pick<FlightSummary, "aircraftName" | "productName" | "aircraftSerial">): string {
  return flight.aircraftName ?? flight.productName ?? flight.aircraftSerial ?? "unknown";
}

/** The flight's name, else its place, else its id. */
export function flightTitle(flight: Pick<FlightSummary, "name" | "place" | "id">): string {
  return flight.name ?? (flight.place === null ? `Flight ${flight.id}` : flight.place);
}

/** Heights in the list need no decimals. */
const heightCell = (valueM: number | null, words: Words): string => {
  if (valueM === null) return "unknown";
  const unit = displayUnits[words.units].height;
  return `${toDisplay(valueM, "height", words.units).toFixed(0)} ${unit.unit}`;
};

/** The list's id in the settings. */
export const FLIGHTS_GRID = "flights";

/** All columns, in order. */
export const listColumns: readonly ListColumn[] = [
  {
    id: "start",
    head: "Start",
    sort: "startUs",
    numeric: false,
    minPx: 150,
    share: 0,
    phone: "150px",
    shown: "atFirst",
    cell: (flight, words) => words.instant(flight.startUs, flight.timeZone),
    csvName: "start",
    csv: (flight) => isoOf(flight.startUs),
  },
  {
    id: "flight",
    head: "Flight",
    sort: "place",
    numeric: false,
    minPx: 200,
    share: 2,
    phone: "minmax(120px, 1fr)",
    shown: "always",
    cell: flightTitle,
    beside: RowBadges,
    csvName: "name",
    csv: (flight) => flight.name,
  },
  {
    id: "aircraft",
    head: "Aircraft",
    sort: "aircraftName",
    numeric: false,
    minPx: 84,
    share: 0.8,
    phone: null,
    shown: "atFirst",
    cell: aircraftWords,
    csvName: "aircraft",
    csv: (flight) => flight.aircraftName ?? flight.productName,
  },
  {
    id: "duration",
    head: "Length",
    sort: "durationUs",
    numeric: true,
    minPx: 56,
    share: 0,
    phone: "56px",
    shown: "atFirst",
    cell: (flight, words) => words.duration(flight.durationUs),
    csvName: "duration_s",
    csv: (flight) => rounded(flight.durationUs === null ? null : flight.durationUs / 1e6),
  },
  {
    id: "distance",
    head: "Distance",
    sort: "distanceM",
    numeric: true,
    minPx: 70,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (flight, words) => words.quantity(flight.distanceM, "distance"),
    csvName: "distance_m",
    csv: (flight) => rounded(flight.distanceM),
  },
  {
    id: "height",
    head: "Highest",
    sort: "maxAltHomeM",
    numeric: true,
    minPx: 58,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (flight, words) => heightCell(flight.maxAltHomeM, words),
    csvName: "highest_above_home_m",
    csv: (flight) => rounded(flight.maxAltHomeM, 1),
  },
  {
    id: "speed",
    head: "Fastest",
    sort: "maxGroundSpeedMps",
    numeric: true,
    minPx: 66,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (flight, words) => words.quantity(flight.maxGroundSpeedMps, "speed"),
    csvName: "fastest_mps",
    csv: (flight) => rounded(flight.maxGroundSpeedMps, 1),
  },
  {
    id: "warnings",
    head: "Warnings",
    sort: "warnings",
    numeric: true,
    minPx: 64,
    share: 0,
    phone: null,
    shown: "atFirst",
    cell: (flight) => (flight.sealed ? "" : String(flight.warnings)),
    warns: (flight) => flight.warnings > 0,
    csvName: "warnings",
    csv: (flight) => flight.warnings,
  },
  {
    id: "app",
    head: "App",
    sort: "appName",
    numeric: false,
    minPx: 112,
    share: 0.7,
    phone: null,
    shown: "atFirst",
    cell: (flight) => flight.appName ?? "unknown",
    csvName: "app",
    csv: (flight) => flight.appName,
  },
  {
    id: "place",
    head: "Place",
    sort: "place",
    numeric: false,
    minPx: 140,
    share: 1,
    phone: null,
    shown: "whenChosen",
    cell: (flight) => flight.place ?? "unknown",
    csvName: "place",
    csv: (flight) => flight.place,
  },
  {
    id: "country",
    head: "Country",
    sort: null,
    numeric: false,
    minPx: 58,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (flight) => flight.country ?? "unknown",
    csvName: "country",
    csv: (flight) => flight.country,
  },
  {
    id: "serial",
    head: "Serial",
    sort: null,
    numeric: false,
    minPx: 130,
    share: 0.5,
    phone: null,
    shown: "whenChosen",
    cell: (flight) => flight.aircraftSerial ?? "unknown",
    csvName: "aircraft_serial",
    csv: (flight) => flight.aircraftSerial,
  },
  {
    id: "version",
    head: "Version",
    sort: null,
    numeric: true,
    minPx: 54,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (flight) => String(flight.formatVersion),
    csvName: "record_version",
    csv: (flight) => flight.formatVersion,
  },
  {
    id: "originals",
    head: "Originals",
    sort: null,
    numeric: true,
    minPx: 64,
    share: 0,
    phone: null,
    shown: "whenChosen",
    cell: (flight) => String(flight.originals),
    csvName: "originals",
    csv: (flight) => flight.originals,
  },
];

/** The values of the CSV copy: all columns, and some that only it carries. */
export const csvColumns: readonly CsvColumn<FlightSummary>[] = [
  ...listColumns,
  { csvName: "id", csv: (flight) => flight.id },
  { csvName: "home_lat_deg", csv: (flight) => flight.home?.latDeg ?? null },
  { csvName: "home_lon_deg", csv: (flight) => flight.home?.lonDeg ?? null },
  { csvName: "sealed", csv: (flight) => (flight.sealed ? "yes" : "no") },
  { csvName: "damaged", csv: (flight) => (flight.damaged ? "yes" : "no") },
];
