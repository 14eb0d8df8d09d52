/** From a byte of a part to its place in the capture: bytes of the plain stream, packets, time. Coarsened when long. */
import type { PacketSpan } from "@creance/capture";
import type { EvidencePlace } from "../types.ts";

const MAX_RUNS = 4096;
const MAX_PACKETS = 64;

interface Run {
  start: number;
  streamStart: number;
  streamEnd: number;
  firstPacket: number;
  lastPacket: number;
  timeUs: number;
}

/** Runs of a part as they came. */
export class PacketMap {
  readonly #runs: Run[] = [];
  #length = 0;

  /** The next bytes of the part. */
  add(lengthBytes: number, streamStart: number, streamEnd: number, packets: PacketSpan, timeUs: number): void {
    const last = this.#runs.at(-1);
    if (last !== undefined && last.lastPacket === packets.last && last.firstPacket === packets.first && last.streamEnd === streamStart) {
      // Byte for byte stays byte for byte; anything else is told as a whole.
      last.streamEnd = streamEnd;
      last.timeUs = timeUs;
    } else {
      if (this.#runs.length >= MAX_RUNS) this.#coarsen();
      this.#runs.push({ start: this.#length, streamStart, streamEnd, firstPacket: packets.first, lastPacket: packets.last, timeUs });
    }
    this.#length += lengthBytes;
  }

  /** Where bytes [start, end) of the part stand. */
  place(start: number, end: number): EvidencePlace {
    const last = Math.max(start, end - 1);
    const from = this.#runAt(start);
    const to = this.#runAt(last);
    const first = this.#runs[from];
    const final = this.#runs[to];
    if (first === undefined || final === undefined) return { packets: [], morePackets: false, byteRange: [0, 0], sentUs: Number.NaN };
    const { packets, more } = this.#packets(from, to);
    return {
      packets,
      morePackets: more,
      byteRange: [
        this.#isLinear(from) ? first.streamStart + (start - first.start) : first.streamStart,
        this.#isLinear(to) ? final.streamStart + (last - final.start) + 1 : final.streamEnd,
      ],
      sentUs: final.timeUs,
    };
  }

  /** Time of the packet that completed the byte at `at`. */
  timeUs(at: number): number {
    return this.#runs[this.#runAt(at)]?.timeUs ?? Number.NaN;
  }

  #packets(from: number, to: number): { packets: number[]; more: boolean } {
    const all = new Set<number>();
    let more = false;
    for (let run = from; run <= to; run++) {
      const { firstPacket, lastPacket } = this.#runs[run] as Run;
      if (lastPacket - firstPacket > 1) more = true;
      if (all.size >= MAX_PACKETS) more = true;
      else all.add(firstPacket);
      if (all.size < MAX_PACKETS) all.add(lastPacket);
      else if (!all.has(lastPacket)) more = true;
    }
    const packets = [...all].sort((a, b) => a - b);
    const lastOfAll = (this.#runs[to] as Run).lastPacket;
    if (packets.length === MAX_PACKETS && !all.has(lastOfAll)) packets[MAX_PACKETS - 1] = lastOfAll;
    return { packets, more };
  }

  #isLinear(run: number): boolean {
    const { start, streamStart, streamEnd } = this.#runs[run] as Run;
    return (this.#runs[run + 1]?.start ?? this.#length) - start === streamEnd - streamStart;
  }

  #runAt(at: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle] as Run).start <= at) low = middle;
      else high = middle - 1;
    }
    return high;
  }

  #coarsen(): void {
    let to = 0;
    for (let from = 0; from < this.#runs.length; from += 2, to++) {
      const run = this.#runs[from] as Run;
      const next = this.#runs[from + 1];
      if (next !== undefined) {
        run.streamEnd = next.streamEnd;
        run.firstPacket = Math.min(run.firstPacket, next.firstPacket);
        run.lastPacket = Math.max(run.lastPacket, next.lastPacket);
        run.timeUs = next.timeUs;
      }
      this.#runs[to] = run;
    }
    this.#runs.length = to;
  }
}
