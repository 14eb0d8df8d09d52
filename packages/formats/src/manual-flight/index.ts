/** Flights that a person entered. */
export type { ManualFlightDocument } from "./manual-flight.ts";
export { manualFlightErrors, manualFlightFormat, readManualFlight, writeManualFlight } from "./manual-flight.ts";
