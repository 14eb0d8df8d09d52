/**
 * Which counter of the rules a captured packet from the local network met, or why the kernel dropped it before the rules. Mirrors the chain
 * `gate` (prerouting, before defragmentation) and Linux's own checks in front of it; measured against the kernel (bench/hold-packets).
 */
import { type CounterName, counters } from "../rules/counters.table.ts";
import type { GateFacts } from "./gate-facts.ts";
import { findIpv6Header, type Ipv6Header } from "./ipv6-header.ts";
import { areHopOptionsTaken, isIpv6HeaderTaken } from "./ipv6-taken.ts";

/** What a local packet was: the counter it met, or why it met none. */
export type LanClass = CounterName | "fromGateway" | "otherHost" | "arp" | "notIp" | "malformedIp" | "cut";

/** Result of a classification; reused from packet to packet. */
export interface LanPacket {
  kind: LanClass;
  /**
   * Of a frame from the gateway to many: the counter that the kernel's own copy of it met, if it made one (to everybody always, to a group
   * only when a program of the gateway listens to it). `null` for all others.
   */
  copy: CounterName | null;
  /** False where kernels differ on whether the rules see the packet: it may count or not. */
  isCertain: boolean;
  /** Where the IP packet starts, -1 where there is none. */
  ipStart: number;
  /** IP bytes, without the frame's padding: what a counter counts. */
  ipBytes: number;
  /** IP protocol as the rules see it, -1 where they see none. */
  protocol: number;
  /** Start of the transport header, -1 where the rules see none. */
  transportStart: number;
}

/** A result to be filled. */
export function newLanPacket(): LanPacket {
  return { kind: "notIp", copy: null, isCertain: true, ipStart: -1, ipBytes: 0, protocol: -1, transportStart: -1 };
}

/** The frame: `start` inclusive, `end` exclusive, over `view`. */
export interface Frame {
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

const SYNTHETIC = 198 * 2 ** 24 + 18 * 2 ** 16;
const extension: Ipv6Header = { protocol: -1, at: 0, fragmentOffset: 0 };

/** Fills `out`. The frame is Ethernet and whole (a cut one must not be asked about). */
export function classifyLan(frame: Frame, facts: GateFacts, out: LanPacket): void {
  out.isCertain = true;
  out.ipStart = -1;
  out.ipBytes = 0;
  out.protocol = -1;
  out.transportStart = -1;
  out.copy = null;
  out.kind = linkClass(frame, facts, out);
  if (out.kind !== "fromGateway" || (frame.view.getUint8(frame.start) & 1) === 0) return;
  const copy = contentClass(frame, facts, out);
  if (copy in counters) out.copy = copy as CounterName;
  out.isCertain = true;
}

function linkClass(frame: Frame, facts: GateFacts, out: LanPacket): LanClass {
  const { view, start, end } = frame;
  if (end - start < 14) return "cut";
  const isForGateway = isMac(view, start, facts.mac);
  if (!isForGateway) {
    if (isMac(view, start + 6, facts.mac)) return "fromGateway";
    if ((view.getUint8(start) & 1) === 0) return "otherHost";
  }
  return contentClass(frame, facts, out);
}

function contentClass({ view, start, end }: Frame, facts: GateFacts, out: LanPacket): LanClass {
  let at = start + 14;
  let etherType = view.getUint16(start + 12);
  // Priority tags (VLAN 0) are taken off; a frame of another VLAN is not for this interface.
  while (etherType === 0x8100 || etherType === 0x88a8) {
    if (end - at < 4) return "malformedIp";
    if ((view.getUint16(at) & 0x0fff) !== 0) return "otherHost";
    etherType = view.getUint16(at + 2);
    at += 4;
  }
  if (etherType === 0x0800) return ipv4Class(view, at, end, facts, out);
  if (etherType === 0x86dd) return ipv6Class(view, at, end, out);
  return etherType === 0x0806 ? "arp" : "notIp";
}

/** True for an address of the synthetic range. */
export function isSynthetic(address: number): boolean {
  return address - (address % 131_072) === SYNTHETIC;
}

function isMac(view: DataView, at: number, mac: Uint8Array): boolean {
  for (let i = 0; i < 6; i++) if (view.getUint8(at + i) !== mac[i]) return false;
  return true;
}

function ipv4Class(view: DataView, at: number, frameEnd: number, facts: GateFacts, out: LanPacket): LanClass {
  if (frameEnd - at < 20) return "malformedIp";
  const headerBytes = (view.getUint8(at) & 15) * 4;
  if (view.getUint8(at) >> 4 !== 4 || headerBytes < 20 || frameEnd - at < headerBytes) return "malformedIp";
  if (headerSum(view, at, headerBytes) !== 0xffff) return "malformedIp";
  const ipBytes = view.getUint16(at + 2);
  if (ipBytes > frameEnd - at || ipBytes < headerBytes) return "malformedIp";
  const end = at + ipBytes;
  out.ipStart = at;
  out.ipBytes = ipBytes;
  out.protocol = view.getUint8(at + 9);
  const fragment = view.getUint16(at + 6) & 0x3fff;
  if (fragment !== 0) return "lanFragment";
  const transport = at + headerBytes;
  out.transportStart = transport;
  const from = view.getUint32(at + 12);
  if (from !== 0 && (from < facts.network || from > facts.broadcast)) return "lanDenied";
  const isPorts = (out.protocol === 6 || out.protocol === 17) && end - transport >= 4;
  const port = isPorts ? view.getUint16(transport + 2) : -1;
  const to = view.getUint32(at + 16);
  if (isPorts) {
    if (port === 53) return "lanDns";
    if (out.protocol === 17) {
      if (facts.dhcp && port === 67) return "lanDhcp";
      if (facts.time && port === 123) return "lanTime";
    } else {
      if (facts.relay && (port === 80 || port === 443) && isSynthetic(to)) return "lanRelay";
      if (port === facts.managePort && to === facts.address) return "lanManage";
    }
    if (out.protocol === 17 && port === 443) return "lanQuic";
  }
  if (to >>> 28 === 14 || to === 0xffffffff || to === facts.broadcast) return "lanLocal";
  return "lanDenied";
}

/** One's complement sum; 0xffff where the header's own sum is right. */
function headerSum(view: DataView, at: number, bytes: number): number {
  let sum = 0;
  for (let i = 0; i < bytes; i += 2) sum += view.getUint16(at + i);
  sum = (sum & 0xffff) + (sum >>> 16);
  return (sum & 0xffff) + (sum >>> 16);
}

function ipv6Class(view: DataView, at: number, frameEnd: number, out: LanPacket): LanClass {
  if (frameEnd - at < 40 || !isIpv6HeaderTaken(view, at)) return "malformedIp";
  const payloadBytes = view.getUint16(at + 4);
  const isHop = view.getUint8(at + 6) === 0;
  if (payloadBytes + 40 > frameEnd - at) return "malformedIp";
  // Length 0 before hop-by-hop options would be a jumbogram: the kernel leaves the length of the frame.
  const end = payloadBytes === 0 && isHop ? frameEnd : at + 40 + payloadBytes;
  if (isHop) {
    const taken = areHopOptionsTaken(view, at, end);
    if (taken === "no") return "malformedIp";
    out.isCertain = taken === "yes";
  }
  out.ipStart = at;
  out.ipBytes = end - at;
  findIpv6Header(view, at, end, 44, extension);
  if (extension.protocol >= 0) return "lanFragment";
  findIpv6Header(view, at, end, -1, extension);
  out.protocol = extension.protocol;
  const isTransport = extension.protocol >= 0;
  out.transportStart = isTransport ? extension.at : -1;
  if (extension.protocol === 58 && end - extension.at >= 1) {
    const type = view.getUint8(extension.at);
    if (type === 135 || type === 136) return "lanNeighbour";
  }
  if (extension.protocol === 17 && end - extension.at >= 4 && view.getUint16(extension.at + 2) === 443) return "lanQuic";
  return view.getUint8(at + 24) === 0xff ? "lanLocal" : "lanDenied";
}
