/** The policy in force and the consent grants of a vault, as the server's routes, sharing and the command line see them. */
import type { EpochUs } from "@creance/core";
import type { Decision, Grant, GrantParty, GrantState, PrivacyManifest, ShareQuestion } from "@creance/policy";

/** The manifest in force. */
export interface PolicyInForce {
  readonly manifest: PrivacyManifest;
  /** SHA-256 of its canonical text. */
  readonly sha256: string;
  /** The canonical text as a signed note. */
  readonly note: string;
  readonly setUs: EpochUs;
}

/** How the signature under a grant or a manifest stands, held against the vault's key as it is now. */
export type SignatureState = "fits" | "other-key" | "not-checked";

/** A grant with how it stands. */
export interface GrantRow {
  readonly grant: Grant;
  readonly state: GrantState;
  readonly revokedUs: EpochUs | null;
  /** The record as a signed note: what is handed to whoever asks for it. */
  readonly note: string;
  readonly signature: SignatureState;
  /** Place of its entry in the ledger. */
  readonly index: number;
}

/** What a person grants; the rest follows from the policy in force. */
export interface GrantWish {
  readonly giver: GrantParty;
  readonly recipient: Grant["recipient"];
  readonly data: Grant["data"];
  readonly purposes: Grant["purposes"];
  readonly why: string;
  readonly destinations: readonly string[];
  /** Empty: the places of the flow. */
  readonly regions: readonly string[];
  readonly redact: Grant["redact"];
  /** `null`: from now on. */
  readonly fromUs: EpochUs | null;
  readonly untilUs: EpochUs;
  /** `null`: as long as the flow says. */
  readonly keepUs: number | null;
  /** `null`: the one flow of the manifest that fits. */
  readonly flowId: string | null;
  readonly items: Grant["items"];
  readonly standing: Grant["standing"];
}

/** Static files of a public page. */
interface PublishedPage {
  readonly files: readonly (readonly [name: string, text: string])[];
  /** SHA-256 of the manifest's canonical text. */
  readonly sha256: string;
}

/** The policy in force and the grants. State is read from the journal each time; nothing is kept beside it but the manifests' texts, by their hashes. */
export interface Grants {
  /** Puts the manifest of a policy file in force: signed, kept, entered. The same manifest again changes nothing. */
  setPolicy(text: string, by: string): Promise<PolicyInForce>;
  /** `null`: no manifest was ever set. */
  policy(): Promise<PolicyInForce | null>;
  /** The manifest in force. Rejects with a `UserError` (`no-policy`) when there is none: then nothing may be shared. */
  manifest(): Promise<PolicyInForce>;
  /** The public page of the manifest in force, entered as published before it is handed out. */
  publish(by: string): Promise<PublishedPage>;
  /** The grant that a wish would make under the policy in force. Nothing is entered. */
  draft(wish: GrantWish): Promise<Grant>;
  /** Signs a grant and enters it. Resolves when it is durable. */
  make(grant: Grant, by: string): Promise<GrantRow>;
  /** Newest first. Grants whose words were erased are not among them. */
  list(): Promise<readonly GrantRow[]>;
  /** By the whole id or its beginning. Rejects with a `UserError` (`no-such-grant`, `ambiguous-id`). */
  show(id: string): Promise<GrantRow>;
  /** By the whole id; `undefined`: there is no such grant, or its words were erased. */
  grant(grantId: string, nowUs: EpochUs): Promise<GrantRow | undefined>;
  /** Takes a grant back, from now on. A grant that was taken back stays so. */
  revoke(id: string, wish: { readonly by: string; readonly reason: string | null }): Promise<GrantRow>;
  /** The policy's answer under the manifest in force. Whether the grant was revoked is read here. Nothing is entered. */
  decide(question: ShareQuestion, grant: Grant | null, nowUs: EpochUs): Promise<Decision>;
}
