/** Keeping times, holds and deletions as the page says them. */
import type { DeletionAlarm, LegalHoldRow, RetentionOverview, RetentionPresetRow, RulePreview } from "@creance/api";
import { formatBytes } from "@creance/core";
import { type ClockStart, durationWords, type RetentionPhase, retentionPresets } from "@creance/policy";
import type { VaultDeletion } from "@creance/vault";
import type { Retention, RetentionRow, RuleOutlook, SharedCopy } from "../operation/retention/types.ts";

/** Names that a hold tells of its items. */
const MOST_EXAMPLES = 5;

/** From what a clock counts. */
export const countedFromWords = {
  "flight-end": "the end of the flight",
  collected: "when it was recorded",
  kept: "when it was kept here",
  person: "a moment set for this item",
} as const satisfies Readonly<Record<ClockStart | "person", string>>;

/** Where an item stands. */
export const phaseWords = {
  none: "No clock",
  running: "Running",
  half: "Half passed",
  nearly: "Nine tenths passed",
  due: "Due",
  excepted: "Excepted",
  held: "Held",
  deleting: "Being deleted",
  failed: "Not deleted",
  deleted: "Deleted",
} as const satisfies Readonly<Record<RetentionPhase, string>>;

const outcomeWords = {
  locked: "its place keeps it locked",
  unreachable: "its place could not be reached",
  refused: "its place refused to remove it",
} as const satisfies Readonly<Record<NonNullable<SharedCopy["outcome"]>, string>>;

const placeWords: Readonly<Record<string, string>> = {
  original: "the original itself",
  keychain: "its keychain",
  texts: "its names and notes",
  catalogue: "the catalogue",
  derived: "files made of it",
  engine: "the column engine",
};

/** `1 item`, `12 items`. */
export function itemsWord(count: number): string {
  return counted(count, "item");
}

/** `1 item`, `12 items`, with groups of three digits. */
export function counted(count: number, one: string): string {
  return `${String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",")} ${count === 1 ? one : `${one}s`}`;
}

/** Presets without what only the command line needs. */
export function presetRows(): readonly RetentionPresetRow[] {
  return retentionPresets.map(({ id, title, source, checkedOn, rules, exceptions, notes }) => ({
    id,
    title,
    source,
    checkedOn,
    rules,
    grounds: exceptions,
    notes,
  }));
}

/** The answer of the page, in sentences. */
export function answerSentences({
  standing,
  counts,
  items,
  ownClocks,
  alarms,
  review,
  timer,
}: Pick<RetentionOverview, "standing" | "counts" | "items" | "ownClocks" | "alarms" | "review" | "timer">): readonly string[] {
  const failed = alarms.filter(({ state }) => state === "failed").length;
  const unended = alarms.length - failed;
  const parts = [
    counts.due === undefined || counts.due === 0 ? "nothing is due" : `${itemsWord(counts.due)} ${isAre(counts.due)} due`,
    ...(counts.held === undefined || counts.held === 0 ? [] : [`${counts.held} ${isAre(counts.held)} held`]),
    ...(counts.excepted === undefined || counts.excepted === 0 ? [] : [`${counts.excepted} ${isAre(counts.excepted)} excepted`]),
    ...(review === 0 ? [] : [`${counted(review, "exception")} must be looked at again`]),
    ...(failed === 0 ? [] : [`${counted(failed, "deletion")} FAILED`]),
    ...(unended === 0 ? [] : [`${counted(unended, "deletion")} did not end`]),
  ];
  const now = `${listed(parts)}.`;
  if (standing === null && ownClocks === 0) {
    const rest = parts.length > 1 ? ` ${capital(now)}` : "";
    return [`Nothing is deleted by itself: no rule is set${items === 0 ? ", and nothing is kept yet" : ""}.${rest}`];
  }
  const clocks =
    standing === null
      ? `No rule is set; ${itemsWord(ownClocks)} ${ownClocks === 1 ? "has a clock" : "have clocks"} of ${ownClocks === 1 ? "its" : "their"} own`
      : `${standing.title} stands`;
  const who = timer
    ? "This server deletes what is due every hour by itself."
    : "Nothing goes by itself: what is due goes when a person deletes it.";
  return [`${clocks}; ${now}`, who];
}

/** A deletion that did not end, and what to do. */
export function alarmRow({ deletionId, sha256, state, begunUs, code }: VaultDeletion): DeletionAlarm {
  const place = code?.replace(/-left$/, "") ?? "";
  const isFailed = state === "failed";
  return {
    deletionId,
    sha256,
    state: isFailed ? "failed" : "deleting",
    begunUs,
    sentence: isFailed
      ? `It is gone from every list, but NOT from every place: ${placeWords[place] ?? (code ?? "a place").replaceAll("-", " ")} could not be deleted.`
      : "Its deletion was begun and did not end: the program was stopped in between.",
    todo: isFailed
      ? "Look whether another program has a file of it open, whether the disk may be written to, and whether an unfinished share still holds a copy (finish it or give it up); then try again."
      : "Go on with it; nothing else has to be done.",
  };
}

/** Holds with what they keep. */
export function holdRows(holds: Awaited<ReturnType<Retention["holds"]>>, rows: readonly RetentionRow[]): readonly LegalHoldRow[] {
  const byHash = new Map(rows.map((row) => [row.sha256, row]));
  return holds
    .map(({ holdId, placedUs, releasedUs, reason, by, sha256 }) => {
      const kept = sha256.flatMap((one) => byHash.get(one) ?? []);
      return {
        holdId,
        placedUs,
        releasedUs,
        reason,
        by,
        items: sha256.length,
        bytes: kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        examples: kept.slice(0, MOST_EXAMPLES).map((row) => row.fileName ?? row.sha256.slice(0, 16)),
      };
    })
    .toSorted((a, b) => Number(a.releasedUs !== null) - Number(b.releasedUs !== null) || b.placedUs - a.placedUs);
}

/** What a rule would do, in words. */
export function previewOf(outlook: RuleOutlook, isStanding: boolean): RulePreview {
  const { covered, assumed, due, kept } = outlook;
  const sentences = [
    covered === 0
      ? isStanding
        ? "It would cover nothing yet: no flight record, picture or clip is kept without a clock of its own. It counts for what comes."
        : "It would cover nothing."
      : isStanding
        ? `It would cover ${itemsWord(covered)} (flight records, pictures and clips without a clock of their own), and what comes later.`
        : `It would be the clock of ${itemsWord(covered)}.`,
    due.items === 0
      ? "Nothing would be due now."
      : `${itemsWord(due.items)} (${formatBytes(due.bytes)}) would be DUE NOW: the next deletion takes ${due.items === 1 ? "it" : "them"}.`,
    ...(kept === 0
      ? []
      : [`${itemsWord(kept)} would be out of time, but a legal hold or an exception keeps ${kept === 1 ? "it" : "them"}.`]),
    ...(assumed === 0
      ? []
      : [`Of ${itemsWord(assumed)} the moment that the rule counts from is not known: a later one is taken, up to when it was kept here.`]),
  ];
  return { sentences, covered, assumed, due, kept };
}

/** A copy that lies where it was given. */
export function copyRow({ shareId, sharedUs, outcome }: SharedCopy): { shareId: string; sharedUs: number; outcome: string | null } {
  return { shareId, sharedUs, outcome: outcome === null ? null : outcomeWords[outcome] };
}

/** `7 days`. */
export function keepWords(keepUs: number): string {
  return keepUs === 0 ? "no time at all" : durationWords(keepUs);
}

function isAre(count: number): string {
  return count === 1 ? "is" : "are";
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
