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
  /** Pairs that wait, by `placeOf`. */
  readonly #places = new Uint16Array(256);
  readonly #max: number;
  #oldestUs = Number.POSITIVE_INFINITY;

  constructor(max: number) {
    this.#max = Math.min(Math.max(1, max), 65_535);
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
    const place = placeOf(found);
    this.#places[place] = (this.#places[place] as number) + 1;
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
    if (this.#places[placeOf(found)] === 0) return;
    const key = pairHash(found);
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    side.packets += pending.packets;
    side.wireBytes += pending.wireBytes;
    side.ipBytes += pending.ipBytes;
    this.#forget(key, pending);
    this.#findOldest();
  }

  /** Takes out everything that waits, or the oldest. */
  take(all: boolean): PendingFragment[] {
    const taken: PendingFragment[] = [];
    for (const [key, pending] of this.#pending) {
      taken.push(pending);
      this.#forget(key, pending);
      if (!all) break;
    }
    this.#findOldest();
    return taken;
  }

  #forget(key: number, { found }: PendingFragment): void {
    const place = placeOf(found);
    this.#places[place] = (this.#places[place] as number) - 1;
    this.#pending.delete(key);
  }

  /** Pairs stand in the order in which they began to wait. */
  #findOldest(): void {
    const first = this.#pending.values().next();
    this.#oldestUs = first.done === true ? Number.POSITIVE_INFINITY : first.value.timeUs;
  }
}

function pairHash(found: Dissected): number {
  let hash = mix(found.protocol ^ (found.vlan << 8), found.tunnel);
  hash = mix(mix(mix(mix(hash, found.src0), found.src1), found.src2), found.src3);
  return mix(mix(mix(mix(hash, found.dst0), found.dst1), found.dst2), found.dst3);
}

function mix(seed: number, word: number): number {
  const hash = Math.imul(seed ^ word, 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

/** One of 256 places, by the ends of both addresses: most packets can be told from it to have nothing waiting. */
function placeOf(found: Dissected): number {
  const word = found.src3 ^ Math.imul(found.dst3, 31) ^ found.protocol;
  return (word ^ (word >>> 8) ^ (word >>> 16) ^ (word >>> 24)) & 255;
}
