/** Numbers and times of entries in their order. Reads two fields of a line without parsing it: canonical lines hold each once. */
import type { FindingList, LedgerFailureCode, LedgerRemarkCode } from "./verdict.ts";

const SEQUENCE = new TextEncoder().encode('"sequence":');
const TIME = new TextEncoder().encode('"timeUs":');
const MAX_DIGITS = 16;

/** Follows the entries of a journal. */
export class EntryOrder {
  readonly #failures: FindingList<LedgerFailureCode>;
  readonly #remarks: FindingList<LedgerRemarkCode>;
  #next = 0;
  #timeUs = 0;

  constructor(lists: { readonly failures: FindingList<LedgerFailureCode>; readonly remarks: FindingList<LedgerRemarkCode> }) {
    this.#failures = lists.failures;
    this.#remarks = lists.remarks;
  }

  /** The entry at a place of the ledger. */
  add(index: number, line: Uint8Array): void {
    const sequence = numberAfter(line, SEQUENCE);
    const timeUs = numberAfter(line, TIME);
    if (sequence === undefined || timeUs === undefined) {
      this.#remarks.add("entry-unreadable", `entry ${index}`, `Line ${index} of the journal is no entry; it counts as it stands.`);
      return;
    }
    if (sequence > this.#next)
      this.#failures.add(
        "sequence-missing",
        `entry ${index}`,
        `Entry ${index} has number ${sequence} where ${this.#next} should follow: entries are missing.`,
      );
    if (sequence < this.#next)
      this.#failures.add("sequence-repeated", `entry ${index}`, `Entry ${index} has number ${sequence} a second time.`);
    this.#next = Math.max(this.#next, sequence + 1);
    if (timeUs < this.#timeUs)
      this.#remarks.add(
        "clock-back",
        `entry ${index}`,
        `Entry ${index} tells a time ${((this.#timeUs - timeUs) / 1_000_000).toFixed(3)} s before the entry before it: it was entered late, or a clock was set back. The order of the entries is not affected.`,
      );
    this.#timeUs = timeUs;
  }
}

/** The whole number behind the last place where a name stands. */
function numberAfter(line: Uint8Array, name: Uint8Array): number | undefined {
  for (let at = line.byteLength - name.byteLength; at >= 0; at -= 1) {
    if (line[at] !== 34 || line[at + 1] !== name[1]) continue;
    let same = 2;
    while (same < name.byteLength && line[at + same] === name[same]) same += 1;
    if (same === name.byteLength) return digitsAt(line, at + same);
  }
  return undefined;
}

function digitsAt(line: Uint8Array, start: number): number | undefined {
  let value = 0;
  let at = start;
  for (; at < line.byteLength && at - start < MAX_DIGITS; at += 1) {
    const digit = (line[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return at > start && Number.isSafeInteger(value) ? value : undefined;
}
