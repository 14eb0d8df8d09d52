/** Ethernet frames with IPv4 or IPv6, TCP or UDP inside, checksums included. */
import { concatBytes } from "../../packages/capture/src/index.ts";

/** One end of a conversation. */
export interface End {
  /** Dotted IPv4 or RFC 5952 IPv6. */
  readonly ip: string;
  readonly port: number;
  /** `02:...`, locally administered. */
  readonly mac: string;
}

/** What a TCP segment says. */
export interface Segment {
  readonly sequence: number;
  readonly acknowledgement: number;
  /** Bits: FIN 1, SYN 2, RST 4, PSH 8, ACK 16. */
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** A TCP segment in its frame. */
export function tcpFrame(from: End, to: End, segment: Segment): Uint8Array {
  const isSyn = (segment.flags & 2) !== 0;
  const headBytes = isSyn ? 24 : 20;
  const bytes = new Uint8Array(headBytes + segment.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint32(4, segment.sequence);
  view.setUint32(8, segment.acknowledgement);
  view.setUint8(12, headBytes << 2);
  view.setUint8(13, segment.flags);
  view.setUint16(14, 64_240);
  if (isSyn) bytes.set([2, 4, 0x05, 0x78], 20);
  bytes.set(segment.payload, headBytes);
  view.setUint16(16, checksumOver(from, to, 6, bytes));
  return ipFrame(from, to, 6, bytes);
}

/** A UDP datagram in its frame. */
export function udpFrame(from: End, to: End, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint16(4, bytes.length);
  bytes.set(payload, 8);
  view.setUint16(6, checksumOver(from, to, 17, bytes) || 0xffff);
  return ipFrame(from, to, 17, bytes);
}

/** Any frame: `02:00:...` addresses, a type, contents. */
export function ethernetFrame(fromMac: string, toMac: string, etherType: number, contents: Uint8Array): Uint8Array {
  return concatBytes([macBytes(toMac), macBytes(fromMac), Uint8Array.of(etherType >> 8, etherType & 255), contents]);
}

/** The 6 bytes of `02:00:00:00:00:01`. */
export function macBytes(mac: string): Uint8Array {
  return Uint8Array.from(mac.split(":"), (part) => Number.parseInt(part, 16));
}

/** The 4 or 16 bytes of an address. */
export function addressBytes(ip: string): Uint8Array {
  if (!ip.includes(":")) return Uint8Array.from(ip.split("."), Number);
  const [head = "", tail] = ip.split("::");
  const groups = (text: string): number[] => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const all = tail === undefined ? before : [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}

function ipFrame(from: End, to: End, protocol: number, contents: Uint8Array): Uint8Array {
  const [source, target] = [addressBytes(from.ip), addressBytes(to.ip)];
  if (source.length === 16) {
    const head = new Uint8Array(8);
    const view = new DataView(head.buffer);
    view.setUint8(0, 0x60);
    view.setUint16(4, contents.length);
    view.setUint8(6, protocol);
    view.setUint8(7, 64);
    return ethernetFrame(from.mac, to.mac, 0x86dd, concatBytes([head, source, target, contents]));
  }
  const head = new Uint8Array(20);
  const view = new DataView(head.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, 20 + contents.length);
  view.setUint16(6, 0x4000);
  view.setUint8(8, 64);
  view.setUint8(9, protocol);
  head.set(source, 12);
  head.set(target, 16);
  view.setUint16(10, checksum([head]));
  return ethernetFrame(from.mac, to.mac, 0x0800, concatBytes([head, contents]));
}

function checksumOver(from: End, to: End, protocol: number, contents: Uint8Array): number {
  const tail = new Uint8Array(4);
  tail[1] = protocol;
  new DataView(tail.buffer).setUint16(2, contents.length);
  return checksum([addressBytes(from.ip), addressBytes(to.ip), tail, contents]);
}

/** Every part but the last has an even length. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
