/**
 * Counts the payload of one direction of a TCP connection by its sequence numbers: what went again counts once. Where it came in order, its
 * bytes have a hash, so that both sides of the relay can be compared byte for byte.
 */

const [FIN, SYN, RST] = [1, 2, 4] as const;

/** What is needed of a segment. */
export interface Segment {
  readonly seq: number;
  readonly flags: number;
  readonly payloadStart: number;
  readonly payloadBytes: number;
}

/** One direction. */
export class TcpBytes {
  /** True once the first sequence number is known from a SYN. */
  isWhole = false;
  hasFin = false;
  hasRst = false;
  /** Payload bytes that belong before the first that was seen: impossible ones. */
  strayBytes = 0;
  /** Payload bytes up to the highest sequence number seen. */
  bytes = 0;
  /** False once a segment came that leaves a gap: then there is no hash. */
  isOrdered = true;
  #hasBase = false;
  #base = 0;
  #low = 0x811c9dc5;
  #high = 0x9747b28c;

  /** True when a SYN with this number begins another connection than the one that is counted. */
  isOther(seq: number): boolean {
    return this.#hasBase && (!this.isWhole || (seq + 1) >>> 0 !== this.#base);
  }

  /** Hash of all payload bytes, `undefined` where they did not come in order from the first. */
  get hash(): number | undefined {
    return this.isWhole && this.isOrdered ? (this.#high & 0x1fffff) * 2 ** 32 + (this.#low >>> 0) : undefined;
  }

  /** Takes a segment; `bytes` holds its payload. */
  take({ seq, flags, payloadStart, payloadBytes }: Segment, bytes: Uint8Array): void {
    if ((flags & RST) !== 0) {
      this.hasRst = true;
      return;
    }
    const first = (flags & SYN) !== 0 ? (seq + 1) >>> 0 : seq;
    if (!this.#hasBase) {
      this.#hasBase = true;
      this.isWhole = (flags & SYN) !== 0;
      this.#base = first;
    }
    const highest = (this.#base + this.bytes) >>> 0;
    const start = ((first - highest) | 0) + this.bytes;
    if ((flags & FIN) !== 0) this.hasFin = true;
    if (payloadBytes === 0) return;
    // A probe of a quiet connection may repeat the byte before the first.
    if (start < 0 && !(start === -1 && payloadBytes === 1)) this.strayBytes += Math.min(payloadBytes, -start);
    const end = start + payloadBytes;
    if (end <= this.bytes) return;
    if (start > this.bytes || start < 0) this.isOrdered = false;
    else if (this.isOrdered) this.#mix(bytes, payloadStart + this.bytes - start, payloadStart + payloadBytes);
    this.bytes = end;
  }

  #mix(bytes: Uint8Array, from: number, until: number): void {
    let [low, high] = [this.#low, this.#high];
    for (let i = from; i < until; i++) {
      const byte = bytes[i] as number;
      low = Math.imul(low ^ byte, 0x01000193);
      high = (Math.imul(high, 0x5bd1e995) ^ (high >>> 15)) + byte;
    }
    this.#low = low;
    this.#high = high;
  }
}
