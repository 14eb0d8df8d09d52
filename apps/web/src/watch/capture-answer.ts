/** The answer of a capture, as a sentence and as figures. */
import type { FlowGroup, FlowPage } from "@creance/api";
import { formatBytes } from "@creance/core";
import { count, grouped, listed } from "../words/count.ts";
import { roleWords } from "./role-words.ts";

/** What the answer is made from. `null` while it is being counted. */
export interface AnswerParts {
  /** Totals over servers on the internet, and over local ones. */
  readonly internet: FlowPage["totals"] | null;
  readonly local: FlowPage["totals"] | null;
  /** Conversations grouped by role of the endpoint catalogue. */
  readonly roles: readonly Pick<FlowGroup, "key" | "servers">[] | null;
  /** Servers on the internet that no name is known of. */
  readonly namelessServers: number | null;
}

/** Most roles named in the sentence. */
const MOST_ROLES = 4;

/** `23 servers on the internet: 8.8 MB went out to them, 91 MB came in. 4 stand in the endpoint catalogue: Flight records. 12 have no name.` */
export function answerSentence({ internet, local, roles, namelessServers }: AnswerParts): string {
  if (internet === null) return "Counting";
  const parts: string[] = [];
  if (internet.conversations === 0) parts.push("Nobody on the internet, as far as this capture shows.");
  else {
    parts.push(
      `${count(internet.servers, "server")} on the internet: ${formatBytes(internet.bytesOut)} went out to ${internet.servers === 1 ? "it" : "them"}, ${formatBytes(internet.bytesIn)} came in.`,
    );
    const known = (roles ?? []).filter((role) => role.key !== null);
    const servers = known.reduce((sum, role) => sum + role.servers, 0);
    if (roles !== null) {
      const named = known.slice(0, MOST_ROLES).map((role) => roleWords(role.key ?? ""));
      const more = known.length - named.length;
      parts.push(
        servers === 0
          ? "None of them stands in the endpoint catalogue of drone makers and their partners."
          : `${grouped(servers)} ${servers === 1 ? "stands" : "stand"} in the endpoint catalogue of drone makers and their partners: ${listed(more > 0 ? [...named, `${more} more`] : named)}.`,
      );
    }
    if (namelessServers !== null && namelessServers > 0)
      parts.push(`${grouped(namelessServers)} ${namelessServers === 1 ? "has" : "have"} no name.`);
  }
  if (local !== null && local.conversations > 0)
    parts.push(`${count(local.conversations, "conversation")} stayed on local addresses (${formatBytes(local.bytesOut)} out).`);
  return parts.join(" ");
}
