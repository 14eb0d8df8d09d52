/** Frames of every kind that a device may put on the wire, honest, clumsy and hostile, from a seed. For tests and for bench/hold-packets. */

/** MAC of the gateway's LAN interface in these frames. */
export const gatewayMac = Uint8Array.of(2, 0, 0x4c, 0x41, 0x4e, 1);
/** MAC of the device. */
export const deviceMac = Uint8Array.of(2, 0, 0x44, 0x45, 0x56, 2);

const otherMac = Uint8Array.of(2, 0, 0x4f, 0x54, 0x48, 3);
const broadcastMac = Uint8Array.of(255, 255, 255, 255, 255, 255);

/** Whole numbers below a bound, the same for the same seed. */
export type Random = (below: number) => number;

/** A generator (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** MAC addresses in frames. */
export interface FrameMacs {
  readonly gateway: Uint8Array;
  readonly device: Uint8Array;
}

/** The next frame, valid until the next call: a view into `buffer` (at least 2,048 bytes). */
export function randomFrame(random: Random, buffer: Uint8Array, macs: FrameMacs = { gateway: gatewayMac, device: deviceMac }): Uint8Array {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  let at = linkHeader(random, buffer, view, macs);
  const kind = random(100);
  if (kind < 50) at = ipv4(random, buffer, view, at);
  else if (kind < 92) at = ipv6(random, buffer, view, at);
  else if (kind < 95) at = arp(random, buffer, view, at, macs.device);
  else
    at = fill(random, buffer, typed(view, at, pick(random, [0x88cc, 0x8847, 0x8864, 0x0026, 0x05dc, 0x0842, random(65_536)])), random(80));
  if (random(12) === 0) at = fill(random, buffer, at, random(30));
  if (random(40) === 0) at = Math.max(14, at - random(24));
  if (random(200) === 0) buffer[14 + random(40)] = random(256);
  return buffer.subarray(0, Math.min(at, 1514));
}

function linkHeader(random: Random, buffer: Uint8Array, view: DataView, macs: FrameMacs): number {
  const to = random(100);
  buffer.set(to < 84 ? macs.gateway : to < 88 ? otherMac : to < 92 ? broadcastMac : Uint8Array.of(1, 0, 0x5e, 0, 0, random(256)), 0);
  if (to >= 96) buffer.set(Uint8Array.of(0x33, 0x33, 0, 0, 0, random(256)), 0);
  const from = random(100);
  buffer.set(from < 92 ? macs.device : from < 98 || to >= 84 ? otherMac : macs.gateway, 6);
  let at = 12;
  while (random(14) === 0 && at < 24) {
    view.setUint16(at, pick(random, [0x8100, 0x8100, 0x88a8]));
    view.setUint16(at + 2, random(3) === 0 ? random(4096) : random(8) << 13);
    at += 4;
  }
  return at;
}

function typed(view: DataView, at: number, etherType: number): number {
  view.setUint16(at, etherType);
  return at + 2;
}

const addresses = [
  "10.77.0.1", "10.77.0.255", "10.77.0.3", "8.8.8.8", "198.18.0.1", "198.19.255.255", "198.20.0.0", "198.17.255.255", "224.0.0.251",
  "239.255.255.250", "255.255.255.255", "10.99.0.10", "10.99.0.1", "127.0.0.1", "0.0.0.0", "1.1.1.1", "203.0.113.10", "240.0.0.1",
]; // biome-ignore format: a list
const ports = [53, 67, 68, 80, 123, 443, 853, 22, 8080, 19_000, 51_820, 1900, 5353];

function ipv4(random: Random, buffer: Uint8Array, view: DataView, link: number): number {
  const ip = typed(view, link, 0x0800);
  const options = random(12) === 0 ? random(11) : 0;
  const headerBytes = 20 + options * 4;
  view.setUint16(ip, 0x4500 + options * 256 + random(256));
  view.setUint32(ip + 4, random(0x10000) * 0x10000);
  const fragment = random(12);
  if (fragment === 0) view.setUint16(ip + 6, pick(random, [0x2000, 0x2001, 1, 185, random(0x10000)]));
  else view.setUint16(ip + 6, random(2) === 0 ? 0x4000 : 0);
  if (random(50) === 0) view.setUint16(ip + 6, 0x8000);
  const protocol = pick(random, [6, 6, 6, 6, 17, 17, 17, 17, 1, 2, 47, 50, 58, 132, random(256)]);
  view.setUint16(ip + 8, (1 + random(255)) * 256 + protocol);
  const source = pick(random, [
    "10.77.0.2",
    "10.77.0.2",
    "10.77.0.2",
    "10.77.0.9",
    "127.0.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "0.0.0.0",
    "10.77.0.1",
  ]);
  setAddress(buffer, ip + 12, source);
  if (random(8) === 0) view.setUint32(ip + 16, random(0x10000) * 0x10000 + random(0x10000));
  else setAddress(buffer, ip + 16, pick(random, addresses));
  fill(random, buffer, ip + 20, options * 4);
  const end = transport(random, buffer, view, ip + headerBytes, protocol);
  let length = end - ip;
  const wrong = random(60);
  if (wrong === 0) length = random(0x10000);
  else if (wrong === 1) length = Math.max(0, length - random(40));
  else if (wrong === 2) length += 1 + random(20);
  view.setUint16(ip + 2, length);
  view.setUint16(ip + 10, 0);
  view.setUint16(ip + 10, checksum(view, ip, headerBytes) ^ (random(50) === 0 ? 1 << random(16) : 0));
  if (random(4) !== 0) sumTransport(view, ip + headerBytes, end, protocol, sumOf(view, ip + 12, ip + 20));
  if (random(80) === 0) buffer[ip] = random(256);
  return end;
}

/** Puts a right check sum into a TCP, UDP or ICMP header, so that more than the rules sees the packet. */
function sumTransport(view: DataView, at: number, end: number, protocol: number, addressSum: number): void {
  const field = protocol === 6 ? 16 : protocol === 17 ? 6 : protocol === 1 || protocol === 58 ? 2 : -1;
  if (field < 0 || end - at < field + 2) return;
  view.setUint16(at + field, 0);
  const pseudo = protocol === 1 ? 0 : addressSum + protocol + (end - at);
  const sum = folded(pseudo + sumOf(view, at, end));
  view.setUint16(at + field, protocol === 17 && sum === 0xffff ? 0xffff : ~sum & 0xffff);
}

function sumOf(view: DataView, from: number, until: number): number {
  let sum = 0;
  for (let at = from; at + 1 < until; at += 2) sum += view.getUint16(at);
  return (until - from) % 2 === 0 ? sum : sum + view.getUint8(until - 1) * 256;
}

function folded(sum: number): number {
  let left = sum;
  while (left > 0xffff) left = (left & 0xffff) + Math.floor(left / 65_536);
  return left;
}

function transport(random: Random, buffer: Uint8Array, view: DataView, at: number, protocol: number): number {
  const payload = random(20) === 0 ? random(1200) : random(40);
  if (random(25) === 0) return fill(random, buffer, at, random(9));
  if (protocol === 6 || protocol === 17) {
    fill(random, buffer, at, 20 + payload);
    view.setUint16(at, random(3) === 0 ? pick(random, ports) : 1024 + random(60_000));
    view.setUint16(at + 2, random(5) === 0 ? random(65_536) : pick(random, ports));
    if (protocol === 6) {
      view.setUint16(at + 12, 0x5000 | pick(random, [2, 2, 16, 24, 17, 4, random(512)]));
      return at + 20 + payload;
    }
    view.setUint16(at + 4, 8 + payload);
    return at + 8 + payload;
  }
  fill(random, buffer, at, 8 + payload);
  if (protocol === 58) buffer[at] = pick(random, [128, 133, 134, 135, 136, 137, 143, random(256)]);
  if (protocol === 1) buffer[at] = pick(random, [0, 8, 3, 13]);
  return at + 8 + payload;
}

const addresses6 = [
  "fd770000000000000000000000000001", "fe800000000000000000000000000001", "ff020000000000000000000000000001", "ff0200000000000000000000000000fb",
  "ff010000000000000000000000000001", "ff000000000000000000000000000001", "ff050000000000000000000000000002", "20014860486000000000000000008888",
  "00000000000000000000000000000001", "00000000000000000000000000000000", "00000000000000000000ffff08080808", "fd990000000000000000000000000010",
]; // biome-ignore format: a list
const sources6 = [
  "fd770000000000000000000000000002", "fd770000000000000000000000000002", "fd770000000000000000000000000002", "fe800000000000000000000000000002",
  "00000000000000000000000000000000", "ff020000000000000000000000000001", "00000000000000000000000000000001", "00000000000000000000ffff0a4d0002",
]; // biome-ignore format: a list

function ipv6(random: Random, buffer: Uint8Array, view: DataView, link: number): number {
  const ip = typed(view, link, 0x86dd);
  view.setUint32(ip, 0x60000000 + random(0x10000));
  buffer[ip + 7] = pick(random, [255, 255, 64, 1, 0]);
  const to = random(10) === 0 ? 8 : random(addresses6.length);
  setHex(buffer, ip + 8, random(3) === 0 ? (pick(random, sources6) as string) : (sources6[0] as string));
  setHex(buffer, ip + 24, addresses6[to] as string);
  let at = ip + 40;
  let nextAt = ip + 6;
  for (let i = random(4) === 0 ? 0 : random(4); i > 0; i--) {
    const kind = pick(random, [0, 0, 43, 44, 44, 51, 60, 60, 59, 50]);
    buffer[nextAt] = kind;
    if (kind === 59 || kind === 50) return finish6(random, view, ip, fill(random, buffer, at, random(30)));
    nextAt = at;
    at = extension(random, buffer, view, at, kind, ip);
  }
  const protocol = pick(random, [6, 6, 17, 17, 17, 58, 58, 58, 1, 59, random(256)]);
  buffer[nextAt] = protocol;
  const end = transport(random, buffer, view, at, protocol);
  if (random(4) !== 0) sumTransport(view, at, end, protocol, sumOf(view, ip + 8, ip + 40));
  return finish6(random, view, ip, end);
}

function finish6(random: Random, view: DataView, ip: number, end: number): number {
  const wrong = random(60);
  let length = end - ip - 40;
  if (wrong === 0) length = random(0x10000);
  else if (wrong === 1) length = Math.max(0, length - random(40));
  else if (wrong === 2) length += 1 + random(20);
  else if (wrong < 5) length = 0;
  view.setUint16(ip + 4, length);
  if (random(80) === 0) view.setUint8(ip, random(256));
  return end;
}

function extension(random: Random, buffer: Uint8Array, view: DataView, at: number, kind: number, ip: number): number {
  if (kind === 44) {
    fill(random, buffer, at, 8);
    view.setUint16(at + 2, pick(random, [0, 1, 8, 9, 1448, random(0x10000)]));
    return at + 8;
  }
  const units = random(4) === 0 ? random(4) : random(2);
  const bytes = kind === 51 ? (units + 2) * 4 : (units + 1) * 8;
  fill(random, buffer, at, bytes);
  buffer[at + 1] = random(60) === 0 ? random(256) : units;
  if (kind === 43) buffer[at + 3] = random(2);
  if ((kind === 0 || kind === 60) && random(6) !== 0) options(random, buffer, at + 2, at + bytes, ip);
  return at + bytes;
}

/** Options that fill the room, nearly always well formed. */
function options(random: Random, buffer: Uint8Array, start: number, end: number, ip: number): void {
  let at = start;
  while (at < end) {
    const left = end - at;
    const kind = pick(random, [0, 1, 1, 1, 5, 7, 49, 194, 30, 62, random(256)]);
    if (kind === 0 || left < 2) {
      buffer[at++] = 0;
      continue;
    }
    if (kind === 49 && ((at - ip) & 3) !== 0 && random(2) === 0) continue;
    const size = kind === 5 && left >= 4 ? 2 : kind === 194 && left >= 6 ? 4 : random(Math.min(left - 1, 12));
    buffer[at] = kind;
    buffer[at + 1] = size;
    if (kind === 1) buffer.fill(random(10) === 0 ? 1 : 0, at + 2, at + 2 + size);
    at += 2 + size;
  }
}

function arp(random: Random, buffer: Uint8Array, view: DataView, link: number, device: Uint8Array): number {
  const at = typed(view, link, 0x0806);
  view.setUint32(at, 0x00010800);
  view.setUint32(at + 4, 0x06040001);
  buffer.set(device, at + 8);
  setAddress(buffer, at + 14, "10.77.0.2");
  fill(random, buffer, at + 18, 10);
  setAddress(buffer, at + 24, pick(random, ["10.77.0.1", "10.77.0.3"]));
  return at + 28;
}

function fill(random: Random, buffer: Uint8Array, at: number, bytes: number): number {
  for (let i = 0; i < bytes; i++) buffer[at + i] = random(256);
  return at + bytes;
}

function pick<T>(random: Random, of: readonly T[]): T {
  return of[random(of.length)] as T;
}

function setAddress(buffer: Uint8Array, at: number, text: string): void {
  buffer.set(text.split(".").map(Number), at);
}

function setHex(buffer: Uint8Array, at: number, hex: string): void {
  for (let i = 0; i < 16; i++) buffer[at + i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
}

function checksum(view: DataView, at: number, bytes: number): number {
  return ~folded(sumOf(view, at, at + bytes)) & 0xffff;
}
