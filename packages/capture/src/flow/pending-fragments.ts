/**
 * Fragments carry no ports, so their packets and bytes wait for the datagram to become whole and then count for its flow. Those that
 * never do become a flow without ports.
 */
import type { Dissected } from "../dissected.ts";
import type { RawPacket } from "../packet.ts";
import type { FlowSide } from "./flow-side.ts";

/** Fragments between the same two addresses that wait. */
export interface PendingFragment {
  readonly packet: RawPacket;
  readonly found: Dissected;
  readonly timeUs: number;
  packets: number;
  wireBytes: number;
  ipBytes: number;
}

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

/** The fragments of a capture that wait; bounded by address pairs. */
export class PendingFragments {
  readonly #pending = new Map<number, PendingFragment>();
  readonly #max: number;
  #oldestUs = Number.POSITIVE_INFINITY;

  constructor(max: number) {
    this.#max = Math.max(1, max);
  }

  /** Address pairs that wait. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** When the pair that waits longest began to wait; infinite when none does. */
  get oldestUs(): number {
    return this.#oldestUs;
  }

  /** Keeps a fragment's counts. True when there is no room: `take` the oldest. */
  add(packet: RawPacket, found: Dissected, timeUs: number): boolean {
    const key = pairHash(found);
    const pending = this.#pending.get(key);
    if (pending !== undefined) {
      pending.packets++;
      pending.wireBytes += packet.wireLength;
      pending.ipBytes += found.ipLength;
      return false;
    }
    this.#pending.set(key, {
      packet: { ...packet, bytes: NO_BYTES, view: NO_VIEW },
      found: { ...found, bytes: NO_BYTES, payloadStart: 0, payloadEnd: 0, payloadLength: 0, srcPort: 0, dstPort: 0, tcpFlags: 0 },
      timeUs,
      packets: 1,
      wireBytes: packet.wireLength,
      ipBytes: found.ipLength,
    });
    if (this.#pending.size === 1) this.#oldestUs = timeUs;
    return this.#pending.size > this.#max;
  }

  /** Gives what waited for a packet's addresses and protocol to the side that it counts for. */
  claim(found: Dissected, side: FlowSide): void {
    const key = pairHash(found);
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    side.packets += pending.packets;
    side.wireBytes += pending.wireBytes;
    side.ipBytes += pending.ipBytes;
    this.#pending.delete(key);
    this.#findOldest();
  }

  /** Takes out everything that waits, or the oldest. */
  take(all: boolean): PendingFragment[] {
    const taken: PendingFragment[] = [];
    for (const [key, pending] of this.#pending) {
      taken.push(pending);
      this.#pending.delete(key);
      if (!all) break;
    }
    this.#findOldest();
    return taken;
  }

  /** Pairs stand in the order in which they began to wait. */
  #findOldest(): void {
    const first = this.#pending.values().next();
    this.#oldestUs = first.done === true ? Number.POSITIVE_INFINITY : first.value.timeUs;
  }
}

function pairHash(found: Dissected): number {
  let hash = found.protocol ^ (found.vlan << 8) ^ (found.tunnel << 4);
  for (const word of [found.src0, found.src1, found.src2, found.src3, found.dst0, found.dst1, found.dst2, found.dst3]) {
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
