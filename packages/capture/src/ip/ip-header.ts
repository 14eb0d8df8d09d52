/** IPv4 and IPv6 headers, with options, extension headers and fragments. Sources: RFC 791, 8200, 4302, 6946. */
import type { Dissected } from "../dissected.ts";
import { ETHERTYPE_IPV4, fail } from "../link/layer.ts";
import type { RawPacket } from "../packet.ts";
import type { DissectState } from "./dissect-state.ts";
import { MAX_EXTENSION_HEADERS } from "./limits.ts";

const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
const AUTHENTICATION = 51;
const FRAGMENT = 44;
const NO_NEXT_HEADER = 59;
const HOP_BY_HOP = 0;

/** Reads the IP header at `state.layer.at` into `into` and steps to the transport; `into.fragment` when there is none (yet). */
export function enterIp(packet: RawPacket, into: Dissected, state: DissectState): boolean {
  into.fragment = false;
  return state.layer.etherType === ETHERTYPE_IPV4 ? enterIpv4(packet, into, state) : enterIpv6(packet, into, state);
}

function enterIpv4(packet: RawPacket, into: Dissected, state: DissectState): boolean {
  const { layer } = state;
  const { view, at } = layer;
  const available = layer.end - at;
  if (available < IPV4_BYTES || view.getUint8(at) >> 4 !== 4) return fail(layer, "ip-header");
  const headerBytes = (view.getUint8(at) & 15) * 4;
  if (headerBytes < IPV4_BYTES || available < headerBytes) return fail(layer, "ip-header");
  const stated = view.getUint16(at + 2);
  // 0: segmentation offload left it to the network card.
  const length = stated === 0 ? available : onTheWire(packet, state, stated, available);
  if (length < headerBytes) return fail(layer, "ip-header");
  into.ipVersion = 4;
  into.src0 = into.src1 = into.src2 = 0;
  into.dst0 = into.dst1 = into.dst2 = 0;
  into.src3 = view.getUint32(at + 12);
  into.dst3 = view.getUint32(at + 16);
  into.ipLength = length;
  into.protocol = view.getUint8(at + 9);
  layer.at = at + headerBytes;
  if (length < available) layer.end = at + length;
  layer.ipPayloadLength = length - headerBytes;
  const fragment = view.getUint16(at + 6);
  if ((fragment & 0x3fff) !== 0) {
    const id = view.getUint16(at + 4);
    if (!putTogether(packet, into, state, id, (fragment & 0x1fff) * 8, (fragment & 0x2000) !== 0, into.protocol)) return true;
  }
  if (into.protocol === AUTHENTICATION) enterExtensions(packet, into, state);
  return true;
}

function enterIpv6(packet: RawPacket, into: Dissected, state: DissectState): boolean {
  const { layer } = state;
  const { view, at } = layer;
  const available = layer.end - at;
  if (available < IPV6_BYTES || view.getUint8(at) >> 4 !== 6) return fail(layer, "ip-header");
  const nextHeader = view.getUint8(at + 6);
  const stated = view.getUint16(at + 4);
  // 0 with something behind it: a jumbogram, or segmentation offload.
  const payloadLength =
    stated === 0 && nextHeader !== NO_NEXT_HEADER
      ? available - IPV6_BYTES
      : onTheWire(packet, state, stated + IPV6_BYTES, available) - IPV6_BYTES;
  into.ipVersion = 6;
  into.src0 = view.getUint32(at + 8);
  into.src1 = view.getUint32(at + 12);
  into.src2 = view.getUint32(at + 16);
  into.src3 = view.getUint32(at + 20);
  into.dst0 = view.getUint32(at + 24);
  into.dst1 = view.getUint32(at + 28);
  into.dst2 = view.getUint32(at + 32);
  into.dst3 = view.getUint32(at + 36);
  into.ipLength = IPV6_BYTES + payloadLength;
  into.protocol = nextHeader;
  layer.at = at + IPV6_BYTES;
  if (into.ipLength < available) layer.end = at + into.ipLength;
  layer.ipPayloadLength = payloadLength;
  if (isExtension(nextHeader)) enterExtensions(packet, into, state);
  return true;
}

/** A stated length, or what was on the wire when that is less: bytes that never were count for nothing. */
function onTheWire(packet: RawPacket, { layer, report }: DissectState, stated: number, available: number): number {
  const most = available + layer.missing;
  if (stated <= most) return stated;
  report("ip-length", packet.fileOffset, "total length");
  return most;
}

/** Walks extension headers. One that is cut stays as the protocol. */
function enterExtensions(packet: RawPacket, into: Dissected, state: DissectState): void {
  const { layer } = state;
  for (let headers = 0; isExtension(into.protocol); headers++) {
    const { view, at, end } = layer;
    if (headers === MAX_EXTENSION_HEADERS) {
      state.report("extension-headers", packet.fileOffset, "next header");
      return;
    }
    if (end - at < 8) return;
    const nextHeader = view.getUint8(at);
    let length = 8;
    if (into.protocol === AUTHENTICATION) length = (view.getUint8(at + 1) + 2) * 4;
    else if (into.protocol !== FRAGMENT) length = (view.getUint8(at + 1) + 1) * 8;
    if (length > end - at) return;
    const isFragment = into.protocol === FRAGMENT;
    const place = isFragment ? view.getUint16(at + 2) : 0;
    const id = isFragment ? view.getUint32(at + 4) : 0;
    layer.at = at + length;
    layer.ipPayloadLength = Math.max(0, layer.ipPayloadLength - length);
    into.protocol = nextHeader;
    // Offset 0 and nothing to follow is a whole datagram (RFC 6946).
    if (isFragment && (place & 0xfff9) !== 0 && !putTogether(packet, into, state, id, place & 0xfff8, (place & 1) === 1, nextHeader)) {
      into.protocol = FRAGMENT;
      return;
    }
  }
}

function isExtension(header: number): boolean {
  return (
    header === HOP_BY_HOP ||
    header === FRAGMENT ||
    header === AUTHENTICATION ||
    header === 43 ||
    header === 60 ||
    header === 135 ||
    header === 139 ||
    header === 140
  );
}

/** Gives the payload to the fragment table. True when the datagram is whole: then `layer` stands in the whole. */
function putTogether(
  packet: RawPacket,
  into: Dissected,
  state: DissectState,
  id: number,
  offset: number,
  hasMore: boolean,
  protocol: number,
): boolean {
  const { layer } = state;
  const addresses = `${into.src0},${into.src1},${into.src2},${into.src3},${into.dst0},${into.dst1},${into.dst2},${into.dst3}`;
  const whole = state.fragments.add({
    key: `${into.ipVersion},${id},${into.ipVersion === 4 ? protocol : 0},${layer.vlan},${into.tunnel},${addresses}`,
    bytes: layer.bytes,
    start: layer.at,
    end: layer.end,
    length: layer.ipPayloadLength,
    offset,
    hasMore,
    protocol,
    timeUs: packet.timeUs,
    fileOffset: packet.fileOffset,
  });
  into.fragment = whole === undefined;
  if (whole === undefined) return false;
  layer.bytes = whole.bytes;
  layer.view = new DataView(whole.bytes.buffer, whole.bytes.byteOffset, whole.bytes.byteLength);
  layer.at = 0;
  layer.end = whole.length;
  layer.ipPayloadLength = whole.length;
  layer.missing = 0;
  into.protocol = whole.protocol;
  return true;
}
