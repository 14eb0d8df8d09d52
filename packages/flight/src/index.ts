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
export type { SensorWidthMm } from "./footprint/camera-model.ts";
export type { ClipFootprint, ClipFootprintOptions } from "./footprint/clip-footprints.ts";
export { clipFootprints } from "./footprint/clip-footprints.ts";
export type { FlightMoment } from "./footprint/flight-moment.ts";
export { momentOfTrack } from "./footprint/flight-moment.ts";
export type { FootprintOptions } from "./footprint/footprint-of.ts";
export { footprintOf } from "./footprint/footprint-of.ts";
export type { FootprintSigmas } from "./footprint/footprint-sigmas.table.ts";
export { footprintSigmas } from "./footprint/footprint-sigmas.table.ts";
export type { GroundPolygon, GroundRing, GroundShape, ReadyShape } from "./footprint/ground-shape.ts";
export {
  distanceToShapeM,
  readyShape,
  shapeHolds,
  shapeOfRing,
  shapesDistanceM,
  shapesMeet,
} from "./footprint/ground-shape.ts";
export type { DrawnFootprint, Pixel } from "./footprint/picture-region.ts";
export { pixelOf, regionOf } from "./footprint/picture-region.ts";
export { pointInRing } from "./footprint/rings.ts";
export { unknownFootprint } from "./footprint/unknown-footprint.ts";
export { isPlaceholder, placeNames } from "./header-claims.ts";
export type { FlightIssueCode } from "./issues.table.ts";
export { flightIssueCodes } from "./issues.table.ts";
export { besideRecordWords } from "./log/beside-records.table.ts";
export type { FlightLog } from "./log/flight-log.ts";
export type { FlightLogReader, ReadLogOptions } from "./log/flight-log-readers.table.ts";
export { flightLogReaders } from "./log/flight-log-readers.table.ts";
export { flightsOfLog } from "./log/flights-of-log.ts";
export type { MediaMatches } from "./match/match-media.ts";
export { matchMedia } from "./match/match-media.ts";
export type { ClipSamples } from "./media/clip-columns.table.ts";
export { clipColumns } from "./media/clip-columns.table.ts";
export type * from "./media/footprint.ts";
export type * from "./media/match.ts";
export type * from "./media/media-item.ts";
export type { MediaRead, MediaReader } from "./media/media-readers.table.ts";
export { mediaReaders } from "./media/media-readers.table.ts";
export type { NormalizeOptions } from "./normalize-dji.ts";
export { normalizeDji } from "./normalize-dji.ts";
export type { FlightInRecord } from "./same-flight.ts";
export { sameFlight } from "./same-flight.ts";
export type { ClockInput, SolvedClock } from "./solve-clock.ts";
export { solveClock } from "./solve-clock.ts";
export type { TerrainTile } from "./terrain/terrain-from-grids.ts";
export { terrainFromGrids } from "./terrain/terrain-from-grids.ts";
export type { UtmZone } from "./terrain/transverse-mercator.ts";
export { fromUtm, toUtm } from "./terrain/transverse-mercator.ts";
export { trackColumns } from "./track-columns.table.ts";
export type * from "./types.ts";
