/** From positions in messages to drafts of findings, once all captures are read: clocks first, then points fold. */
import type { FlightClock } from "../coverage/flight-coverage.ts";
import { foldPositions, type PositionFact } from "../positions/position-fold.ts";
import { clockSamples, solveClockOffset } from "../positions/solve-clock-offset.ts";
import type { TrackIndex } from "../positions/track-index.ts";
import type { FindingDraft } from "./finding-draft.ts";
import { type PointGroup, pointsPlace, type SentPoint } from "./point-groups.ts";

/** Samples of clocks that are looked at. */
const MAX_SAMPLES = 20_000;
/** Points of a message that were sent further apart than this are no one moment's. */
const MOMENT_US = 120e6;

/** Clocks of the flights that positions sent live show to be off, by label. */
export function flightClocks(index: TrackIndex, groups: readonly PointGroup[]): ReadonlyMap<string, FlightClock> {
  const samples = [];
  for (const { direction, points } of groups) {
    if (direction !== "out" || samples.length >= MAX_SAMPLES) continue;
    if (isOneMoment(points)) {
      const hits = points.map(({ hit }) => hit);
      samples.push(...clockSamples(index, hits, (points.at(-1) as SentPoint).sentUs));
    } else for (const { hit, sentUs } of points.slice(0, MAX_SAMPLES)) samples.push(...clockSamples(index, [hit], sentUs));
  }
  const clocks = new Map<string, FlightClock>();
  for (const [track, { label, decoy }] of index.tracks.entries()) {
    if (decoy) continue;
    const solved = solveClockOffset(samples, track);
    if (solved !== null) clocks.set(label, { offsetS: solved.offsetS, sentence: solved.sentence });
  }
  return clocks;
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
