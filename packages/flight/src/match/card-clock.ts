/** The clock of one card: the one offset that puts the most pictures where the flights were (docs/decisions/0025-footprints.md). */
import type { MatchableFlight } from "../media/match.ts";
import { isOtherAircraft } from "./aircraft-serial.ts";
import type { FlightIndex, IndexedFlight } from "./flight-index.ts";
import { distanceAtM, passagesOf } from "./track-places.ts";

/** One moment of one item: a wall-clock time and, where known, a place. */
export interface Observation {
  /** Number of the item it belongs to. */
  readonly item: number;
  readonly localUs: number;
  readonly latDeg: number | null;
  readonly lonDeg: number | null;
  readonly aircraftSerial: string | null;
  /** Kind of camera event that it may be; `null` for a moment inside a clip. */
  readonly event: "photo" | "videoStart" | null;
}

/** The offset of a card: UTC = wall clock - `offsetUs`. */
export interface SolvedCard {
  readonly offsetUs: number;
  /** Items that fit it. */
  readonly items: number;
  readonly residualM: number | null;
  /** What decided: places on tracks, or camera events alone. */
  readonly by: "position" | "cameraEvent";
}

/** Why a card's clock could not be solved. */
export type UnsolvedCard = "tooFew" | "ambiguous" | "noFlight";

/** A picture taken farther from the track than this was not taken there, metres. */
export const MOST_RESIDUAL_M = 30;
/** EXIF and SRT times may be cut to whole seconds, microseconds. */
export const CLOCK_SLACK_US = 1.5e6;
const QUARTER_US = 900e6;
/** Zones reach from -12 to +14 hours; clocks set wrongly were seen up to 46 hours off. */
const WINDOW_US = 60 * 3600e6;
const SEPARATE_US = 120e6;
const MOST_OBSERVATIONS = 120;
const MOST_FLIGHTS = 60;
const MOST_PASSAGES = 20;
const LEAST_ITEMS = 3;

interface Span {
  readonly fromUs: number;
  readonly toUs: number;
  readonly item: number;
}

interface Peak {
  readonly fromUs: number;
  readonly toUs: number;
  readonly items: number;
}

/** Solves the clock of one card. */
export function solveCard(all: readonly Observation[], index: FlightIndex): SolvedCard | UnsolvedCard {
  const placed = spread(all.filter(({ latDeg }) => latDeg !== null));
  const spans: Span[] = [];
  for (const observation of placed) spans.push(...positionSpans(observation, index));
  const byPlace = decided(spans, placed, index, "position");
  if (typeof byPlace === "object" || placed.length >= LEAST_ITEMS) return byPlace;
  // Without places the pattern of the camera's own events is all there is, and must fit closely.
  const events = spread(all.filter(({ event }) => event !== null));
  const eventSpansOfAll: Span[] = [];
  for (const observation of events) eventSpansOfAll.push(...eventSpans(observation, index));
  return decided(eventSpansOfAll, events, index, "cameraEvent");
}

/** True when a camera event of the fitting kind lies within two seconds of an instant. */
export function hasEdgeAt(flight: MatchableFlight, timeUs: number, event: "photo" | "videoStart"): boolean {
  return flight.edges.some((edge) => edge.kind === event && Math.abs(edge.timeUs - timeUs) <= 2e6);
}

function positionSpans(observation: Observation, index: FlightIndex): Span[] {
  const { latDeg, lonDeg, localUs, item } = observation;
  if (latDeg === null || lonDeg === null) return [];
  const spans: Span[] = [];
  let looked = 0;
  for (const { flight, path, startUs, endUs } of index.near(latDeg, lonDeg)) {
    if (isOtherAircraft(observation.aircraftSerial, flight)) continue;
    if (!(startUs < localUs + WINDOW_US && endUs > localUs - WINDOW_US)) continue;
    if (looked >= MOST_FLIGHTS) break;
    looked += 1;
    for (const passage of passagesOf(path, latDeg, lonDeg, MOST_RESIDUAL_M, MOST_PASSAGES))
      spans.push({ fromUs: localUs - passage.toUs - CLOCK_SLACK_US, toUs: localUs - passage.fromUs + CLOCK_SLACK_US, item });
  }
  return spans;
}

function eventSpans(observation: Observation, index: FlightIndex): Span[] {
  const { localUs, item, event } = observation;
  const spans: Span[] = [];
  for (const { flight } of index.during(localUs - WINDOW_US, localUs + WINDOW_US).slice(0, MOST_FLIGHTS)) {
    if (isOtherAircraft(observation.aircraftSerial, flight)) continue;
    for (const edge of flight.edges) {
      if (edge.kind !== event) continue;
      const offset = localUs - edge.timeUs;
      if (Math.abs(offset) <= WINDOW_US) spans.push({ fromUs: offset - CLOCK_SLACK_US, toUs: offset + CLOCK_SLACK_US, item });
      if (spans.length >= 5000) return spans;
    }
  }
  return spans;
}

function decided(
  spans: readonly Span[],
  observations: readonly Observation[],
  index: FlightIndex,
  by: SolvedCard["by"],
): SolvedCard | UnsolvedCard {
  const items = new Set(observations.map(({ item }) => item)).size;
  if (items === 0) return "tooFew";
  if (spans.length === 0) return "noFlight";
  const fitting = new Set(spans.map(({ item }) => item)).size;
  const peaks = peaksOf(spans);
  const most = peaks[0]?.items ?? 0;
  const least = by === "position" ? Math.max(LEAST_ITEMS, fitting / 2) : Math.max(5, items * 0.8);
  if (most < least) return items < LEAST_ITEMS || fitting < LEAST_ITEMS ? "tooFew" : "ambiguous";
  const rated = peaks
    .filter((peak) => peak.items >= 0.8 * most)
    .slice(0, 24)
    .map((peak) => rate(peak, most, observations, index, by));
  rated.sort((a, b) => b.score - a.score || Math.abs(a.solved.offsetUs) - Math.abs(b.solved.offsetUs));
  const [best, second] = rated;
  if (best === undefined) return "noFlight";
  if (second !== undefined && best.score - second.score < 0.15) return "ambiguous";
  return best.solved;
}

/** Places where the most items agree on an offset, best first, at least two minutes apart. */
function peaksOf(spans: readonly Span[]): Peak[] {
  const events: { readonly at: number; readonly item: number; readonly step: 1 | -1 }[] = [];
  for (const { fromUs, toUs, item } of spans) events.push({ at: fromUs, item, step: 1 }, { at: toUs, item, step: -1 });
  events.sort((a, b) => a.at - b.at || b.step - a.step);
  const active = new Map<number, number>();
  const peaks: Peak[] = [];
  let count = 0;
  for (const [order, event] of events.entries()) {
    const was = active.get(event.item) ?? 0;
    const now = was + event.step;
    active.set(event.item, now);
    if (was === 0) count += 1;
    else if (now === 0) count -= 1;
    const next = events[order + 1];
    if (event.step === 1 && next !== undefined && next.step === -1) peaks.push({ fromUs: event.at, toUs: next.at, items: count });
  }
  peaks.sort((a, b) => b.items - a.items || a.fromUs - b.fromUs);
  const kept: Peak[] = [];
  for (const peak of peaks) {
    if (kept.length >= 40) break;
    if (kept.every((other) => peak.fromUs > other.toUs + SEPARATE_US || peak.toUs < other.fromUs - SEPARATE_US)) kept.push(peak);
  }
  return kept;
}

/** How well an offset fits: items, camera events, nearness to a time zone, distance from the tracks. */
function rate(
  peak: Peak,
  most: number,
  observations: readonly Observation[],
  index: FlightIndex,
  by: SolvedCard["by"],
): { readonly score: number; readonly solved: SolvedCard } {
  const tries = new Set([(peak.fromUs + peak.toUs) / 2]);
  const quarter = Math.round((peak.fromUs + peak.toUs) / 2 / QUARTER_US) * QUARTER_US;
  if (quarter >= peak.fromUs && quarter <= peak.toUs) tries.add(quarter);
  for (let step = 0; step <= 20; step += 1) tries.add(peak.fromUs + ((peak.toUs - peak.fromUs) * step) / 20);
  let best = { offsetUs: Number.NaN, residualM: Number.POSITIVE_INFINITY, edges: -1, value: Number.NEGATIVE_INFINITY };
  for (const offsetUs of tries) {
    const { residualM, edges } = fitAt(offsetUs, observations, index);
    // A round zone wins where nothing speaks against it.
    const value = (by === "position" ? -(residualM ?? MOST_RESIDUAL_M) : 0) + 20 * edges + (offsetUs === quarter ? 2 : 0);
    if (value > best.value) best = { offsetUs, residualM: residualM ?? Number.NaN, edges, value };
  }
  const drift = Math.abs(best.offsetUs - Math.round(best.offsetUs / QUARTER_US) * QUARTER_US);
  const isZone = drift <= SEPARATE_US && best.offsetUs >= -12 * 3600e6 - SEPARATE_US && best.offsetUs <= 14 * 3600e6 + SEPARATE_US;
  const distance = Number.isFinite(best.residualM) ? best.residualM / (2 * MOST_RESIDUAL_M) : 0;
  const score = peak.items / most + 0.5 * Math.max(0, best.edges) + (isZone ? 0.2 : 0) - distance;
  const residualM = Number.isFinite(best.residualM) ? best.residualM : null;
  return { score, solved: { offsetUs: Math.round(best.offsetUs), items: peak.items, residualM, by } };
}

/** Median distance from the nearest fitting flight, and the share of observations with a camera event. */
function fitAt(
  offsetUs: number,
  observations: readonly Observation[],
  index: FlightIndex,
): { readonly residualM: number | null; readonly edges: number } {
  const distances: number[] = [];
  let edges = 0;
  let possible = 0;
  for (const { localUs, latDeg, lonDeg, event, aircraftSerial } of observations) {
    const timeUs = localUs - offsetUs;
    const flights = index
      .during(timeUs - CLOCK_SLACK_US, timeUs + CLOCK_SLACK_US)
      .filter(({ flight }) => !isOtherAircraft(aircraftSerial, flight));
    if (event !== null && flights.some(({ flight }) => flight.edges.length > 0)) {
      possible += 1;
      if (flights.some(({ flight }) => hasEdgeAt(flight, timeUs, event))) edges += 1;
    }
    if (latDeg === null || lonDeg === null) continue;
    const distance = nearestM(flights, timeUs, latDeg, lonDeg);
    if (distance !== null) distances.push(distance);
  }
  distances.sort((a, b) => a - b);
  return { residualM: distances[distances.length >> 1] ?? null, edges: possible === 0 ? 0 : edges / possible };
}

function nearestM(flights: readonly IndexedFlight[], timeUs: number, latDeg: number, lonDeg: number): number | null {
  let least: number | null = null;
  for (const { path } of flights) {
    const distance = distanceAtM(path, timeUs, 0, latDeg, lonDeg);
    if (distance !== null && (least === null || distance < least)) least = distance;
  }
  return least;
}

/** At most so many observations, spread evenly over the card. */
function spread(observations: readonly Observation[]): Observation[] {
  if (observations.length <= MOST_OBSERVATIONS) return [...observations];
  return Array.from(
    { length: MOST_OBSERVATIONS },
    (_, step) => observations[Math.floor((step * observations.length) / MOST_OBSERVATIONS)] as Observation,
  );
}
