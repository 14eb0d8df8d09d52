/** Servers that were talked to, added up while captures are read. Bounded. */
import type { AuditResult } from "../result.ts";
import type { SeenFinding } from "./claim-rule.ts";
import type { SeenConversation } from "./seen-conversation.ts";

type ServerTotal = AuditResult["servers"][number];

/** Servers that are told apart; later ones are not listed. */
const MAX_SERVERS = 50_000;
/** Servers that are listed. */
const MAX_LISTED = 200;

interface GrowingServer {
  server: string;
  role: string | null;
  owner: string | null;
  operator: string | null;
  conversations: number;
  bytesOut: number;
  bytesIn: number;
  readOut: number;
}

/** Adds up conversations by server. */
export class ServerTotals {
  readonly #servers = new Map<string, GrowingServer>();

  /** Adds a conversation that leaves; others only count once something was found in them. */
  add({ server, row, bytesOut, bytesIn, readOut }: SeenConversation): void {
    let total = this.#servers.get(server);
    if (total === undefined) {
      if (this.#servers.size >= MAX_SERVERS) return;
      total = { server, role: null, owner: null, operator: null, conversations: 0, bytesOut: 0, bytesIn: 0, readOut: 0 };
      this.#servers.set(server, total);
    }
    total.role ??= row.endpoint?.role ?? null;
    total.owner ??= row.endpoint?.owner ?? null;
    total.operator ??= row.operator;
    total.conversations++;
    total.bytesOut += bytesOut;
    total.bytesIn += bytesIn;
    total.readOut += readOut;
  }

  /** The list: most bytes out first. `local` tells servers on the spot, which are left out unless something was found. */
  list(findings: readonly SeenFinding[], local: ReadonlySet<string>): readonly ServerTotal[] {
    const found = new Map<string, number>();
    for (const { seen, finding } of findings) if (!finding.weak) found.set(seen.server, (found.get(seen.server) ?? 0) + 1);
    return [...this.#servers.values()]
      .filter(({ server }) => !local.has(server) || found.has(server))
      .sort((one, other) => other.bytesOut - one.bytesOut || other.bytesIn - one.bytesIn || (one.server < other.server ? -1 : 1))
      .slice(0, MAX_LISTED)
      .map(({ readOut, ...total }) => ({
        ...total,
        readShare: total.bytesOut === 0 ? 0 : Math.min(1, readOut / total.bytesOut),
        findings: found.get(total.server) ?? 0,
      }));
  }
}
