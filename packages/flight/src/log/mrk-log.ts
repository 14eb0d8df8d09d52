/** A table of exposures in the normal form: a row and an event for each photo (docs/formats/mrk.md). */
import { type MrkExposure, readMrk } from "@creance/formats";
import { flightIssue } from "../issues.table.ts";
import type { FlightLogReader } from "./flight-log-readers.table.ts";
import { utcFromGpsTime } from "./gps-time.ts";
import { LogEvents } from "./log-events.ts";
import { logIssue } from "./log-issues.table.ts";
import { unknownAircraft, unknownApp } from "./no-aircraft.ts";
import { MAX_LOG_ROWS, TrackBuilder } from "./track-builder.ts";

const qualityNames: Readonly<Record<number, string>> = { 0: "no position", 16: "single", 34: "float", 50: "fixed" };

/** UTC of an exposure, µs; NaN when the line has no time. */
function mrkTimeUs({ week, weekSeconds }: MrkExposure): number {
  return Math.round(utcFromGpsTime(week, weekSeconds * 1000));
}

/** Reads a table of exposures. Throws a `FormatError` when it holds none. */
export const readMrkLog: FlightLogReader = async (source, options) => {
  const { exposures, issues: found } = await readMrk(source);
  const kept = exposures.slice(0, options.maxRows ?? MAX_LOG_ROWS);
  const builder = new TrackBuilder(kept.length);
  const events = new LogEvents();
  const firstUs = kept.map(mrkTimeUs).find((timeUs) => !Number.isNaN(timeUs)) ?? Number.NaN;
  for (const exposure of kept) {
    const timeUs = mrkTimeUs(exposure);
    const row = builder.addRow(exposure.byteOffset);
    builder.set("timeUs", row, timeUs);
    builder.set("elapsedMs", row, (timeUs - firstUs) / 1000);
    builder.set("latDeg", row, exposure.latDeg);
    builder.set("lonDeg", row, exposure.lonDeg);
    const quality = qualityNames[exposure.quality] ?? (Number.isNaN(exposure.quality) ? "unknown" : `code ${exposure.quality}`);
    const spread = Number.isNaN(exposure.stdNorthM)
      ? ""
      : `, ${exposure.stdNorthM} m north and ${exposure.stdEastM} m east by its own estimate`;
    const sentence = `Photo ${exposure.number} taken; position ${quality}${spread}.`;
    events.add({ row, byteOffset: exposure.byteOffset, kind: "photo", severity: "info", sentence });
  }
  const { track, implausible, repaired } = builder.build();
  const issues = [...found];
  const timed = kept.find((exposure) => !Number.isNaN(mrkTimeUs(exposure)));
  if (timed === undefined) issues.push(logIssue("no-times", 0, null));
  else {
    const leap = Math.round(315_964_800 + timed.week * 604_800 + timed.weekSeconds - mrkTimeUs(timed) / 1e6);
    issues.push(logIssue("gps-time", timed.byteOffset, null, `Leap seconds taken off: ${leap}.`));
  }
  if (kept.some(({ altEllipsoidM }) => !Number.isNaN(altEllipsoidM))) issues.push(logIssue("height-not-kept", 0, null));
  if (implausible > 0) issues.push(logIssue("implausible-positions", 0, "latDeg", `Rows: ${implausible}.`));
  if (repaired > 0) issues.push(logIssue("time-goes-back", 0, null, `Rows: ${repaired}.`));
  if (kept.length < exposures.length) issues.push(flightIssue("too-many-rows", 0, null));
  if (events.leftOut > 0) issues.push(flightIssue("too-many-events", 0, null));
  return {
    format: "dji-mrk",
    version: 0,
    damaged: false,
    track,
    clock: { method: timed === undefined ? "none" : "wallClock", residualP95Ms: null, repairedRows: repaired },
    events: events.events,
    aircraft: unknownAircraft,
    batteries: [],
    app: unknownApp,
    claims: null,
    photos: kept.length,
    records: [{ type: 0, name: "exposure", count: exposures.length }],
    fields: [],
    issues,
  };
};
