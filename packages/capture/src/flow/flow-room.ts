/** Packets in, conversations out: the flow table with what each flow's contents tell. No object for a packet, none for a byte. */
import type { Issue, Platform } from "@creance/core";
import type { AnalyzerContext, DatagramAnalyzer, FlowFacts, PlaintextPlace, PlaintextSink, Side, StreamAnalyzer } from "../analyzer.ts";
import type { PacketSpan } from "../content/content-part.ts";
import type { Decryption } from "../decrypt/decryption.ts";
import type { Dissected } from "../dissected.ts";
import type { CaptureApp, RawPacket } from "../packet.ts";
import { HeldBytes, type HeldTotal } from "../protocol/held-bytes.ts";
import { protocolIssues } from "../protocol/protocol-issues.table.ts";
import { type CapturedConversation, conversationOf, nameEnds } from "./conversation-row.ts";
import { firstPacketIsAnswer, speakerOf } from "./direction.ts";
import { DnsNames } from "./dns-names.ts";
import { type Flow, ipProtocol } from "./flow.ts";
import { flowIdOf } from "./flow-id.ts";
import type { FlowLimits } from "./flow-limits.table.ts";
import { endpointState, type FlowSide } from "./flow-side.ts";
import { FlowTable } from "./flow-table.ts";
import { icmpCounterpart } from "./icmp-ports.ts";
import { PendingFragments } from "./pending-fragments.ts";
import { takeRoundTrip } from "./round-trip.ts";
import { payloadOffset, takeSequence, takeState, tcpFlag } from "./tcp-endpoint.ts";
import { type Segment, TcpReassembler } from "./tcp-reassembler.ts";
import { WatchedDatagrams, WatchedStream } from "./watched-contents.ts";

/** The flow of contents, with the members of its row that are known before it ends. */
export type PlaintextFlow = Pick<CapturedConversation, "flowId" | "timeUs" | "transport" | "origIp" | "origPort" | "respIp" | "respPort">;

/**
 * Asked for each flow with payload, and for each decrypted connection or stream in it: who takes its contents, `null` for nobody. One flow is
 * the same object each time; its own payload (`tcp`, `udp`) is asked for first and ends last.
 */
export interface OnPlaintext {
  (flow: PlaintextFlow, place: PlaintextPlace): PlaintextSink | null;
  /** Told of sealed bytes of a connection with keys that stay closed: at most this many. */
  readonly unopened?: (flow: PlaintextFlow, side: Side, lengthBytes: number) => void;
}

/** What a flow room needs. */
export interface FlowRoomOptions {
  readonly platform: Platform;
  readonly limits: FlowLimits;
  /** Keys to open contents with, once there are any. */
  readonly decryption?: () => Decryption | undefined;
  /** Who wants contents (see `ConversationReaderOptions`). */
  readonly onPlaintext?: OnPlaintext | undefined;
  /** Any 32 bits that whoever wrote the capture cannot know: places in the table depend on it, rows do not. */
  readonly tableSeed?: number | undefined;
  createStreamAnalyzer(context: AnalyzerContext): StreamAnalyzer;
  createDatagramAnalyzer(context: AnalyzerContext): DatagramAnalyzer;
  /** True once the capture is known to be a phone's capture app's: round trips in it are the app's own. */
  isPcapdroid?(): boolean;
  onConversation(row: CapturedConversation): void;
  onIssue(issue: Issue): void;
}

/** Counts of a flow room. */
export interface FlowCounts {
  conversations: number;
  tcpPackets: number;
  udpPackets: number;
  icmpPackets: number;
  otherIpPackets: number;
  /** Packets without an IP layer. */
  otherPackets: number;
  /** Packets of UDP tunnels, which count for the outer and the inner flow, and their bytes on the wire. */
  outerPackets: number;
  outerWireBytes: number;
  /** The same packet on a second interface: counted here and nowhere else. */
  duplicatePackets: number;
  /** Fragments whose datagram never became whole. */
  lostFragments: number;
  evictedFlows: number;
  contentIssues: number;
  /** Flows whose contents were not read to the end because too much of all flows' contents was waiting. */
  crowdedFlows: number;
}

const COOKED = 113;
const COOKED_2 = 276;

/** The flows of one capture. */
export class FlowRoom {
  readonly counts: FlowCounts = {
    conversations: 0,
    tcpPackets: 0,
    udpPackets: 0,
    icmpPackets: 0,
    otherIpPackets: 0,
    otherPackets: 0,
    outerPackets: 0,
    outerWireBytes: 0,
    duplicatePackets: 0,
    lostFragments: 0,
    evictedFlows: 0,
    contentIssues: 0,
    crowdedFlows: 0,
  };
  /** Packets without an IP layer, by ethertype or protocol. */
  readonly otherProtocols = new Map<number, number>();
  readonly apps = new Map<number, CaptureApp>();
  readonly dns: DnsNames;
  readonly reassembler: TcpReassembler;
  readonly #table: FlowTable;
  readonly #fragments: PendingFragments;
  readonly #limits: FlowLimits;
  readonly #options: FlowRoomOptions;
  readonly #held: HeldTotal;
  readonly #packets: PacketSpan = { first: 0, last: 0 };
  readonly #segment: Segment = { offset: 0, length: 0, bytes: new Uint8Array(0), start: 0, end: 0, timeUs: 0, packet: 0 };
  readonly #sequence = { seq: 0, ack: 0, flags: 0, payloadLength: 0 };
  readonly #end = (flow: Flow): void => this.#endFlow(flow);
  readonly #isOver = (flow: Flow): boolean => this.#over(flow, this.#nowUs);
  /** Takes a fault of contents: its place is that of the packet just read. The same function for every flow: each would be kept as long as it. */
  readonly issue: AnalyzerContext["issue"] = (found) => {
    this.counts.contentIssues++;
    if (this.counts.contentIssues <= this.#limits.maxContentIssues) this.#options.onIssue({ ...found, offset: this.#fileOffset });
  };
  readonly #crowded = (): void => {
    this.counts.crowdedFlows++;
    this.issue(protocolIssues.contentsCrowded);
  };
  #nowUs = 0;
  #fileOffset = 0;

  constructor(options: FlowRoomOptions) {
    this.#options = options;
    this.#limits = options.limits;
    this.#table = new FlowTable(options.limits.maxOpenFlows, options.tableSeed ?? 0);
    this.#held = { bytes: 0, maxBytes: options.limits.maxHeldBytesAll };
    this.dns = new DnsNames(options.limits);
    this.reassembler = new TcpReassembler(options.limits, this.#packets);
    this.#fragments = new PendingFragments(options.limits.maxPendingFragments);
  }

  /** Flows that were open at once, at most. */
  get peakOpen(): number {
    return this.#table.peakOpen;
  }

  /** Flows that are open now. */
  get openFlows(): number {
    return this.#table.openFlows;
  }

  /** Ends every flow that is over at the time of the latest packet. */
  sweep(): void {
    this.#table.sweepAll(this.#isOver, this.#end);
  }

  /** Takes a packet and what `dissect` found in it; both are borrowed. */
  packet(packet: RawPacket, found: Dissected): void {
    if (!Number.isNaN(packet.timeUs)) this.#nowUs = packet.timeUs;
    this.#fileOffset = packet.fileOffset;
    if (found.ipVersion === 0) {
      this.counts.otherPackets++;
      const seen = this.otherProtocols.get(found.otherProtocol);
      if (seen !== undefined || this.otherProtocols.size < this.#limits.maxOtherProtocols) {
        this.otherProtocols.set(found.otherProtocol, (seen ?? 0) + 1);
      }
      return;
    }
    if (found.fragment) {
      const lost = this.#fragments.add(packet, found, this.#nowUs);
      if (lost) this.#loseFragments(false);
      return;
    }
    if (this.#fragments.oldestUs < this.#nowUs - this.#limits.fragmentAgeUs) this.#loseFragments(false);
    this.#place(packet, found, packet.wireLength, found.ipLength, 1);
  }

  /** Takes the outer packet of a UDP tunnel; the inner one follows. */
  outer(packet: RawPacket, found: Dissected): void {
    if (!Number.isNaN(packet.timeUs)) this.#nowUs = packet.timeUs;
    this.#fileOffset = packet.fileOffset;
    this.counts.outerPackets++;
    this.counts.outerWireBytes += packet.wireLength;
    this.#place(packet, found, packet.wireLength, found.ipLength, 1);
  }

  /** Ends every flow that is still open, in the order they were opened. */
  end(): void {
    this.#loseFragments(true);
    for (const flow of this.#table.inOrder()) this.#endFlow(flow);
  }

  #place(packet: RawPacket, found: Dissected, wireBytes: number, ipBytes: number, packets: number): void {
    const { protocol } = found;
    const timeUs = this.#nowUs;
    const srcPort = found.srcPort;
    let dstPort = found.dstPort;
    if (protocol === ipProtocol.tcp) this.counts.tcpPackets++;
    else if (protocol === ipProtocol.udp) this.counts.udpPackets++;
    else if (protocol === ipProtocol.icmp || protocol === ipProtocol.icmp6) {
      this.counts.icmpPackets++;
      const counterpart = icmpCounterpart(found.ipVersion, srcPort);
      if (counterpart >= 0) dstPort = counterpart;
    } else this.counts.otherIpPackets++;
    let flow = this.#table.find(found, srcPort, dstPort);
    let fromA = this.#table.fromA;
    if (flow !== null && (this.#over(flow, timeUs) || this.#reused(flow, fromA, found, timeUs))) {
      this.#endFlow(flow);
      flow = null;
    }
    if (flow === null) {
      flow = this.#open(packet, found, srcPort, dstPort, timeUs);
      fromA = true;
    }
    const from = fromA ? flow.fromA : flow.fromB;
    const to = fromA ? flow.fromB : flow.fromA;
    if ((packet.linkType === COOKED || packet.linkType === COOKED_2) && this.#isDuplicate(from, packet, found, timeUs)) {
      this.counts.duplicatePackets++;
      return;
    }
    if (timeUs > flow.lastUs) flow.lastUs = timeUs;
    if (flow.uid < 0 && packet.uid >= 0) flow.uid = packet.uid;
    from.packets += packets;
    from.wireBytes += wireBytes;
    from.ipBytes += ipBytes;
    if (this.#fragments.waiting > 0) this.#fragments.claim(found, from);
    if (found.transportCut === true) return;
    if (protocol === ipProtocol.tcp) this.#tcp(flow, from, to, fromA, found, timeUs, packet);
    else {
      from.payloadBytes += found.payloadLength;
      if (protocol === ipProtocol.udp && !flow.decided) this.#datagram(flow, fromA, found, timeUs, packet.number);
    }
  }

  #open(packet: RawPacket, found: Dissected, srcPort: number, dstPort: number, timeUs: number): Flow {
    this.#table.sweep(this.#isOver, this.#end);
    this.counts.evictedFlows += this.#table.makeRoom(this.#isOver, this.#end);
    const flow = this.#table.open(packet, found, srcPort, dstPort, timeUs);
    const { protocol } = found;
    if (protocol === ipProtocol.tcp) {
      const syn = found.tcpFlags & (tcpFlag.syn | tcpFlag.ack | tcpFlag.rst | tcpFlag.fin);
      if (syn === (tcpFlag.syn | tcpFlag.ack)) flow.flipped = true;
      else if (syn !== tcpFlag.syn) {
        flow.inferred = true;
        flow.flipped = firstPacketIsAnswer(found, srcPort, dstPort);
      }
    } else if (protocol === ipProtocol.udp && firstPacketIsAnswer(found, srcPort, dstPort)) {
      flow.inferred = true;
      flow.flipped = true;
    } else if (protocol !== ipProtocol.udp) flow.decided = true;
    return flow;
  }

  #tcp(flow: Flow, from: FlowSide, to: FlowSide, fromA: boolean, found: Dissected, timeUs: number, packet: RawPacket): void {
    const sequence = this.#sequence;
    const flags = found.tcpFlags;
    sequence.seq = found.tcpSeq;
    sequence.ack = found.tcpAck;
    sequence.flags = flags;
    sequence.payloadLength = found.payloadLength;
    takeSequence(from, to, sequence);
    takeState(flow, from, to, flags, timeUs);
    if ((flags & tcpFlag.syn) !== 0) takeRoundTrip(flow, to, { ack: found.tcpAck, flags, fromA, timeUs: packet.timeUs });
    if (found.payloadLength > 0 && (flags & tcpFlag.rst) === 0) {
      if (flow.facts === null) this.#openStream(flow, fromA, found);
      const segment = this.#segment;
      segment.offset = payloadOffset(from, found.tcpSeq, flags);
      segment.length = found.payloadLength;
      segment.bytes = found.bytes;
      segment.start = found.payloadStart;
      segment.end = Math.min(found.payloadEnd, found.payloadStart + found.payloadLength);
      segment.timeUs = timeUs;
      segment.packet = packet.number;
      this.reassembler.segment(flow, from, sideOf(flow, fromA), segment);
      if (!from.wanted && !to.wanted && flow.stream !== null) {
        flow.stream.end();
        flow.stream = null;
      }
    }
    if (from.waiting !== null) this.reassembler.acknowledged(flow, from, sideOf(flow, fromA), timeUs);
    if (to.waiting !== null) this.reassembler.acknowledged(flow, to, sideOf(flow, !fromA), timeUs);
  }

  #openStream(flow: Flow, fromA: boolean, found: Dissected): void {
    if (flow.inferred) {
      const speaker = speakerOf(found.bytes, found.payloadStart, found.payloadEnd);
      if (speaker !== "unknown") flow.flipped = (speaker === "client") !== fromA;
    }
    const context = this.#context(flow);
    const analyzer = this.#options.createStreamAnalyzer(context);
    const sink = context.plaintext?.({ protocol: "tcp" }) ?? null;
    flow.stream = sink === null ? analyzer : new WatchedStream(analyzer, sink, this.#packets);
  }

  #datagram(flow: Flow, fromA: boolean, found: Dissected, timeUs: number, packetNumber: number): void {
    const datagrams = flow.datagrams ?? this.#openDatagrams(flow);
    flow.datagrams = datagrams;
    this.#packets.first = packetNumber;
    this.#packets.last = packetNumber;
    datagrams.datagram(sideOf(flow, fromA), found.bytes, found.payloadStart, found.payloadEnd, timeUs);
    if (datagrams.wants()) return;
    flow.decided = true;
    datagrams.end();
    flow.datagrams = null;
  }

  #openDatagrams(flow: Flow): DatagramAnalyzer {
    const context = this.#context(flow);
    const analyzer = this.#options.createDatagramAnalyzer(context);
    const sink = context.plaintext?.({ protocol: "udp" }) ?? null;
    return sink === null ? analyzer : new WatchedDatagrams(analyzer, sink, this.#packets);
  }

  #context(flow: Flow): AnalyzerContext {
    nameEnds(flow);
    const { flipped } = flow;
    const facts: FlowFacts = {
      service: null,
      host: null,
      sni: null,
      sniFromQuic: false,
      ech: "none",
      certificateName: null,
      ja4: null,
      alpn: null,
      version: null,
    };
    flow.facts = facts;
    const { onPlaintext } = this.#options;
    let asked: PlaintextFlow | null = null;
    const plaintext = (place: PlaintextPlace): PlaintextSink | null => {
      asked ??= plaintextFlow(flow);
      return onPlaintext?.(asked, place) ?? null;
    };
    const unopened = (side: Side, lengthBytes: number): void => {
      if (asked !== null) onPlaintext?.unopened?.(asked, side, lengthBytes);
    };
    return {
      platform: this.#options.platform,
      decryption: this.#options.decryption?.(),
      plaintext: onPlaintext === undefined ? undefined : plaintext,
      unopened: onPlaintext?.unopened === undefined ? undefined : unopened,
      packets: this.#packets,
      facts,
      dns: this.dns,
      clientAddress: flipped ? flow.bText : flow.aText,
      serverAddress: flipped ? flow.aText : flow.bText,
      clientPort: flipped ? flow.bPort : flow.aPort,
      serverPort: flipped ? flow.aPort : flow.bPort,
      issue: this.issue,
      held: new HeldBytes(this.#held, this.#crowded),
    };
  }

  /** True when a flow has been silent or closed for too long to go on at a time. */
  #over(flow: Flow, timeUs: number): boolean {
    const limits = this.#limits;
    const silentUs = timeUs - flow.lastUs;
    if (flow.protocol !== ipProtocol.tcp) {
      if (silentUs > limits.dnsIdleUs && flow.facts?.service === "dns") return true;
      return silentUs > (flow.protocol === ipProtocol.udp ? limits.udpIdleUs : isIcmp(flow) ? limits.icmpIdleUs : limits.otherIdleUs);
    }
    if (silentUs > limits.tcpIdleUs) return true;
    const orig = flow.orig.state;
    const resp = flow.resp.state;
    if (!Number.isNaN(flow.closedUs)) {
      const closedForUs = timeUs - flow.closedUs;
      if (orig === endpointState.reset || resp === endpointState.reset) return closedForUs > limits.tcpResetUs;
      if (orig === endpointState.closed && resp === endpointState.closed) return closedForUs > limits.tcpClosedUs;
      return isQuiet(orig) || isQuiet(resp) ? closedForUs > limits.tcpPartialCloseUs : false;
    }
    return orig === endpointState.synSent && resp === endpointState.inactive && timeUs - flow.startUs > limits.tcpAttemptUs;
  }

  /** True when a SYN opens a new flow on the ports of one that has ended or fallen silent. */
  #reused(flow: Flow, fromA: boolean, found: Dissected, timeUs: number): boolean {
    if (flow.protocol !== ipProtocol.tcp || (found.tcpFlags & (tcpFlag.syn | tcpFlag.ack)) !== tcpFlag.syn) return false;
    const from = fromA ? flow.fromA : flow.fromB;
    if (from.state === endpointState.inactive || from.startSeq === (found.tcpSeq | 0)) return false;
    const ended = flow.fromA.state >= endpointState.closed || flow.fromB.state >= endpointState.closed;
    return ended || timeUs - flow.lastUs > this.#limits.tcpReuseUs;
  }

  /** On a cooked capture of all interfaces the same packet appears once for each: equal in every number, but going the other way. */
  #isDuplicate(from: FlowSide, packet: RawPacket, found: Dissected, timeUs: number): boolean {
    let mark = (found.tcpSeq ^ Math.imul(found.tcpAck, 0x9e3779b1) ^ Math.imul(found.ipLength, 0x85ebca6b) ^ (found.tcpFlags << 24)) | 0;
    const end = Math.min(found.payloadEnd, found.payloadStart + 32);
    for (let at = found.payloadStart; at < end; at++) mark = Math.imul(mark ^ (found.bytes[at] as number), 0x01000193);
    const duplicate =
      from.packets > 0 &&
      from.lastMark === mark &&
      from.lastMarkDirection !== packet.direction &&
      Math.abs(timeUs - from.lastMarkUs) <= this.#limits.duplicateUs;
    from.lastMark = mark;
    from.lastMarkUs = timeUs;
    from.lastMarkDirection = packet.direction;
    return duplicate;
  }

  #endFlow(flow: Flow): void {
    this.#table.remove(flow);
    if (flow.protocol === ipProtocol.tcp) {
      this.reassembler.finish(flow, flow.orig, 0, flow.lastUs);
      this.reassembler.finish(flow, flow.resp, 1, flow.lastUs);
    }
    flow.stream?.end();
    flow.datagrams?.end();
    this.counts.conversations++;
    const { isPcapdroid } = this.#options;
    this.#options.onConversation(conversationOf(flow, { dns: this.dns, apps: this.apps, hasRoundTrips: isPcapdroid?.() !== true }));
    this.#table.release(flow);
  }

  /** Fragments that wait for nothing any more become flows without ports: the oldest, or all of them. */
  #loseFragments(all: boolean): void {
    const nowUs = this.#nowUs;
    for (const lost of this.#fragments.take(all)) {
      this.counts.lostFragments += lost.packets;
      this.#nowUs = lost.timeUs;
      this.#place(lost.packet, lost.found, lost.wireBytes, lost.ipBytes, lost.packets);
    }
    this.#nowUs = nowUs;
  }
}

function plaintextFlow(flow: Flow): PlaintextFlow {
  const { flipped } = flow;
  return {
    flowId: flowIdOf(flow),
    timeUs: Math.floor(flow.startUs),
    transport: flow.protocol === ipProtocol.tcp ? "tcp" : "udp",
    origIp: flipped ? flow.bText : flow.aText,
    origPort: flipped ? flow.bPort : flow.aPort,
    respIp: flipped ? flow.aText : flow.bText,
    respPort: flipped ? flow.aPort : flow.bPort,
  };
}

function sideOf(flow: Flow, fromA: boolean): Side {
  return fromA !== flow.flipped ? 0 : 1;
}

function isQuiet(state: number): boolean {
  return state === endpointState.inactive || state === endpointState.partial;
}

function isIcmp({ protocol }: Flow): boolean {
  return protocol === ipProtocol.icmp || protocol === ipProtocol.icmp6;
}
