/** Pictures and clips in words. */
import type { MediaPage, MediaRow } from "@creance/api";
import { formatBytes } from "@creance/core";
import { count, listed } from "../words/count.ts";
import { lastOfPath } from "../words/file-name.ts";
import { formatDay, formatTimeOfDay } from "../words/instant.ts";
import type { Words } from "../words/words.ts";

/** What an item is called: its file's name, else the start of its hash. */
export function mediaName({ fileName, sha256 }: Pick<MediaRow, "fileName" | "sha256">): string {
  return fileName === null ? `${sha256.slice(0, 12)}…` : lastOfPath(fileName);
}

/** One word a kind. */
const kindWords = { photo: "picture", clip: "clip", subtitle: "subtitle file" } as const satisfies Record<MediaRow["kind"], string>;

/** How sure a match is, for a person. */
export const confidenceWords = {
  sure: "sure",
  likely: "likely",
  doubtful: "doubtful",
  none: "no flight",
  person: "settled by hand",
} as const satisfies Record<MediaRow["confidence"], string>;

/** Day and time of day. */
export interface TakenWords {
  readonly day: string;
  readonly time: string;
}

/** Dates are slow to write and a wall asks for each of them several times. */
const written = new WeakMap<Words, WeakMap<object, TakenWords>>();

/** Day and time of day of an item: true time in its zone, else the camera's own clock and said to be so. */
export function takenWords(row: Pick<MediaRow, "timeUs" | "localUs" | "timeZone">, words: Words): TakenWords {
  let ofWords = written.get(words);
  if (ofWords === undefined) {
    ofWords = new WeakMap();
    written.set(words, ofWords);
  }
  let taken = ofWords.get(row);
  if (taken === undefined) {
    taken = writeTaken(row, words);
    ofWords.set(row, taken);
  }
  return taken;
}

function writeTaken(row: Pick<MediaRow, "timeUs" | "localUs" | "timeZone">, words: Words): TakenWords {
  if (row.timeUs !== null) {
    return { day: words.day(row.timeUs, row.timeZone), time: words.timeOfDay(row.timeUs, row.timeZone) };
  }
  if (row.localUs !== null) {
    return { day: formatDay(row.localUs, "UTC"), time: `${formatTimeOfDay(row.localUs, "UTC")} (camera)` };
  }
  return { day: "No date", time: "no time" };
}

/** A badge of the wall: a word, and whether it warns. */
export interface MediaBadge {
  readonly word: string;
  readonly look: "plain" | "data" | "warn";
}

/** The badges of an item, most important first. */
export function mediaBadges(row: MediaRow, words: Words): readonly MediaBadge[] {
  const badges: MediaBadge[] = [];
  if (row.kind === "clip") badges.push({ word: row.durationUs === null ? "clip" : words.duration(row.durationUs), look: "data" });
  if (row.kind === "subtitle") badges.push({ word: "subtitles", look: "data" });
  if (row.thermal) badges.push({ word: "thermal", look: "data" });
  if (row.damaged) badges.push({ word: "damaged", look: "warn" });
  if (row.confidence === "doubtful") badges.push({ word: "doubtful", look: "warn" });
  if (row.position === null) badges.push({ word: "no position", look: "plain" });
  if (row.synthetic) badges.push({ word: "sample", look: "plain" });
  return badges;
}

/** Everything a person who cannot see the picture hears of it. */
export function mediaLabel(row: MediaRow, words: Words): string {
  const taken = takenWords(row, words);
  const parts = [
    mediaName(row),
    row.thermal ? `thermal ${kindWords[row.kind]}` : kindWords[row.kind],
    ...(row.kind === "clip" && row.durationUs !== null ? [words.duration(row.durationUs)] : []),
    `${taken.day} ${taken.time}`,
    ...(row.place === null ? [] : [`near ${row.place}`]),
    ...(row.position === null ? ["no position"] : []),
    ...(row.confidence === "doubtful" ? ["match doubtful"] : row.confidence === "none" ? ["no flight"] : []),
  ];
  return parts.join(", ");
}

/** The answer of the wall in one sentence. */
export function mediaTotalsWords({ total, totals }: Pick<MediaPage, "total" | "totals">, narrowed: boolean): string {
  if (total === 0) return narrowed ? "No picture or clip matches." : "No picture or clip is kept.";
  const kinds = [
    ...(totals.photos > 0 ? [count(totals.photos, "picture")] : []),
    ...(totals.clips > 0 ? [count(totals.clips, "clip")] : []),
    ...(total > totals.photos + totals.clips ? [count(total - totals.photos - totals.clips, "subtitle file")] : []),
  ];
  const doubts = [
    ...(totals.doubtful > 0 ? [`${count(totals.doubtful, "match", "matches")} doubtful`] : []),
    ...(totals.unmatched > 0 ? [`${count(totals.unmatched, "item")} of no kept flight`] : []),
  ];
  const first = `${listed(kinds.length === 0 ? [count(total, "item")] : kinds)}, ${formatBytes(totals.sizeBytes)}.`;
  return doubts.length === 0 ? first : `${first} ${listed(doubts)}.`;
}
