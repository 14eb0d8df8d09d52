/** What a check finds: sentences of what was checked, and failures, bounded by code. */
import type { ProofFailure } from "./types.ts";

/** Failures told of one code; the rest is counted. */
const MAX_TOLD = 20;

/** Collects them. */
export class Findings {
  readonly checked: string[] = [];
  readonly #failures: ProofFailure[] = [];
  readonly #counts = new Map<string, number>();

  fail(code: string, where: string, sentence: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= MAX_TOLD) this.#failures.push({ code, where, sentence });
  }

  /** True when something was found with one of these codes. */
  has(...codes: readonly string[]): boolean {
    return codes.some((code) => this.#counts.has(code));
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  /** All failures that are told; what was left out stands as one of each code. */
  failures(): readonly ProofFailure[] {
    const left = [...this.#counts].filter(([, count]) => count > MAX_TOLD);
    return [
      ...this.#failures,
      ...left.map(([code, count]) => ({ code, where: "", sentence: `The same was found ${count - MAX_TOLD} more times.` })),
    ];
  }
}
