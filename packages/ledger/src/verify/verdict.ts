/** What verifying a ledger gives: what was checked and fits, what does not, and what is only to be said. */

/** Codes of failures. */
export const ledgerFailures = {
  "no-checkpoint": "There is no checkpoint.",
  "bad-checkpoint": "A checkpoint cannot be read.",
  "bad-signature": "No key that was given signed a checkpoint, or its signature does not fit.",
  "wrong-origin": "A checkpoint is of another log.",
  "rolled-back": "An earlier checkpoint covers more entries than the latest one.",
  forked: "Two signed states of the log exclude each other, or the log does not give the root that was signed.",
  truncated: "The journal holds fewer entries than were signed.",
  "entry-changed": "An entry of the journal is not the one that was signed.",
  "bundle-changed": "A bundle of entries differs from what was signed.",
  "bundle-missing": "A bundle of entries is not there.",
  "tile-changed": "A tile of hashes differs from what was signed.",
  "tile-missing": "A tile of hashes is not there.",
  "sequence-missing": "Numbers of entries are missing.",
  "sequence-repeated": "A number of an entry comes again.",
} as const;

/** Codes of what is said and does not fail. */
export const ledgerRemarks = {
  "unsigned-tail": "Entries after the latest checkpoint, which nothing binds yet.",
  "clock-back": "An entry tells an earlier time than the one before it: it was entered late, or a clock was set back.",
  "entry-unreadable": "A line is no entry; it counts as it stands.",
} as const;

/** Code of a failure. */
export type LedgerFailureCode = keyof typeof ledgerFailures;
/** Code of a remark. */
export type LedgerRemarkCode = keyof typeof ledgerRemarks;

/** Something that is not as it should be. */
export interface LedgerFinding<Code extends string> {
  readonly code: Code;
  /** Entry, file or checkpoint: `entry 17`, `tile/0/003`, `checkpoint`. */
  readonly where: string;
  /** One sentence for a person. */
  readonly sentence: string;
}

/** Something that was checked and fits. */
export interface LedgerCheck {
  readonly code: "signature" | "witness" | "root" | "entries" | "bundles" | "tiles" | "earlier" | "sequence";
  readonly count: number;
  readonly sentence: string;
}

/** A witness whose signature stands under the latest checkpoint. */
export interface LedgerWitnessed {
  readonly name: string;
  /** By its own clock, microseconds since 1970-01-01 UTC; `null` when it tells none. */
  readonly cosignedUs: number | null;
}

/** The outcome. */
export interface LedgerVerdict {
  /** True when nothing failed. */
  readonly ok: boolean;
  readonly origin: string | null;
  /** Entries that the latest checkpoint covers. */
  readonly size: number;
  /** Base64. */
  readonly rootHash: string | null;
  /** Entries of the journal; `null` when it was not at hand. */
  readonly entries: number | null;
  readonly witnesses: readonly LedgerWitnessed[];
  readonly checked: readonly LedgerCheck[];
  readonly failures: readonly LedgerFinding<LedgerFailureCode>[];
  readonly remarks: readonly LedgerFinding<LedgerRemarkCode>[];
}

/** Findings of one code that are listed; the rest is counted. */
const MAX_OF_A_CODE = 100;

/** Findings as they come, with a bound on how many are held. */
export class FindingList<Code extends string> {
  readonly #list: LedgerFinding<Code>[] = [];
  readonly #counts = new Map<Code, number>();

  add(code: Code, where: string, sentence: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= MAX_OF_A_CODE) this.#list.push({ code, where, sentence });
  }

  has(...codes: readonly Code[]): boolean {
    return codes.some((code) => this.#counts.has(code));
  }

  /** All that were listed; one more of a code where others were only counted. */
  all(): readonly LedgerFinding<Code>[] {
    const more = [...this.#counts].filter(([, count]) => count > MAX_OF_A_CODE);
    return [
      ...this.#list,
      ...more.map(([code, count]) => ({ code, where: "more", sentence: `${count - MAX_OF_A_CODE} more of this kind are not listed.` })),
    ];
  }
}
