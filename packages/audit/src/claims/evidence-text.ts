/** Evidence in the words of a ruling: kinds, servers and counts, never a value. */
import { formatBytes } from "@creance/core";
import { countText, listText } from "../coverage/quantity-text.ts";
import type { Finding, FindingKind } from "../types.ts";
import type { SeenFinding } from "./claim-rule.ts";
import { thingsText } from "./found-things.ts";
import type { Tally } from "./tally.ts";

/** `1 aircraft serial (3 times) and 1 track of a flight to a.example and b.example`. */
export function findingsText(findings: readonly SeenFinding[]): string {
  const byKind = new Map<FindingKind, Finding[]>();
  const servers = new Set<string>();
  for (const { finding, seen } of findings) {
    const some = byKind.get(finding.kind);
    if (some === undefined) byKind.set(finding.kind, [finding]);
    else some.push(finding);
    servers.add(seen.server);
  }
  const kinds = [...byKind].map(([kind, some]) => thingsText(kind, some));
  return `${listText(kinds, 6, "kinds of data")} to ${listText([...servers], 3, "servers")}`;
}

/** `Sealed traffic to a.example is consistent with an upload of morning.files[0] by size and time`; for findings of that kind only. */
export function consistentText(findings: readonly SeenFinding[]): string {
  const servers = [...new Set(findings.map(({ seen }) => seen.server))];
  const files = [...new Set(findings.map(({ finding }) => finding.needle).filter((needle) => needle !== null))];
  const what = files.length === 0 ? "uploads" : `an upload of ${listText(files, 3, "files")}`;
  return `Sealed traffic to ${listText(servers, 3, "servers")} is consistent with ${what} by size and time`;
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
