/** The known word that a mistyped one is nearest to. */

/** Words longer than this are compared by nobody. */
const MAX_COMPARED = 40;

/** The known word within two slips (a letter more, less, other, or two swapped), `null` when none or only a chance likeness. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  if (word.length > MAX_COMPARED) return null;
  const lower = word.toLowerCase();
  let best: string | null = null;
  let bestSlips = 3;
  for (const each of known) {
    const slips = slipsBetween(lower, each.toLowerCase());
    if (slips < bestSlips && slips < each.length / 2) {
      best = each;
      bestSlips = slips;
    }
  }
  return best;
}

/** ` Did you mean "reason"?`, or `otherwise` where nothing is near. */
export function didYouMean(word: string, known: readonly string[], otherwise: string): string {
  const near = nearestWord(word, known);
  return near === null ? otherwise : ` Did you mean "${near}"?`;
}

/** Edits between two words; two neighbours swapped are one edit. */
function slipsBetween(from: string, to: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      let slips = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) slips = Math.min(slips, (before[j - 2] ?? 0) + 1);
      next.push(slips);
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
