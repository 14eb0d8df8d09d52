/** NFLOG, link type 239: what nftables and iptables hand to a logger. Source: tcpdump.org's LINKTYPE_NFLOG. */
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, fail, type Layer } from "./layer.ts";

const TIMESTAMP = 3;
const PAYLOAD = 9;
const PREFIX = 10;
/** Longest IP packet but jumbograms: what a copy may miss of it. */
const MAX_IP_BYTES = 65_575;
/** TLVs looked at in one packet. */
export const MAX_NFLOG_FIELDS = 64;

/** Where the fields of an NFLOG packet stand. One object, reused. */
export interface NflogFields {
  /** The logged packet, from its IP header; a rule's `snaplen` may have cut it, which only its own header tells. */
  payloadStart: number;
  payloadEnd: number;
  /** The rule's log prefix, without the NUL at its end; empty where there is none (or where it stands behind the payload). */
  prefixStart: number;
  prefixEnd: number;
  /** When the kernel took the packet, microseconds since 1970-01-01 UTC; NaN where it does not say (packets it made itself). */
  timeUs: number;
}

/** Fields that stand nowhere yet. */
export function createNflogFields(): NflogFields {
  return { payloadStart: 0, payloadEnd: 0, prefixStart: 0, prefixEnd: 0, timeUs: Number.NaN };
}

/**
 * Finds payload and prefix in `view` from `start` to `end`. False when there is no payload or a length is impossible. Lengths are in the
 * capturing host's byte order, which only they themselves tell; `missing`: bytes that the capture cut off behind `end`.
 */
export function readNflog(view: DataView, start: number, end: number, missing: number, into: NflogFields): boolean {
  into.prefixStart = into.prefixEnd = start;
  into.timeUs = Number.NaN;
  let at = start + 4;
  for (let fields = 0; fields < MAX_NFLOG_FIELDS && end - at >= 4; fields++) {
    let littleEndian = true;
    let length = view.getUint16(at, true);
    if (length < 4 || length > end - at || view.getUint16(at + 2, true) > 255) {
      littleEndian = false;
      length = view.getUint16(at);
    }
    const type = view.getUint16(at + 2, littleEndian) & 0x7fff;
    if (length < 4 || (length > end - at && !(missing > 0 && type === PAYLOAD))) return false;
    if (type === PAYLOAD) {
      into.payloadStart = at + 4;
      into.payloadEnd = Math.min(end, at + length);
      return true;
    }
    if (type === TIMESTAMP && length >= 20) {
      // Two 64-bit numbers in network order; the high words hold nothing for 2^32 seconds.
      into.timeUs = (view.getUint32(at + 4) * 2 ** 32 + view.getUint32(at + 8)) * 1e6 + view.getUint32(at + 16);
    }
    if (type === PREFIX) {
      into.prefixStart = at + 4;
      into.prefixEnd = at + length;
      while (into.prefixEnd > into.prefixStart && view.getUint8(into.prefixEnd - 1) === 0) into.prefixEnd--;
    }
    at += (length + 3) & ~3;
  }
  return false;
}

const found = createNflogFields();

/** Enters the payload field. */
export function enterNflog(layer: Layer): boolean {
  if (!readNflog(layer.view, layer.at, layer.end, layer.missing, found)) return fail(layer, "link-header");
  layer.at = found.payloadStart;
  layer.end = found.payloadEnd;
  // The kernel hands on as much of a packet as the rule says and does not say how long it was.
  layer.missing = Math.max(layer.missing, MAX_IP_BYTES);
  return enterByNibble(layer);
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
