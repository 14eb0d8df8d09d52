/** Consent grants: who may have what, why, where and until when; in the record structure of ISO/IEC TS 27560. */
import type { EpochUs } from "@creance/core";
import type { DataClass } from "../vocabulary/data-classes.table.ts";
import type { Purpose } from "../vocabulary/purposes.table.ts";
import type { RecipientKind } from "../vocabulary/recipient-kinds.table.ts";

/** Kinds of things that a standing grant can name. */
export const grantedKinds = ["flight", "picture", "clip", "capture", "other"] as const;
/** A kind of thing that a standing grant can name. */
export type GrantedKind = (typeof grantedKinds)[number];

/** When a standing grant lets things go. */
export const scheduleSpans = ["hour", "day", "week"] as const;

/** A standing grant: whatever fits goes, on a schedule, without being asked for one by one. */
export interface StandingScope {
  /** Names or serial numbers of aircraft; empty: all. */
  readonly aircraft: readonly string[];
  readonly kinds: readonly GrantedKind[];
  readonly every: (typeof scheduleSpans)[number];
  /** Minute of the day (UTC) at which it runs, 0 to 1439; of a week: on Monday. `null` for every hour. */
  readonly atMinute: number | null;
}

/** Somebody named in a grant. */
export interface GrantParty {
  readonly name: string;
  /** Mail address, phone or web page; `null`: not told. */
  readonly contact: string | null;
}

/** A consent grant. */
export interface Grant {
  /** 32 lower-case hexadecimal characters. */
  readonly grantId: string;
  readonly madeUs: EpochUs;
  /** Who gave it. */
  readonly giver: GrantParty;
  /** Who answers for the data: the operation. */
  readonly controller: GrantParty;
  /** Who may have it; `keys` are the age recipients that it may be encrypted to, empty for one that reads plain bytes (NodeODM). */
  readonly recipient: GrantParty & { readonly kind: RecipientKind; readonly keys: readonly string[] };
  readonly data: readonly DataClass[];
  readonly purposes: readonly Purpose[];
  /** Why, in own words. */
  readonly why: string;
  /** Ids of the destinations that it may go to; never empty. */
  readonly destinations: readonly string[];
  /** Where it may lie: `US`, `aws/us-west-2`; never empty. */
  readonly regions: readonly string[];
  /** Classes that must have been taken out. */
  readonly redact: readonly DataClass[];
  readonly fromUs: EpochUs;
  readonly untilUs: EpochUs;
  /** How long the recipient may keep it; `null`: no limit was set. */
  readonly keepUs: number | null;
  /** The manifest under which it was given: SHA-256 of its canonical text, and the flow's id. */
  readonly manifestSha256: string;
  readonly flowId: string;
  /** SHA-256 of the originals that it is for; `null`: a standing grant. */
  readonly items: readonly string[] | null;
  /** `null`: a grant for `items`. */
  readonly standing: StandingScope | null;
}

/** How a grant stands at an instant. */
export type GrantState = "active" | "not-yet" | "expired" | "revoked";
