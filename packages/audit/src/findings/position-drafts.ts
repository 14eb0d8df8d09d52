/** From positions in messages to drafts of findings, once all captures are read: clocks first, then points fold. */
import type { FlightClock } from "../coverage/flight-coverage.ts";
import { foldPositions, type PositionFact } from "../positions/position-fold.ts";
import { type ClockSample, clockSamples, durationWords, solveClockOffset } from "../positions/solve-clock-offset.ts";
import type { TrackIndex } from "../positions/track-index.ts";
import type { FindingDraft } from "./finding-draft.ts";
import { type PointGroup, pointsPlace, type SentPoint } from "./point-groups.ts";

/** Samples of clocks that are looked at. */
const MAX_SAMPLES = 20_000;
/** Points of a message that were sent further apart than this are no one moment's. */
const MOMENT_US = 120e6;

/** A clock that is off by more than the widest time zone is taken for another flight that took the same way. */
const MOST_OFFSET_S = 14 * 3600 + 60;
/** A position that was sent within this of its moment on a track is explained by that track. */
const IN_TIME_US = 300e6;

/** Clocks of the flights that positions sent live show to be off, by label. */
export function flightClocks(index: TrackIndex, groups: readonly PointGroup[]): ReadonlyMap<string, FlightClock> {
  const samples: ClockSample[] = [];
  const take = (points: readonly SentPoint[], sentUs: number): void => {
    const found = clockSamples(
      index,
      points.map(({ hit }) => hit),
      sentUs,
    );
    // Flights that take the same way on other days are not asked about what is one flight's own.
    const inTime = found.filter(({ flownUs }) => Math.abs(flownUs - sentUs) <= IN_TIME_US);
    samples.push(...(inTime.length > 0 ? inTime : found));
  };
  for (const { direction, points } of groups) {
    if (direction !== "out" || samples.length >= MAX_SAMPLES) continue;
    if (isOneMoment(points)) take(points, (points.at(-1) as SentPoint).sentUs);
    else for (const point of points.slice(0, MAX_SAMPLES)) take([point], point.sentUs);
  }
  const clocks = new Map<string, FlightClock>();
  for (const [track, { label, decoy }] of index.tracks.entries()) {
    if (decoy) continue;
    const solved = solveClockOffset(samples, track);
    if (solved === null) continue;
    const { offsetS, sentence } = solved;
    clocks.set(
      label,
      Math.abs(offsetS) <= MOST_OFFSET_S ? { offsetS, sentence } : { offsetS: null, sentence: sameWaySentence(label, offsetS) },
    );
  }
  return clocks;
}

function sameWaySentence(label: string, offsetS: number): string {
  const apart = `${durationWords(offsetS)} ${offsetS > 0 ? "before" : "after"}`;
  return `positions of flight ${label} were sent one by one ${apart} it: another flight took the same way, or its clock is off by that; they were not taken for this flight's`;
}

/** Drafts of the positions of a message in one encoding. */
export function positionDrafts(index: TrackIndex, group: PointGroup, clocks: ReadonlyMap<string, FlightClock>): FindingDraft[] {
  const { points } = group;
  const clockOffsetS = (track: number): number => clocks.get(index.tracks[track]?.label ?? "")?.offsetS ?? 0;
  const fold = (some: readonly SentPoint[]): FindingDraft[] => {
    const last = some.at(-1);
    if (last === undefined) return [];
    const places = new Map(some.map((point) => [point.hit, point]));
    const facts = foldPositions(
      index,
      some.map(({ hit }) => hit),
      { sentUs: last.sentUs, clockOffsetS },
    );
    return facts.flatMap((fact) => {
      const from = places.get(fact.first);
      const to = places.get(fact.last);
      return from === undefined || to === undefined ? [] : [draftOf(group, fact, from, to)];
    });
  };
  return points.length < 3 && !isOneMoment(points) ? points.flatMap((point) => fold([point])) : fold(points);
}

function draftOf(group: PointGroup, fact: PositionFact, from: SentPoint, to: SentPoint): FindingDraft {
  return {
    ...pointsPlace(group, from, to),
    message: group.message,
    kind: fact.kind,
    needle: fact.decoy ? fact.label : `${fact.label}.${fact.kind === "homePoint" ? "homePoint" : "track"}`,
    needleSource: fact.decoy
      ? "made up for this run"
      : fact.kind === "homePoint"
        ? "home point or pilot of the flight"
        : "positions of the flight",
    encoding: group.encoding,
    match: "found",
    class: fact.class,
    precisionM: fact.precisionM,
    weakBecause: fact.weakBecause,
    field: from.field,
    flight: fact.decoy ? null : fact.label,
    delayS: fact.delayS,
    points: fact.points,
    decimals: fact.decimals,
    direction: group.direction,
    decoy: fact.decoy,
    detail: fact.remarks.length === 0 ? null : fact.remarks.join("; "),
  };
}

function isOneMoment(points: readonly SentPoint[]): boolean {
  const first = points[0]?.sentUs ?? 0;
  return points.every(({ sentUs }) => Math.abs(sentUs - first) <= MOMENT_US);
}
