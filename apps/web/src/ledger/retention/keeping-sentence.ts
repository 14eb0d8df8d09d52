/** How long some items are kept, in a sentence. */
import type { RetentionItem } from "@creance/api";
import { count, listed } from "../../words/count.ts";
import type { Words } from "../../words/words.ts";

/** The sentence; `rows` are the first of `total`, the first due first. */
export function keepingSentence(
  rows: readonly Pick<RetentionItem, "phase" | "dueUs" | "isAssumed">[],
  total: number,
  words: Pick<Words, "instant">,
): string {
  const counted = (phase: RetentionItem["phase"]): number => rows.filter((row) => row.phase === phase).length;
  const [only] = rows;
  const parts = [
    ...(counted("held") === 0 ? [] : [total === 1 ? "under a legal hold" : `${counted("held")} under a legal hold`]),
    ...(counted("excepted") === 0 ? [] : [total === 1 ? "excepted from its clock" : `${counted("excepted")} excepted`]),
    ...(counted("due") === 0 ? [] : [total === 1 ? `due since ${words.instant(only?.dueUs, null)}` : `${counted("due")} due`]),
  ];
  const running = rows.find(({ phase }) => phase === "running" || phase === "half" || phase === "nearly");
  if (running !== undefined) {
    parts.push(`${total === 1 ? "" : "next "}due ${words.instant(running.dueUs, null)}${running.isAssumed ? " (assumed)" : ""}`);
  }
  const what = total === 1 ? "" : `${count(total, "item")}: `;
  const rest = rows.length < total ? ` (the first ${rows.length} looked at)` : "";
  return parts.length === 0
    ? `${what}no clock, kept until a person deletes ${total === 1 ? "it" : "them"}.`
    : `${what}${listed(parts)}${rest}.`;
}
