/** Evidence in the words of a ruling: kinds, servers and counts, never a value. */
import { formatBytes } from "@creance/core";
import { countText, listText } from "../coverage/quantity-text.ts";
import { findingWords } from "../finding-words.table.ts";
import type { FindingKind } from "../types.ts";
import type { SeenFinding } from "./claim-rule.ts";
import type { Tally } from "./tally.ts";

/** `2 aircraft serials and 1 track to a.example and b.example`. */
export function findingsText(findings: readonly SeenFinding[]): string {
  const counts = new Map<FindingKind, number>();
  const servers = new Set<string>();
  for (const { finding, seen } of findings) {
    counts.set(finding.kind, (counts.get(finding.kind) ?? 0) + 1);
    servers.add(seen.server);
  }
  const kinds = [...counts].map(([kind, count]) => countText(count, findingWords[kind].one, findingWords[kind].many));
  return `${listText(kinds, 6, "kinds of data")} to ${listText([...servers], 3, "servers")}`;
}

/** `3 conversations with a.example and b.example (4.1 kB out)`. */
export function tallyText(tally: Tally): string {
  return `${countText(tally.conversations, "conversation")} with ${serversText(tally)} (${formatBytes(tally.bytesOut)} out)`;
}

/** `a.example, b.example and 4 more servers`. */
export function serversText({ servers, moreServers }: Tally): string {
  if (moreServers === 0) return listText(servers, 3, "servers");
  return `${servers.slice(0, 3).join(", ")} and more than ${servers.length - 3} more servers`;
}

/** Findings of the given kinds, in their order. */
export function ofKinds(findings: readonly SeenFinding[], kinds: readonly FindingKind[]): readonly SeenFinding[] {
  return findings.filter(({ finding }) => kinds.includes(finding.kind));
}
