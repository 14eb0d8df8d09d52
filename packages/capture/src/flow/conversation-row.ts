/** Makes the row of a flow that has ended. */
import type { FlowFacts, NameSource } from "../analyzer.ts";
import type { Conversation } from "../conversation.ts";
import { addressText } from "../ip/address-text.ts";
import type { CaptureApp } from "../packet.ts";
import type { DnsNames } from "./dns-names.ts";
import { type Flow, ipProtocol } from "./flow.ts";
import { flowIdOf } from "./flow-id.ts";
import type { FlowSide } from "./flow-side.ts";
import { connState, payloadSize } from "./tcp-endpoint.ts";

/** A conversation as the reader gives it: `uid` is what the packets carry, its app may become known only at the end of the capture. */
export interface CapturedConversation extends Conversation {
  /** App id of the phone, `null` where the capture carries none. */
  readonly uid: number | null;
  /** What was negotiated or offered: `1.3`, `quic-v1` ... */
  readonly version: string | null;
  /** Shortest time from SYN to SYN-ACK where the capture was taken, whole microseconds; `null` when not seen or an app's own. */
  readonly rttUs: number | null;
}

/** What a row is made from besides the flow. */
export interface RowContext {
  readonly dns: DnsNames;
  readonly apps: ReadonlyMap<number, CaptureApp>;
  /** False where round trips are the capturing app's own. */
  readonly hasRoundTrips: boolean;
}

/** The row of a flow. */
export function conversationOf(flow: Flow, { dns, apps, hasRoundTrips }: RowContext): CapturedConversation {
  const { orig, resp, facts } = flow;
  nameEnds(flow);
  const origIp = flow.flipped ? flow.bText : flow.aText;
  const respIp = flow.flipped ? flow.aText : flow.bText;
  const tcp = flow.protocol === ipProtocol.tcp;
  const { serverName, serverNameSource } = serverNameOf(facts, () => dns.nameFor(origIp, respIp, flow.startUs));
  const app = flow.uid < 0 ? undefined : apps.get(flow.uid);
  return {
    flowId: flowIdOf(flow),
    timeUs: Math.floor(flow.startUs),
    durationUs: Math.max(0, Math.round(flow.lastUs - flow.startUs)),
    transport: transportOf(flow),
    origIp,
    origPort: flow.flipped ? flow.bPort : flow.aPort,
    respIp,
    respPort: flow.flipped ? flow.aPort : flow.bPort,
    directionInferred: flow.inferred,
    service: facts?.service ?? null,
    serverName,
    serverNameSource,
    ja4: facts?.ja4 ?? null,
    alpn: facts?.alpn ?? null,
    version: facts?.version ?? null,
    origBytes: bytesOf(orig, resp, tcp),
    respBytes: bytesOf(resp, orig, tcp),
    origIpBytes: orig.ipBytes,
    respIpBytes: resp.ipBytes,
    origWireBytes: orig.wireBytes,
    respWireBytes: resp.wireBytes,
    origPkts: orig.packets,
    respPkts: resp.packets,
    missedBytes: orig.missedBytes + resp.missedBytes,
    retransmittedBytes: orig.retransmittedBytes + resp.retransmittedBytes,
    vlan: flow.vlan === 0 ? null : flow.vlan,
    tunnelDepth: flow.tunnelDepth,
    app: app?.app ?? null,
    package: app?.package ?? null,
    connState: tcp ? connState(flow) : null,
    uid: flow.uid < 0 ? null : flow.uid,
    rttUs: hasRoundTrips && flow.uid < 0 && !Number.isNaN(flow.rttUs) ? flow.rttUs : null,
  };
}

/** The row with its app, once the whole capture has been read. */
export function withApp(row: CapturedConversation, apps: ReadonlyMap<number, CaptureApp>): CapturedConversation {
  const app = row.uid === null ? undefined : apps.get(row.uid);
  return app === undefined ? row : { ...row, app: app.app ?? row.app, package: app.package ?? row.package };
}

/** Writes the texts of both addresses into the flow, once. */
export function nameEnds(flow: Flow): void {
  if (flow.aText !== "") return;
  flow.aText = addressText(flow.ipVersion, flow.a0, flow.a1, flow.a2, flow.a3);
  flow.bText = addressText(flow.ipVersion, flow.b0, flow.b1, flow.b2, flow.b3);
}

/** The best rung of the ladder. `dnsName` is asked only when no better rung holds. */
export function serverNameOf(
  facts: FlowFacts | null,
  dnsName: () => string | null,
): { readonly serverName: string | null; readonly serverNameSource: NameSource } {
  const host = facts?.host ?? null;
  if (host !== null) return { serverName: host, serverNameSource: "host" };
  const sni = facts?.sni ?? null;
  const outer = facts?.ech === "outer";
  if (sni !== null && !outer) return { serverName: sni, serverNameSource: facts?.sniFromQuic === true ? "quicSni" : "sni" };
  const answered = dnsName();
  if (answered !== null) return { serverName: answered, serverNameSource: "dns" };
  const certificate = facts?.certificateName ?? null;
  if (certificate !== null) return { serverName: certificate, serverNameSource: "certificate" };
  if (sni !== null) return { serverName: sni, serverNameSource: "echOuter" };
  return { serverName: null, serverNameSource: "none" };
}

function bytesOf(side: FlowSide, other: FlowSide, tcp: boolean): number {
  return tcp ? payloadSize(side, other) : side.payloadBytes;
}

function transportOf({ protocol }: Flow): Conversation["transport"] {
  if (protocol === ipProtocol.tcp) return "tcp";
  if (protocol === ipProtocol.udp) return "udp";
  return protocol === ipProtocol.icmp || protocol === ipProtocol.icmp6 ? "icmp" : "other";
}
