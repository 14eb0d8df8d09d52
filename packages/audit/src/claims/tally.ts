/** Conversations that belong together for a claim: sums, and the few that are cited. Bounded, however many there are. */
import type { SeenConversation } from "./seen-conversation.ts";

/** Conversations that are cited, and servers that are named. */
const MAX_CITED = 20;
const MAX_SERVERS = 200;

/** A conversation that is cited. */
export interface CitedConversation {
  readonly flowId: string;
  readonly server: string;
  readonly bytesOut: number;
  readonly uploadBytes: number;
  readonly timeUs: number;
  /** Known by more than an address or a name in DNS. */
  readonly surelyNamed: boolean;
  /** The capture says which app it belongs to. */
  readonly appKnown: boolean;
}

/** The sums. */
export interface Tally {
  readonly conversations: number;
  readonly bytesOut: number;
  readonly uploadBytes: number;
  /** Servers as they may be printed, by first meeting; more are only counted in `moreServers`. */
  readonly servers: readonly string[];
  readonly moreServers: number;
  /** Those with the most that may be data first. */
  readonly cited: readonly CitedConversation[];
  /** Those placed by outvoting another database. */
  readonly outvoted: number;
}

/** A tally of nothing. */
export const emptyTally: Tally = { conversations: 0, bytesOut: 0, uploadBytes: 0, servers: [], moreServers: 0, cited: [], outvoted: 0 };

/** A tally that grows. */
export class GrowingTally implements Tally {
  conversations = 0;
  bytesOut = 0;
  uploadBytes = 0;
  outvoted = 0;
  moreServers = 0;
  readonly #servers = new Set<string>();
  readonly #cited: CitedConversation[] = [];

  /** Adds a conversation. */
  add(seen: SeenConversation): void {
    this.conversations++;
    this.bytesOut += seen.bytesOut;
    this.uploadBytes += seen.uploadBytes;
    if (seen.placed.outvoted) this.outvoted++;
    if (!this.#servers.has(seen.server)) {
      if (this.#servers.size < MAX_SERVERS) this.#servers.add(seen.server);
      else this.moreServers++;
    }
    this.#cite(seen);
  }

  get servers(): readonly string[] {
    return [...this.#servers];
  }

  get cited(): readonly CitedConversation[] {
    return this.#cited;
  }

  #cite(seen: SeenConversation): void {
    const cited: CitedConversation = {
      flowId: seen.row.flowId,
      server: seen.server,
      bytesOut: seen.bytesOut,
      uploadBytes: seen.uploadBytes,
      timeUs: seen.row.timeUs,
      surelyNamed: isSurelyNamed(seen),
      appKnown: seen.row.app !== null || seen.row.package !== null,
    };
    let at = this.#cited.length;
    while (at > 0 && isBefore(cited, this.#cited[at - 1] as CitedConversation)) at--;
    if (at >= MAX_CITED) return;
    this.#cited.splice(at, 0, cited);
    if (this.#cited.length > MAX_CITED) this.#cited.pop();
  }
}

/** True when the name comes from the request or the hello itself. */
export function isSurelyNamed({ row: { serverNameSource } }: Pick<SeenConversation, "row">): boolean {
  return serverNameSource === "host" || serverNameSource === "sni" || serverNameSource === "quicSni";
}

/** Most that may be data first; then the earlier one, then by id: the same whatever order conversations end in. */
function isBefore(one: CitedConversation, other: CitedConversation): boolean {
  if (one.uploadBytes !== other.uploadBytes) return one.uploadBytes > other.uploadBytes;
  if (one.timeUs !== other.timeUs) return one.timeUs < other.timeUs;
  return one.flowId < other.flowId;
}
