/** Questions with the defaults filled in. */
import { type FlightQuery, flightQuerySchema } from "@creance/api";

export function query(wanted: Partial<FlightQuery> = {}): FlightQuery {
  return flightQuerySchema.parse(wanted);
}
