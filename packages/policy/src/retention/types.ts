/** What keeping times are: presets and their rules as data, entries of the ledger as far as they matter here, and what follows for one item. */
import type { EpochUs } from "@creance/core";

/** From when a keeping time counts: the end of the flight, the moment the file says it was recorded, the moment it was kept here. */
export type ClockStart = "flight-end" | "collected" | "kept";

/** One keeping time of a preset. */
export interface RetentionRule {
  /** Stands in the ledger. */
  readonly id: string;
  readonly title: string;
  /** How long, microseconds; `null`: the operator says. */
  readonly keepUs: number | null;
  /** Our reading of when it begins: shown, and changeable. */
  readonly clock: ClockStart;
  /** To what it applies, in a sentence. */
  readonly applies: string;
}

/** A ground on which something may be kept longer. Each use needs a reason, an author and a date of review. */
export interface ExceptionGround {
  readonly id: string;
  readonly sentence: string;
}

/** Keeping times of a law, or of the operator. Data, not advice. */
export interface RetentionPreset {
  readonly id: string;
  readonly title: string;
  readonly jurisdiction: string | null;
  readonly source: { readonly title: string; readonly url: string } | null;
  /** Day on which the source was read last, `2026-11-22`; `null` without a source. */
  readonly checkedOn: string | null;
  readonly rules: readonly RetentionRule[];
  readonly exceptions: readonly ExceptionGround[];
  /** What we read into the source, and what is left out, in sentences. */
  readonly notes: readonly string[];
}

interface Base {
  readonly sequence: number;
  readonly timeUs: EpochUs;
}

/** Entries of the ledger that keeping times follow from, as the ledger writes them. */
export type RetentionEntry = Base &
  (
    | { readonly kind: "kept"; readonly sha256: string }
    | { readonly kind: "ruleSet"; readonly rule: string; readonly keepUs: number | null; readonly clock: ClockStart }
    | {
        readonly kind: "clockSet";
        readonly sha256: string;
        readonly rule: string;
        readonly fromUs: number | null;
        readonly untilUs: number | null;
      }
    | {
        readonly kind: "exceptionMade";
        readonly exceptionId: string;
        readonly sha256: string;
        readonly ground: string;
        readonly reviewUs: number;
      }
    | { readonly kind: "exceptionEnded"; readonly exceptionId: string }
    | { readonly kind: "holdPlaced"; readonly holdId: string; readonly sha256: string }
    | { readonly kind: "holdReleased"; readonly holdId: string }
    | { readonly kind: "deleting"; readonly deletionId: string; readonly sha256: string; readonly rule: string }
    | { readonly kind: "deleted"; readonly deletionId: string; readonly sha256: string; readonly places: number }
    | { readonly kind: "deletionFailed"; readonly deletionId: string; readonly sha256: string; readonly code: string }
  );

/** The kinds of `RetentionEntry`. */
export const retentionKinds = [
  "kept",
  "ruleSet",
  "clockSet",
  "exceptionMade",
  "exceptionEnded",
  "holdPlaced",
  "holdReleased",
  "deleting",
  "deleted",
  "deletionFailed",
] as const satisfies readonly RetentionEntry["kind"][];

/** The keeping time of everything recorded that has none of its own. */
export interface StandingRule {
  readonly rule: string;
  readonly keepUs: number;
  readonly clock: ClockStart;
  readonly setUs: EpochUs;
  readonly sequence: number;
}

/** A clock that a person set on one item. */
export interface OwnClock {
  readonly rule: string;
  /** `null`: not known. */
  readonly fromUs: EpochUs | null;
  readonly untilUs: EpochUs;
  readonly sequence: number;
}

/** An exception from an item's clock. */
export interface RetentionException {
  readonly exceptionId: string;
  readonly ground: string;
  readonly madeUs: EpochUs;
  readonly reviewUs: EpochUs;
  /** Number of the entry that made it: its words stand there. */
  readonly sequence: number;
  readonly endedUs: EpochUs | null;
}

/** A legal hold over one or more items. */
export interface LegalHold {
  readonly holdId: string;
  readonly sha256: readonly string[];
  readonly placedUs: EpochUs;
  readonly sequence: number;
  readonly releasedUs: EpochUs | null;
}

/** How a deletion stands. */
export interface DeletionRecord {
  readonly deletionId: string;
  readonly rule: string;
  readonly state: "deleting" | "failed" | "deleted";
  readonly begunUs: EpochUs;
  readonly endedUs: EpochUs | null;
  /** Places that were looked at; `null` before. */
  readonly places: number | null;
  /** Why it failed last; `null` otherwise. */
  readonly code: string | null;
}

/** What the ledger says of one item. */
export interface ItemRecord {
  readonly clock: OwnClock | null;
  readonly exceptions: readonly RetentionException[];
  /** Ids of the holds that stand. */
  readonly holds: readonly string[];
  /** The newest deletion of what is kept now, or of what was kept last. */
  readonly deletion: DeletionRecord | null;
}

/** What the ledger says of keeping times. */
export interface RetentionState {
  readonly standing: StandingRule | null;
  readonly items: ReadonlyMap<string, ItemRecord>;
  readonly holds: ReadonlyMap<string, LegalHold>;
  /** Time of the newest entry that was folded; `null` without any. */
  readonly newestUs: EpochUs | null;
}

/** What is known of an item's own time. */
export interface ItemFacts {
  readonly sha256: string;
  readonly keptUs: EpochUs;
  /** End of its flight; `null`: not known. */
  readonly flightEndUs: EpochUs | null;
  /** When the file says it was recorded; `null`: not known. */
  readonly collectedUs: EpochUs | null;
  /** A flight record, picture or clip: the standing rule covers it. */
  readonly isRecording: boolean;
}

/** Where an item stands between kept and deleted. */
export type RetentionPhase = "none" | "running" | "half" | "nearly" | "due" | "excepted" | "held" | "deleting" | "failed" | "deleted";

/** What follows for one item at one moment. */
export interface ItemRetention {
  readonly phase: RetentionPhase;
  /** Id of the rule whose clock runs; `null` without one. */
  readonly rule: string | null;
  readonly fromUs: EpochUs | null;
  readonly dueUs: EpochUs | null;
  /** From what the clock counts: another than the rule asks where that is not known. `person`: given with the clock. */
  readonly countedFrom: ClockStart | "person" | null;
  /** True when the rule asks for a moment that is not known, so that a later one was taken. */
  readonly isAssumed: boolean;
  /** The exception that stands; `null` without one. */
  readonly exception: RetentionException | null;
  /** An exception is to be looked at again soon, or ran out. */
  readonly needsReview: boolean;
  readonly holds: readonly string[];
  /** The clock ran out and nothing stands against it. Never true while a hold stands. */
  readonly mayDelete: boolean;
}
