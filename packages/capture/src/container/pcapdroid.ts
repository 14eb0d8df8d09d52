/**
 * PCAPdroid's marks (docs/formats/captures.md, "PCAPdroid"): the trailer of a pcap with extensions, the UID map and the packet comment of a
 * pcapng. Source: the program's public Lua dissector, receiver and tests at c735049.
 */
import type { CaptureApp } from "../packet.ts";
import { plainText } from "../plain-text.ts";

/** Enterprise number in custom blocks. */
export const PCAPDROID_ENTERPRISE = 62_652;
/** Bytes of the trailer at the end of a record. */
export const TRAILER_BYTES = 32;

const TRAILER_MAGIC = 0x01072021;
const ETHERNET_BYTES = 14;
const MAX_PAD_BYTES = 3;

/**
 * Where the frame ends without pad bytes and trailer, or -1 when `start..end` carries no trailer: the magic must stand 32 bytes before the end
 * and right behind an IP packet of the length that its own header states; only in a packet that the capture cut may the IP packet be longer.
 */
export function frameEndBeforeTrailer(view: DataView, start: number, end: number, wireLength: number): number {
  const trailer = end - TRAILER_BYTES;
  const ip = start + ETHERNET_BYTES;
  if (trailer < ip + 20 || view.getUint32(trailer) !== TRAILER_MAGIC) return -1;
  const etherType = view.getUint16(start + 12);
  let ipEnd: number;
  if (etherType === 0x0800) ipEnd = ip + view.getUint16(ip + 2);
  else if (etherType === 0x86dd) ipEnd = ip + 40 + view.getUint16(ip + 4);
  else return -1;
  if (ipEnd > trailer) return wireLength > end - start ? trailer : -1;
  return trailer - ipEnd <= MAX_PAD_BYTES ? ipEnd : -1;
}

/** UID in the trailer that ends at `end`; -1 is PCAPdroid's own word for unknown. */
export function trailerUid(view: DataView, end: number): number {
  return view.getInt32(end - TRAILER_BYTES + 4);
}

/** App in the trailer that ends at `end`. The name has at most 20 bytes and may be cut inside a character, which is then left out. */
export function trailerApp(bytes: Uint8Array, view: DataView, end: number): CaptureApp {
  const at = end - TRAILER_BYTES + 8;
  const field = bytes.subarray(at, at + 20);
  const zero = field.indexOf(0);
  const name = plainText(utf8.decode(zero < 0 ? field : field.subarray(0, zero)).replace(/\uFFFD+$/, ""));
  return { uid: trailerUid(view, end), app: name === "" ? null : name, package: null };
}

/**
 * App in a custom block, whose body behind the enterprise number is `start..end`; `undefined` when it is no UID map of version 1 or does not
 * fit. The version's byte order decides that of the map.
 */
export function uidMapApp(bytes: Uint8Array, view: DataView, start: number, end: number): CaptureApp | undefined {
  if (end - start < 10) return undefined;
  const littleEndian = view.getUint16(start, true) === 1;
  if (!littleEndian && view.getUint16(start) !== 1) return undefined;
  if (view.getUint8(start + 2) !== 1) return undefined;
  const packageStart = start + 10;
  const packageEnd = packageStart + view.getUint8(start + 8);
  const appEnd = packageEnd + view.getUint8(start + 9);
  if (appEnd > end) return undefined;
  const packageName = plainText(utf8.decode(bytes.subarray(packageStart, packageEnd)));
  const app = plainText(utf8.decode(bytes.subarray(packageEnd, appEnd)));
  return { uid: view.getInt32(start + 4, littleEndian), app: app === "" ? null : app, package: packageName === "" ? null : packageName };
}

/** UID in a comment `u-<uid>`, -1 when it is another comment. */
export function commentUid(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start - 2;
  if (digits < 1 || digits > 10 || bytes[start] !== 0x75 || bytes[start + 1] !== 0x2d) return -1;
  let uid = 0;
  for (let at = start + 2; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    uid = uid * 10 + digit;
  }
  return uid <= 0x7fffffff ? uid : -1;
}

const utf8 = new TextDecoder();
