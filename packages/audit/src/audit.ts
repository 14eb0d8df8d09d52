/** From captures and flights to findings, claims and coverage. */
import type { CaptureReport, FlowRow, OnContent, OnFlowContents } from "@creance/capture";
import type { Platform } from "@creance/core";
import type { TracedHit } from "./evidence/stream-trace.ts";
import type { AuditResult } from "./result.ts";
import type { AuditFlight, AuditStatement, Consent, Finding, Identifiers } from "./types.ts";

/** What is audited, besides the captures. */
export interface AuditOptions {
  readonly platform: Platform;
  readonly flights: readonly AuditFlight[];
  readonly identifiers: Identifiers;
  readonly consents: readonly Consent[];
  readonly statement: AuditStatement;
  /** Weak findings and those of class `region` are kept too. */
  readonly weak: boolean;
  /** An operator's own claims and policies, already read. */
  readonly ownClaims: readonly OwnClaim[];
  readonly policies: readonly PolicyRule[];
  readonly limits?: Partial<AuditLimits>;
  /**
   * Hears every hit of every message, decoys' included, with the bytes of the streams that lead to it: to read a finding again. Steps must be taken
   * at once. Costs a copy of all contents.
   */
  readonly onTrace?: (hit: FindingTrace) => void;
}

/** A hit with the name of its needle; `null` for a position or a file. */
export interface FindingTrace extends Omit<TracedHit, "needle"> {
  readonly needle: string | null;
}

/** Bounds of an audit. */
export interface AuditLimits {
  /** Findings that are kept; later ones are counted. */
  readonly maxFindings: number;
  /** Containers inside containers. */
  readonly maxDepth: number;
  /** Bytes that one part may unpack to, all containers together, as a multiple of its own and at most. */
  readonly maxRatio: number;
  readonly maxUnpackedBytes: number;
}

/** One capture of an audit, while it is read. */
export interface AuditedCapture {
  /** Give it to the content reader. */
  readonly onContent: OnContent;
  /** Give it to the content reader too: what of each flow could be read. */
  readonly onFlowContents: OnFlowContents;
  /** Each conversation when it has ended, annotated. */
  conversation(row: FlowRow): void;
  /** The capture has ended. */
  end(
    report: CaptureReport,
    about: { readonly sha256: string; readonly name: string; readonly sizeBytes: number; readonly synthetic: boolean },
  ): void;
}

/** An audit. */
export interface Audit {
  /** Opens the next capture; one at a time. */
  capture(): AuditedCapture;
  /** Everything, once the last capture has ended. `about` goes into the result as it is. */
  result(about: Pick<AuditResult, "version" | "inputs" | "command" | "databases" | "endpointsEdition">): AuditResult;
}

/** A claim of the operator's own: something never, or only, happens. */
export interface OwnClaim {
  readonly id: string;
  readonly title: string;
  readonly by: string;
  readonly source: string;
  /** `never`: no such finding or conversation. `only`: nothing else than this. `happens`: at least one. */
  readonly says: "never" | "only" | "happens";
  readonly kinds: readonly Finding["kind"][];
  /** Host patterns, `*.example.org`; empty for any host. */
  readonly hosts: readonly string[];
  /** ISO 3166-1 alpha-2; empty for any country. */
  readonly countries: readonly string[];
}

/** A rule of a policy: these kinds may go to these hosts for this purpose; what no rule allows is not allowed. */
export interface PolicyRule {
  readonly rule: string;
  readonly kinds: readonly Finding["kind"][];
  readonly hosts: readonly string[];
  readonly purpose: string;
}
