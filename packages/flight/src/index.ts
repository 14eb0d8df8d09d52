/** `@creance/flight`: the normal form of a flight. */
export type { ClockStep } from "./clock-anchor.ts";
export type { FlightActionMeaning } from "./dji-names.table.ts";
export {
  flightActionMeanings,
  flightActionName,
  flightModeName,
  flightModeNames,
  goHomeStatusName,
  goHomeStatusNames,
  nonGpsCauseNames,
} from "./dji-names.table.ts";
export type { DjiTrack } from "./dji-track.ts";
export { djiTrack, headerIsTrusted, MAX_TRACK_ROWS } from "./dji-track.ts";
export { forDuration, MAX_EVENTS } from "./event-list.ts";
export { flightId } from "./flight-id.ts";
export { isPlaceholder, placeNames } from "./header-claims.ts";
export type { FlightIssueCode } from "./issues.table.ts";
export { flightIssueCodes } from "./issues.table.ts";
export type { NormalizeOptions } from "./normalize-dji.ts";
export { normalizeDji } from "./normalize-dji.ts";
export type { FlightInRecord } from "./same-flight.ts";
export { sameFlight } from "./same-flight.ts";
export type { ClockInput, SolvedClock } from "./solve-clock.ts";
export { solveClock } from "./solve-clock.ts";
export { trackColumns } from "./track-columns.table.ts";
export type * from "./types.ts";
