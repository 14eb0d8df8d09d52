/** What sharing works with. */
import type { EpochUs } from "@creance/core";
import type { Courier } from "@creance/courier";
import type { MediaMaker } from "@creance/media";
import type { Decision, Grant, GrantState, PrivacyManifest, ShareQuestion } from "@creance/policy";
import type { Vault, VaultLedger } from "@creance/vault";
import type { Keyring } from "../keyring/types.ts";
import type { CheckLeaks } from "../leaks/types.ts";
import type { SharedWriter } from "../shared-writer.ts";
import type { Operation } from "../types.ts";
import type { ItemGatherer } from "./gather-items.ts";
import type { RedactItem } from "./redact-item.ts";

/** A grant and how it stands. */
export interface StandingOfGrant {
  readonly grant: Grant;
  readonly state: GrantState;
}

/** Policy and grants, as sharing needs them. */
export interface ShareRules {
  /** The manifest in force. Rejects with a `UserError` (`no-policy`) when there is none: then nothing may be shared. */
  manifest(): Promise<{ readonly manifest: PrivacyManifest; readonly sha256: string }>;
  /** `undefined`: there is no such grant. */
  grant(grantId: string, nowUs: EpochUs): Promise<StandingOfGrant | undefined>;
  /** Signs a grant and enters it. */
  make(grant: Grant, by: string): Promise<unknown>;
  /** Standing grants that hold now. */
  standing(): Promise<readonly Grant[]>;
  decide(question: ShareQuestion, grant: Grant | null, nowUs: EpochUs): Promise<Decision>;
}

/** What sharing works with. */
export interface ShareParts {
  readonly vault: Vault;
  readonly ledger: Pick<VaultLedger, "entries" | "assertWhole">;
  readonly writers: SharedWriter;
  /** Opened, and made when there is none, when it is first needed. */
  readonly keyring: () => Promise<Keyring>;
  /** Opened when it is first needed. */
  readonly courier: () => Courier;
  readonly rules: ShareRules;
  readonly gather: ItemGatherer;
  readonly redactItem: RedactItem;
  /** Opened when it is first needed. */
  readonly media: () => Promise<MediaMaker>;
  readonly checkLeaks: CheckLeaks;
  /** What things would reveal as they are, in sentences. Nothing is written. */
  readonly exposureOf: (things: { readonly flights: readonly string[]; readonly media: readonly string[] }) => Promise<readonly string[]>;
  /** Keeps what comes back. */
  readonly importItems: Operation["importItems"];
  readonly now: () => EpochUs;
  /** Aborted when the vault is being closed. */
  readonly closing: AbortSignal;
}
