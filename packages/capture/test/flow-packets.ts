/** Packets for the flow tests, as `dissect` would hand them on. */
import { nodePlatform } from "@creance/node";
import type { AnalyzerContext, DatagramAnalyzer, Side, StreamAnalyzer } from "../src/analyzer.ts";
import type { Dissected } from "../src/dissected.ts";
import type { CapturedConversation } from "../src/flow/conversation-row.ts";
import { type FlowLimits, flowLimits } from "../src/flow/flow-limits.table.ts";
import { FlowRoom } from "../src/flow/flow-room.ts";
import type { RawPacket } from "../src/packet.ts";

/** A packet in a few words. */
export interface PacketWords {
  readonly atS?: number;
  readonly src?: number;
  readonly dst?: number;
  readonly srcPort?: number;
  readonly dstPort?: number;
  readonly protocol?: number;
  readonly seq?: number;
  readonly ack?: number;
  /** Letters of S, A, F, R. */
  readonly flags?: string;
  readonly payload?: Uint8Array;
  /** Bytes that the capture cut off the payload. */
  readonly cut?: number;
  readonly linkType?: number;
  readonly direction?: number;
  readonly uid?: number;
  readonly vlan?: number;
  readonly fragment?: boolean;
}

/** What an analyzer was given for one side: bytes as numbers, gaps as negative lengths. */
export type Heard = number[];

/** A room with analyzers that write down what they are given. */
export function listeningRoom(limits: Partial<FlowLimits> = {}, wants: (heard: Heard) => boolean = () => true) {
  const rows: CapturedConversation[] = [];
  const streams: { readonly context: AnalyzerContext; readonly heard: [Heard, Heard] }[] = [];
  const room = new FlowRoom({
    platform: nodePlatform,
    limits: { ...flowLimits, ...limits },
    createStreamAnalyzer: (context) => {
      const heard: [Heard, Heard] = [[], []];
      streams.push({ context, heard });
      return listening(heard, wants);
    },
    createDatagramAnalyzer: () => deaf,
    onConversation: (row) => rows.push(row),
    onIssue: () => {},
  });
  let number = 0;
  const send = (words: PacketWords): void => {
    number++;
    const [packet, found] = packetOf(words, number);
    room.packet(packet, found);
  };
  return { room, rows, streams, send };
}

function listening(heard: [Heard, Heard], wants: (heard: Heard) => boolean): StreamAnalyzer {
  return {
    data(side: Side, bytes, start, end) {
      for (let at = start; at < end; at++) heard[side].push(bytes[at] as number);
    },
    gap(side: Side, lengthBytes) {
      heard[side].push(-lengthBytes);
    },
    wants: (side) => wants(heard[side]),
    end: () => {},
  };
}

const deaf: DatagramAnalyzer = { datagram: () => {}, wants: () => false, end: () => {} };
const flagBits: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };

/** The two objects of a packet. Header lengths as IPv4 and TCP or UDP without options over Ethernet. */
export function packetOf(words: PacketWords, number: number): [RawPacket, Dissected] {
  const payload = words.payload ?? new Uint8Array(0);
  const captured = payload.subarray(0, Math.max(0, payload.byteLength - (words.cut ?? 0)));
  const protocol = words.protocol ?? 6;
  const ipLength = 20 + (protocol === 6 ? 20 : 8) + payload.byteLength;
  const packet: RawPacket = {
    bytes: captured,
    view: new DataView(captured.buffer),
    start: 0,
    end: captured.byteLength,
    wireLength: 14 + ipLength,
    timeUs: (words.atS ?? number / 1000) * 1_000_000,
    linkType: words.linkType ?? 1,
    interfaceId: 0,
    direction: words.direction ?? 0,
    fileOffset: number,
    number,
    uid: words.uid ?? -1,
  };
  const found: Dissected = {
    ipVersion: 4,
    src0: 0,
    src1: 0,
    src2: 0,
    src3: words.src ?? CLIENT,
    dst0: 0,
    dst1: 0,
    dst2: 0,
    dst3: words.dst ?? SERVER,
    protocol,
    srcPort: words.srcPort ?? 50_000,
    dstPort: words.dstPort ?? 443,
    ipLength,
    payloadLength: payload.byteLength,
    bytes: captured,
    payloadStart: 0,
    payloadEnd: captured.byteLength,
    tcpSeq: words.seq ?? 0,
    tcpAck: words.ack ?? 0,
    tcpFlags: [...(words.flags ?? "")].reduce((bits, letter) => bits | (flagBits[letter] ?? 0), 0),
    tcpWindow: 0,
    vlan: words.vlan ?? 0,
    tunnel: 0,
    tunnelDepth: 0,
    fragment: words.fragment ?? false,
    otherProtocol: 0,
  };
  return [packet, found];
}

/** 10.0.0.2 */
export const CLIENT = 0x0a000002;
/** 192.0.2.80 */
export const SERVER = 0xc0000250 | 0;

/** The same packet from the server. */
export function answer(words: PacketWords): PacketWords {
  return { src: SERVER, dst: CLIENT, srcPort: 443, dstPort: 50_000, ...words };
}

/** Bytes 1, 2, 3 ... */
export function counting(length: number, from = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (from + index) & 255);
}
