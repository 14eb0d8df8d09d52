/** What the policy is asked, and what it answers. */
import type { DataClass } from "../vocabulary/data-classes.table.ts";
import type { Purpose } from "../vocabulary/purposes.table.ts";
import type { RecipientKind } from "../vocabulary/recipient-kinds.table.ts";

/** An original about which is asked, as it would leave. */
export interface AskedItem {
  readonly sha256: string;
  /** Classes that the original holds. Who does not know says all that its kind can hold. */
  readonly classes: readonly DataClass[];
  /** Classes that were taken out of what would leave. */
  readonly redacted: readonly DataClass[];
  /** What the check for left-over values said about what would leave; `null`: it did not run. */
  readonly leakCheck: "passed" | "failed" | null;
  /** For standing grants: what it is, and the aircraft's name or serial number. */
  readonly kind: "flight" | "picture" | "clip" | "capture" | "other";
  readonly aircraft: readonly string[];
}

/** The place that it would go to. */
export interface AskedDestination {
  readonly id: string;
  readonly endpoint: string;
  readonly region: string;
  /** Two letters, as the operator says; the table of regions is asked too. */
  readonly country: string | null;
  /** Of the newest region check; `null`: none was made. */
  readonly grade: "provider-asserted" | "network-consistent" | "contradicted" | null;
  /** When that check was made, microseconds. */
  readonly checkedUs: number | null;
}

/** May these originals go there? */
export interface ShareQuestion {
  /** `share`: to a recipient under a grant. `disclose`: to an authority under a request. `publish`: to everybody. */
  readonly action: "share" | "disclose" | "publish";
  readonly items: readonly AskedItem[];
  readonly recipientKind: RecipientKind;
  /** Keys that it would be encrypted to; empty: it would go there readable. */
  readonly recipientKeys: readonly string[];
  /** `null`: it is handed over by other means (a disclosure on a medium, a page that is written here). */
  readonly destination: AskedDestination | null;
  readonly purpose: Purpose;
  /** A disclosure's request; `null`: none. */
  readonly request: { readonly requestId: string; readonly decision: "granted" | "partly" | "refused" | "withdrawn" | "open" } | null;
  /** A publication's second person; `null`: none. */
  readonly approvedBy: string | null;
  /** Who asks. */
  readonly askedBy: string;
}

/** What a person does on this machine. */
export interface LocalQuestion {
  readonly action: "view" | "export" | "delete";
  readonly sha256: string;
  /** A legal hold stands on it. */
  readonly isHeld: boolean;
  readonly askedBy: string;
}

/** One condition that is not met. */
export interface MissingCondition {
  /** Stable, e.g. `grant-expired`. */
  readonly code: string;
  /** What is missing. */
  readonly sentence: string;
  /** What would satisfy it. */
  readonly satisfiedBy: string;
}

/** The policy's answer. */
export interface Decision {
  readonly verdict: "permit" | "refuse";
  /** Empty when it permits, never empty when it refuses. */
  readonly missing: readonly MissingCondition[];
  /** Id of the flow that permitted it, or that it came nearest to; `null`: there was none. */
  readonly flowId: string | null;
  /** Canonical JSON of what was asked and under which grant and manifest: the text behind the ledger's `inputHash`. */
  readonly input: string;
}

/** A thing by its type and id. */
export interface EngineId {
  readonly type: "User" | "Item" | "Destination" | "Recipient";
  readonly id: string;
}

/** A value of an attribute. */
export type EngineValue =
  | boolean
  | number
  | string
  | { readonly __entity: EngineId }
  | readonly EngineValue[]
  | { readonly [name: string]: EngineValue };

/** A thing with its attributes. */
export interface EngineEntity {
  readonly uid: EngineId;
  readonly attrs: Readonly<Record<string, EngineValue>>;
}

/** A request to the engine. */
export interface EngineRequest {
  readonly principal: EngineId;
  readonly action: "share" | "disclose" | "publish" | "view" | "export" | "delete";
  readonly resource: EngineId;
  readonly context: Readonly<Record<string, EngineValue>>;
  readonly entities: readonly EngineEntity[];
}

/** What the engine says. */
export interface EngineAnswer {
  readonly allowed: boolean;
  /** Policies that decided. */
  readonly policyIds: readonly string[];
  /** Policies that could not be evaluated. One makes the whole answer worthless. */
  readonly errors: readonly string[];
}

/** The port of the policy engine: sets of policies that it has read once, by name. `@creance/cedar` implements it. */
export interface PolicyEngine {
  /** `rules`: the permits and forbids that decide. `conditions`: each condition as a permit of its own, so that the answer names those that are met. */
  readonly decide: (set: "rules" | "conditions", request: EngineRequest) => EngineAnswer;
}
