/** Home point, satellites, position jumps, and what had to be repaired in the clock. */
import { distanceM } from "@creance/core";
import { type EventContext, stretchesOf, type TrackContext } from "./event-context.ts";
import { type EventDraft, forDuration } from "./event-list.ts";

/** A home point that moved less than this is the same point. */
const HOME_MOVED_M = 5;

/** Events of place and time. */
export function positionEvents(context: EventContext): EventDraft[] {
  return [...homeEvents(context), ...gpsEvents(context), ...jumpEvents(context), ...clockEvents(context)];
}

/** The home point, and where it moved to. */
export function homeEvents(context: TrackContext): EventDraft[] {
  const { homeLatDeg, homeLonDeg } = context.dji.track.columns;
  const { start, end } = context.segment;
  const events: EventDraft[] = [];
  let latDeg = Number.NaN;
  let lonDeg = Number.NaN;
  for (let row = start; row < end; row += 1) {
    const lat = homeLatDeg[row] as number;
    const lon = homeLonDeg[row] as number;
    if (Number.isNaN(lat) || (lat === latDeg && lon === lonDeg)) continue;
    const movedM = distanceM(latDeg, lonDeg, lat, lon);
    if (movedM < HOME_MOVED_M) continue;
    const sentence = Number.isNaN(movedM) ? "Home point recorded." : `Home point moved by ${movedM.toFixed(0)} m.`;
    events.push({ row, kind: "homeSet", severity: "info", sentence });
    latDeg = lat;
    lonDeg = lon;
  }
  return events;
}

/** Stretches with few satellites. */
export function gpsEvents(context: TrackContext): EventDraft[] {
  const { satellites, inAir } = context.dji.track.columns;
  const weak = (row: number): boolean => context.dji.gpsWeak[row] === 1;
  return stretchesOf(context, weak, { mergeMs: 5000, minMs: 3000 }).map((stretch) => {
    let least = Number.POSITIVE_INFINITY;
    let air = false;
    for (let row = stretch.start; row < stretch.end; row += 1) {
      least = Math.min(least, satellites[row] as number);
      air ||= inAir[row] === 1;
    }
    const count = least === 1 ? "1 satellite" : `${least} satellites`;
    return {
      row: stretch.start,
      kind: "gpsWeak",
      severity: air ? "warning" : "info",
      sentence: `GPS signal weak${air ? "" : " before take-off"}: ${count} for ${forDuration(stretch.durationMs)}.`,
    };
  });
}

/** Positions that no aircraft flies to. */
export function jumpEvents(context: TrackContext): EventDraft[] {
  const { latDeg, lonDeg } = context.dji.track.columns;
  const jumped = (row: number): boolean => context.dji.jumps[row] === 1;
  return stretchesOf(context, jumped, { mergeMs: 5000, minMs: 0 }).map((stretch) => {
    let before = stretch.start - 1;
    while (before >= 0 && Number.isNaN(latDeg[before] as number)) before -= 1;
    const movedM =
      before < 0
        ? Number.NaN
        : distanceM(latDeg[before] as number, lonDeg[before] as number, latDeg[stretch.start] as number, lonDeg[stretch.start] as number);
    const far = Number.isNaN(movedM) ? "" : movedM < 10_000 ? ` by ${movedM.toFixed(0)} m` : ` by ${(movedM / 1000).toFixed(0)} km`;
    return { row: stretch.start, kind: "positionJump", severity: "warning", sentence: `Position jumped${far} between two records.` };
  });
}

function clockEvents(context: EventContext): EventDraft[] {
  const { clock, track } = context.dji;
  const { start, end } = context.segment;
  const { elapsedMs } = track.columns;
  const events: EventDraft[] = [];
  for (const step of clock.steps) {
    if (step.row < start || step.row >= end) continue;
    const sentence =
      step.kind === "stopped"
        ? `The app's clock stood still for ${forDuration(-step.stepMs)}; time goes on by the aircraft's fly time.`
        : `The app's clock was set ${step.stepMs > 0 ? "forward" : "back"} by ${forDuration(Math.abs(step.stepMs))}; time goes on by the aircraft's fly time.`;
    events.push({ row: step.row, kind: "clockRepaired", severity: "info", sentence });
  }
  const repaired = (row: number): boolean =>
    clock.repaired[row] === 1 && row > start && !clock.steps.some((step) => step.row >= row && step.row < row + 600);
  for (const stretch of stretchesOf(context, repaired, { mergeMs: 5000, minMs: 0 })) {
    const gapMs = (elapsedMs[stretch.start] as number) - (elapsedMs[stretch.start - 1] as number);
    const sentence =
      gapMs > 1000
        ? `No flight records for ${forDuration(gapMs)}.`
        : `The clock of ${stretch.end - stretch.start === 1 ? "1 record" : `${stretch.end - stretch.start} records`} did not fit and was repaired.`;
    events.push({
      row: stretch.start,
      kind: gapMs > 1000 ? "recordGap" : "clockRepaired",
      severity: gapMs > 1000 ? "warning" : "info",
      sentence,
    });
  }
  return events;
}
