/** The public page. */
export type { FlightPurpose } from "./flight-purposes.table.ts";
export { flightPurposes } from "./flight-purposes.table.ts";
export { flightsOnPage } from "./flights-on-page.ts";
export { readTransparencySettings, transparencyTemplate } from "./settings.ts";
export type * from "./types.ts";
