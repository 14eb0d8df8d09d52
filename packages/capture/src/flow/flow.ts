/** One open flow. `a` sent its first packet; `flipped` says that `b` is the one who opened it. */
import type { DatagramAnalyzer, FlowFacts, StreamAnalyzer } from "../analyzer.ts";
import type { Dissected } from "../dissected.ts";
import type { RawPacket } from "../packet.ts";
import { FlowSide } from "./flow-side.ts";

/** IP protocol numbers that the flow room treats by themselves. */
export const ipProtocol = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;

/** An open flow. The object is used again for another flow when this one has ended: flows that live for seconds never become garbage. */
export class Flow {
  hash = 0;
  ipVersion = 0;
  a0 = 0;
  a1 = 0;
  a2 = 0;
  a3 = 0;
  b0 = 0;
  b1 = 0;
  b2 = 0;
  b3 = 0;
  aPort = 0;
  bPort = 0;
  protocol = 0;
  vlan = 0;
  tunnel = 0;
  tunnelDepth = 0;
  /** Number of the flow in the capture, from 0. */
  ordinal = 0;
  /** Number of the flow's first packet in the capture. */
  packetNumber = 0;
  /** What tells this capture's ids from another's. */
  idKey = 0;
  startUs = Number.NaN;
  /** Time of the latest packet. */
  lastUs = Number.NaN;
  /** When the flow was closed or reset; NaN while it is open. */
  closedUs = Number.NaN;
  /** Time of the SYN that a round trip is measured from; NaN before there is one, infinite when none can be any more. */
  synUs = Number.NaN;
  synFromA = true;
  /** From SYN to SYN-ACK; NaN when not measured. */
  rttUs = Number.NaN;
  /** App id, -1 where the capture carries none. */
  uid = -1;
  /** True when `b` opened the flow. */
  flipped = false;
  /** True when ports, addresses or contents had to tell who opened it. */
  inferred = false;
  /** Offset of the first packet in the capture. */
  fileOffset = 0;
  readonly fromA = new FlowSide();
  readonly fromB = new FlowSide();
  facts: FlowFacts | null = null;
  stream: StreamAnalyzer | null = null;
  datagrams: DatagramAnalyzer | null = null;
  /** True once nothing of the contents is wanted any more. */
  decided = false;
  aText = "";
  bText = "";
  /** Next flow in the same chain of the table. */
  chained: Flow | null = null;
  /** Place in the table's list of open flows. */
  slot = -1;

  /** Begins a flow: nothing of the one before stays. */
  begin(
    packet: RawPacket,
    found: Dissected,
    key: { hash: number; srcPort: number; dstPort: number; idKey: number },
    timeUs: number,
    ordinal: number,
  ): void {
    this.hash = key.hash;
    this.ipVersion = found.ipVersion;
    this.a0 = found.src0 | 0;
    this.a1 = found.src1 | 0;
    this.a2 = found.src2 | 0;
    this.a3 = found.src3 | 0;
    this.b0 = found.dst0 | 0;
    this.b1 = found.dst1 | 0;
    this.b2 = found.dst2 | 0;
    this.b3 = found.dst3 | 0;
    this.aPort = key.srcPort;
    this.bPort = key.dstPort;
    this.protocol = found.protocol;
    this.vlan = found.vlan;
    this.tunnel = found.tunnel;
    this.tunnelDepth = found.tunnelDepth;
    this.ordinal = ordinal;
    this.packetNumber = packet.number;
    this.idKey = key.idKey;
    this.startUs = timeUs;
    this.lastUs = timeUs;
    this.closedUs = Number.NaN;
    this.synUs = Number.NaN;
    this.synFromA = true;
    this.rttUs = Number.NaN;
    this.uid = packet.uid;
    this.flipped = false;
    this.inferred = false;
    this.fileOffset = packet.fileOffset;
    this.fromA.begin();
    this.fromB.begin();
    this.decided = false;
    this.chained = null;
    this.slot = -1;
    this.letGo();
  }

  /** Lets go of the contents and of what was made from them. */
  letGo(): void {
    this.facts = null;
    this.stream = null;
    this.datagrams = null;
    this.aText = "";
    this.bText = "";
    this.fromA.waiting = null;
    this.fromB.waiting = null;
  }

  /** The side that opened the flow. */
  get orig(): FlowSide {
    return this.flipped ? this.fromB : this.fromA;
  }

  /** The side that answered. */
  get resp(): FlowSide {
    return this.flipped ? this.fromA : this.fromB;
  }
}
