/**
 * Puts the payload of each TCP side into order. What came first stays (first wins); a hole is given up when the other side has
 * acknowledged it and a few more packets did not bring it, when too much waits beyond it, and at the end. Where the analyzer wants no
 * more, no byte is kept: only the ranges, so that missing and repeated bytes are counted all the same.
 */
import type { Side } from "../analyzer.ts";
import type { PacketSpan } from "../content/content-part.ts";
import type { Flow } from "./flow.ts";
import type { FlowLimits } from "./flow-limits.table.ts";
import type { FlowSide, WaitingRange } from "./flow-side.ts";

/** One segment: its place in the stream and the captured part of its payload. */
export interface Segment {
  offset: number;
  /** Length as the headers say. */
  length: number;
  bytes: Uint8Array;
  start: number;
  /** Captured part, at most `length` bytes. */
  end: number;
  timeUs: number;
  /** Number of its packet. */
  packet: number;
}

/** What happened in all flows together. */
export interface ReassemblyCounts {
  /** Bytes that were sent twice with different contents; the first ones were taken. */
  overlapDifferences: number;
  /** Segments too far from the stream to be part of it. */
  strayedSegments: number;
  /** Holes given up because too much waited beyond them. */
  overfullHoles: number;
}

/** Reassembles the TCP flows of one capture. Memory: the bytes that wait beyond holes, bounded by side and in all. */
export class TcpReassembler {
  readonly counts: ReassemblyCounts = { overlapDifferences: 0, strayedSegments: 0, overfullHoles: 0 };
  readonly #limits: FlowLimits;
  readonly #packets: PacketSpan;
  #waitingBytes = 0;

  /** `packets` tells whoever reads the payload which packet brought it. */
  constructor(limits: FlowLimits, packets: PacketSpan) {
    this.#limits = limits;
    this.#packets = packets;
  }

  /** Takes a segment with payload. */
  segment(flow: Flow, side: FlowSide, which: Side, segment: Segment): void {
    const { next } = side;
    let offset = segment.offset;
    const end = offset + segment.length;
    if (end <= next) {
      if (next - end > this.#limits.maxSequenceJump) this.counts.strayedSegments++;
      else side.retransmittedBytes += segment.length;
      return;
    }
    if (offset - next > this.#limits.maxSequenceJump) {
      this.counts.strayedSegments++;
      return;
    }
    let start = segment.start;
    if (offset < next) {
      side.retransmittedBytes += next - offset;
      start = Math.min(segment.end, start + next - offset);
      offset = next;
    }
    side.started = true;
    if (offset === next && side.waiting === null) {
      this.#broughtBy(segment.packet);
      this.#deliver(flow, side, which, end, segment.bytes, start, segment.end, segment.timeUs);
      return;
    }
    this.#wait(side, offset, end, segment, start);
    this.#drain(flow, side, which, segment.timeUs);
    while (side.waiting !== null && this.#overfull(side)) {
      this.counts.overfullHoles++;
      this.#skipHole(flow, side, which, segment.timeUs);
    }
  }

  /** To be called for each packet of a flow that has something waiting: gives up holes that the other side has acknowledged. */
  acknowledged(flow: Flow, side: FlowSide, which: Side, timeUs: number): void {
    const first = side.waiting?.[0];
    if (first === undefined || side.ackOffset - 1 < first.start) {
      side.graceLeft = 0;
      return;
    }
    if (side.graceLeft === 0) side.graceLeft = this.#limits.lateAfterAckPackets;
    else if (--side.graceLeft === 0) this.#skipHole(flow, side, which, timeUs);
  }

  /** Hands on what still waits and counts what never came. */
  finish(flow: Flow, side: FlowSide, which: Side, timeUs: number): void {
    while (side.waiting !== null) this.#skipHole(flow, side, which, timeUs);
    const acknowledged = side.ackOffset - 1 - (side.finSeen ? 1 : 0);
    if (side.started && acknowledged > side.next && acknowledged - side.next <= this.#limits.maxSequenceJump) {
      this.#gap(flow, side, which, acknowledged - side.next);
    }
  }

  #deliver(
    flow: Flow,
    side: FlowSide,
    which: Side,
    end: number,
    bytes: Uint8Array,
    start: number,
    capturedEnd: number,
    timeUs: number,
  ): void {
    const captured = capturedEnd - start;
    const missing = end - side.next - captured;
    side.next = end;
    if (captured > 0 && side.wanted && flow.stream !== null) {
      flow.stream.data(which, bytes, start, capturedEnd, timeUs);
      side.wanted = flow.stream.wants(which);
    }
    if (missing > 0) {
      side.missedBytes += missing;
      this.#tellGap(flow, side, which, missing);
    }
  }

  #broughtBy(packet: number): void {
    this.#packets.first = packet;
    this.#packets.last = packet;
  }

  #gap(flow: Flow, side: FlowSide, which: Side, lengthBytes: number): void {
    side.next += lengthBytes;
    side.missedBytes += lengthBytes;
    this.#tellGap(flow, side, which, lengthBytes);
  }

  #tellGap(flow: Flow, side: FlowSide, which: Side, lengthBytes: number): void {
    if (!side.wanted || flow.stream === null) return;
    flow.stream.gap(which, lengthBytes);
    side.wanted = flow.stream.wants(which);
  }

  /** Puts the parts of a segment that are new between the waiting ranges. */
  #wait(side: FlowSide, from: number, end: number, segment: Segment, bytesStart: number): void {
    const waiting = side.waiting ?? [];
    side.waiting = waiting;
    let offset = from;
    let index = waiting.length;
    while (index > 0 && (waiting[index - 1] as WaitingRange).end > offset) index--;
    while (offset < end) {
      const following = waiting[index];
      const freeEnd = following === undefined ? end : Math.min(end, following.start);
      if (freeEnd > offset) {
        const start = Math.min(segment.end, bytesStart + offset - from);
        const stop = Math.min(segment.end, bytesStart + freeEnd - from);
        const { packet } = segment;
        const bytes = side.wanted ? segment.bytes.slice(start, stop) : null;
        this.#insert(side, index, { start: offset, end: freeEnd, capturedEnd: offset + stop - start, bytes, packet });
        index = side.waiting.length > index && (side.waiting[index] as WaitingRange).start === offset ? index + 1 : index;
      }
      offset = Math.max(offset, freeEnd);
      if (following === undefined || offset >= end) break;
      const overlapEnd = Math.min(end, following.end);
      if (overlapEnd > offset) {
        side.retransmittedBytes += overlapEnd - offset;
        this.#compare(following, offset, overlapEnd, segment, bytesStart + offset - from);
        offset = overlapEnd;
      }
      index++;
    }
  }

  #insert(side: FlowSide, index: number, range: WaitingRange): void {
    const { start, end, capturedEnd, bytes } = range;
    const waiting = side.waiting as WaitingRange[];
    const before = waiting[index - 1];
    if (
      bytes === null &&
      capturedEnd === end &&
      before !== undefined &&
      before.end === start &&
      before.bytes === null &&
      before.capturedEnd === start
    ) {
      before.end = end;
      before.capturedEnd = end;
      return;
    }
    waiting.splice(index, 0, range);
    if (bytes !== null) {
      side.waitingBytes += bytes.byteLength;
      this.#waitingBytes += bytes.byteLength;
    }
  }

  #compare(kept: WaitingRange, from: number, to: number, segment: Segment, bytesStart: number): void {
    if (kept.bytes === null) return;
    const end = Math.min(to, kept.capturedEnd, from + segment.end - bytesStart);
    for (let offset = from; offset < end; offset++) {
      if (kept.bytes[offset - kept.start] !== segment.bytes[bytesStart + offset - from]) this.counts.overlapDifferences++;
    }
  }

  #overfull(side: FlowSide): boolean {
    return (
      (side.waiting?.length ?? 0) > this.#limits.maxWaitingRanges ||
      side.waitingBytes > this.#limits.maxWaitingBytes ||
      (this.#waitingBytes > this.#limits.maxWaitingBytesAll && side.waitingBytes > 0)
    );
  }

  #skipHole(flow: Flow, side: FlowSide, which: Side, timeUs: number): void {
    const first = side.waiting?.[0];
    if (first === undefined) return;
    if (first.start > side.next) this.#gap(flow, side, which, first.start - side.next);
    this.#drain(flow, side, which, timeUs);
  }

  #drain(flow: Flow, side: FlowSide, which: Side, timeUs: number): void {
    const waiting = side.waiting as WaitingRange[];
    let taken = 0;
    for (; taken < waiting.length; taken++) {
      const range = waiting[taken] as WaitingRange;
      if (range.start !== side.next) break;
      const { bytes } = range;
      if (bytes !== null) {
        side.waitingBytes -= bytes.byteLength;
        this.#waitingBytes -= bytes.byteLength;
        this.#broughtBy(range.packet);
        this.#deliver(flow, side, which, range.end, bytes, 0, bytes.byteLength, timeUs);
      } else this.#deliver(flow, side, which, range.end, NO_BYTES, 0, range.capturedEnd - range.start, timeUs);
    }
    if (taken === 0) return;
    side.graceLeft = 0;
    if (taken === waiting.length) side.waiting = null;
    else waiting.splice(0, taken);
  }
}

const NO_BYTES = new Uint8Array(0);
