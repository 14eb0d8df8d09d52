/** From a packet's first byte to IP, by link type (docs/formats/captures.md, "Link layers"). Source: tcpdump.org's link type registry. */
import type { RawPacket } from "../packet.ts";
import { enterEthernet, enterEtherType, enterPpp } from "./ether-type.ts";
import { enterIeee80211, enterRadiotap } from "./ieee80211.ts";
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, fail, type Layer } from "./layer.ts";
import { enterByNibble, enterNflog } from "./nflog.ts";

const PPPOE_SESSION = 0x8864;
const SENT_BY_US = 4;

/**
 * Puts `layer` at the network header of `packet`. False when it is cut or its link type is not decoded (then there is no fault). Linux
 * cooked headers also tell the packet's direction.
 */
export function enterLink(layer: Layer, packet: RawPacket, linkType: number, mayNest = true): boolean {
  switch (linkType) {
    case 1:
      return enterEthernet(layer);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return enterByNibble(layer);
    case 113:
      return enterCooked(layer, packet);
    case 276:
      return enterCooked2(layer, packet);
    case 0:
    case 108:
      return enterLoopback(layer);
    case 9:
    case 50:
      return enterSerial(layer);
    case 10:
      return enterFddi(layer);
    case 104:
      return enterCiscoHdlc(layer);
    case 51:
      return enterEtherType(layer, PPPOE_SESSION);
    case 105:
      return enterIeee80211(layer);
    case 127:
      return enterRadiotap(layer);
    case 192:
      return mayNest && enterPpi(layer, packet);
    case 239:
      return enterNflog(layer);
    default:
      return false;
  }
}

function enterCooked(layer: Layer, packet: RawPacket): boolean {
  const { view, at, end } = layer;
  if (end - at < 16) return fail(layer, "link-header");
  noteDirection(packet, view.getUint16(at));
  layer.at = at + 16;
  return enterCookedProtocol(layer, view.getUint16(at + 2), view.getUint16(at + 14));
}

function enterCooked2(layer: Layer, packet: RawPacket): boolean {
  const { view, at, end } = layer;
  if (end - at < 20) return fail(layer, "link-header");
  noteDirection(packet, view.getUint8(at + 10));
  layer.at = at + 20;
  return enterCookedProtocol(layer, view.getUint16(at + 8), view.getUint16(at));
}

/** Protocols below 0x600 are Linux's own numbers, among them 4 for 802.2 LLC; on a netlink device they are netlink families. */
function enterCookedProtocol(layer: Layer, hardware: number, protocol: number): boolean {
  const netlink = 824;
  if (protocol === 4 && hardware !== netlink) return enterEtherType(layer, 0);
  layer.etherType = protocol;
  return protocol < 0x600 || hardware === netlink || enterEtherType(layer, protocol);
}

function noteDirection(packet: RawPacket, packetType: number): void {
  if (packet.direction === 0) packet.direction = packetType === SENT_BY_US ? 2 : packetType <= 2 ? 1 : 0;
}

/** The family is in the capturing host's byte order; its values fit in one byte, so the order shows. */
function enterLoopback(layer: Layer): boolean {
  const { view, at, end } = layer;
  if (end - at < 4) return fail(layer, "link-header");
  const little = view.getUint32(at, true);
  const family = little < 0x10000 ? little : view.getUint32(at);
  layer.at = at + 4;
  layer.etherType = family;
  if (family === 2) layer.etherType = ETHERTYPE_IPV4;
  else if (family === 10 || family === 24 || family === 28 || family === 30) layer.etherType = ETHERTYPE_IPV6;
  return true;
}

/** PPP, with or without HDLC framing; some files hold Cisco's HDLC instead. */
function enterSerial(layer: Layer): boolean {
  const { view, at, end } = layer;
  if (end - at < 2) return fail(layer, "link-header");
  const head = view.getUint16(at);
  if (head === 0x0f00 || head === 0x8f00) return enterCiscoHdlc(layer);
  if (head === 0xff03) layer.at = at + 2;
  return enterPpp(layer);
}

/** Frame control and two addresses, then 802.2 LLC. */
function enterFddi(layer: Layer): boolean {
  if (layer.end - layer.at < 13) return fail(layer, "link-header");
  layer.at += 13;
  return enterEtherType(layer, 0);
}

function enterCiscoHdlc(layer: Layer): boolean {
  const { view, at, end } = layer;
  if (end - at < 4) return fail(layer, "link-header");
  layer.at = at + 4;
  return enterEtherType(layer, view.getUint16(at + 2));
}

/** Per-packet information: a header of stated length, then a packet of the link type that it names. */
function enterPpi(layer: Layer, packet: RawPacket): boolean {
  const { view, at, end } = layer;
  if (end - at < 8) return fail(layer, "link-header");
  const length = view.getUint16(at + 2, true);
  if (length < 8 || length > end - at) return fail(layer, "link-header");
  layer.at = at + length;
  return enterLink(layer, packet, view.getUint32(at + 4, true), false);
}
