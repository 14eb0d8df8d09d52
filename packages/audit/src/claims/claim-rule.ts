/** What a rule is: it may sort conversations into tallies while captures are read, and rules once everything is known. */
import type { PolicyRule } from "../audit.ts";
import type { ClaimColumn, Coverage, Verdict } from "../result.ts";
import type { Finding, FindingKind } from "../types.ts";
import type { ClaimContext, SeenConversation } from "./seen-conversation.ts";
import type { CitedConversation, Tally } from "./tally.ts";

/** A finding with its conversation as claims look at it. */
export interface SeenFinding {
  readonly finding: Finding;
  readonly seen: SeenConversation;
  /** A recorded consent covers it, or it is what a sync sends and lies in a stated sync window. */
  readonly chosen: boolean;
}

/** Everything a rule may ask, once the last capture has ended. */
export interface ClaimEvidence {
  readonly context: ClaimContext;
  readonly coverage: Coverage;
  readonly policies: readonly PolicyRule[];
  /** Findings that went out beyond the local network, not weak: found ones, and those that are only consistent with something. Most telling first. */
  readonly found: readonly SeenFinding[];
  readonly consistent: readonly SeenFinding[];
  /** Found going out, but no further than the local network as far as is seen. */
  readonly nearby: readonly SeenFinding[];
  /** Found in either direction, not weak. */
  readonly foundAnywhere: readonly SeenFinding[];
  /** True when the capture names apps, an app is stated, and it is never among them. */
  readonly isStatedAppMissing: boolean;
  /** Needles of a kind that were searched, decoys not counted. */
  searched(kind: FindingKind): number;
  /** A tally of this rule, by the word it sorted with. */
  tally(word: string): Tally;
}

/** What a ruling rests on; decides how far confidence can go. */
export type RulingBasis = "contents" | "packets" | "names" | "sizes" | "comparison";

/** A limit of confidence that a rule adds. */
export interface ConfidenceCap {
  readonly at: "low" | "moderate";
  readonly because: string;
}

/** What a rule rules. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly because: string;
  /** What it rests on; `null` for NOT OBSERVED and NOT TESTABLE. */
  readonly basis: RulingBasis | null;
  readonly findings?: readonly SeenFinding[];
  readonly conversations?: readonly CitedConversation[];
  readonly caps?: readonly ConfidenceCap[];
  /** What the flight records say; absent: the claim's own sentence. */
  readonly log?: ClaimColumn;
  readonly parts?: readonly { readonly title: string; readonly verdict: Verdict; readonly because: string }[];
  /** Sentences for NOT OBSERVED and bounded SUPPORTED, before the coverage's own. */
  readonly notCovered?: readonly string[];
}

/** A rule. */
export interface ClaimRule {
  /** The word of the tally that a conversation belongs to, `null` for none. At most a handful of words a rule. */
  readonly sort?: (seen: SeenConversation, context: ClaimContext) => string | null;
  readonly judge: (evidence: ClaimEvidence) => Ruling;
}

/** A ruling that nothing can be ruled, with the sentence why. */
export function notTestable(because: string, rest: Partial<Ruling> = {}): Ruling {
  return { ...rest, verdict: "NOT TESTABLE", because, basis: null };
}

/** A ruling that it was looked for and not found. */
export function notObserved(because: string, rest: Partial<Ruling> = {}): Ruling {
  return { ...rest, verdict: "NOT OBSERVED", because, basis: null };
}
