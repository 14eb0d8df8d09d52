/** Keeping times, legal holds and deletion, as routes and the command line see them. */
import type { EpochUs } from "@creance/core";
import type { ClockStart, ItemRetention, LegalHold, RetentionException, RetentionPhase, StandingRule } from "@creance/policy";
import type { DeletionDone, VaultDeletion } from "@creance/vault";

/** A kept item with its keeping time. */
export interface RetentionRow {
  readonly sha256: string;
  /** `null` when the name was erased. */
  readonly fileName: string | null;
  readonly sizeBytes: number;
  readonly kind: "flight" | "media" | "capture" | "other";
  readonly flightIds: readonly string[];
  readonly keptUs: EpochUs;
  readonly retention: ItemRetention;
}

/** What is asked of the list. */
export interface RetentionQuery {
  /** Only items in one of these phases. */
  readonly phases?: readonly RetentionPhase[];
  /** SHA-256 of items, or what it begins with (at least 8 characters), or ids of flights: their records, pictures and clips. */
  readonly items?: readonly string[];
}

/** The list with what stands over all. */
export interface RetentionList {
  readonly standing: StandingRule | null;
  readonly rows: readonly RetentionRow[];
  /** Deletions that a crash ended or that failed. */
  readonly alarms: readonly VaultDeletion[];
  /** Why no timer deletes now; `null`: nothing speaks against it. */
  readonly clockDoubt: string | null;
}

/** A copy that was given out and not removed from where it lies. */
export interface SharedCopy {
  readonly shareId: string;
  readonly sealedSha256: string;
  readonly sharedUs: EpochUs;
  /** Why it still lies there, where removing it was tried; `null`: not tried. */
  readonly outcome: "locked" | "unreachable" | "refused" | null;
}

/** An item that would go, with what of it lies elsewhere. */
export interface PlannedDeletion {
  readonly row: RetentionRow;
  readonly shared: readonly SharedCopy[];
  /** Ids of requests by authorities because of which it was given out. */
  readonly disclosedFor: readonly string[];
}

/** Exactly what a run would delete. */
export interface DeletionPlan {
  readonly items: readonly PlannedDeletion[];
  readonly bytes: number;
  /** Deletions that would be gone on with. */
  readonly unfinished: readonly VaultDeletion[];
  /** Why a timer would not delete now; `null`: nothing speaks against it. */
  readonly clockDoubt: string | null;
}

/** What a run did. */
export interface DeletionRun {
  readonly deleted: readonly DeletionDone[];
  readonly failed: readonly DeletionDone[];
  /** Copies of what was deleted that were given out and still lie where they were given. */
  readonly shared: readonly (SharedCopy & { readonly sha256: string })[];
  readonly clockDoubt: string | null;
}

/** What the caller of a run hears, and how it is stopped. */
export interface DeletionHandlers {
  /** Stops before the next group of items; what went is gone. */
  readonly signal?: AbortSignal;
  /** Called after deletions that had not ended, and after each group of items, with what became of them. */
  readonly onDone?: (done: readonly DeletionDone[]) => void;
}

/** A rule for a clock. */
export interface RuleWish {
  /** Id of a preset's rule. */
  readonly rule: string;
  /** How long; needed where the rule gives no time of its own. */
  readonly keepUs?: number;
  /** From when it counts, if not as the rule says. */
  readonly clock?: ClockStart;
  /** What the time rests on (a contract, a policy): needed for the rule `own`. */
  readonly source?: string;
  readonly by: string | null;
}

/** What a rule would do. */
export interface RuleOutlook {
  /** Items whose clock it would be. */
  readonly covered: number;
  /** Of them counted from a later moment, because the one that the rule asks for is not known. */
  readonly assumed: number;
  /** Of them due now. */
  readonly due: { readonly items: number; readonly bytes: number };
  /** Of them out of time, and kept by a hold or an exception. */
  readonly kept: number;
}

/** Everything the ledger tells of one item's keeping time. Words are `null` where there are none or they were erased. */
export interface ItemStory {
  readonly row: RetentionRow;
  /** Of its own clock. */
  readonly clockSource: string | null;
  readonly clockBy: string | null;
  readonly exceptions: readonly (RetentionException & { readonly reason: string | null; readonly by: string | null })[];
  readonly shared: readonly SharedCopy[];
  readonly disclosedFor: readonly string[];
}

/** Keeping times of the open vault. All state is the ledger's. Everything rejects with a `UserError` for what is not there or not allowed. */
export interface Retention {
  list(query?: RetentionQuery): Promise<RetentionList>;
  /** Why no timer deletes now; `null`: nothing speaks against it. */
  clockDoubt(): Promise<string | null>;
  /** One item. Throws `no-such-item`. */
  item(sha256: string): Promise<ItemStory>;
  /** What a rule would do if it were set on items, or without them on everything recorded. Changes nothing. */
  outlook(wish: Omit<RuleWish, "by"> & { readonly fromUs?: EpochUs }, items?: readonly string[]): Promise<RuleOutlook>;
  /** Items behind references, in the order given. Throws `no-such-item` or `ambiguous-item`. */
  resolve(items: readonly string[]): readonly string[];
  /** A keeping time for everything recorded that has none of its own; `null` takes it away. */
  setStanding(wish: RuleWish | { readonly rule: null; readonly by: string | null }): Promise<StandingRule | null>;
  /** A clock on items; `fromUs`: when it began, if a person knows better. */
  setClock(items: readonly string[], wish: RuleWish & { readonly fromUs?: EpochUs }): Promise<readonly RetentionRow[]>;
  /** Takes clocks of their own away; the standing rule then counts again. */
  takeClock(items: readonly string[], by: string | null): Promise<number>;
  /** An exception from the clocks of items until `reviewUs`, on a ground of their rule's preset. Returns its ids. */
  makeException(
    items: readonly string[],
    exception: { readonly ground: string; readonly reason: string; readonly reviewUs: EpochUs; readonly by: string },
  ): Promise<readonly string[]>;
  endException(exceptionId: string, by: string | null): Promise<void>;
  holds(): Promise<readonly (LegalHold & { readonly reason: string | null; readonly by: string | null })[]>;
  /** Puts items under a new hold, or adds them to one that stands. Returns its id. */
  placeHold(items: readonly string[], hold: { readonly reason: string; readonly by: string; readonly holdId?: string }): Promise<string>;
  /** Releases a hold: two different persons. Throws `second-person` when they are one. */
  releaseHold(hold: { readonly holdId: string; readonly reason: string; readonly by: string; readonly second: string }): Promise<void>;
  /** What a run would delete now, or what deleting these items would. Changes nothing. */
  plan(items?: readonly string[]): Promise<DeletionPlan>;
  /**
   * Deletes what is due, and goes on with deletions that did not end. `clockIsRight`: a person looked at the clock of this machine; without it a doubtful
   * clock deletes nothing. `only`: nothing but these goes, whatever else is due by then. `by`: who asked for it, if not a timer.
   */
  run(
    options: { readonly clockIsRight: boolean; readonly only?: readonly string[]; readonly by?: string },
    handlers?: DeletionHandlers,
  ): Promise<DeletionRun>;
  /** Deletes items because a person says so. */
  delete(items: readonly string[], options: { readonly by: string }, handlers?: DeletionHandlers): Promise<DeletionRun>;
}
