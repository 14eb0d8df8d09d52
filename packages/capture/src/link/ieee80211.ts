/** 802.11 data frames, with or without a radiotap header. Sources: IEEE 802.11 section 9.2, radiotap.org. */
import { enterEtherType } from "./ether-type.ts";
import { fail, type Layer } from "./layer.ts";

/** Ethertype reported for a protected (encrypted) frame: 802.1X's, the nearest that exists. */
const PROTECTED = 0x888e;
const MAX_PRESENT_WORDS = 32;

/** Enters a radiotap header: it states its own length, and whether the 802.11 header is padded to four bytes. */
export function enterRadiotap(layer: Layer): boolean {
  const { view, at, end } = layer;
  if (end - at < 8) return fail(layer, "link-header");
  const length = view.getUint16(at + 2, true);
  if (view.getUint8(at) !== 0 || length < 8 || length > end - at) return fail(layer, "link-header");
  const flags = radiotapFlags(view, at, at + length);
  layer.at = at + length;
  if ((flags & 0x10) !== 0 && layer.end - layer.at >= 4 && layer.missing === 0) layer.end -= 4;
  return enterIeee80211(layer, (flags & 0x20) !== 0);
}

/** Enters an 802.11 frame. Management, control, fragmented, aggregated and protected frames are named by frame control or `0x888e`, not looked into. */
export function enterIeee80211(layer: Layer, isPadded = false): boolean {
  const { view, at, end } = layer;
  if (end - at < 24) return fail(layer, "link-header");
  const control = view.getUint16(at, true);
  const subtype = (control >> 4) & 15;
  layer.etherType = control & 0xfc;
  if ((control & 3) !== 0 || ((control >> 2) & 3) !== 2 || (subtype & 4) !== 0) return true;
  if ((control & 0x4000) !== 0) {
    layer.etherType = PROTECTED;
    return true;
  }
  const isFragment = (control & 0x400) !== 0 || (view.getUint16(at + 22, true) & 15) !== 0;
  if (isFragment) return true;
  let headerBytes = (control & 0x300) === 0x300 ? 30 : 24;
  let isAggregate = false;
  if ((subtype & 8) !== 0) {
    if (end - at < headerBytes + 2) return fail(layer, "link-header");
    isAggregate = (view.getUint8(at + headerBytes) & 0x80) !== 0;
    headerBytes += (control & 0x8000) !== 0 ? 6 : 2;
  }
  if (isAggregate) return true;
  if (isPadded) headerBytes = (headerBytes + 3) & ~3;
  if (end - at < headerBytes + 8) return fail(layer, "link-header");
  layer.at = at + headerBytes;
  return enterEtherType(layer, 0);
}

/** The flags field, 0 when absent: it stands behind the presence words and an eight-byte time that may be there. */
function radiotapFlags(view: DataView, start: number, end: number): number {
  let at = start + 4;
  const present = view.getUint32(at, true);
  for (let words = 0; words < MAX_PRESENT_WORDS && end - at >= 4; words++) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word >>> 31 === 0) break;
  }
  if ((present & 2) === 0) return 0;
  if ((present & 1) !== 0) at = start + ((at - start + 7) & ~7) + 8;
  return at < end ? view.getUint8(at) : 0;
}
