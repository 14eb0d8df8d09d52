/** What a person typed into "Enter a flight", as the request; or the sentence that says what is missing. */
import type { ManualFlight } from "@creance/api";
import { placeFromWords } from "../media/place-search.ts";

const MOST_MINUTES = 7 * 24 * 60;

/** The request, or why it is none. Empty fields are unknown, never zero. */
export function manualFlightOf(form: Pick<FormData, "get">): ManualFlight | string {
  const text = (name: string): string | null => {
    const value = form.get(name);
    return typeof value !== "string" || value.trim() === "" ? null : value.trim();
  };
  const start = text("start");
  const startMs =
    start === null || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(start) ? Number.NaN : Date.parse(text("zone") === "utc" ? `${start}Z` : start);
  if (Number.isNaN(startMs)) return "The start needs a day and a time.";
  const minutes = Number(text("minutes") ?? Number.NaN);
  if (!(minutes > 0 && minutes <= MOST_MINUTES)) return "The length needs minutes: more than none, and at most a week.";
  const place = text("place");
  const position = place === null ? null : placeFromWords(place);
  if (place !== null && position === null) return "The take-off place needs two numbers in degrees, latitude first.";
  const maxAltHomeM = text("maxAltHomeM") === null ? null : Number(text("maxAltHomeM"));
  if (maxAltHomeM !== null && !(maxAltHomeM >= -500 && maxAltHomeM <= 10_000))
    return "The greatest height lies between -500 m and 10,000 m.";
  const distanceM = text("distanceM") === null ? null : Number(text("distanceM"));
  if (distanceM !== null && !(distanceM >= 0 && distanceM <= 1e6)) return "The distance lies between 0 m and 1,000,000 m.";
  return {
    startUs: startMs * 1000,
    durationUs: Math.round(minutes * 60e6),
    aircraftName: text("aircraftName"),
    aircraftSerial: text("aircraftSerial"),
    position,
    pilot: text("pilot"),
    maxAltHomeM,
    distanceM,
    purpose: text("purpose"),
  };
}
