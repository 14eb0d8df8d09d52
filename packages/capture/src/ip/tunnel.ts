/**
 * Tunnels: IP in IP, GRE, EtherIP, Teredo, VXLAN, Geneve, GTP-U. A tunnel is entered only when the inner header checks out; otherwise
 * the packet stays what its outer headers say. Sources: RFC 2003, 2473, 4213, 2784, 2890, 2637, 3378, 4380, 7348, 8926; 3GPP TS 29.281.
 */
import type { Dissected } from "../dissected.ts";
import { enterEthernet, enterEtherType, enterPpp } from "../link/ether-type.ts";
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, type Layer } from "../link/layer.ts";
import { MAX_TUNNEL_HEADERS } from "./limits.ts";
import { UDP } from "./transport.ts";

const IPV4_IN_IP = 4;
const IPV6_IN_IP = 41;
const GRE = 47;
const ETHER_IP = 97;
const VXLAN_PORT = 4789;
const GENEVE_PORT = 6081;
const GTP_PORT = 2152;
const TEREDO_PORT = 3544;
const PPP_IN_GRE = 0x880b;
const ERSPAN_1_OR_2 = 0x88be;
const ERSPAN_3 = 0x22eb;

/** What was entered: belongs to the flow key. */
export interface Tunnel {
  /** Kind of tunnel; 0 none. */
  kind: number;
  /** Network or key number where it is the same in both directions. */
  id: number;
  /** True when the outer addresses are part of what tells tunnels apart. */
  byAddress: boolean;
}

/** True when the packet may be a tunnel at all: the cheap question, asked for each packet. */
export function mayBeTunnel(protocol: number, srcPort: number, dstPort: number): boolean {
  if (protocol === UDP) {
    return (
      dstPort === VXLAN_PORT ||
      dstPort === GENEVE_PORT ||
      dstPort === GTP_PORT ||
      srcPort === GTP_PORT ||
      dstPort === TEREDO_PORT ||
      srcPort === TEREDO_PORT
    );
  }
  return protocol === IPV4_IN_IP || protocol === IPV6_IN_IP || protocol === GRE || protocol === ETHER_IP;
}

/** Puts `layer` at the inner IP header and fills `tunnel`. False, with `layer` as it was, when there is none that fits. */
export function enterTunnel(layer: Layer, outer: Dissected, tunnel: Tunnel): boolean {
  const { at, end, etherType, vlan } = layer;
  tunnel.kind = outer.protocol;
  tunnel.id = 0;
  tunnel.byAddress = true;
  layer.vlan = 0;
  if (enterInner(layer, outer, tunnel) && isIpHere(layer)) return true;
  layer.at = at;
  layer.end = end;
  layer.etherType = etherType;
  layer.vlan = vlan;
  layer.fault = null;
  return false;
}

function enterInner(layer: Layer, outer: Dissected, tunnel: Tunnel): boolean {
  if (outer.protocol === IPV4_IN_IP) return enterEtherType(layer, ETHERTYPE_IPV4);
  if (outer.protocol === IPV6_IN_IP) return enterEtherType(layer, ETHERTYPE_IPV6);
  if (outer.protocol === GRE) return enterGre(layer, tunnel);
  if (outer.protocol === ETHER_IP) return enterEtherIp(layer);
  if (outer.transportCut === true) return false;
  layer.at = outer.payloadStart;
  layer.end = outer.payloadEnd;
  const { dstPort, srcPort } = outer;
  tunnel.kind = dstPort;
  if (dstPort === VXLAN_PORT) return enterVxlan(layer, tunnel);
  if (dstPort === GENEVE_PORT) return enterGeneve(layer, tunnel);
  if (dstPort === GTP_PORT || srcPort === GTP_PORT) {
    tunnel.kind = GTP_PORT;
    return enterGtp(layer);
  }
  tunnel.kind = TEREDO_PORT;
  tunnel.byAddress = false; // Relays change in the middle of a flow; the inner addresses are worldwide ones.
  return enterTeredo(layer);
}

/** The inner header's version and lengths agree with what is there. */
function isIpHere({ view, at, end, etherType, missing }: Layer): boolean {
  const available = end - at;
  if (etherType === ETHERTYPE_IPV4) {
    if (available < 20 || view.getUint8(at) >> 4 !== 4) return false;
    const headerBytes = (view.getUint8(at) & 15) * 4;
    const length = view.getUint16(at + 2);
    return headerBytes >= 20 && headerBytes <= available && length >= headerBytes && length <= available + missing;
  }
  if (etherType !== ETHERTYPE_IPV6) return false;
  return available >= 40 && view.getUint8(at) >> 4 === 6 && 40 + view.getUint16(at + 4) <= available + missing;
}

function enterGre(layer: Layer, tunnel: Tunnel): boolean {
  const { view, at, end } = layer;
  if (end - at < 4) return false;
  const flags = view.getUint16(at);
  const type = view.getUint16(at + 2);
  const version = flags & 7;
  if ((flags & 0x4000) !== 0 || version > 1) return false;
  const hasKey = (flags & 0x2000) !== 0;
  const keyAt = at + ((flags & 0x8000) !== 0 ? 8 : 4);
  let next = keyAt + (hasKey ? 4 : 0);
  if ((flags & 0x1000) !== 0) next += 4;
  if (version === 1 && (flags & 0x80) !== 0) next += 4;
  if (next > end) return false;
  if (hasKey && version === 0) tunnel.id = view.getUint32(keyAt);
  layer.at = next;
  if (type === PPP_IN_GRE) {
    if (end - next >= 2 && view.getUint16(next) === 0xff03) layer.at = next + 2;
    return enterPpp(layer);
  }
  if (type === ERSPAN_1_OR_2) {
    if ((flags & 0x1000) !== 0) layer.at = next + 8;
    return enterEthernet(layer);
  }
  if (type === ERSPAN_3) {
    if (end - next < 12) return false;
    layer.at = next + 12 + ((view.getUint8(next + 11) & 1) === 1 ? 8 : 0);
    return enterEthernet(layer);
  }
  return enterEtherType(layer, type);
}

function enterEtherIp(layer: Layer): boolean {
  if (layer.end - layer.at < 2 || layer.view.getUint8(layer.at) >> 4 !== 3) return false;
  layer.at += 2;
  return enterEthernet(layer);
}

function enterVxlan(layer: Layer, tunnel: Tunnel): boolean {
  const { view, at, end } = layer;
  if (end - at < 8 || (view.getUint8(at) & 8) === 0) return false;
  tunnel.id = view.getUint32(at + 4) >>> 8;
  layer.at = at + 8;
  return enterEthernet(layer);
}

function enterGeneve(layer: Layer, tunnel: Tunnel): boolean {
  const { view, at, end } = layer;
  if (end - at < 8 || view.getUint8(at) >> 6 !== 0) return false;
  const headerBytes = 8 + (view.getUint8(at) & 0x3f) * 4;
  if (end - at < headerBytes) return false;
  tunnel.id = view.getUint32(at + 4) >>> 8;
  layer.at = at + headerBytes;
  return enterEtherType(layer, view.getUint16(at + 2));
}

/** User data (message type 255) of GTP version 1. Its tunnel numbers differ by direction, so they are no part of the key. */
function enterGtp(layer: Layer): boolean {
  const { view, at, end } = layer;
  if (end - at < 8) return false;
  const flags = view.getUint8(at);
  if (flags >> 5 !== 1 || (flags & 0x10) === 0 || view.getUint8(at + 1) !== 255) return false;
  let next = at + 8;
  if ((flags & 7) !== 0) {
    if (end - next < 4) return false;
    let extension = (flags & 4) !== 0 ? view.getUint8(next + 3) : 0;
    next += 4;
    for (let headers = 0; extension !== 0; headers++) {
      if (headers === MAX_TUNNEL_HEADERS || end - next < 4) return false;
      const length = view.getUint8(next) * 4;
      if (length === 0 || length > end - next) return false;
      extension = view.getUint8(next + length - 1);
      next += length;
    }
  }
  layer.at = next;
  if (end - next < 1) return false;
  layer.etherType = view.getUint8(next) >> 4 === 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
  return true;
}

/** IPv6 behind an authentication and an origin header that may be there; its length must be exactly what is there. */
function enterTeredo(layer: Layer): boolean {
  const { view, end } = layer;
  let { at } = layer;
  if (end - at >= 4 && view.getUint16(at) === 1) at += 13 + view.getUint8(at + 2) + view.getUint8(at + 3);
  if (end - at >= 8 && view.getUint16(at) === 0) at += 8;
  if (end - at < 40 || (40 + view.getUint16(at + 4) !== end - at && layer.missing === 0)) return false;
  layer.at = at;
  layer.etherType = ETHERTYPE_IPV6;
  return true;
}
