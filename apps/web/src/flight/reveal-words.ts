/** What a file reveals, as one sentence. */
import type { Reveal } from "@creance/api";
import { count, listed } from "../words/count.ts";

/** `Aircraft serial, drone name “Hollow-2”, and account fragment (the same in 14 other files).` Each kind is named once. */
export function revealWords(reveals: readonly Reveal[]): string {
  const kinds = new Map<string, Reveal[]>();
  for (const reveal of reveals) kinds.set(reveal.kind, [...(kinds.get(reveal.kind) ?? []), reveal]);
  const parts = [...kinds.values()].map((same) => {
    const [first] = same as [Reveal];
    const also = Math.max(...same.map((reveal) => reveal.alsoInFiles));
    const name = same.length === 1 ? first.label.toLowerCase() : `${first.label.toLowerCase()} (${same.length})`;
    return also > 0 ? `${name} (the same in ${count(also, "other file")})` : name;
  });
  const text = listed(parts);
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
