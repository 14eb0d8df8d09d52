/** Holds the refused packets of the LAN capture against the log of refusals, packet by packet: both run side by side, so only the unmatched are kept. */
import type { Findings } from "./findings.ts";
import type { ProofWindow } from "./window.ts";

interface Unmatched {
  /** More on the LAN: positive. More in the log: negative. */
  count: number;
  readonly file: string;
  readonly number: number;
  readonly timeUs: number;
}

/** Unmatched packets at a time. */
const MAX_UNMATCHED = 2_000_000;

/** Matches them. */
export class DeniedMatch {
  matched = 0;
  readonly #open = new Map<number, Unmatched>();
  readonly #perhaps: { readonly hash: number; readonly timeUs: number; readonly file: string; readonly number: number }[] = [];
  #isFull = false;

  lan(hash: number, timeUs: number, file: string, number: number): void {
    this.#take(hash, 1, timeUs, file, number);
  }

  /** A packet that some kernels drop before the rules: it may stand in the log, and need not. */
  lanPerhaps(hash: number, timeUs: number, file: string, number: number): void {
    if (this.#perhaps.length >= MAX_UNMATCHED) this.#isFull = true;
    else this.#perhaps.push({ hash, timeUs, file, number });
  }

  log(hash: number, timeUs: number, file: string, number: number): void {
    this.#take(hash, -1, timeUs, file, number);
  }

  #take(hash: number, step: 1 | -1, timeUs: number, file: string, number: number): void {
    const there = this.#open.get(hash);
    if (there === undefined) {
      if (this.#open.size >= MAX_UNMATCHED) this.#isFull = true;
      else this.#open.set(hash, { count: step, file, number, timeUs });
      return;
    }
    if (there.count * step < 0) this.matched += 1;
    there.count += step;
    if (there.count === 0) this.#open.delete(hash);
  }

  /** Tells what stayed alone inside the window. */
  end(window: ProofWindow, findings: Findings): void {
    for (const { hash, timeUs, file, number } of this.#perhaps) {
      if ((this.#open.get(hash)?.count ?? 0) < 0) this.#take(hash, 1, timeUs, file, number);
    }
    if (this.#isFull) findings.fail("denied-missing", "", "Too many refused packets stand in one capture alone.");
    for (const { count, file, number, timeUs } of this.#open.values()) {
      if (window.place(timeUs) !== "inside") continue;
      const where = `${file}, packet ${number}`;
      if (count > 0) findings.fail("denied-missing", where, "A packet that the rules refuse is not in the log of refusals.");
      else findings.fail("denied-missing", where, "The log of refusals has a packet that was not seen on the local network.");
    }
  }
}
