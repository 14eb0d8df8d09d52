/**
 * How far a flight's clock is off. Positions that are sent while they are flown show one constant difference between the moment of sending and the
 * moment on the track. Three or more of them, exact and in order, with a difference of more than 5 minutes that stays within 60 seconds, are a clock
 * that is off; a record that is sent later shows no constant difference.
 */
import type { PointHit } from "../detector.ts";
import type { TrackIndex } from "./track-index.ts";

/** A position that was sent: when, and when the flight was there by its own clock. */
export interface ClockSample {
  /** Place in `TrackIndex.tracks`. */
  readonly track: number;
  readonly sentUs: number;
  readonly flownUs: number;
}

/** A solved clock. */
export interface ClockOffset {
  /** Seconds by which the flight's clock is ahead of the capture's; negative: behind. */
  readonly offsetS: number;
  /** Positions that show it. */
  readonly samples: number;
  /** For a person: `the flight's clock is 7 h 0 min ahead of the capture's, which looks like a time zone`. */
  readonly sentence: string;
}

/** Positions must be this near to count. */
const EXACT_M = 2;
/** The difference may change by this much. */
const SPREAD_US = 120e6;
/** Differences up to this are none: positions are searched 5 minutes before and after. */
const TOLERATED_US = 300e6;
const LEAST_SAMPLES = 3;

/** The samples of one message: for each real flight the last exact point. A message with more than eight points is a record, not a position sent live. */
export function clockSamples(index: TrackIndex, hits: readonly PointHit[], sentUs: number): ClockSample[] {
  const samples: ClockSample[] = [];
  const points = hits.filter((hit) => !Number.isNaN(hit.latDeg) && !Number.isNaN(hit.lonDeg));
  if (points.length === 0 || points.length > 8) return samples;
  for (let track = 0; track < index.tracks.length; track += 1) {
    const about = index.tracks[track];
    if (about === undefined || about.decoy || !about.hasClock) continue;
    for (let at = points.length - 1; at >= 0; at -= 1) {
      const { latDeg, lonDeg } = points[at] as PointHit;
      // The home point is no moment.
      if (index.fixedM(track, latDeg, lonDeg) <= EXACT_M) continue;
      const nearest = index.nearest(track, latDeg, lonDeg, EXACT_M);
      if (nearest === null) continue;
      samples.push({ track, sentUs, flownUs: nearest.timeUs });
      break;
    }
  }
  return samples;
}

/** Solves the clock of one track; `null` when nothing asks for it or nothing fits. */
export function solveClockOffset(samples: readonly ClockSample[], track: number): ClockOffset | null {
  const own = samples.filter((sample) => sample.track === track).sort((a, b) => a.sentUs - b.sentUs);
  const inTime = own.filter((sample) => Math.abs(sample.flownUs - sample.sentUs) <= TOLERATED_US).length;
  const differences = own.map((sample) => sample.flownUs - sample.sentUs).sort((a, b) => a - b);
  let best: { readonly from: number; readonly until: number; readonly count: number } | null = null;
  let last = 0;
  for (let first = 0; first < differences.length; first += 1) {
    const from = differences[first] as number;
    while (last < differences.length && (differences[last] as number) <= from + SPREAD_US) last += 1;
    const count = last - first;
    if (count > (best?.count ?? 0)) best = { from, until: differences[last - 1] as number, count };
  }
  if (best === null) return null;
  const { from, until } = best;
  const fitting = own.filter((sample) => sample.flownUs - sample.sentUs >= from && sample.flownUs - sample.sentUs <= until);
  const moments = inOrder(fitting);
  if (moments < LEAST_SAMPLES || moments <= inTime || moments * 2 < own.length) return null;
  const middleUs = differencesMedian(fitting);
  if (Math.abs(middleUs) <= TOLERATED_US) return null;
  return { offsetS: Math.round(middleUs / 1e6), samples: moments, sentence: offsetSentence(middleUs / 1e6) };
}

/** A duration in words: `7 h 0 min`, `4 min 10 s`, `12 s`, `3 d 2 h`. */
export function durationWords(durationS: number): string {
  const total = Math.round(Math.abs(durationS));
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${total % 60} s`;
  if (total < 86_400) return `${Math.floor(total / 3600)} h ${Math.floor((total % 3600) / 60)} min`;
  return `${Math.floor(total / 86_400)} d ${Math.floor((total % 86_400) / 3600)} h`;
}

/** How many samples stand for different moments, later ones sent later. */
function inOrder(samples: readonly ClockSample[]): number {
  let count = 0;
  let flownUs = Number.NEGATIVE_INFINITY;
  let sentUs = Number.NEGATIVE_INFINITY;
  for (const sample of samples) {
    if (sample.flownUs <= flownUs || sample.sentUs <= sentUs) continue;
    flownUs = sample.flownUs;
    sentUs = sample.sentUs;
    count += 1;
  }
  return count;
}

function differencesMedian(samples: readonly ClockSample[]): number {
  const sorted = samples.map((sample) => sample.flownUs - sample.sentUs).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

function offsetSentence(offsetS: number): string {
  const quarterS = Math.round(offsetS / 900) * 900;
  // Times around a solved clock are known to about a minute.
  const zone = Math.abs(offsetS - quarterS) <= 60 && quarterS !== 0 && Math.abs(quarterS) <= 14 * 3600;
  const shown = zone ? quarterS : offsetS;
  const words = `the flight's clock is ${durationWords(shown)} ${offsetS > 0 ? "ahead of" : "behind"} the capture's`;
  return zone ? `${words}, which looks like a time zone` : words;
}
