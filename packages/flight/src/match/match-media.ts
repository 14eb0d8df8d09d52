/**
 * Which flight took each picture and clip: serial numbers first, UTC where the file says it, else one clock offset for each card, and always the
 * distance from the track (docs/decisions/0025-footprints.md). Doubtful ones are listed, never attached.
 */
import { isPlausiblePosition } from "@creance/core";
import type { CardClock, MatchableFlight, MatchableMedia, MatchConfidence, MatchReason, MediaMatch } from "../media/match.ts";
import { isOtherAircraft, isSameAircraft, knownSerial } from "./aircraft-serial.ts";
import {
  CLOCK_SLACK_US,
  hasEdgeAt,
  MOST_RESIDUAL_M,
  type Observation,
  type SolvedCard,
  solveCard,
  type UnsolvedCard,
} from "./card-clock.ts";
import { FlightIndex, type IndexedFlight } from "./flight-index.ts";
import { cardSentence, type MatchStory, matchSentence } from "./match-sentences.ts";
import { distanceAtM, passagesOf } from "./track-places.ts";

/** The answer for all items, in their order, and the clock of each card. */
export interface MediaMatches {
  readonly matches: readonly MediaMatch[];
  readonly cards: readonly CardClock[];
}

/** Farther away than this a flight is no candidate, metres. */
const MOST_DOUBTFUL_M = 1000;
const MOST_CANDIDATES = 5;
const ZONE_STEP_MIN = 15;
const WINDOW_US = 60 * 3600e6;
/** Places of one clip that are compared. */
const CLIP_PLACES = 5;

/**
 * Matches pictures, clips and subtitles with flights. Pure and deterministic: the order of the flights does not matter. Files of one stem
 * share one answer. 50,000 items and 10,000 flights take seconds.
 */
export function matchMedia(media: readonly MatchableMedia[], flights: readonly MatchableFlight[]): MediaMatches {
  const index = new FlightIndex(flights);
  const groups = groupsOf(media);
  const byCard = new Map<string, Group[]>();
  for (const group of groups) {
    const list = byCard.get(group.card);
    if (list === undefined) byCard.set(group.card, [group]);
    else list.push(group);
  }
  const answers = new Map<Group, Answer>();
  const cards: CardClock[] = [];
  for (const [card, list] of byCard) {
    const clock = clockOf(list, index);
    for (const group of list) answers.set(group, answerOf(group, clock, index));
    cards.push(cardOf(card, list, clock, answers));
  }
  const found = new Map<MatchableMedia, MediaMatch>();
  for (const group of groups) {
    const { sentence, ...answer } = answers.get(group) as Answer;
    for (const member of group.members) found.set(member, { sha256: member.sha256, ...answer, sentence });
  }
  return { matches: media.map((item) => found.get(item) as MediaMatch), cards };
}

type Answer = Omit<MediaMatch, "sha256">;

/** Files of one stem: one moment, one answer. */
interface Group {
  readonly card: string;
  readonly members: readonly MatchableMedia[];
  readonly kind: "photo" | "clip";
  readonly utcUs: number | null;
  readonly localUs: number | null;
  /** `localUs` comes from a film's container: the camera's clock or UTC, by maker. */
  readonly isContainerTime: boolean;
  readonly durationUs: number;
  readonly places: MatchableMedia["places"];
  readonly aircraftSerial: string | null;
  readonly cameraSerial: string | null;
}

interface Clock {
  readonly offsetUs: number | null;
  readonly by: "utc" | SolvedCard["by"] | UnsolvedCard;
  readonly fitting: number;
  readonly residualM: number | null;
}

interface Candidate {
  readonly flight: MatchableFlight;
  readonly residualM: number | null;
  readonly reasons: readonly MatchReason[];
  /** The flight names another aircraft. */
  readonly other: boolean;
}

function groupsOf(media: readonly MatchableMedia[]): Group[] {
  const byStem = new Map<string, MatchableMedia[]>();
  for (const item of media) {
    const key = `${item.card}\u0000${item.stem}`;
    const list = byStem.get(key);
    if (list === undefined) byStem.set(key, [item]);
    else list.push(item);
  }
  return [...byStem.values()].map((members) => {
    // A film's own data before its subtitles, both before nothing.
    const ordered = [...members].sort((a, b) => rank(a) - rank(b) || (a.sha256 < b.sha256 ? -1 : 1));
    const first = <Value>(of: (item: MatchableMedia) => Value | null): Value | null => {
      for (const item of ordered) {
        const value = of(item);
        if (value !== null) return value;
      }
      return null;
    };
    const ownClockUs = first(({ time }) => (time.localSource === "container" ? null : time.localUs));
    const places = ordered.map((item) => item.places.filter((place) => isPlausiblePosition(place.latDeg, place.lonDeg)));
    return {
      card: (members[0] as MatchableMedia).card,
      members,
      kind: members.some((item) => item.kind !== "photo") ? "clip" : "photo",
      utcUs: first((item) => item.time.utcUs),
      // What a container says may be UTC: a camera's clock from the name or the subtitles goes before it.
      localUs: ownClockUs ?? first((item) => item.time.localUs),
      isContainerTime: ownClockUs === null,
      durationUs: Math.max(0, ...members.map((item) => item.durationUs ?? 0)),
      places: thinned(places.find((list) => list.length > 0) ?? []),
      aircraftSerial: first((item) => knownSerial(item.aircraftSerial)),
      cameraSerial: first((item) => knownSerial(item.cameraSerial)),
    };
  });
}

function clockOf(groups: readonly Group[], index: FlightIndex): Clock {
  const stated = groups
    .flatMap(({ utcUs, localUs }) => (utcUs === null || localUs === null ? [] : [localUs - utcUs]))
    .sort((a, b) => a - b);
  const middle = stated[stated.length >> 1];
  if (middle !== undefined) return { offsetUs: middle, by: "utc", fitting: stated.length, residualM: null };
  const observations: Observation[] = [];
  const own = groups.filter(({ localUs, isContainerTime }) => localUs !== null && !isContainerTime);
  for (const [item, group] of (own.length > 0 ? own : groups).entries()) {
    const { localUs, aircraftSerial } = group;
    if (localUs === null) continue;
    const event = group.kind === "photo" ? "photo" : "videoStart";
    if (group.places.length === 0) observations.push({ item, localUs, latDeg: null, lonDeg: null, aircraftSerial, event });
    for (const [at, { latDeg, lonDeg, elapsedMs }] of group.places.entries())
      observations.push({ item, localUs: localUs + elapsedMs * 1000, latDeg, lonDeg, aircraftSerial, event: at === 0 ? event : null });
  }
  const solved = solveCard(observations, index);
  if (typeof solved === "string") return { offsetUs: null, by: solved, fitting: 0, residualM: null };
  return { offsetUs: solved.offsetUs, by: solved.by, fitting: solved.items, residualM: solved.residualM };
}

function answerOf(group: Group, clock: Clock, index: FlightIndex): Answer {
  const { utcUs, localUs } = group;
  if (utcUs === null && localUs !== null && group.isContainerTime) {
    // Many containers keep UTC: taken as that where the track says so.
    const asUtc = { ...group, utcUs: localUs };
    if (timedCandidates(asUtc, localUs, "utc", index)[0]?.reasons.includes("position") === true) return answerOf(asUtc, clock, index);
  }
  const timeUs = utcUs ?? (localUs === null || clock.offsetUs === null ? null : localUs - clock.offsetUs);
  const timeReason: MatchReason = utcUs === null ? "clock" : "utc";
  const candidates = timeUs === null ? untimedCandidates(group, index) : timedCandidates(group, timeUs, timeReason, index);
  const { confidence, why } = timeUs === null ? judgeUntimed(group, candidates) : judgeTimed(group, candidates);
  const best = candidates[0];
  const listed = candidates.slice(0, MOST_CANDIDATES);
  const story: MatchStory = { confidence, why, best: best ?? null, others: candidates.length - 1, timed: timeUs !== null, clock: clock.by };
  return {
    flightId: confidence === "none" ? null : (best?.flight.id ?? null),
    confidence,
    reasons: confidence === "none" ? [] : (best?.reasons ?? []),
    timeUs: timeUs === null ? null : Math.round(timeUs),
    residualM: confidence === "none" ? null : (best?.residualM ?? null),
    candidates: listed.map(({ flight, residualM, reasons }) => ({ flightId: flight.id, residualM, reasons })),
    sentence: matchSentence(story),
  };
}

/** Flights under way at the time, nearest first. */
function timedCandidates(group: Group, timeUs: number, timeReason: MatchReason, index: FlightIndex): Candidate[] {
  const slackUs = CLOCK_SLACK_US;
  const found: Candidate[] = [];
  for (const indexed of index.during(timeUs - slackUs, timeUs + group.durationUs + slackUs)) {
    const { flight } = indexed;
    const residualM = residualAt(group, indexed, timeUs);
    if (residualM !== null && residualM > MOST_DOUBTFUL_M) continue;
    const reasons: MatchReason[] = serialReasons(group, flight);
    if (residualM !== null && residualM <= MOST_RESIDUAL_M) reasons.push("position");
    if (hasEdgeAt(flight, timeUs, group.kind === "photo" ? "photo" : "videoStart")) reasons.push("cameraEvent");
    reasons.push(timeReason);
    found.push({ flight, residualM, reasons, other: isOtherAircraft(group.aircraftSerial, flight) });
  }
  return ordered(found);
}

/** Without a time: flights that passed the place, within some days of the wall clock where there is one. */
function untimedCandidates(group: Group, index: FlightIndex): Candidate[] {
  const place = group.places[0];
  const { localUs } = group;
  if (place === undefined) return [];
  const found: Candidate[] = [];
  for (const { flight, path, startUs, endUs } of index.near(place.latDeg, place.lonDeg)) {
    if (localUs !== null && !(startUs < localUs + WINDOW_US && endUs > localUs - WINDOW_US)) continue;
    const passages = passagesOf(path, place.latDeg, place.lonDeg, MOST_RESIDUAL_M, 50);
    if (passages.length === 0) continue;
    const residualM = Math.min(...passages.map(({ distanceM }) => distanceM));
    const reasons: MatchReason[] = [...serialReasons(group, flight), "position"];
    found.push({ flight, residualM, reasons, other: isOtherAircraft(group.aircraftSerial, flight) });
    if (found.length >= 50) break;
  }
  return ordered(found);
}

interface Judged {
  readonly confidence: MatchConfidence;
  readonly why: MatchStory["why"];
}

function judgeTimed(group: Group, candidates: readonly Candidate[]): Judged {
  const [best, second] = candidates;
  if (best === undefined) return { confidence: "none", why: "noFlightThen" };
  if (best.other) return { confidence: "doubtful", why: "otherAircraft" };
  const hasSerial = best.reasons.includes("serial");
  const rival = second !== undefined && !second.other && !isWeaker(second, best) && !(hasSerial && !second.reasons.includes("serial"));
  if (best.residualM === null) {
    // Only the clock speaks: the file has no place, or the track has none at that time.
    if (rival) return { confidence: "doubtful", why: "severalThen" };
    const spoken = hasSerial || best.reasons.includes("cameraEvent");
    if (spoken) return { confidence: "likely", why: "noPlace" };
    // A place in the file that cannot be compared, or a serial number that the flight does not name, leave it open.
    return { confidence: group.aircraftSerial === null && group.places.length === 0 ? "likely" : "doubtful", why: "noPlace" };
  }
  if (best.residualM > MOST_RESIDUAL_M) return { confidence: "doubtful", why: "tooFar" };
  if (!rival) return { confidence: "sure", why: "fits" };
  const secondM = second.residualM ?? Number.POSITIVE_INFINITY;
  if (secondM > MOST_RESIDUAL_M) return { confidence: "sure", why: "fits" };
  if (best.reasons.includes("cameraEvent") && !second.reasons.includes("cameraEvent")) return { confidence: "likely", why: "fits" };
  return secondM > 2 * best.residualM + 5 ? { confidence: "likely", why: "fits" } : { confidence: "doubtful", why: "severalThen" };
}

function judgeUntimed(group: Group, candidates: readonly Candidate[]): Judged {
  if (group.places.length === 0) return { confidence: "none", why: "nothingKnown" };
  const [best, second] = candidates;
  if (best === undefined) return { confidence: "none", why: "noFlightThere" };
  // Without a time the place alone would speak, against the serial number.
  if (best.other) return { confidence: "none", why: "otherAircraftThere" };
  const alone =
    second === undefined ||
    second.other ||
    isWeaker(second, best) ||
    (best.reasons.includes("serial") && !second.reasons.includes("serial"));
  if (alone && best.reasons.includes("serial")) return { confidence: "likely", why: "onlyFlightThere" };
  return { confidence: "doubtful", why: alone ? "onlyFlightThere" : "severalThere" };
}

/** True for a table of exposures beside a flight's own record: it says no more than the record does. */
function isWeaker(candidate: Candidate, best: Candidate): boolean {
  return candidate.flight.isExposureTable && !best.flight.isExposureTable;
}

/** Greatest lasting distance of the item's places from the path: the median of a clip, the one of a photo. */
function residualAt(group: Group, { path }: IndexedFlight, timeUs: number): number | null {
  const distances: number[] = [];
  for (const { latDeg, lonDeg, elapsedMs } of group.places) {
    const distance = distanceAtM(path, timeUs + elapsedMs * 1000, CLOCK_SLACK_US, latDeg, lonDeg);
    if (distance !== null) distances.push(distance);
  }
  distances.sort((a, b) => a - b);
  return distances[distances.length >> 1] ?? null;
}

function serialReasons(group: Group, flight: MatchableFlight): MatchReason[] {
  const flown = knownSerial(flight.aircraftSerial);
  const aircraft = group.aircraftSerial !== null && flown !== null && isSameAircraft(group.aircraftSerial, flown);
  const camera = group.cameraSerial !== null && group.cameraSerial === knownSerial(flight.cameraSerial);
  return aircraft || camera ? ["serial"] : [];
}

/** Own aircraft first, then records before tables of exposures, then the nearest, then the surest, then by id. */
function ordered(candidates: Candidate[]): Candidate[] {
  const group = ({ other, reasons }: Candidate): number => (other ? 2 : reasons.includes("serial") ? 0 : 1);
  const fits = ({ residualM, flight }: Candidate): number =>
    residualM !== null && residualM > MOST_RESIDUAL_M ? 3 : flight.isExposureTable ? 2 : residualM === null ? 1 : 0;
  return candidates.sort(
    (a, b) =>
      group(a) - group(b) ||
      fits(a) - fits(b) ||
      (a.residualM ?? 0) - (b.residualM ?? 0) ||
      b.reasons.length - a.reasons.length ||
      (a.flight.id < b.flight.id ? -1 : 1),
  );
}

function cardOf(card: string, groups: readonly Group[], clock: Clock, answers: ReadonlyMap<Group, Answer>): CardClock {
  const residuals: number[] = [];
  let doubtful = 0;
  let items = 0;
  for (const group of groups) {
    const answer = answers.get(group) as Answer;
    items += group.members.length;
    if (answer.confidence === "doubtful") doubtful += group.members.length;
    if (answer.residualM !== null && (answer.confidence === "sure" || answer.confidence === "likely")) residuals.push(answer.residualM);
  }
  residuals.sort((a, b) => a - b);
  const { offsetUs } = clock;
  const residualM = residuals[residuals.length >> 1] ?? clock.residualM;
  const zoneMin = offsetUs === null ? null : Math.round(offsetUs / 60e6 / ZONE_STEP_MIN) * ZONE_STEP_MIN + 0;
  const sentence = cardSentence({ items, doubtful, offsetUs, zoneMin, residualM, by: clock.by, fitting: clock.fitting });
  return { card, items, offsetUs, zoneMin, residualM, sentence };
}

function rank(item: MatchableMedia): number {
  const kind = item.kind === "photo" ? 0 : item.kind === "clip" ? 0 : 1;
  return kind + (item.places.length > 0 ? 0 : 2);
}

function thinned(places: MatchableMedia["places"]): MatchableMedia["places"] {
  if (places.length <= CLIP_PLACES) return places;
  return Array.from(
    { length: CLIP_PLACES },
    (_, step) => places[Math.round((step * (places.length - 1)) / (CLIP_PLACES - 1))] as MatchableMedia["places"][number],
  );
}
