/** The list as CSV: every flight that matches, not only the rows on the screen. */
import type { FlightQuery, FlightSummary } from "@creance/api";
import { api } from "../api/client.ts";
import { csvText } from "../words/csv.ts";
import { csvOnlyColumns, listColumns } from "./list-columns.ts";

/** CSV of the given flights. */
export function flightsCsv(flights: readonly FlightSummary[]): string {
  const columns = [...listColumns, ...csvOnlyColumns];
  return csvText(
    columns.map((column) => column.csvName),
    flights.map((flight) => columns.map((column) => column.csv(flight))),
  );
}

const ROWS_AT_ONCE = 1000;

/** Asks for every flight that matches, a thousand at a time. */
export async function allFlights(query: Partial<FlightQuery>): Promise<FlightSummary[]> {
  const flights: FlightSummary[] = [];
  for (;;) {
    const page = await api.flights.list({ ...query, offset: flights.length, limit: ROWS_AT_ONCE });
    flights.push(...page.rows);
    if (page.rows.length === 0 || flights.length >= page.total) return flights;
  }
}
