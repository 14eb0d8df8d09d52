/** Rows of the list by index, loaded a page at a time around what is visible. */
import type { FlightQuery, FlightSummary } from "@creance/api";
import { useQueries } from "@tanstack/react-query";
import { flightPageQuery, PAGE_ROWS } from "../api/queries.ts";

/** Gives a row when it is loaded. Asks for the pages that hold rows `first` to `last`. */
export function useFlightPages(query: Partial<FlightQuery>, first: number, last: number): (index: number) => FlightSummary | undefined {
  const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
  const to = Math.floor(Math.max(0, last) / PAGE_ROWS);
  const pages = useQueries({
    queries: Array.from({ length: to - from + 1 }, (_, at) => flightPageQuery(query, from + at)),
  });
  return (index) => {
    const page = pages[Math.floor(index / PAGE_ROWS) - from];
    return page?.data?.rows[index % PAGE_ROWS];
  };
}
