/** Sharing: opt-in, to a named place, for a stated purpose, until a stated time; sealed to recipients, entered, and revocable. */
import type { EpochUs } from "@creance/core";
import type { Credentials, Destination, RegionRecord } from "@creance/courier";
import type { DataClass, GrantedKind, MissingCondition, Purpose, RecipientKind } from "@creance/policy";
import type { Mask, RedactionChange, RedactionRecipe } from "@creance/seal";
import type { LeakReport } from "../leaks/types.ts";
import type { CourierConnections } from "./own-courier.ts";
import type { StandingShare } from "./standing-shares.ts";

/** Forms in which an item can be given: as it was recorded, or a flight's track. */
export const shareForms = ["original", "csv", "json", "geojson", "gpx", "kml"] as const;
/** A form in which an item can be given. */
export type ShareForm = (typeof shareForms)[number];

/** One thing to share. */
export type ShareThing =
  | { readonly kind: "flight"; readonly id: string; readonly form: ShareForm }
  /** `masks`: boxes painted over on this item, beside those of the recipe. */
  | { readonly kind: "media"; readonly sha256: string; readonly masks?: readonly Mask[] }
  | { readonly kind: "original"; readonly sha256: string };

/** What a person asks to share. */
export interface ShareWish {
  readonly things: readonly ShareThing[];
  /** Id or name of a named destination. */
  readonly destination: string;
  /** `age1...` keys, or names of named recipients. Empty only for a destination that works on the bytes itself (NodeODM). */
  readonly recipients: readonly string[];
  /** Who they are; `null`: as the recipients were named, else who holds the destination. */
  readonly recipientKind: RecipientKind | null;
  readonly purpose: Purpose;
  /** Why, in own words. */
  readonly reason: string;
  readonly untilUs: EpochUs;
  /** What is taken out before anything is sealed; `null`: nothing is. */
  readonly recipe: RedactionRecipe | null;
  /**
   * Redacted pictures carry a claim (C2PA) of what was done, signed with this vault's key; absent: they do not. Whoever gets two of them can tell that
   * one vault made both.
   */
  readonly claims?: boolean;
  /** The person looked at every picture and clip: nobody in them can be told apart. False: they may show faces. */
  readonly facesChecked: boolean;
  /** An existing grant; `null`: one is made for exactly this share. */
  readonly grantId: string | null;
  readonly by: string;
}

/** A named place things may be sent to. Its credentials lie sealed in the keyring, never here. */
export interface SharePlace {
  readonly destination: Destination;
  /** Who holds the place. */
  readonly heldBy: RecipientKind;
  readonly addedUs: EpochUs;
  /** The last region check; `null`: never checked. */
  readonly region: { readonly grade: RegionRecord["grade"]; readonly checkedUs: EpochUs } | null;
}

/** A named recipient. */
export interface ShareRecipient {
  readonly id: string;
  readonly name: string;
  readonly kind: RecipientKind;
  /** `age1...` */
  readonly key: string;
  readonly addedUs: EpochUs;
  /** Nothing is sealed to it since then; `null`: it is in use. */
  readonly revokedUs: EpochUs | null;
}

/** One file as it would leave. */
export interface PlannedItem {
  /** The original it is, or was made of. */
  readonly sha256: string;
  /** Name that the recipient sees inside the sealed list of contents. */
  readonly name: string;
  readonly format: string | null;
  /** What it is; with the aircraft's names and serial numbers what standing grants go by. */
  readonly kind: GrantedKind;
  readonly aircraft: readonly string[];
  /** Bytes and hash of what is sealed. */
  readonly outBytes: number;
  readonly outSha256: string;
  readonly sealedBytes: number;
  /** Classes of data that the original holds, and those that were taken out of what would leave. */
  readonly classes: readonly DataClass[];
  readonly redacted: readonly DataClass[];
  readonly changes: readonly RedactionChange[];
  /** Sentences: what could not be taken out, or what the picture itself still shows. */
  readonly left: readonly string[];
  /** True when a signed claim of what was done is in it. */
  readonly isClaimed: boolean;
  /** True for the list of contents, which is made here and sealed like every item. */
  readonly isContents: boolean;
}

/** One key that items are sealed to. */
export interface SealedFor {
  readonly key: string;
  /** As it is named here; `null`: it was given as a key. */
  readonly name: string | null;
}

/** Exactly what would leave; its files are ready and nothing was sent. */
export interface SharePlan {
  readonly shareId: string;
  readonly items: readonly PlannedItem[];
  readonly destination: Destination;
  readonly recipients: readonly SealedFor[];
  readonly recipientKind: RecipientKind;
  readonly purpose: Purpose;
  readonly reason: string;
  readonly untilUs: EpochUs;
  readonly recipe: RedactionRecipe | null;
  /** True: claims were asked for. Older work folders do not say. */
  readonly claims?: boolean;
  readonly grantId: string | null;
  /** Files that were named and do not leave: what was to be taken out of them cannot be. */
  readonly leftOut: readonly { readonly name: string; readonly sentence: string }[];
  /** What the originals would reveal without redaction, in sentences. */
  readonly exposure: readonly string[];
  /** What the leak check looked for and where; `null`: nothing was taken out, so that there was nothing to look for. */
  readonly leaks: LeakReport | null;
  readonly verdict: "permit" | "refuse";
  readonly missing: readonly MissingCondition[];
  /** Bytes that would leave, list of contents included. */
  readonly sealedBytes: number;
  readonly madeUs: EpochUs;
}

/** How far a share is. */
export interface ShareProgress {
  readonly step: "preparing" | "checking" | "region" | "sending" | "reading-back" | "removing" | "waiting" | "fetching" | "done";
  readonly item: number;
  readonly items: number;
  readonly bytesDone: number;
  readonly bytes: number;
}

/** What the caller hears. */
export interface ShareHandlers {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ShareProgress) => void;
  /** One sentence that a person should see. */
  readonly onNotice?: (sentence: string) => void;
}

/** What whoever cleans up says and hears. */
export interface RecoverHandlers extends ShareHandlers {
  /** True: only this disk, of what never began to leave and of what is over. Nothing connects, and what can be continued stays. */
  readonly onDiskOnly?: boolean;
}

/** How a share stands; derived from the journal. */
export const shareStates = ["unfinished", "whole", "failed", "revoked", "removed", "expired"] as const;
/** How a share stands. `removed`: revoked, and nothing of it lies at its destination any more; `expired`: whole, and its time is over. */
export type ShareState = (typeof shareStates)[number];

/** One item of a share, as entered. */
export interface SharedItem {
  readonly sha256: string;
  readonly outSha256: string;
  readonly sealedSha256: string;
  readonly sealedBytes: number;
  readonly timeUs: EpochUs;
  /** Place in the ledger. */
  readonly index: number;
  /** Where it lies; `null`: the words were erased. */
  readonly object: SharedObject | null;
  /** What became of it after a revocation; `null`: it was not asked for yet. */
  readonly removal: "removed" | "locked" | "unreachable" | "refused" | null;
}

/** The words behind `objectHash`. */
export interface SharedObject {
  /** Key of the object at its destination. */
  readonly key: string;
  /** Name that the recipient sees. */
  readonly name: string;
  /** Classes that it still held when it left. */
  readonly classes: readonly DataClass[];
  readonly etag: string | null;
  readonly versionId: string | null;
}

/** A share, as the journal tells it. */
export interface ShareSummary {
  readonly shareId: string;
  readonly grantId: string;
  readonly state: ShareState;
  readonly begunUs: EpochUs;
  readonly endedUs: EpochUs | null;
  readonly revokedUs: EpochUs | null;
  /** Items planned when it began, list of contents included. */
  readonly itemsPlanned: number;
  readonly items: readonly SharedItem[];
  /** Why it failed; `null` unless it did. */
  readonly code: string | null;
  /** What was agreed; `null`: the words were erased. */
  readonly agreed: ShareAgreement | null;
}

/** The words behind `planHash`: what goes where, why and until when. */
export interface ShareAgreement {
  readonly destination: Destination;
  readonly recipients: readonly SealedFor[];
  readonly recipientKind: RecipientKind;
  readonly purpose: Purpose;
  readonly reason: string;
  readonly untilUs: EpochUs;
  readonly recipe: RedactionRecipe | null;
  /** Only there, and true, when redacted pictures carry claims. */
  readonly claims?: boolean;
  readonly by: string;
}

/** What ending a share did. */
export interface ShareRemoval {
  readonly shareId: string;
  readonly removed: number;
  readonly notRemoved: number;
  readonly sentence: string;
}

/** What opening received files gave. */
export interface OpenedShare {
  /** Files that were decrypted and kept. */
  readonly kept: readonly { readonly name: string; readonly sha256: string; readonly status: "kept" | "alreadyKept" }[];
  /** The sealed list of contents, when one was among them. */
  readonly contents: ShareContents | null;
  readonly issues: readonly string[];
}

/** The list of contents: sealed like every item, so that names and hashes are known to recipients alone. */
export interface ShareContents {
  readonly format: "creance-share/1";
  readonly shareId: string;
  readonly purpose: Purpose;
  readonly reason: string;
  readonly untilUs: EpochUs;
  readonly items: readonly {
    readonly object: string;
    readonly name: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    /** Sentences: what was taken out. */
    readonly changes: readonly string[];
  }[];
}

/** A link that reads one object until a time. */
export interface ShareLink {
  readonly name: string;
  readonly url: string;
  readonly untilUs: EpochUs;
}

/** A file that is ready to leave, as it lies on this disk. */
export interface ReadyFile {
  readonly path: string;
  readonly name: string;
  readonly format: string | null;
  /** The original that it is, or was made of, and the hash of these very bytes. */
  readonly sha256: string;
  readonly outSha256: string;
  /** The list of contents, of which there is no original. */
  readonly isContents: boolean;
}

/** Shares of this vault. Everything rejects with a `UserError` that says what was, and what was not, done. */
export interface Share {
  destinations(): Promise<readonly SharePlace[]>;
  /** Names a destination; its credentials go into the keyring. Nothing connects. */
  addDestination(wish: {
    readonly destination: Omit<Destination, "id">;
    readonly heldBy: RecipientKind;
    readonly credentials: Credentials;
    readonly by: string;
  }): Promise<SharePlace>;
  removeDestination(name: string, by: string): Promise<void>;
  /** Asks the destination for its region, now. */
  checkDestination(name: string, handlers?: ShareHandlers): Promise<RegionRecord>;
  recipients(): Promise<readonly ShareRecipient[]>;
  addRecipient(wish: {
    readonly name: string;
    readonly kind: RecipientKind;
    readonly key: string;
    readonly by: string;
  }): Promise<ShareRecipient>;
  /** From now on nothing is sealed to it. What it read already cannot be unread. */
  revokeRecipient(name: string, by: string): Promise<ShareRecipient>;
  /** Makes everything ready and decides; nothing is sent. End it with `run` or `discard`. */
  plan(wish: ShareWish, handlers?: ShareHandlers): Promise<SharePlan>;
  /** Sends what was planned. Resolves when the share is whole and entered. */
  run(plan: SharePlan, handlers?: ShareHandlers): Promise<ShareSummary>;
  /** A file of a plan that was neither sent nor discarded yet. Rejects with a `UserError` (`not-ready`). */
  readyFile(shareId: string, item: number): Promise<ReadyFile>;
  /** A frame of a clip as JPEG, as stored: boxes count in its pixels. Rejects with a `UserError` (`no-frame`). */
  frame(sha256: string, atMs: number): Promise<Uint8Array>;
  /** Removes what a plan made. */
  discard(plan: SharePlan): Promise<void>;
  list(): Promise<readonly ShareSummary[]>;
  /** By the whole id or its beginning. */
  show(id: string): Promise<ShareSummary>;
  /** Continues a share that was cut off. */
  resume(id: string, handlers?: ShareHandlers): Promise<ShareSummary>;
  /** Removes what shares that were cut off, or revoked and not removed, left at their destinations and on this disk. */
  recover(handlers?: RecoverHandlers): Promise<readonly ShareRemoval[]>;
  /** Entered first, then removed from its destination. */
  revoke(id: string, wish: { readonly by: string; readonly reason: string | null }, handlers?: ShareHandlers): Promise<ShareRemoval>;
  links(id: string, wish: { readonly untilUs: EpochUs; readonly by: string }): Promise<readonly ShareLink[]>;
  /** What each active standing grant would let go now. Nothing is made ready; `plan` and `run` do that, as for any wish. */
  sync(by: string): Promise<readonly StandingShare[]>;
  /** The recipient's side: decrypts with this vault's identity and keeps what was inside. */
  open(paths: readonly string[], handlers?: ShareHandlers): Promise<OpenedShare>;
  /** What the courier connected to since this operation was opened: for the line at the top. */
  connections(): CourierConnections;
}
