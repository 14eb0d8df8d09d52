/** What the overview map has to say about itself: who is missing, and which positions are only claims. */
import { count } from "../words/count.ts";
import type { FlightPlace } from "./use-flight-places.ts";

/** `1 flight without a known place, not on the map. 1 sealed flight stands where its header says.` Empty when all is plain. */
export function placesWords(places: readonly Pick<FlightPlace, "claimed">[], total: number): string {
  if (places.length === 0) return "No flight with a known place";
  const missing = total - places.length;
  const claimed = places.filter((place) => place.claimed).length;
  return [
    missing > 0 ? `${count(missing, "flight")} without a known place, not on the map.` : "",
    claimed === 0
      ? ""
      : claimed === 1
        ? "1 sealed flight stands where its header says."
        : `${count(claimed, "sealed flight")} stand where their headers say.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}
