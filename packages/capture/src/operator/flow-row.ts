/** The line of `creance flows --json`: members in the order of docs/guide/flows.md. */
import type { CountryOpinion } from "../conversation.ts";
import type { CapturedConversation } from "../flow/conversation-row.ts";
import type { ConversationNotes } from "./annotate-conversation.ts";
import { type RoundTripBound, roundTripOf } from "./round-trip-bound.ts";

/** What the endpoint catalogue says about a conversation. */
export interface FlowEndpoint {
  readonly pattern: string;
  readonly owner: string;
  readonly role: string;
  readonly confidence: string;
}

/** One conversation as it is printed. */
export interface FlowRow extends Omit<CapturedConversation, "app" | "package" | "rttUs"> {
  readonly capture: string;
  readonly asn: number | null;
  readonly operator: string | null;
  readonly countries: readonly CountryOpinion[];
  readonly endpoint: FlowEndpoint | null;
  readonly app: string | null;
  readonly package: string | null;
  /** The shortest round trip and how far away it lets the server be; `null` when not measured. */
  readonly roundTrip: (RoundTripBound & { readonly rttUs: number }) | null;
}

/** Makes the row of a conversation. Its capture's hash and, sometimes, its app are known only at the end. */
export function flowRow(row: CapturedConversation, notes: ConversationNotes): FlowRow {
  const { endpoint } = notes;
  return {
    flowId: row.flowId,
    capture: "",
    timeUs: row.timeUs,
    durationUs: row.durationUs,
    transport: row.transport,
    origIp: row.origIp,
    origPort: row.origPort,
    respIp: row.respIp,
    respPort: row.respPort,
    service: row.service,
    serverName: row.serverName,
    serverNameSource: row.serverNameSource,
    ja4: row.ja4,
    alpn: row.alpn,
    origBytes: row.origBytes,
    respBytes: row.respBytes,
    origIpBytes: row.origIpBytes,
    respIpBytes: row.respIpBytes,
    origWireBytes: row.origWireBytes,
    respWireBytes: row.respWireBytes,
    origPkts: row.origPkts,
    respPkts: row.respPkts,
    missedBytes: row.missedBytes,
    asn: notes.asn,
    operator: notes.operator,
    countries: notes.countries,
    endpoint:
      endpoint === null ? null : { pattern: endpoint.pattern, owner: endpoint.owner, role: endpoint.role, confidence: endpoint.confidence },
    app: row.app,
    package: row.package,
    retransmittedBytes: row.retransmittedBytes,
    connState: row.connState,
    directionInferred: row.directionInferred,
    version: row.version,
    vlan: row.vlan,
    tunnelDepth: row.tunnelDepth,
    uid: row.uid,
    roundTrip: roundTripOf(row.rttUs),
  };
}
