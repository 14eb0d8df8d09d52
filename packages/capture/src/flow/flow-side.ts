/**
 * One side of a flow: counters for every transport, sequence space for TCP. Offsets are counted from the first payload byte, without
 * wrapping: a number holds them exactly up to 2^53, whatever the 32-bit sequence numbers do.
 */

/** Zeek's names for the state of a TCP endpoint. */
export const endpointState = { inactive: 0, synSent: 1, partial: 2, established: 3, closed: 4, reset: 5 } as const;

/** A run of payload bytes that arrived beyond a hole. `bytes` holds the captured part, `null` where nobody wants it. */
export interface WaitingRange {
  start: number;
  end: number;
  /** Where the captured part ends; smaller than `end` in cut packets. */
  capturedEnd: number;
  bytes: Uint8Array | null;
  /** Number of the packet that brought it. */
  packet: number;
}

/** One side of a flow. */
export class FlowSide {
  packets = 0;
  ipBytes = 0;
  wireBytes = 0;
  /** Payload bytes by datagram; TCP counts by sequence space instead. */
  payloadBytes = 0;
  retransmittedBytes = 0;
  missedBytes = 0;
  /** One of `endpointState`. */
  state = 0;
  stateBefore = 0;
  /** Sequence number (32 bits, signed) of the byte before the first payload byte: the SYN's, where there was one. */
  startSeq = 0;
  /** The sequence number that `lastOffset` belongs to. */
  lastSeq = 0;
  /** Sequence space used up so far, in offsets from `startSeq`. */
  lastOffset = 0;
  /** The same for what the other side has acknowledged. */
  ackSeq = 0;
  ackOffset = 0;
  finSeen = false;
  /** Offset of the next payload byte to hand on. */
  next = 0;
  /** True once payload or a hole moved `next`. */
  started = false;
  /** False when the analyzer does not want more of this side. */
  wanted = true;
  /** What waits beyond a hole, sorted, without overlaps; `null` until there is any. */
  waiting: WaitingRange[] | null = null;
  waitingBytes = 0;
  /** Packets left before an acknowledged hole is given up; 0 when none is acknowledged. */
  graceLeft = 0;
  /** Fingerprint of the last packet, to find the same packet on a second interface. */
  lastMark = 0;
  lastMarkUs = 0;
  lastMarkDirection = 0;

  /** Begins anew, as a side that has sent nothing. */
  begin(): void {
    this.packets = 0;
    this.ipBytes = 0;
    this.wireBytes = 0;
    this.payloadBytes = 0;
    this.retransmittedBytes = 0;
    this.missedBytes = 0;
    this.state = 0;
    this.stateBefore = 0;
    this.startSeq = 0;
    this.lastSeq = 0;
    this.lastOffset = 0;
    this.ackSeq = 0;
    this.ackOffset = 0;
    this.finSeen = false;
    this.next = 0;
    this.started = false;
    this.wanted = true;
    this.waiting = null;
    this.waitingBytes = 0;
    this.graceLeft = 0;
    this.lastMark = 0;
    this.lastMarkUs = 0;
    this.lastMarkDirection = 0;
  }
}
