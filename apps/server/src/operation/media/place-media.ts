/**
 * Places pictures and clips in time and space: card by card, the clock of the card and the flight of each item, then what each shows of the ground.
 * Done after every import, and again when a flight of the card's time, the terrain, a person's word or this rule changed. The result depends
 * on what is kept and said alone, not on the order of imports.
 */
import { type MatchableMedia, type MediaMatch, matchMedia } from "@creance/flight";
import type { MediaEntry, MediaWordGiven, StoredMatch, VaultWriter } from "@creance/vault";
import { type FlightLoader, openFlightLoader } from "./flights-for-media.ts";
import type { LoadedTerrain, TerrainTiles } from "./load-terrain.ts";
import { openFootprintMaker } from "./media-footprints.ts";
import type { SampleParts } from "./media-samples.ts";

/** Raise it when the same inputs are placed otherwise. */
const RULE = "creance-placing/3";
/** Flights whose time lies this far from an item's clock are compared with it. */
const CLOCK_REACH_US = 60 * 3600 * 1e6;
/** Cards of this many items are worth a sentence. */
const MANY_ITEMS = 5_000;
/** Items entered in one transaction. */
const BATCH = 500;

/** How placing is watched and stopped. */
export interface PlaceHandlers {
  readonly signal?: AbortSignal | undefined;
  /** Hears one sentence where placing takes a while. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
}

/** What placing needs. */
export interface PlaceParts extends SampleParts {
  readonly terrain: TerrainTiles;
}

/** Places what is due. A stop leaves the cards that are not done for the next time. Returns how many items were placed. */
export async function placeMedia(parts: PlaceParts, writer: VaultWriter, handlers: PlaceHandlers = {}): Promise<number> {
  const { vault } = parts;
  const rule = `${RULE} ${await parts.terrain.mark()}`;
  if (vault.placedBy() !== rule) writer.placeAgain(rule);
  const due = vault.unplacedCards();
  if (due.length === 0) return 0;
  const terrain = await parts.terrain.load();
  const loader = openFlightLoader(parts);
  let done = 0;
  for (const card of due) {
    if (handlers.signal?.aborted === true) break;
    done += await placeCard({ parts, writer, loader, terrain, handlers }, card);
  }
  return done;
}

interface CardSetting {
  readonly parts: SampleParts;
  readonly writer: VaultWriter;
  readonly loader: FlightLoader;
  readonly terrain: LoadedTerrain;
  readonly handlers: PlaceHandlers;
}

async function placeCard(setting: CardSetting, card: string): Promise<number> {
  const { parts, writer, loader, handlers } = setting;
  const { vault } = parts;
  const mark = writer.beginPlacing(card);
  const found: { readonly media: MatchableMedia; readonly camera: string | null }[] = [];
  for (const entry of vault.mediaEntries({ card })) found.push({ media: matchable(entry), camera: cameraOf(entry) });
  const media = withClocks(card, found);
  if (media.length >= MANY_ITEMS) {
    handlers.onNotice?.(`${media.length} pictures and clips of ${card} are being placed with their flights; this takes a moment.`);
  }
  const flights = [];
  for (const id of flightsNear(parts, media)) {
    const flight = await loader.load(id);
    if (flight !== undefined) flights.push(flight);
  }
  const { matches, cards } = matchMedia(media, flights);
  const solved = new Map(matches.map((match) => [match.sha256, match]));
  const words = vault.mediaWords(card);
  const footprints = openFootprintMaker(parts, setting.terrain.terrain);

  // By flight, so that each track is read once.
  const settled = media.map((item) => ({
    sha256: item.sha256,
    clock: item.card,
    match: settledMatch(solved.get(item.sha256), words.get(item.sha256)),
  }));
  settled.sort((a, b) => order(a.match.flightId, b.match.flightId) || order(a.sha256, b.sha256));
  if (settled.length === 0) writer.placeCard({ card, mark, clocks: cards, items: [], isLast: true });
  for (let at = 0; at < settled.length; at += BATCH) {
    if (handlers.signal?.aborted === true) return at;
    const batch = settled.slice(at, at + BATCH);
    const entries = new Map<string, MediaEntry>();
    for (const entry of vault.mediaEntries({ sha256: batch.map(({ sha256 }) => sha256) })) entries.set(entry.row.sha256, entry);
    const items = [];
    for (const { sha256, clock, match } of batch) {
      const entry = entries.get(sha256);
      if (entry !== undefined) items.push({ sha256, clock, match, ...(await footprints.of(entry, match)) });
    }
    writer.placeCard({ card, mark, clocks: cards, items, isLast: at + BATCH >= settled.length });
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return settled.length;
}

/** What tells cameras apart: they do not share a clock because their pictures lie in one folder. */
function cameraOf({ item }: MediaEntry): string | null {
  const name = [item.optics.model, item.serials.camera ?? item.serials.aircraft].filter((text) => text !== null && text !== "");
  return name.length === 0 ? null : name.join(" ");
}

/** One clock for the card; where several cameras share the folder one for each, and files of one stem (subtitles) have that of their clip. */
function withClocks(
  card: string,
  found: readonly { readonly media: MatchableMedia; readonly camera: string | null }[],
): readonly MatchableMedia[] {
  const cameras = new Set(found.flatMap(({ camera }) => camera ?? []));
  if (cameras.size < 2) return found.map(({ media }) => media);
  const byStem = new Map(found.flatMap(({ media, camera }) => (camera === null ? [] : [[media.stem, camera] as const])));
  return found.map(({ media, camera }) => {
    const own = camera ?? byStem.get(media.stem);
    return own === undefined ? media : { ...media, card: `${card} (${own})` };
  });
}

function matchable({ row, item, card, stem, places }: MediaEntry): MatchableMedia {
  return {
    sha256: row.sha256,
    kind: row.kind,
    card,
    stem,
    time: item.time,
    durationUs: item.durationUs,
    places,
    aircraftSerial: item.serials.aircraft,
    cameraSerial: item.serials.camera,
  };
}

/** Ids of the flights whose time lies within reach of any item's clock, by start. */
function flightsNear({ vault }: SampleParts, media: readonly MatchableMedia[]): readonly string[] {
  const times = media.flatMap(({ time }) => [time.utcUs, time.localUs].filter((value) => value !== null && Number.isFinite(value)));
  const sorted = Float64Array.from(times as number[]).sort();
  const ids = new Set<string>();
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (end + 1 < sorted.length && (sorted[end + 1] as number) - (sorted[end] as number) <= 2 * CLOCK_REACH_US) end += 1;
    const flights = vault.flightsBetween((sorted[at] as number) - CLOCK_REACH_US, (sorted[end] as number) + CLOCK_REACH_US);
    for (const { id } of flights) ids.add(id);
    at = end + 1;
  }
  return [...ids];
}

/** A person's word stands above what was solved. */
function settledMatch(match: MediaMatch | undefined, word: MediaWordGiven | undefined): StoredMatch {
  const { sha256: _, ...solved } = match ?? unmatched;
  if (word === undefined) return solved;
  if (word.word === "none") {
    return {
      ...solved,
      flightId: null,
      confidence: "person",
      reasons: ["person"],
      residualM: null,
      sentence: "By your word no kept flight took it.",
    };
  }
  if (word.flightId === null)
    return { ...solved, sentence: `You said which flight took it, but that flight is not read. ${solved.sentence}` };
  const isSame = solved.flightId === word.flightId;
  return {
    ...solved,
    flightId: word.flightId,
    confidence: "person",
    reasons: ["person"],
    residualM: isSame ? solved.residualM : null,
    sentence: "By your word this flight took it.",
  };
}

const unmatched: MediaMatch = {
  sha256: "",
  flightId: null,
  confidence: "none",
  reasons: [],
  timeUs: null,
  residualM: null,
  candidates: [],
  sentence: "It was not compared with flights.",
};

function order(a: string | null, b: string | null): number {
  return a === b ? 0 : (a ?? "") < (b ?? "") ? -1 : 1;
}
