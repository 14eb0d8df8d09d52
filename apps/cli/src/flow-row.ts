/** The line of `creance flows --json`: members in the order of docs/guide/flows.md. */

import {
  type CaptureApp,
  type CapturedConversation,
  type ConversationNotes,
  type CountryOpinion,
  type RoundTripBound,
  roundTripOf,
} from "@creance/capture";

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

/** Makes the row of a conversation. Its capture's hash and, sometimes, its app are known only at the end: `finishedLine` puts them in. */
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

/** The beginning of every line, up to the place of the hash. */
const BEFORE_HASH = '{"flowId":"0123456789abcdef","capture":"'.length;

/** The parts of a line that is printed while its capture still grows: its hash is not known. */
export function growingParts(line: Buffer): readonly Buffer[] {
  return [line.subarray(0, BEFORE_HASH - 1), NO_HASH, line.subarray(BEFORE_HASH + 1)];
}
const NO_HASH = Buffer.from("null", "latin1");

/** The parts of a line that was made before its capture had ended: the capture's hash goes between them. */
export function finishedParts(line: Buffer, sha256: string, app: CaptureApp | undefined): readonly Buffer[] {
  const parts = [line.subarray(0, BEFORE_HASH), Buffer.from(sha256, "latin1"), line.subarray(BEFORE_HASH)];
  if (app === undefined) return parts;
  const row = JSON.parse(Buffer.concat(parts).toString()) as FlowRow;
  return [Buffer.from(JSON.stringify({ ...row, app: app.app ?? row.app, package: app.package ?? row.package }))];
}
