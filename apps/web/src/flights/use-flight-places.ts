/** Where the matching flights were, for the overview map: loaded a thousand at a time, in the background. */
import type { FlightQuery, FlightSummary } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { flightTitle } from "./list-columns.ts";

/** A dot of the overview map. */
export interface FlightPlace {
  readonly id: string;
  readonly title: string;
  readonly latDeg: number;
  readonly lonDeg: number;
  /** Sealed: the position is what the header says. */
  readonly claimed: boolean;
}

const ROWS_AT_ONCE = 1000;
const MOST_PLACES = 20_000;

/** Dots of all flights that match and have a known place. */
export function useFlightPlaces(query: Partial<FlightQuery>): readonly FlightPlace[] {
  const { sort: _sort, direction: _direction, ...filters } = query;
  const { data } = useQuery({
    queryKey: ["flights", "places", filters],
    queryFn: async ({ signal }) => {
      const places: FlightPlace[] = [];
      for (let offset = 0; offset < MOST_PLACES && !signal.aborted; offset += ROWS_AT_ONCE) {
        const page = await api.flights.list({ ...filters, offset, limit: ROWS_AT_ONCE }, { signal });
        for (const flight of page.rows) {
          const place = placeOf(flight);
          if (place !== null) places.push(place);
        }
        if (offset + page.rows.length >= page.total || page.rows.length === 0) break;
      }
      return places;
    },
    placeholderData: (previous) => previous,
  });
  return data ?? [];
}

/** The dot of a flight: its home (of a sealed one what the header says), else the middle of its box; `null` when neither is known. */
export function placeOf(flight: FlightSummary): FlightPlace | null {
  const { id, home, bounds, sealed } = flight;
  const title = sealed ? `${flightTitle(flight)}, sealed, placed by its header` : flightTitle(flight);
  if (home !== null) return { id, title, latDeg: home.latDeg, lonDeg: home.lonDeg, claimed: sealed };
  if (bounds === null) return null;
  const eastDeg = bounds.eastDeg < bounds.westDeg ? bounds.eastDeg + 360 : bounds.eastDeg;
  return {
    id,
    title,
    latDeg: (bounds.southDeg + bounds.northDeg) / 2,
    lonDeg: (((bounds.westDeg + eastDeg) / 2 + 540) % 360) - 180,
    claimed: false,
  };
}
