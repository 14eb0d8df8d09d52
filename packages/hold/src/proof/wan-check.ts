/** One pass over the WAN captures: every frame that the gateway sent must be something that is known and allowed. */
import type { RawPacket } from "@creance/capture";
import { readQuestion } from "../names/read-question.ts";
import { ipv4Text } from "../rules/ipv4.ts";
import { isSynthetic } from "./classify-lan.ts";
import { addressesIn } from "./dns-answer.ts";
import type { Findings } from "./findings.ts";
import { type Ipv4Frame, isFirstSyn, readIpv4Frame } from "./ipv4-frame.ts";
import { CLOSE_GRACE_US, type Openings } from "./openings.ts";
import { type FlowIndex, flowKey, type RelayFlow } from "./relay-flows.ts";
import { Tally } from "./tally.ts";
import { captureWindow, type ProofWindow } from "./window.ts";

/** What the WAN carried beside relayed connections. */
export interface WanOther {
  packets: number;
  upBytes: number;
  downBytes: number;
}

/** What the check needs to know. */
export interface WanParts {
  readonly mac: Uint8Array;
  readonly resolver: number | null;
  readonly managePort: number | null;
  readonly window: ProofWindow;
  readonly flows: FlowIndex;
  readonly openings: Openings;
  /** Addresses that the relay dialled in vain. */
  readonly tried: ReadonlySet<number>;
  readonly findings: Findings;
}

const MAX_ANSWERS = 100_000;
/** Most management connections whose cut packets are told apart from others. */
const MAX_MANAGE = 10_000;
/** Flags of the second packet of a connection, which whoever was connected to sends. */
const SYN_ACK = 0x12;

/** Takes the packets of the WAN captures. */
export class WanCheck {
  /** Outgoing IP packets by counter: `wanRelay`, `wanResolver`, `wanManage`. */
  readonly tally: Tally;
  readonly frames: Tally;
  /** As in `LanCheck`. */
  readonly captured: Tally;
  joinedFrames = 0;
  /** Packets in the window that go on where the one before them in their connection ended: a card that cuts a large packet leaves such, and no others. */
  readonly goingOn = { wanRelay: 0, wanResolver: 0, wanManage: 0 };
  readonly arp: WanOther = { packets: 0, upBytes: 0, downBytes: 0 };
  readonly dhcp: WanOther = { packets: 0, upBytes: 0, downBytes: 0 };
  readonly resolver: WanOther = { packets: 0, upBytes: 0, downBytes: 0 };
  readonly manage: WanOther = { packets: 0, upBytes: 0, downBytes: 0 };
  /** Packets of connections that no service answered. */
  readonly vain: WanOther = { packets: 0, upBytes: 0, downBytes: 0 };
  readonly #parts: WanParts;
  readonly #answered = new Set<number>();
  /** Sequence number behind the last payload, by management connection. */
  readonly #manageEnds = new Map<string, number>();

  constructor(parts: WanParts) {
    this.#parts = parts;
    this.tally = new Tally(parts.window);
    this.frames = new Tally(parts.window);
    this.captured = new Tally(captureWindow(parts.window, "wan"));
  }

  take(packet: RawPacket, file: string): void {
    const { view, start, end, timeUs } = packet;
    const { mac, window } = this.#parts;
    const isOut = end - start >= 14 && mac.every((byte, i) => view.getUint8(start + 6 + i) === byte);
    this.frames.add(isOut ? "out" : "in", end - start, timeUs);
    this.captured.add("all", end - start, timeUs);
    if (end - start > 1518) this.joinedFrames += 1;
    const frame = end - start >= 34 && view.getUint16(start + 12) === 0x0800 ? readIpv4Frame(view, start + 14, end) : undefined;
    if (!isOut) {
      if (frame !== undefined) this.#in(packet, frame);
      return;
    }
    const what = frame === undefined ? this.#otherOut(packet) : this.#out(packet, frame);
    if (what !== undefined && window.place(timeUs) !== "outside") {
      this.#parts.findings.fail("wan-unaccounted", `${file}, packet ${packet.number}`, what);
    }
  }

  /** Why a frame that is no plain IPv4 may not go out; `undefined` when it may. */
  #otherOut({ view, start, end, timeUs }: RawPacket): string | undefined {
    const etherType = view.getUint16(start + 12);
    const isArp =
      etherType === 0x0806 && end - start >= 42 && view.getUint32(start + 14) === 0x00010800 && view.getUint16(start + 18) === 0x0604;
    if (!isArp) return `The gateway sent a frame of type 0x${etherType.toString(16).padStart(4, "0")} that nothing accounts for.`;
    for (let at = start + 42; at < end; at++)
      if (view.getUint8(at) !== 0) return "An address question (ARP) carries more bytes than it has.";
    this.#count(this.arp, timeUs, 0, 0);
    return undefined;
  }

  #out(packet: RawPacket, frame: Ipv4Frame): string | undefined {
    const { timeUs } = packet;
    const to = `${ipv4Text(frame.to)}${frame.isTcp || frame.isUdp ? `:${frame.toPort}` : ""}`;
    if (frame.trailerBytes > 0 && this.#hasTrailer(packet, frame))
      return `A packet to ${to} carries ${frame.trailerBytes} bytes behind its end.`;
    if (frame.isTcp) return this.#tcpOut(packet, frame, to);
    if (!frame.isUdp) return `The gateway sent a packet to ${to} that nothing accounts for.`;
    if (this.#isResolver(frame.to, frame.toPort)) return this.#question(packet, frame, frame.payloadStart, frame.payloadBytes);
    if (frame.fromPort === 68 && frame.toPort === 67 && this.#isLease(packet, frame)) {
      this.#count(this.dhcp, timeUs, frame.payloadBytes, 0);
      return undefined;
    }
    return `The gateway sent a UDP packet (${frame.payloadBytes} bytes) to ${to} that nothing accounts for.`;
  }

  /** Short frames are filled up with zeros. */
  #hasTrailer({ view, start, end }: RawPacket, frame: Ipv4Frame): boolean {
    if (end - start > 60) return true;
    for (let at = end - frame.trailerBytes; at < end; at++) if (view.getUint8(at) !== 0) return true;
    return false;
  }

  #tcpOut(packet: RawPacket, frame: Ipv4Frame, to: string): string | undefined {
    const { timeUs } = packet;
    if (isSynthetic(frame.from)) return `An answer for the local network went out to ${to}.`;
    const isAnswer = (frame.flags & SYN_ACK) === SYN_ACK && frame.fromPort !== this.#parts.managePort;
    if (isAnswer) return `The gateway answered a connection from ${to}: it has nothing there to connect to.`;
    const flow = this.#parts.flows.find(flowKey(frame.from, frame.fromPort, frame.to, frame.toPort), isFirstSyn(frame), frame.seq, timeUs);
    if (flow !== undefined) return this.#relayed(flow, packet, frame, to);
    if (this.#isResolver(frame.to, frame.toPort)) return this.#questionOverTcp(packet, frame);
    if (frame.fromPort === this.#parts.managePort) {
      this.tally.add("wanManage", frame.ipBytes, timeUs);
      this.#manageGoesOn(frame, timeUs);
      this.#count(this.manage, timeUs, frame.payloadBytes, 0);
      return undefined;
    }
    if (frame.payloadBytes === 0 && (this.#parts.tried.has(frame.to) || this.#answered.has(frame.to))) {
      this.tally.add("wanRelay", frame.ipBytes, timeUs);
      this.#count(this.vain, timeUs, 0, 0);
      return undefined;
    }
    return `The gateway sent a TCP packet (${frame.payloadBytes} bytes) to ${to} that no line of the relay's log accounts for.`;
  }

  #relayed(flow: RelayFlow, packet: RawPacket, frame: Ipv4Frame, to: string): string | undefined {
    const { timeUs } = packet;
    this.tally.add("wanRelay", frame.ipBytes, timeUs);
    const side = this.#parts.flows.side(flow);
    side.packets += 1;
    if (frame.payloadBytes > 0) {
      if (frame.seq === side.upEndSeq) this.#goesOn("wanRelay", timeUs);
      side.upEndSeq = endOf(frame);
    }
    if (flow.line.end === "open" && timeUs > flow.line.endUs) return undefined;
    side.up.take(frame, packet.bytes);
    if (isFirstSyn(frame) && Number.isNaN(side.synUs)) side.synUs = timeUs;
    if (frame.payloadBytes === 0) return undefined;
    side.lastUpUs = timeUs;
    side.isInside ||= this.#parts.window.place(timeUs) === "inside";
    const name = flow.line.name ?? "";
    if (this.#parts.openings.at(name, timeUs) !== undefined) return undefined;
    return `${frame.payloadBytes} bytes went out to ${name} (${to}) at a time when it was not open for more than ${CLOSE_GRACE_US / 1e6} s.`;
  }

  #manageGoesOn(frame: Ipv4Frame, timeUs: number): void {
    if (frame.payloadBytes === 0) return;
    const key = flowKey(frame.from, frame.fromPort, frame.to, frame.toPort);
    if (this.#manageEnds.get(key) === frame.seq) this.#goesOn("wanManage", timeUs);
    if (this.#manageEnds.size < MAX_MANAGE || this.#manageEnds.has(key)) this.#manageEnds.set(key, endOf(frame));
  }

  #goesOn(counter: "wanRelay" | "wanManage", timeUs: number): void {
    if (this.#parts.window.place(timeUs) === "inside") this.goingOn[counter] += 1;
  }

  #isResolver(to: number, port: number): boolean {
    return port === 53 && to === this.#parts.resolver;
  }

  #questionOverTcp(packet: RawPacket, frame: Ipv4Frame): string | undefined {
    if (frame.payloadBytes === 0) {
      this.tally.add("wanResolver", frame.ipBytes, packet.timeUs);
      this.#count(this.resolver, packet.timeUs, 0, 0);
      return undefined;
    }
    const isWhole = frame.payloadBytes > 2 && packet.view.getUint16(frame.payloadStart) === frame.payloadBytes - 2;
    if (!isWhole) return "A packet to the resolver is no single question.";
    return this.#question(packet, frame, frame.payloadStart + 2, frame.payloadBytes - 2);
  }

  #question({ bytes, timeUs }: RawPacket, frame: Ipv4Frame, start: number, length: number): string | undefined {
    const question = readQuestion(bytes.subarray(start, start + length));
    if (question === null) return "A packet to the resolver is no plain question.";
    const name = question.name.toLowerCase();
    if (this.#parts.openings.at(name, timeUs) === undefined) return `The resolver was asked for ${name}, which was not open.`;
    this.tally.add("wanResolver", frame.ipBytes, timeUs);
    this.#count(this.resolver, timeUs, frame.payloadBytes, 0);
    return undefined;
  }

  /** A request for an address of the outside link's own: BOOTP from its own MAC. */
  #isLease({ view }: RawPacket, { payloadStart, payloadBytes }: Ipv4Frame): boolean {
    if (payloadBytes < 240 || view.getUint32(payloadStart) >>> 8 !== 0x010106 || view.getUint32(payloadStart + 236) !== 0x63825363)
      return false;
    return this.#parts.mac.every((byte, i) => view.getUint8(payloadStart + 28 + i) === byte);
  }

  #in({ bytes, timeUs }: RawPacket, frame: Ipv4Frame): void {
    const { flows } = this.#parts;
    if (frame.isUdp && this.#isResolver(frame.from, frame.fromPort)) {
      this.#count(this.resolver, timeUs, 0, frame.payloadBytes);
      this.#learn(addressesIn(bytes, frame.payloadStart, frame.payloadStart + frame.payloadBytes));
    }
    if (!frame.isTcp) return;
    if (this.#isResolver(frame.from, frame.fromPort) && frame.payloadBytes > 2) {
      this.#learn(addressesIn(bytes, frame.payloadStart + 2, frame.payloadStart + frame.payloadBytes));
    }
    const flow = flows.find(flowKey(frame.to, frame.toPort, frame.from, frame.fromPort), false, 0, timeUs);
    if (flow !== undefined) {
      const side = flows.side(flow);
      side.packets += 1;
      side.down.take(frame, bytes);
      if (frame.payloadBytes > 0) side.isInside ||= this.#parts.window.place(timeUs) === "inside";
    } else if (frame.toPort === this.#parts.managePort) this.#count(this.manage, timeUs, 0, frame.payloadBytes);
  }

  #learn(addresses: readonly number[]): void {
    for (const address of addresses) if (this.#answered.size < MAX_ANSWERS) this.#answered.add(address);
  }

  #count(other: WanOther, timeUs: number, upBytes: number, downBytes: number): void {
    if (this.#parts.window.place(timeUs) === "outside") return;
    other.packets += 1;
    other.upBytes += upBytes;
    other.downBytes += downBytes;
  }
}

function endOf({ seq, payloadBytes }: Ipv4Frame): number {
  return (seq + payloadBytes) >>> 0;
}
