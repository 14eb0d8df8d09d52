/** What two sides said, as the packets of a TCP connection: handshake, segments, acknowledgements, end. */
import type { PacketToWrite } from "../../packages/capture/src/index.ts";
import { type End, tcpFrame } from "./frames.ts";

/** Bytes of one side; 0 is the one who opens the connection. */
export interface Turn {
  readonly side: 0 | 1;
  readonly bytes: Uint8Array;
  /** Not before this time; earlier turns may push it later. Microseconds since 1970 UTC. */
  readonly notBeforeUs?: number;
}

/** How the connection is wrapped. */
export interface TcpOptions {
  readonly ends: readonly [End, End];
  readonly startUs: number;
  /** Time from one end to the other and back. */
  readonly roundTripUs: number;
  /** First sequence numbers. */
  readonly sequences?: readonly [number, number];
}

const MSS = 1_400;
const [FIN, SYN, PSH, ACK] = [1, 2, 8, 16] as const;
/** Between two segments of the same turn: about 100 Mbit a second. */
const SEGMENT_US = 112;

/** The packets from SYN to the last acknowledgement, as a machine beside the client sees them. */
export function tcpPackets(turns: readonly Turn[], options: TcpOptions): PacketToWrite[] {
  const { ends, roundTripUs } = options;
  const next: [number, number] = [...(options.sequences ?? [1_000_000, 5_000_000])];
  const packets: PacketToWrite[] = [];
  let nowUs = options.startUs;
  const send = (side: 0 | 1, flags: number, payload: Uint8Array = new Uint8Array(0)): void => {
    const other = side === 0 ? 1 : 0;
    const acknowledgement = (flags & ACK) === 0 ? 0 : next[other] >>> 0;
    const bytes = tcpFrame(ends[side], ends[other], { sequence: next[side] >>> 0, acknowledgement, flags, payload });
    packets.push({ bytes, timeUs: nowUs });
    next[side] += payload.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
  };
  send(0, SYN);
  nowUs += roundTripUs;
  send(1, SYN | ACK);
  nowUs += 60;
  send(0, ACK);
  let last: 0 | 1 = 0;
  for (const { side, bytes, notBeforeUs } of turns) {
    nowUs = Math.max(nowUs + (side === last ? SEGMENT_US : side === 1 ? roundTripUs : 300), notBeforeUs ?? 0);
    last = side;
    let segments = 0;
    for (let at = 0; at < bytes.length; at += MSS) {
      const end = Math.min(bytes.length, at + MSS);
      if (at > 0) nowUs += SEGMENT_US;
      send(side, end === bytes.length ? PSH | ACK : ACK, bytes.subarray(at, end));
      segments++;
      if (segments % 8 === 0) send(side === 0 ? 1 : 0, ACK);
    }
    if (segments % 8 !== 0) send(side === 0 ? 1 : 0, ACK);
  }
  nowUs += 900;
  send(0, FIN | ACK);
  nowUs += roundTripUs;
  send(1, FIN | ACK);
  nowUs += 60;
  send(0, ACK);
  return packets;
}
