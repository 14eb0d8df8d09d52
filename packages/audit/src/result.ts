/** The whole answer of an audit: what the page shows, what reports are made from, what a bundle holds. Plain data, no secrets. */
import type { FlowRow } from "@creance/capture";
import type { AuditStatement, Consent, Finding, FindingKind, SearchAccount } from "./types.ts";

/** Verdict words. */
export const verdicts = ["SUPPORTED", "CONTRADICTED", "NOT OBSERVED", "NOT TESTABLE"] as const;
/** A verdict. */
export type Verdict = (typeof verdicts)[number];

/** Confidence in analytic words, computed by the rules of docs/guide/claims.md; `null` where the verdict carries none. */
export type Confidence = "low" | "moderate" | "high";

/** What one source of evidence can say about a claim: the network, the flight records, the app's package. */
export interface ClaimColumn {
  readonly verdict: Verdict | "NOT TESTABLE HERE";
  /** One sentence. */
  readonly because: string;
}

/** A claim, judged. */
export interface ClaimVerdict {
  /** `C01` ..., or the id of an operator's own claim. */
  readonly id: string;
  readonly title: string;
  readonly by: string;
  /** Where the claim is written down. */
  readonly source: string;
  readonly verdict: Verdict;
  readonly confidence: Confidence | null;
  /** The rules that gave the confidence, a sentence each. */
  readonly confidenceBecause: readonly string[];
  /** One or two sentences for a person. */
  readonly because: string;
  readonly capture: ClaimColumn;
  readonly log: ClaimColumn;
  readonly package: ClaimColumn;
  /** What was not covered, for NOT OBSERVED and bounded SUPPORTED. */
  readonly notCovered: readonly string[];
  /** What published audits found, in one sentence each. */
  readonly audits: readonly string[];
  /** Findings and conversations that carry it, most telling first, at most 20 each. */
  readonly findingIds: readonly string[];
  readonly flowIds: readonly string[];
  /** Parts judged apart (media, record, position ...); empty for most. */
  readonly parts: readonly { readonly title: string; readonly verdict: Verdict; readonly because: string }[];
}

/** A rule of an operator's policy, judged: what may go where. */
export interface PolicyVerdict {
  readonly rule: string;
  readonly verdict: Verdict;
  readonly because: string;
  readonly findingIds: readonly string[];
  readonly flowIds: readonly string[];
}

/** One capture as far as it was seen. */
export interface CaptureCoverage {
  readonly sha256: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly format: string;
  readonly firstTimeUs: number | null;
  readonly lastTimeUs: number | null;
  readonly packets: number;
  readonly wireBytes: number;
  /** Packets that the capture tool says it lost; `null` where it says nothing. */
  readonly droppedPackets: number | null;
  readonly cutPackets: number;
  readonly missedBytes: number;
  readonly undecodedPackets: number;
  readonly evictedFlows: number;
  readonly crowdedFlows: number;
  readonly truncated: boolean;
  readonly pcapdroid: boolean;
  /** True when the capture says of itself that it was made up. */
  readonly synthetic: boolean;
  readonly linkTypes: readonly string[];
}

/** One flight as far as the captures cover it. */
export interface FlightCoverage {
  readonly label: string;
  readonly sha256: string;
  readonly startUs: number | null;
  readonly endUs: number | null;
  readonly points: number;
  /** Share of the flight's time during which a capture ran, 0 to 1; `null` without a clock. */
  readonly coveredShare: number | null;
  /** Seconds captured before its beginning and after its end; 0 when the captures do not reach it. */
  readonly beforeS: number;
  readonly afterS: number;
  /** Offset of the flight's clock from the capture's, solved from positions sent live; `null` where it was not. Positive: the flight's is ahead. */
  readonly clockOffsetS: number | null;
  /** What is to be said of the clocks; `null` when nothing is. */
  readonly clockSentence: string | null;
  readonly app: string | null;
  readonly aircraft: string | null;
  readonly firmware: string | null;
}

/** Payload bytes by whether they could be read. They add up to what the conversations carried. */
export interface ByteCoverage {
  readonly plain: number;
  readonly decrypted: number;
  /** Encrypted, without keys that fit. */
  readonly sealed: number;
  /** Sent, and not in the capture. */
  readonly missing: number;
  /** Neither encrypted as far as one can tell, nor read: protocols without readers, flows given up. */
  readonly unread: number;
}

/** What was and was not covered: at the head of every report, never folded away. */
export interface Coverage {
  readonly captures: readonly CaptureCoverage[];
  readonly flights: readonly FlightCoverage[];
  readonly bytesOut: ByteCoverage;
  readonly bytesIn: ByteCoverage;
  readonly conversations: {
    readonly total: number;
    readonly nameless: number;
    readonly hiddenNames: number;
    readonly keyed: number;
    readonly opened: number;
    readonly unknownKeys: number;
  };
  /** Suites that stayed closed, and how many connections each. */
  readonly unsupportedSuites: { readonly [suite: string]: number };
  readonly failedRecords: number;
  readonly keysGiven: boolean;
  readonly statement: AuditStatement;
  readonly search: SearchAccount;
  /** What this audit did not see, worst first: sentences from its own numbers. */
  readonly gaps: readonly string[];
  /** What no capture can show. */
  readonly blindSpots: readonly string[];
}

/** One of the files an audit was made from. */
export interface AuditInput {
  readonly role: "capture" | "flight" | "keys" | "identifiers" | "consent" | "statement" | "policy" | "claims" | "database";
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Findings of a kind, most telling first in the list. */
export interface KindTotal {
  readonly kind: FindingKind;
  readonly out: number;
  readonly in: number;
  readonly withConsent: number;
  /** Different servers it went to. */
  readonly servers: readonly string[];
}

/** Everything about an audit. */
export interface AuditResult {
  readonly format: "creance-audit/1";
  /** Version of the program. */
  readonly version: string;
  readonly inputs: readonly AuditInput[];
  /** The command that makes it again, one word each; inputs are named as in `inputs`. */
  readonly command: readonly string[];
  readonly databases: readonly { readonly name: string; readonly date: string; readonly licence: string; readonly notice: string | null }[];
  readonly endpointsEdition: string;
  /** One or a few sentences that answer "did anything leave that should not have?". Never "safe". */
  readonly answer: readonly string[];
  readonly totals: readonly KindTotal[];
  /** Not weak first by kind; weak ones at the end. */
  readonly findings: readonly Finding[];
  readonly claims: readonly ClaimVerdict[];
  readonly policies: readonly PolicyVerdict[];
  readonly consents: readonly Consent[];
  readonly coverage: Coverage;
  /** Servers that were talked to, most bytes out first, at most 200. */
  readonly servers: readonly {
    readonly server: string;
    readonly role: string | null;
    readonly owner: string | null;
    readonly operator: string | null;
    readonly conversations: number;
    readonly bytesOut: number;
    readonly bytesIn: number;
    /** Share of the bytes out that could be read, 0 to 1. */
    readonly readShare: number;
    readonly findings: number;
  }[];
}

/** The line of `creance audit --json`. */
export type FindingLine = Omit<Finding, "flow"> & FlowRow;
