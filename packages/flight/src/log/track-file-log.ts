/** Files of tracks in the normal form: GPX, KML, KMZ, GeoJSON (docs/formats/tracks.md, section 5). */
import { type Issue, isPlausiblePosition } from "@creance/core";
import { readGeoJson, readGpx, readKml, readKmz, type TrackFile, type TrackPoint } from "@creance/formats";
import { flightIssue } from "../issues.table.ts";
import type { FlightClock } from "../types.ts";
import type { FlightLog } from "./flight-log.ts";
import type { FlightLogReader, ReadLogOptions } from "./flight-log-readers.table.ts";
import { LogEvents, quoted } from "./log-events.ts";
import { logIssue } from "./log-issues.table.ts";
import { unknownAircraft, unknownApp } from "./no-aircraft.ts";
import { TrackBuilder } from "./track-builder.ts";

const DEFAULT_ROWS = 1_000_000;
const limits = ({ maxRows }: ReadLogOptions): { readonly maxPoints: number } => ({
  maxPoints: Math.min(maxRows ?? DEFAULT_ROWS, DEFAULT_ROWS),
});

/** Reads GPX. */
export const readGpxLog: FlightLogReader = async (source, options) => trackFileLog(await readGpx(source, limits(options)));
/** Reads KML. */
export const readKmlLog: FlightLogReader = async (source, options) => trackFileLog(await readKml(source, limits(options)));
/** Reads KMZ. */
export const readKmzLog: FlightLogReader = async (source, options) =>
  trackFileLog(await readKmz(source, { ...limits(options), platform: options.platform }));
/** Reads GeoJSON. */
export const readGeoJsonLog: FlightLogReader = async (source, options) => trackFileLog(await readGeoJson(source, limits(options)));

/** The normal form of a file of tracks. */
function trackFileLog(file: TrackFile): FlightLog {
  const issues: Issue[] = [...file.issues];
  const chosen = chooseRows(file, issues);
  const builder = new TrackBuilder(Math.max(1, chosen.length));
  const first = chosen.find(({ timeUs }) => !Number.isNaN(timeUs));
  const isUtc = chosen.every(({ timeUs, isUtc }) => Number.isNaN(timeUs) || isUtc);
  const hasOtherHeights = chosen.some(
    ({ otherHeightM, altHomeM }) => otherHeightM !== 0 && !Number.isNaN(otherHeightM) && Number.isNaN(altHomeM),
  );
  const home = file.points.find(({ role }) => role === "home");
  const pilot = file.points.find(({ role }) => role === "pilot");
  for (const point of chosen) {
    const row = builder.addRow(point.byteOffset);
    builder.set("latDeg", row, point.latDeg);
    builder.set("lonDeg", row, point.lonDeg);
    builder.set("altHomeM", row, point.altHomeM);
    if (first !== undefined) {
      builder.set("elapsedMs", row, (point.timeUs - first.timeUs) / 1000);
      if (isUtc) builder.set("timeUs", row, point.timeUs);
    }
    if (home !== undefined) {
      builder.set("homeLatDeg", row, home.latDeg);
      builder.set("homeLonDeg", row, home.lonDeg);
    }
    if (pilot !== undefined) {
      builder.set("pilotLatDeg", row, pilot.latDeg);
      builder.set("pilotLonDeg", row, pilot.lonDeg);
    }
  }
  const { track, implausible, repaired } = builder.build();
  const clock: FlightClock = {
    method: first !== undefined && isUtc ? "wallClock" : "none",
    residualP95Ms: null,
    repairedRows: repaired,
  };
  if (track.rows > 0 && clock.method === "none") issues.push(logIssue(first === undefined ? "no-times" : "no-utc", 0, null));
  if (hasOtherHeights) issues.push(logIssue("height-not-kept", 0, null));
  if (implausible > 0) issues.push(logIssue("implausible-positions", 0, "latDeg", `Rows: ${implausible}.`));
  if (repaired > 0) issues.push(logIssue("time-goes-back", 0, null, `Rows: ${repaired}.`));
  if (file.leftOut > 0) issues.push(flightIssue("too-many-rows", 0, null));
  const events = placeEvents(file, chosen, track.columns.timeUs);
  if (events.leftOut > 0) issues.push(flightIssue("too-many-events", 0, null));
  return {
    format: file.format,
    version: file.version,
    damaged: false,
    track,
    clock,
    events: events.events,
    aircraft: unknownAircraft,
    batteries: [],
    app: { ...unknownApp, platformName: file.fields.find(({ name }) => name === "gpx@creator")?.value ?? null },
    claims: null,
    photos: null,
    records: [
      { type: 0, name: "point", count: file.points.length },
      { type: 1, name: "shape", count: file.shapes },
    ],
    fields: file.fields,
    issues,
  };
}

/** The points that become rows: recorded lines, of these those with times where any has; else timed places; else a planned route. */
function chooseRows({ points, shapes }: TrackFile, issues: Issue[]): readonly TrackPoint[] {
  const isTimed = ({ timeUs }: TrackPoint): boolean => !Number.isNaN(timeUs);
  const lines = points.filter(({ kind }) => kind === "track");
  const timedLines = new Set(lines.filter(isTimed).map(({ line }) => line));
  const chosen = timedLines.size === 0 ? lines : lines.filter(({ line }) => timedLines.has(line));
  if (shapes > 0 || chosen.length < lines.length) issues.push(logIssue("shapes-left-out", 0, null));
  if (chosen.length > 0) return chosen;
  const places = points.filter((point) => point.kind === "place" && point.role === null && isTimed(point));
  if (places.length > 1) return places;
  const route = points.filter(({ kind }) => kind === "route");
  if (route.length > 0) {
    issues.push(logIssue("planned-route", 0, null));
    return route;
  }
  if (points.length > 0 || shapes > 0) issues.push(logIssue("not-a-track", 0, null));
  return [];
}

/** Places with a time become events of the row at or before that time. */
function placeEvents({ points }: TrackFile, chosen: readonly TrackPoint[], timeUs: ArrayLike<number>): LogEvents {
  const events = new LogEvents();
  const rows = new Map<TrackPoint, number>();
  for (const [row, point] of chosen.entries()) if (point.kind === "place") rows.set(point, row);
  for (const point of points) {
    if (point.kind !== "place" || point.role === "home" || point.role === "pilot" || (point.name ?? "") === "") continue;
    const row = rows.get(point) ?? rowAt(timeUs, point.isUtc ? point.timeUs : Number.NaN);
    if (row === undefined) continue;
    const name = quoted(point.name ?? "");
    const where = isPlausiblePosition(point.latDeg, point.lonDeg) ? "" : " without a position";
    const sentence = point.role === "event" ? name : `Place marked${where}: "${name}"`;
    const byteOffset = Number.isNaN(point.byteOffset) ? 0 : point.byteOffset;
    events.add({ row, byteOffset, kind: "placeMarked", severity: "info", sentence, text: point.name ?? "" });
  }
  return events;
}

/** The last row that is not after a time; `undefined` when the time is unknown or no row is timed. Times are taken to grow. */
function rowAt(timeUs: ArrayLike<number>, soughtUs: number): number | undefined {
  if (Number.isNaN(soughtUs) || timeUs.length === 0) return undefined;
  let low = 0;
  let high = timeUs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timeUs[middle] as number) <= soughtUs) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
