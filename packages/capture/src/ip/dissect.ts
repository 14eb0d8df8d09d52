/** From a captured packet to its innermost network and transport layer. Never throws, never reads past what was captured. */
import type { Dissected } from "../dissected.ts";
import { enterLink } from "../link/enter-link.ts";
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from "../link/layer.ts";
import { isLinkTypeDecoded } from "../link/link-types.table.ts";
import type { RawPacket } from "../packet.ts";
import type { DissectState } from "./dissect-state.ts";
import { enterIp } from "./ip-header.ts";
import { MAX_TUNNEL_DEPTH } from "./limits.ts";
import { readTransport } from "./transport.ts";
import { enterTunnel, mayBeTunnel, type Tunnel } from "./tunnel.ts";

export { createDissectState, type DissectOptions, type DissectState, endDissect } from "./dissect-state.ts";

/** An empty result, to be filled by `dissect`. */
export function createDissected(): Dissected {
  return {
    ipVersion: 0,
    src0: 0,
    src1: 0,
    src2: 0,
    src3: 0,
    dst0: 0,
    dst1: 0,
    dst2: 0,
    dst3: 0,
    protocol: 0,
    srcPort: 0,
    dstPort: 0,
    ipLength: 0,
    payloadLength: 0,
    bytes: new Uint8Array(0),
    payloadStart: 0,
    payloadEnd: 0,
    tcpSeq: 0,
    tcpAck: 0,
    tcpFlags: 0,
    tcpWindow: 0,
    vlan: 0,
    tunnel: 0,
    tunnelDepth: 0,
    fragment: false,
    otherProtocol: 0,
    transportCut: false,
  };
}

const tunnel: Tunnel = { kind: 0, id: 0, byAddress: true };

/**
 * Fills `into` from `packet`. True when there is an IP layer; otherwise `into.ipVersion` is 0 and `into.otherProtocol` names what was there
 * (0 for a link type that is not decoded, or a packet too short to tell).
 */
export function dissect(packet: RawPacket, into: Dissected, state: DissectState): boolean {
  const { layer } = state;
  layer.bytes = packet.bytes;
  layer.view = packet.view;
  layer.at = packet.start;
  layer.end = packet.end;
  layer.etherType = 0;
  layer.vlan = 0;
  layer.missing = Math.max(0, packet.wireLength - (packet.end - packet.start));
  layer.fault = null;
  into.tunnel = 0;
  into.tunnelDepth = 0;
  into.tcpSeq = into.tcpAck = into.tcpFlags = into.tcpWindow = 0;
  into.otherProtocol = 0;
  if (!enterLink(layer, packet, packet.linkType)) return notIp(packet, into, state);
  if (layer.etherType !== ETHERTYPE_IPV4 && layer.etherType !== ETHERTYPE_IPV6) return notIp(packet, into, state);
  if (!enterIp(packet, into, state)) return notIp(packet, into, state);
  if (!into.fragment) readTransport(layer, into);
  if (!into.fragment && mayBeTunnel(into.protocol, into.srcPort, into.dstPort)) enterTunnels(packet, into, state);
  if (into.fragment) noTransport(into, state);
  into.vlan = layer.vlan;
  return true;
}

function enterTunnels(packet: RawPacket, into: Dissected, state: DissectState): void {
  const { layer } = state;
  while (!into.fragment && mayBeTunnel(into.protocol, into.srcPort, into.dstPort)) {
    const outerVlan = layer.vlan;
    if (!enterTunnel(layer, into, tunnel)) return;
    if (into.tunnelDepth === MAX_TUNNEL_DEPTH) {
      state.report("tunnel-depth", packet.fileOffset, "tunnel");
      layer.vlan = outerVlan;
      return;
    }
    if (into.tunnelDepth === 0) state.tunnelled++;
    if (state.onOuter !== null && into.protocol === 17) {
      into.vlan = outerVlan;
      state.onOuter(into);
    }
    into.tunnel = tunnelNumber(into, outerVlan);
    into.tunnelDepth++;
    into.tcpSeq = into.tcpAck = into.tcpFlags = into.tcpWindow = 0;
    if (!enterIp(packet, into, state)) return;
    if (!into.fragment) readTransport(layer, into);
  }
}

/** Same number for both directions: the addresses are mixed one by one and then added. */
function tunnelNumber(outer: Dissected, outerVlan: number): number {
  let number = mix(mix(mix(outer.tunnel, tunnel.kind), tunnel.id), outerVlan);
  if (tunnel.byAddress) {
    const source = mix(mix(mix(mix(1, outer.src0), outer.src1), outer.src2), outer.src3);
    const destination = mix(mix(mix(mix(1, outer.dst0), outer.dst1), outer.dst2), outer.dst3);
    number = mix(number, (source + destination) >>> 0);
  }
  return number === 0 ? 1 : number;
}

function mix(seed: number, value: number): number {
  let hash = Math.imul(seed ^ value ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function noTransport(into: Dissected, { layer }: DissectState): void {
  into.bytes = layer.bytes;
  into.srcPort = 0;
  into.dstPort = 0;
  into.payloadLength = 0;
  into.payloadStart = into.payloadEnd = layer.end;
  into.transportCut = false;
}

function notIp(packet: RawPacket, into: Dissected, state: DissectState): false {
  const { layer } = state;
  into.ipVersion = 0;
  into.src0 = into.src1 = into.src2 = into.src3 = 0;
  into.dst0 = into.dst1 = into.dst2 = into.dst3 = 0;
  into.protocol = 0;
  into.ipLength = 0;
  into.fragment = false;
  into.vlan = layer.vlan;
  into.otherProtocol = layer.etherType;
  noTransport(into, state);
  if (layer.fault !== null) {
    state.malformed++;
    state.report(layer.fault, packet.fileOffset, null);
  } else if (!isLinkTypeDecoded(packet.linkType)) {
    state.undecodedLinkTypes.set(packet.linkType, (state.undecodedLinkTypes.get(packet.linkType) ?? 0) + 1);
  }
  return false;
}
