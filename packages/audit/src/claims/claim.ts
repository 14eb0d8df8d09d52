/** A claim that somebody made, as data: what was said, and how each source of evidence can test it. */
import type { Verdict } from "../result.ts";
import type { ClaimRuleName } from "./claim-rules.table.ts";

/** A built-in claim. */
export interface Claim {
  /** `C01` ... */
  readonly id: string;
  readonly title: string;
  readonly by: string;
  readonly when: string;
  /** Where the claim is written down. */
  readonly source: string;
  /** What was said, as the rule tests it. */
  readonly statement: string;
  /** `happens`: one case supports it. `never`: one case contradicts it. `outside`: intent, law, staff, storage, radio. */
  readonly form: "happens" | "never" | "outside";
  /** What network traffic can say. */
  readonly capture: string;
  /** What the flight record can say. */
  readonly log: string;
  /** What the app's package could say, once packages are read. */
  readonly package: string;
  /** Verdicts that the rule can give; NOT TESTABLE stands for missing evidence. */
  readonly verdicts: readonly Verdict[];
  /** What published audits found, a sentence each. "As reported" marks what is known through the press only. */
  readonly audits: readonly string[];
  readonly rule: ClaimRuleName;
  /** True when the verdict needs the search of contents, not conversations alone. */
  readonly needsSearch: boolean;
}
