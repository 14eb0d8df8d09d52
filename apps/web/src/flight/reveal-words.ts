/** What a file reveals, as one sentence. */
import type { Reveal } from "@creance/api";
import { count, listed } from "../words/count.ts";

/**
 * `Aircraft serial, drone name and account fragment. 2 of these values stand in other kept files too, the account fragment in 14.` Each kind is
 * named once.
 */
export function revealWords(reveals: readonly Reveal[]): string {
  const kinds = new Map<string, Reveal[]>();
  for (const reveal of reveals) kinds.set(reveal.kind, [...(kinds.get(reveal.kind) ?? []), reveal]);
  const names = [...kinds.values()].map((same) => {
    const name = lowerFirst((same[0] as Reveal).label);
    return same.length === 1 ? name : `${name.replace(/ \([^)]*\)$/, "")} (${same.length})`;
  });
  const text = listed(names);
  const shared = reveals.filter((reveal) => reveal.alsoInFiles > 0).sort((a, b) => b.alsoInFiles - a.alsoInFiles);
  const [most] = shared;
  const start = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
  if (most === undefined) return start;
  if (shared.length === 1) return `${start} The ${lowerFirst(most.label)} stands in ${count(most.alsoInFiles, "other kept file")} too.`;
  return `${start} ${shared.length} of these values stand in other kept files too, the ${lowerFirst(most.label)} in ${most.alsoInFiles}.`;
}

/** Lower case at the start of a word, not of an abbreviation. */
function lowerFirst(text: string): string {
  return /^[A-Z][A-Z]/.test(text) ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}
