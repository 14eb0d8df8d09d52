/** Kinds of header values, with how many different ones in how many items. */
import type { ExposedHeader } from "./exposure-report.ts";
import { headerKinds } from "./header-kinds.table.ts";
import type { Reveal } from "./reveal.ts";

/** Different values of a kind that are told apart; beyond that they are only counted as one more. */
const MAX_VALUES = 1_000_000;

/** Counts reveals by kind. */
export class HeaderTally {
  readonly #kinds = new Map<string, { label: string; sentence: string; values: Set<string>; items: number; lastItem: string }>();

  /** Reveals of one item come one after the other. */
  add(item: string, { kind, label, value, sentence }: Reveal): void {
    const before = this.#kinds.get(kind);
    if (before === undefined) {
      // Without words of its own the kind takes those of its first value, without the name of that one file's field in brackets.
      const words = headerKinds[kind] ?? { label: label.replace(/ \([^)]*\)$/, ""), sentence };
      this.#kinds.set(kind, { ...words, values: new Set([value]), items: 1, lastItem: item });
      return;
    }
    if (before.values.size < MAX_VALUES) before.values.add(value);
    if (before.lastItem !== item) before.items += 1;
    before.lastItem = item;
  }

  /** In most items first, then by kind. */
  result(): readonly ExposedHeader[] {
    return [...this.#kinds]
      .map(([kind, { label, sentence, values, items }]) => ({ kind, label, values: values.size, items, sentence }))
      .sort((a, b) => b.items - a.items || (a.kind < b.kind ? -1 : 1));
  }
}
