/** The totals of the list as one sentence. */
import type { FlightPage } from "@creance/api";
import { displayUnits, toDisplay } from "@creance/core";
import { count, grouped, listed, longDuration } from "../words/count.ts";
import type { Words } from "../words/words.ts";

/** `12 flights, 3 h 12 min, 41.20 km, 3 warnings and 1 sealed`. */
export function totalsWords(page: FlightPage, allFlights: number, narrowed: boolean, words: Words): string {
  if (page.total === 0) return narrowed ? `No flight matches; ${count(allFlights, "flight")} without the filters` : "No flights yet";
  const start = narrowed ? `${grouped(page.total)} of ${count(allFlights, "flight")}` : count(page.total, "flight");
  const parts = [
    longDuration(page.totals.durationUs),
    longDistance(page.totals.distanceM, words),
    page.totals.warnings > 0 ? count(page.totals.warnings, "warning") : "no warnings",
    page.totals.sealed > 0 ? `${grouped(page.totals.sealed)} sealed` : "",
  ].filter((part) => part !== "");
  return `${start}: ${listed(parts)}`;
}

/** From a hundred on, decimals say nothing and thousands want a comma. */
const WHOLE_FROM = 100;

function longDistance(distanceM: number, words: Words): string {
  const shown = toDisplay(distanceM, "distance", words.units);
  return shown < WHOLE_FROM ? words.quantity(distanceM, "distance") : `${grouped(shown)} ${displayUnits[words.units].distance.unit}`;
}
