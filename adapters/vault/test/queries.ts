/** Questions with the defaults filled in. */
import { type CaptureQuery, captureQuerySchema, type FlightQuery, flightQuerySchema } from "@creance/api";

export function query(wanted: Partial<FlightQuery> = {}): FlightQuery {
  return flightQuerySchema.parse(wanted);
}

export function captureQuery(wanted: Partial<CaptureQuery> = {}): CaptureQuery {
  return captureQuerySchema.parse(wanted);
}
