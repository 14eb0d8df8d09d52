/** How many different things findings are about: one serial that was sent three times is one serial. */
import { countText } from "../coverage/quantity-text.ts";
import { findingWords } from "../finding-words.table.ts";
import type { Finding, FindingKind } from "../types.ts";

/** What a finding is about: its needle without what of it was found (a file's name, its hash); what has no needle stands for itself. */
export function thingOf({ needle, kind, flight, findingId }: Finding): string {
  if (needle !== null) return needle.replace(/(\.files\[\d+\])\..*$/, "$1");
  return kind === "picture" || kind === "video" || kind === "flightRecord" ? findingId : `${kind} ${flight ?? ""}`;
}

/** `1 aircraft serial (3 times)`, `174 positions`: all findings must be of this kind. */
export function thingsText(kind: FindingKind, findings: readonly Finding[]): string {
  const { one, many } = findingWords[kind];
  if (kind === "position") return countText(Math.max(findings.length, total(findings.map(({ points }) => points))), one, many);
  if (kind === "placeQuery" || kind === "upload") return countText(findings.length, one, many);
  const things = new Set(findings.map(thingOf)).size;
  const times = findings.length > things ? ` (${findings.length} times)` : "";
  return `${countText(things, one, many)}${things === 1 ? times : times.replace("times", "times in all")}`;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
