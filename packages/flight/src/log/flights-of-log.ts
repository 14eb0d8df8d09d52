/** The flights of a log of another autopilot, an export or a manual entry. */
import type { TrackContext } from "../event-context.ts";
import { MAX_EVENTS } from "../event-list.ts";
import { keepMostSevere } from "../flight-events.ts";
import { flightStats } from "../flight-stats.ts";
import { flightIssue, harmlessIssueCodes } from "../issues.table.ts";
import { firstPosition, segmentTrack, timeOrNull } from "../segment-parts.ts";
import { findSegments, type Segment } from "../segments.ts";
import { measureSteps } from "../steps.ts";
import type { Flight, FlightEvent, NormalRecord } from "../types.ts";
import { completeTrack } from "./complete-track.ts";
import { derivedEvents } from "./derived-events.ts";
import type { FlightLog } from "./flight-log.ts";
import { unknownClaims } from "./no-aircraft.ts";

/**
 * The normal form of a log. It is cut into flights where the aircraft stood with its motors stopped, if the log knows that; a log without such
 * columns is one flight. A log without rows is one flight when it claims a start, else none. The way from home, weak stretches and the events that a
 * track shows by itself are added where the log does not say them. Never throws for what a log can contain.
 */
export function flightsOfLog(said: FlightLog): NormalRecord {
  const steps = measureSteps(said.track);
  const { track, gpsWeak } = completeTrack(said.track, steps);
  const log: FlightLog = { ...said, track };
  const segments = track.rows === 0 ? [] : findSegments({ track, clock: { resets: [] } });
  const issues = [...log.issues];
  const flights = segments.map((segment, at) => flightOf(log, { segment, at, of: segments.length, steps, gpsWeak }));
  if (track.rows === 0 && log.claims?.startUs != null)
    flights.push(flightOf(log, { segment: { start: 0, end: 0 }, at: 0, of: 1, steps, gpsWeak }));
  if (flights.length === 0 && !issues.some(({ code }) => code === "not-a-track" || code === "no-messages"))
    issues.push(flightIssue("no-rows", 0, null));
  return {
    format: log.format,
    version: log.version,
    sealed: false,
    damaged: log.damaged || issues.some((issue) => !harmlessIssueCodes.has(issue.code)),
    identity: { regionSha256: "", aircraftSerial: log.aircraft.serial, startUs: flights[0]?.startUs ?? null },
    records: log.records,
    pictures: [],
    flights,
    issues,
  };
}

function flightOf(
  log: FlightLog,
  {
    segment,
    at,
    of,
    steps,
    gpsWeak,
  }: {
    readonly segment: Segment;
    readonly at: number;
    readonly of: number;
    readonly steps: ReturnType<typeof measureSteps>;
    readonly gpsWeak: TrackContext["dji"]["gpsWeak"];
  },
): Flight {
  const track = of === 1 ? log.track : segmentTrack(log.track, segment);
  const { timeUs, homeLatDeg, homeLonDeg, pilotLatDeg, pilotLonDeg } = track.columns;
  const claims = log.claims ?? unknownClaims;
  const stats = flightStats({ track: log.track, ...steps }, segment, of === 1 ? log.photos : null);
  const isClaimedOnly = track.rows === 0;
  const startUs = isClaimedOnly ? claims.startUs : timeOrNull(timeUs.find((value) => !Number.isNaN(value)));
  const endUs = isClaimedOnly
    ? claims.startUs === null
      ? null
      : claims.startUs + (claims.durationUs ?? 0)
    : timeOrNull(timeUs.findLast((value) => !Number.isNaN(value)));
  return {
    segment: at,
    startUs,
    endUs,
    clock: log.clock,
    track,
    stats: isClaimedOnly ? { ...stats, durationUs: claims.durationUs ?? 0 } : stats,
    claims,
    events: eventsOf(log, { segment, dji: { track: log.track, jumps: steps.jumps, gpsWeak } }),
    aircraft: log.aircraft,
    batteries: log.batteries,
    app: log.app,
    home: firstPosition(homeLatDeg, homeLonDeg),
    pilot: firstPosition(pilotLatDeg, pilotLonDeg),
  };
}

/** The events of a segment, with the time of their rows. Those before the first row belong to the first flight. */
function eventsOf(log: FlightLog, context: TrackContext): FlightEvent[] {
  const { start, end } = context.segment;
  const { byteOffset, elapsedMs, timeUs } = log.track.columns;
  const startMs = log.track.rows === 0 ? 0 : (elapsedMs[start] as number);
  const told = log.events.filter(({ row }) => (row < 0 ? start === 0 : row >= start && row < Math.max(end, start + 1)));
  const derived = derivedEvents(context, log.events).map(
    (draft): FlightEvent => ({ elapsedMs: 0, timeUs: null, byteOffset: byteOffset[draft.row] || 0, text: null, ...draft }),
  );
  // Stable: what the log says stands before what follows from it.
  const events = [...told, ...derived].sort((a, b) => a.row - b.row);
  return (events.length <= MAX_EVENTS ? events : keepMostSevere(events)).map((event) => {
    if (event.row < 0 || log.track.rows === 0) return { ...event, elapsedMs: Number.isFinite(event.elapsedMs) ? event.elapsedMs : 0 };
    return {
      ...event,
      row: event.row - start,
      elapsedMs: (elapsedMs[event.row] as number) - startMs,
      timeUs: timeOrNull(timeUs[event.row]),
    };
  });
}
