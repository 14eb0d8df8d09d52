/** Transport headers: TCP, UDP, UDP-Lite, DCCP, SCTP, ICMP, ICMPv6. Sources: RFC 9293, 768, 3828, 4340, 9260, 792, 4443. */
import type { Dissected } from "../dissected.ts";
import type { Layer } from "../link/layer.ts";

/** TCP. */
export const TCP = 6;
/** UDP. */
export const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;
const DCCP = 33;
const SCTP = 132;
const UDP_LITE = 136;

/** Reads the transport header at `layer.at`. A cut one leaves what is not known at 0 and sets `transportCut`. */
export function readTransport(layer: Layer, into: Dissected): void {
  into.bytes = layer.bytes;
  into.payloadStart = layer.at;
  into.payloadEnd = layer.end;
  into.payloadLength = layer.ipPayloadLength;
  into.srcPort = 0;
  into.dstPort = 0;
  into.transportCut = false;
  if (into.protocol === TCP) readTcp(layer, into);
  else if (into.protocol === UDP || into.protocol === UDP_LITE) readUdp(layer, into);
  else if (into.protocol === ICMP || into.protocol === ICMPV6) readIcmp(layer, into);
  else if (into.protocol === SCTP || into.protocol === DCCP) readPortsOnly(layer, into, 12);
}

function readTcp(layer: Layer, into: Dissected): void {
  const { view, at, end } = layer;
  if (end - at < 20) {
    readPortsOnly(layer, into, 20);
    return;
  }
  const headerBytes = (view.getUint8(at + 12) >> 4) * 4;
  into.srcPort = view.getUint16(at);
  into.dstPort = view.getUint16(at + 2);
  into.tcpSeq = view.getUint32(at + 4);
  into.tcpAck = view.getUint32(at + 8);
  into.tcpFlags = view.getUint8(at + 13);
  into.tcpWindow = view.getUint16(at + 14);
  if (headerBytes < 20 || headerBytes > layer.ipPayloadLength) {
    into.transportCut = true;
    into.payloadStart = end;
    into.payloadLength = 0;
    return;
  }
  into.payloadStart = Math.min(end, at + headerBytes);
  into.payloadLength = layer.ipPayloadLength - headerBytes;
}

/** The length in the UDP header holds when it is possible; 0 (a jumbogram, or offload) and nonsense leave it to IP. */
function readUdp(layer: Layer, into: Dissected): void {
  const { view, at, end } = layer;
  readPortsOnly(layer, into, 8);
  if (into.transportCut || into.protocol === UDP_LITE) return;
  const length = view.getUint16(at + 4);
  if (length < 8 || length > layer.ipPayloadLength) return;
  into.payloadLength = length - 8;
  into.payloadEnd = Math.min(end, at + length);
}

function readIcmp(layer: Layer, into: Dissected): void {
  const { view, at, end } = layer;
  if (end - at < 4) {
    cut(layer, into);
    return;
  }
  into.srcPort = view.getUint8(at);
  into.dstPort = view.getUint8(at + 1);
  into.payloadStart = Math.min(end, at + 8);
  into.payloadLength = Math.max(0, layer.ipPayloadLength - 8);
}

function readPortsOnly(layer: Layer, into: Dissected, headerBytes: number): void {
  const { view, at, end } = layer;
  if (end - at >= 4) {
    into.srcPort = view.getUint16(at);
    into.dstPort = view.getUint16(at + 2);
  }
  if (end - at < headerBytes) {
    cut(layer, into);
    return;
  }
  into.payloadStart = at + headerBytes;
  into.payloadLength = layer.ipPayloadLength - headerBytes;
}

function cut(layer: Layer, into: Dissected): void {
  into.transportCut = true;
  into.payloadStart = layer.end;
  into.payloadLength = 0;
}
