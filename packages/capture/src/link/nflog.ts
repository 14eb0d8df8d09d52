/** NFLOG, link type 239: what nftables and iptables hand to a logger. Source: tcpdump.org's LINKTYPE_NFLOG. */
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, fail, type Layer } from "./layer.ts";

const PAYLOAD = 9;
/** TLVs looked at in one packet. */
export const MAX_NFLOG_FIELDS = 64;

/** Enters the payload field; the fields' lengths are in the capturing host's byte order, which only they themselves tell. */
export function enterNflog(layer: Layer): boolean {
  const { view, end } = layer;
  let at = layer.at + 4;
  for (let fields = 0; fields < MAX_NFLOG_FIELDS && end - at >= 4; fields++) {
    let littleEndian = true;
    let length = view.getUint16(at, true);
    if (length < 4 || length > end - at || view.getUint16(at + 2, true) > 255) {
      littleEndian = false;
      length = view.getUint16(at);
    }
    const type = view.getUint16(at + 2, littleEndian) & 0x7fff;
    if (length < 4 || (length > end - at && !(layer.missing > 0 && type === PAYLOAD))) return fail(layer, "link-header");
    if (type === PAYLOAD) {
      layer.at = at + 4;
      layer.end = Math.min(end, at + length);
      return enterByNibble(layer);
    }
    at += (length + 3) & ~3;
  }
  return fail(layer, "link-header");
}

/** Raw IP: the version stands in the high nibble. */
export function enterByNibble(layer: Layer): boolean {
  if (layer.end - layer.at < 1) return fail(layer, "link-header");
  const version = layer.view.getUint8(layer.at) >> 4;
  if (version === 4) layer.etherType = ETHERTYPE_IPV4;
  else if (version === 6) layer.etherType = ETHERTYPE_IPV6;
  else return fail(layer, "ip-header");
  return true;
}
