/**
 * From the points of one message to facts about flights.
 *
 * Rules:
 * 1. Points fold into one fact for each flight and encoding; `points` counts different points.
 * 2. Three or more different points within 100 m of the track and in the order of the track are a `track`, at any time from 5 minutes before the
 *    flight's beginning on. Class: of the nearest point; `precisionM`: the median.
 *    A value of the message that is the recorded home point or pilot to five decimals, and no point of the track, is a `homePoint` besides.
 * 3. A point at the home point or the pilot (up to 100 m) is a `homePoint` at any time, unless the aircraft was as near at the time.
 * 4. Any other point is a `position`: class by its distance to where the aircraft was within 5 minutes of the sending, after the flight's clock has
 *    been put right. Exact up to 2 m, near up to 100 m, area up to 5 km; region up to 100 km is weak. A value that was rounded is judged by its
 *    distance all the same; when the flight's value rounded to as many digits is equal, that is said.
 * 5. One or two points outside the flight's time are weak.
 * 6. Without a clock in the flight, time is not tested, and that is said.
 * 7. A single coordinate is never a position: weak, without a class.
 */
import type { PointHit } from "../detector.ts";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { PrecisionClass } from "../types.ts";
import { durationWords } from "./solve-clock-offset.ts";
import type { IndexedTrack, NearestPoint, TrackIndex } from "./track-index.ts";

/** What the points of a message say about one flight (or decoy), in one encoding. */
export interface PositionFact {
  readonly kind: "position" | "track" | "homePoint";
  /** Place in `TrackIndex.tracks`. */
  readonly track: number;
  /** Label of the flight or of the decoy. */
  readonly label: string;
  readonly decoy: boolean;
  /** `null` for a single coordinate. */
  readonly class: PrecisionClass | null;
  /** Metres, one decimal; `null` for a single coordinate. */
  readonly precisionM: number | null;
  /** Seconds from the matched moment to the sending; `null` for what has no moment. */
  readonly delayS: number | null;
  /** Different points; 0 for a single coordinate. */
  readonly points: number;
  readonly decimals: number | null;
  /** True when the flight's own value, rounded to as many digits, is equal. */
  readonly roundedEqual: boolean;
  /** Why it is weak; `null` when it is not. */
  readonly weakBecause: string | null;
  /** What a person should know besides: rounding, time, order. Sentences without a full stop. */
  readonly remarks: readonly string[];
  readonly layers: readonly EncodingLayer[];
  /** First and last of its points in the message; the one that decided the class. */
  readonly first: PointHit;
  readonly last: PointHit;
  readonly nearest: PointHit;
}

/** When the message was sent, and how far clocks are off. */
export interface FoldTime {
  /** Microseconds since 1970 UTC; NaN where unknown. */
  readonly sentUs: number;
  /** Seconds by which the clock of a track is ahead, by place in `TrackIndex.tracks`; 0 or absent where it is right. */
  readonly clockOffsetS?: (track: number) => number;
}

const EXACT_M = 2;
const NEAR_M = 100;
const AREA_M = 5_000;
const REGION_M = 100_000;
const WINDOW_US = 300e6;
/** Points of a group that are measured; the others only count. */
const MOST_MEASURED = 256;
const MOST_FLIGHTS = 16;
const LEAST_TRACK_POINTS = 3;

/** Folds the points of one message. The order of the result: by encoding as first seen, then by flight. */
export function foldPositions(index: TrackIndex, hits: readonly PointHit[], time: FoldTime): PositionFact[] {
  const groups = new Map<string, PointHit[]>();
  for (const hit of hits) {
    const single = Number.isNaN(hit.latDeg) || Number.isNaN(hit.lonDeg);
    const key = `${hit.layers.join(">")}${single ? " single" : ""}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [hit]);
    else group.push(hit);
  }
  const facts: PositionFact[] = [];
  for (const [key, group] of groups) {
    if (key.endsWith(" single")) facts.push(...singleFacts(index, group));
    else facts.push(...foldGroup(index, group, time));
  }
  return facts;
}

/** Class of a distance; `null` beyond 100 km. */
export function classOf(distanceM: number): PrecisionClass | null {
  if (distanceM <= EXACT_M) return "exact";
  if (distanceM <= NEAR_M) return "near";
  if (distanceM <= AREA_M) return "area";
  return distanceM <= REGION_M ? "region" : null;
}

/** A point, measured against one track. */
interface Measured {
  readonly hit: PointHit;
  /** Within the time window; the same as `any` for tracks without a clock. */
  readonly inTime: NearestPoint | null;
  readonly any: NearestPoint | null;
  readonly fixedM: number;
}

function foldGroup(index: TrackIndex, group: readonly PointHit[], time: FoldTime): PositionFact[] {
  let open = measuredSample(group);
  const facts: PositionFact[] = [];
  for (let round = 0; round < MOST_FLIGHTS && open.length > 0; round += 1) {
    const choice = chooseTrack(index, open, time);
    if (choice === null) break;
    const taken = new Set(choice.measured.map((point) => point.hit));
    const all = group.length <= MOST_MEASURED ? choice.measured.map((point) => point.hit) : group;
    facts.push(...factsOf(index, choice.track, choice.measured, all, time));
    open = open.filter((hit) => !taken.has(hit));
  }
  return facts;
}

/** The first, the last and points evenly between them. */
function measuredSample(group: readonly PointHit[]): PointHit[] {
  if (group.length <= MOST_MEASURED) return [...group];
  const sample: PointHit[] = [];
  for (let at = 0; at < MOST_MEASURED; at += 1) sample.push(group[Math.round((at * (group.length - 1)) / (MOST_MEASURED - 1))] as PointHit);
  return sample;
}

/** The track that explains most of the points: real before decoy, in time before out of time, then the nearest. */
function chooseTrack(
  index: TrackIndex,
  open: readonly PointHit[],
  time: FoldTime,
): { readonly track: number; readonly measured: readonly Measured[] } | null {
  const bestRank = open.map(() => Number.POSITIVE_INFINITY);
  const tables = index.tracks.map((_, track) =>
    open.map((hit, at) => {
      const measured = measure(index, track, hit, time);
      const rank = rankOf(index.tracks[track] as IndexedTrack, measured, open.length);
      if (rank < (bestRank[at] as number)) bestRank[at] = rank;
      return { measured, rank };
    }),
  );
  let best: { readonly track: number; readonly measured: readonly Measured[]; readonly score: number } | null = null;
  for (let track = 0; track < tables.length; track += 1) {
    const table = tables[track] as readonly { readonly measured: Measured; readonly rank: number }[];
    const own = table.filter((entry, at) => Number.isFinite(entry.rank) && entry.rank <= (bestRank[at] as number));
    if (own.length === 0) continue;
    let offM = 0;
    let timely = 0;
    for (const { measured } of own) {
      offM += Math.min(measured.any?.distanceM ?? REGION_M, measured.fixedM);
      if (measured.inTime !== null) timely += 1;
    }
    const score = own.length * 1e9 + timely * 1e5 - offM / own.length;
    if (best === null || score > best.score) best = { track, measured: own.map((entry) => entry.measured), score };
  }
  return best;
}

function measure(index: TrackIndex, track: number, hit: PointHit, time: FoldTime): Measured {
  const about = index.tracks[track] as IndexedTrack;
  const { latDeg, lonDeg } = hit;
  const any = index.nearest(track, latDeg, lonDeg, REGION_M);
  const fixedM = index.fixedM(track, latDeg, lonDeg);
  if (!about.hasClock || Number.isNaN(time.sentUs)) return { hit, any, inTime: any, fixedM };
  const flownUs = time.sentUs + (time.clockOffsetS?.(track) ?? 0) * 1e6;
  const outside = flownUs + WINDOW_US < about.startUs || flownUs - WINDOW_US > about.endUs;
  const inTime = any === null || outside ? null : index.nearest(track, latDeg, lonDeg, REGION_M, flownUs - WINDOW_US, flownUs + WINDOW_US);
  return { hit, any, inTime, fixedM };
}

/** Lower is better. With one or two points time counts more than nearness; with more the nearest track explains them. */
function rankOf(about: IndexedTrack, measured: Measured, points: number): number {
  const anyM = Math.min(measured.any?.distanceM ?? Number.POSITIVE_INFINITY, measured.fixedM);
  const timelyM = Math.min(measured.inTime?.distanceM ?? Number.POSITIVE_INFINITY, measured.fixedM <= NEAR_M ? measured.fixedM : Infinity);
  const any = classRank(anyM);
  const timely = classRank(timelyM);
  if (any === Number.POSITIVE_INFINITY) return any;
  const decoy = about.decoy ? 0.5 : 0;
  if (points < LEAST_TRACK_POINTS) return (timely <= 2 ? timely : 3 + any) + decoy;
  return any + decoy;
}

function classRank(distanceM: number): number {
  if (distanceM <= EXACT_M) return 0;
  if (distanceM <= NEAR_M) return 1;
  if (distanceM <= AREA_M) return 2;
  return distanceM <= REGION_M ? 3 : Number.POSITIVE_INFINITY;
}

function factsOf(
  index: TrackIndex,
  track: number,
  measured: readonly Measured[],
  all: readonly PointHit[],
  time: FoldTime,
): PositionFact[] {
  const about = index.tracks[track] as IndexedTrack;
  const asTrack = trackFact(about, track, measured, all, time);
  if (asTrack !== null) {
    const told = measured.filter((point) => tellsHome(about, point));
    return told.length === 0 ? [asTrack] : [asTrack, homeFact(about, track, told)];
  }
  const homes = measured.filter((point) => isHome(about, point));
  const others = measured.filter((point) => !isHome(about, point));
  const facts: PositionFact[] = [];
  if (others.length > 0)
    facts.push(positionFact(about, track, others, all.length > measured.length && homes.length === 0 ? all : null, time));
  if (homes.length > 0) facts.push(homeFact(about, track, homes));
  return facts;
}

function homeFact(about: IndexedTrack, track: number, homes: readonly Measured[]): PositionFact {
  const nearest = leastBy(homes, (point) => point.fixedM);
  return fact(about, track, {
    kind: "homePoint",
    hits: homes.map((point) => point.hit),
    all: null,
    nearest: nearest.hit,
    distanceM: nearest.fixedM,
    class: classOf(nearest.fixedM),
    delayS: null,
    weakBecause: null,
    remarks: [],
    roundedEqual: roundsTo(nearest.hit, about.home) || roundsTo(nearest.hit, about.pilot),
  });
}

/** Among the points of a track: the recorded home point or pilot itself, to five decimals or more, and no point of the track. */
function tellsHome(about: IndexedTrack, { hit, any, fixedM }: Measured): boolean {
  if (fixedM > EXACT_M || (hit.decimals ?? 0) < 5) return false;
  return (roundsTo(hit, about.home) || roundsTo(hit, about.pilot)) && !roundsToNearest(about, hit, any);
}

/** At the home point or the pilot, and the aircraft was not as near at the time. */
function isHome(about: IndexedTrack, point: Measured): boolean {
  if (point.fixedM > NEAR_M) return false;
  const flown = classRank(point.inTime?.distanceM ?? Number.POSITIVE_INFINITY);
  const fixed = classRank(point.fixedM);
  // Without a clock nobody knows whether the aircraft was still there.
  return about.hasClock ? fixed < flown : fixed < classRank(point.any?.distanceM ?? Number.POSITIVE_INFINITY);
}

function trackFact(
  about: IndexedTrack,
  track: number,
  measured: readonly Measured[],
  all: readonly PointHit[],
  time: FoldTime,
): PositionFact | null {
  // The home point and the pilot stand in many messages: together they count as one point.
  const rows: number[] = [];
  const kept: Measured[] = [];
  const seen = new Set<string>();
  let fixed = false;
  for (const point of measured) {
    if (point.any === null || point.any.distanceM > NEAR_M) continue;
    if (point.fixedM <= EXACT_M) {
      if (fixed) continue;
      fixed = true;
    }
    const key = pointKey(point.hit);
    if (seen.has(key)) continue;
    seen.add(key);
    rows.push(point.any.row);
    kept.push(point);
  }
  const ordered = Math.max(longestRise(rows), longestRise(rows.map((row) => -row)));
  if (ordered < LEAST_TRACK_POINTS || ordered * 5 < rows.length * 3) return null;
  const distances = kept.map((point) => point.any?.distanceM ?? 0).sort((a, b) => a - b);
  const nearest = leastBy(kept, (point) => point.any?.distanceM ?? REGION_M);
  const last = kept.at(-1)?.any ?? null;
  const remarks: string[] = [];
  let weakBecause: string | null = null;
  const delayS = delayOf(about, track, last, time);
  if (!about.hasClock) remarks.push("the flight has no clock, so that time was not tested");
  else if (delayS !== null) {
    const flownUs = time.sentUs + (time.clockOffsetS?.(track) ?? 0) * 1e6;
    const earlyS = (about.startUs - flownUs - WINDOW_US) / 1e6;
    if (earlyS > 0) weakBecause = `sent ${durationWords(earlyS + WINDOW_US / 1e6)} before the flight began`;
    else if (flownUs - WINDOW_US > about.endUs) remarks.push(`sent ${durationWords((flownUs - about.endUs) / 1e6)} after the flight's end`);
  }
  const middle = distances[distances.length >> 1] as number;
  return fact(about, track, {
    kind: "track",
    hits: measured.map((point) => point.hit),
    all,
    nearest: nearest.hit,
    distanceM: middle,
    class: classOf(distances[0] as number),
    delayS,
    weakBecause,
    remarks,
    roundedEqual: roundsToNearest(about, nearest.hit, nearest.any),
  });
}

function nearFlight(measured: readonly Measured[]): PointHit[] {
  return measured
    .filter((point) => (point.inTime?.distanceM ?? Math.min(point.any?.distanceM ?? REGION_M, point.fixedM)) <= NEAR_M)
    .map((point) => point.hit);
}

function positionFact(
  about: IndexedTrack,
  track: number,
  measured: readonly Measured[],
  all: readonly PointHit[] | null,
  time: FoldTime,
): PositionFact {
  const timely = measured.filter((point) => point.inTime !== null);
  const best =
    timely.length > 0
      ? leastBy(timely, (point) => point.inTime?.distanceM ?? REGION_M)
      : leastBy(measured, (point) => point.any?.distanceM ?? point.fixedM);
  const nearest = timely.length > 0 ? best.inTime : best.any;
  const reachedM = nearest?.distanceM ?? best.fixedM;
  const remarks: string[] = [];
  let weakBecause: string | null = null;
  if (classOf(reachedM) === "region") weakBecause = "only within 100 km: an address on the internet tells as much";
  else if (timely.length === 0) weakBecause = outsideWords(about, track, time);
  else if (!about.hasClock) remarks.push("the flight has no clock, so that time was not tested");
  // A point's form may be weak by itself; several different ones near the flight are no chance. Farther off they are: a large body has many pairs.
  const formWeak = measured.every((point) => (point.hit.weakBecause ?? null) !== null) ? (best.hit.weakBecause ?? null) : null;
  if (weakBecause === null && formWeak !== null && countDifferent(nearFlight(measured)) < LEAST_TRACK_POINTS) weakBecause = formWeak;
  return fact(about, track, {
    kind: "position",
    hits: measured.map((point) => point.hit),
    all,
    nearest: best.hit,
    distanceM: reachedM,
    class: classOf(reachedM),
    delayS: delayOf(about, track, nearest, time),
    weakBecause,
    remarks,
    roundedEqual: roundsToNearest(about, best.hit, nearest),
  });
}

function fact(
  about: IndexedTrack,
  track: number,
  from: {
    readonly kind: PositionFact["kind"];
    readonly hits: readonly PointHit[];
    readonly all: readonly PointHit[] | null;
    readonly nearest: PointHit;
    readonly distanceM: number;
    readonly class: PrecisionClass | null;
    readonly delayS: number | null;
    readonly weakBecause: string | null;
    readonly remarks: readonly string[];
    readonly roundedEqual: boolean;
  },
): PositionFact {
  const hits = from.all ?? from.hits;
  const { nearest } = from;
  const remarks = [...from.remarks];
  if (nearest.decimals !== null && nearest.decimals <= 4) {
    const digits = `${nearest.decimals} ${nearest.decimals === 1 ? "decimal" : "decimals"} kept`;
    remarks.push(from.roundedEqual ? `${digits}: the flight's value rounded to them is equal` : digits);
  }
  return {
    kind: from.kind,
    track,
    label: about.label,
    decoy: about.decoy,
    class: from.class,
    precisionM: Math.round(from.distanceM * 10) / 10,
    delayS: from.delayS,
    points: countDifferent(hits),
    decimals: nearest.decimals,
    roundedEqual: from.roundedEqual,
    weakBecause: from.weakBecause,
    remarks,
    layers: nearest.layers,
    first: leastBy(hits, (hit) => hit.start),
    last: leastBy(hits, (hit) => -hit.end),
    nearest,
  };
}

/** Single coordinates: one fact an axis, for the flight that has the nearest value. */
function singleFacts(index: TrackIndex, group: readonly PointHit[]): PositionFact[] {
  const facts: PositionFact[] = [];
  for (const axis of ["latDeg", "lonDeg"] as const) {
    const own = group.filter((hit) => !Number.isNaN(hit[axis]));
    const first = own[0];
    if (first === undefined) continue;
    let best = -1;
    let leastDeg = Number.POSITIVE_INFINITY;
    index.tracks.forEach((about, track) => {
      if (about.decoy) return;
      const fixed = [about.home, about.pilot].map((place) => place?.[axis] ?? Number.NaN);
      for (const values of [about[axis], fixed]) {
        for (const value of values) {
          const offDeg = Math.abs(value - first[axis]);
          if (!(offDeg < leastDeg)) continue;
          leastDeg = offDeg;
          best = track;
        }
      }
    });
    const about = index.tracks[best];
    if (about === undefined) continue;
    facts.push({
      kind: "position",
      track: best,
      label: about.label,
      decoy: false,
      class: null,
      precisionM: null,
      delayS: null,
      points: 0,
      decimals: first.decimals,
      roundedEqual: false,
      weakBecause: first.weakBecause ?? "a single coordinate is no position",
      remarks: [],
      layers: first.layers,
      first,
      last: own.at(-1) ?? first,
      nearest: first,
    });
  }
  return facts;
}

function outsideWords(about: IndexedTrack, track: number, time: FoldTime): string {
  const flownUs = time.sentUs + (time.clockOffsetS?.(track) ?? 0) * 1e6;
  if (flownUs < about.startUs) return `outside the flight's time: sent ${durationWords((about.startUs - flownUs) / 1e6)} before it began`;
  if (flownUs > about.endUs) return `outside the flight's time: sent ${durationWords((flownUs - about.endUs) / 1e6)} after it ended`;
  return "the aircraft was not near within 5 minutes of the sending";
}

function delayOf(about: IndexedTrack, track: number, nearest: NearestPoint | null, time: FoldTime): number | null {
  if (!about.hasClock || nearest === null || Number.isNaN(time.sentUs)) return null;
  return Math.round(((time.sentUs - nearest.timeUs) / 1e6 + (time.clockOffsetS?.(track) ?? 0)) * 10) / 10;
}

/** True when the track's own place, rounded or cut to the hit's digits, is the hit. */
function roundsToNearest(about: IndexedTrack, hit: PointHit, nearest: NearestPoint | null): boolean {
  if (nearest === null) return false;
  for (const row of [Math.floor(nearest.row), Math.ceil(nearest.row)]) {
    const latDeg = about.latDeg[row];
    const lonDeg = about.lonDeg[row];
    if (latDeg !== undefined && lonDeg !== undefined && roundsTo(hit, { latDeg, lonDeg })) return true;
  }
  return false;
}

function roundsTo(hit: PointHit, place: { readonly latDeg: number; readonly lonDeg: number } | null): boolean {
  if (hit.decimals === null || place === null) return false;
  const scale = 10 ** Math.min(hit.decimals, 12);
  const same = (value: number, kept: number): boolean => Math.round(value * scale) === Math.round(kept * scale);
  return same(place.latDeg, hit.latDeg) && same(place.lonDeg, hit.lonDeg);
}

function countDifferent(hits: readonly PointHit[]): number {
  const seen = new Set<string>();
  for (const hit of hits) seen.add(pointKey(hit));
  return seen.size;
}

/** Points that differ by less than a ten-millionth of a degree are the same. */
function pointKey(hit: PointHit): string {
  return `${Math.round(hit.latDeg * 1e7)},${Math.round(hit.lonDeg * 1e7)}`;
}

/** Length of the longest strictly rising subsequence. */
function longestRise(values: readonly number[]): number {
  const tails: number[] = [];
  for (const value of values) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    tails[low] = value;
  }
  return tails.length;
}

function leastBy<Item>(items: readonly Item[], value: (item: Item) => number): Item {
  let best = items[0] as Item;
  let least = value(best);
  for (const item of items) {
    const own = value(item);
    if (own >= least) continue;
    least = own;
    best = item;
  }
  return best;
}
