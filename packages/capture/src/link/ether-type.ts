/**
 * Ethernet and everything that an ethertype can lead through before IP: VLAN, QinQ, VN-Tag, MPLS, PPPoE, 802.2 LLC with SNAP
 * (docs/formats/captures.md, "Link layers"). Sources: IEEE 802.1Q, 802.2; RFC 1042, 2516, 3032, 1661.
 */
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, fail, type Layer } from "./layer.ts";

/** Headers between the link layer and IP that are walked. */
export const MAX_LINK_HEADERS = 16;
/** Labels of one MPLS stack that are walked. */
export const MAX_MPLS_LABELS = 16;

const ETHERNET_BYTES = 14;
const VLAN = 0x8100;
const PROVIDER_VLAN = 0x88a8;
const OLD_PROVIDER_VLAN = 0x9100;
const VN_TAG = 0x8926;
const MPLS = 0x8847;
const MPLS_MULTICAST = 0x8848;
const PPPOE_SESSION = 0x8864;
const BRIDGED_ETHERNET = 0x6558;
const FIRST_ETHERTYPE = 0x600;
const LLC_SNAP = 0xaaaa;
const LLC_IP = 0x0606;

/** Enters an Ethernet frame at `layer.at`: afterwards `layer` stands at IP or at what `layer.etherType` names. False when it is cut. */
export function enterEthernet(layer: Layer): boolean {
  if (layer.end - layer.at < ETHERNET_BYTES) return fail(layer, "link-header");
  const etherType = layer.view.getUint16(layer.at + 12);
  layer.at += ETHERNET_BYTES;
  return enterEtherType(layer, etherType);
}

/** Walks from `etherType`, whose header starts at `layer.at`, to IP or to what is not looked into. */
export function enterEtherType(layer: Layer, etherType: number): boolean {
  let type = etherType;
  for (let headers = 0; headers < MAX_LINK_HEADERS; headers++) {
    layer.etherType = type;
    if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return true;
    const next = enterOne(layer, type);
    if (next < 0) return next === DONE;
    type = next;
  }
  return fail(layer, "link-header");
}

/** Enters PPP at `layer.at`: its protocol field has one or two bytes. */
export function enterPpp(layer: Layer): boolean {
  const next = pppProtocol(layer);
  if (next < 0) return next === DONE;
  return enterEtherType(layer, next);
}

const DONE = -1;
const FAULT = -2;

/** Steps over one header. The ethertype behind it, `DONE` when `layer` names what is not looked into, `FAULT` when it does not fit. */
function enterOne(layer: Layer, type: number): number {
  const { view, at } = layer;
  if (type === VLAN || type === PROVIDER_VLAN || type === OLD_PROVIDER_VLAN) {
    if (layer.end - at < 4) return fault(layer);
    layer.vlan = (layer.vlan % 4096) * 4096 + (view.getUint16(at) & 0xfff);
    layer.at = at + 4;
    return view.getUint16(at + 2);
  }
  if (type === MPLS || type === MPLS_MULTICAST) return afterLabels(layer);
  if (type === PPPOE_SESSION) return afterPppoe(layer);
  if (type < FIRST_ETHERTYPE) return afterLlc(layer, type);
  if (type === BRIDGED_ETHERNET) {
    if (layer.end - at < ETHERNET_BYTES) return fault(layer);
    layer.at = at + ETHERNET_BYTES;
    return view.getUint16(at + 12);
  }
  if (type === VN_TAG) {
    if (layer.end - at < 6) return fault(layer);
    layer.at = at + 6;
    return view.getUint16(at + 4);
  }
  return DONE;
}

/** What an MPLS stack carries is not stated: the first nibble tells IP; 0 is a control word before Ethernet. */
function afterLabels(layer: Layer): number {
  const { view } = layer;
  for (let labels = 0; labels < MAX_MPLS_LABELS; labels++) {
    if (layer.end - layer.at < 5) return fault(layer);
    const isBottom = (view.getUint8(layer.at + 2) & 1) === 1;
    layer.at += 4;
    if (!isBottom) continue;
    const nibble = view.getUint8(layer.at) >> 4;
    if (nibble === 4) return ETHERTYPE_IPV4;
    if (nibble === 6) return ETHERTYPE_IPV6;
    if (nibble !== 0 || layer.end - layer.at < 4) return DONE;
    layer.at += 4;
    return BRIDGED_ETHERNET;
  }
  return fault(layer);
}

function afterPppoe(layer: Layer): number {
  const { view, at } = layer;
  if (layer.end - at < 6) return fault(layer);
  const length = view.getUint16(at + 4);
  layer.at = at + 6;
  layer.end = Math.min(layer.end, at + 6 + length);
  return pppProtocol(layer);
}

function pppProtocol(layer: Layer): number {
  const { view, at, end } = layer;
  if (end - at < 1) return fault(layer);
  let protocol = view.getUint8(at);
  let bytes = 1;
  if ((protocol & 1) === 0) {
    if (end - at < 2) return fault(layer);
    protocol = view.getUint16(at);
    bytes = 2;
  }
  layer.at = at + bytes;
  if (protocol === 0x21) return ETHERTYPE_IPV4;
  if (protocol === 0x57) return ETHERTYPE_IPV6;
  if (protocol === 0x281) return MPLS;
  if (protocol === 0x283) return MPLS_MULTICAST;
  layer.etherType = protocol;
  return DONE;
}

/** 802.3 with a length instead of an ethertype, or bare 802.2 when `length` is 0. */
function afterLlc(layer: Layer, length: number): number {
  const { view, at } = layer;
  if (length > 0) layer.end = Math.min(layer.end, at + length);
  if (layer.end - at < 3) return fault(layer);
  const points = view.getUint16(at);
  layer.etherType = points;
  if (points === LLC_IP) {
    layer.at = at + 3;
    return ETHERTYPE_IPV4;
  }
  if (points !== LLC_SNAP) return DONE;
  if (layer.end - at < 8) return fault(layer);
  const organisation = (view.getUint16(at + 3) << 8) | view.getUint8(at + 5);
  const type = view.getUint16(at + 6);
  if ((organisation !== 0 && organisation !== 0xf8) || type < FIRST_ETHERTYPE) return DONE;
  layer.at = at + 8;
  return type;
}

function fault(layer: Layer): number {
  fail(layer, "link-header");
  return FAULT;
}
