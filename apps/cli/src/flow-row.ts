/** The line of `creance flows --json`: members in the order of docs/guide/flows.md. */

import type { CaptureApp } from "@creance/capture";
import { type CapturedConversation, type ConversationNotes, type CountryOpinion, withApp } from "@creance/capture";

/** What the endpoint catalogue says about a conversation. */
export interface FlowEndpoint {
  readonly pattern: string;
  readonly owner: string;
  readonly role: string;
  readonly confidence: string;
}

/** One conversation as it is printed. */
export interface FlowRow extends Omit<CapturedConversation, "app" | "package"> {
  readonly capture: string;
  readonly asn: number | null;
  readonly operator: string | null;
  readonly countries: readonly CountryOpinion[];
  readonly endpoint: FlowEndpoint | null;
  readonly app: string | null;
  readonly package: string | null;
}

/** Makes the line of a conversation. */
export function flowRow(
  conversation: CapturedConversation,
  context: { readonly capture: string; readonly apps: ReadonlyMap<number, CaptureApp>; readonly notes: ConversationNotes },
): FlowRow {
  const row = withApp(conversation, context.apps);
  const { endpoint } = context.notes;
  return {
    flowId: row.flowId,
    capture: context.capture,
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
    asn: context.notes.asn,
    operator: context.notes.operator,
    countries: context.notes.countries,
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
  };
}
