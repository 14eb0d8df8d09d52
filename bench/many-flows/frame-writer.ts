/** Ethernet frames of a made-up network, written into a pcap in chunks. Nothing is kept but the chunk. */

/** One end of a flow. IPv6 addresses are made from the same 32 bits. */
export interface FrameEnd {
  readonly address: number;
  readonly port: number;
}

/** A frame's content: a piece of `bytes`, behind an optional TCP header. */
export interface Frame {
  readonly timeUs: number;
  readonly from: FrameEnd;
  readonly to: FrameEnd;
  readonly ipVersion: 4 | 6;
  readonly protocol: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** TCP alone: numbers, flags and the bytes of its options. */
  readonly seq?: number;
  readonly ack?: number;
  readonly flags?: number;
  readonly options?: Uint8Array;
}

const CHUNK_BYTES = 1_048_576;
/** Room for everything that is written between two looks at the chunk. */
const STEP_BYTES = 65_536;
const NO_OPTIONS = new Uint8Array(0);

/** Writes frames; `take` gives a chunk once it is full. */
export class FrameWriter {
  #bytes = new Uint8Array(CHUNK_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = 24;
  #identification = 0;
  /** Bytes written so far, and frames. */
  writtenBytes = 24;
  frames = 0;

  constructor() {
    const view = this.#view;
    view.setUint32(0, 0xa1b2c3d4, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, 262_144, true);
    view.setUint32(20, 1, true);
  }

  /** The chunk when it is full, or in any case when it is the last one. */
  take(isLast: boolean): Uint8Array | undefined {
    if (!isLast && this.#at < CHUNK_BYTES - STEP_BYTES) return undefined;
    const full = this.#bytes.subarray(0, this.#at);
    this.#bytes = new Uint8Array(CHUNK_BYTES);
    this.#view = new DataView(this.#bytes.buffer);
    this.#at = 0;
    return full;
  }

  write(frame: Frame): void {
    const { timeUs, from, to, ipVersion, protocol, bytes, start, end } = frame;
    const options = frame.options ?? NO_OPTIONS;
    const transportBytes = protocol === 6 ? 20 + options.byteLength : protocol === 17 ? 8 : 0;
    const payloadBytes = transportBytes + end - start;
    const frameBytes = 14 + (ipVersion === 4 ? 20 : 40) + payloadBytes;
    const view = this.#view;
    const record = this.#at;
    view.setUint32(record, Math.floor(timeUs / 1e6), true);
    view.setUint32(record + 4, Math.floor(timeUs % 1e6), true);
    view.setUint32(record + 8, frameBytes, true);
    view.setUint32(record + 12, frameBytes, true);
    let at = record + 16;
    view.setUint32(at, 0x02000000);
    view.setUint16(at + 4, to.address & 0xffff);
    view.setUint32(at + 6, 0x02000001);
    view.setUint16(at + 10, from.address & 0xffff);
    view.setUint16(at + 12, ipVersion === 4 ? 0x0800 : 0x86dd);
    at += 14;
    if (ipVersion === 4) at = this.#ipv4(at, frame, payloadBytes);
    else at = this.#ipv6(at, frame, payloadBytes);
    if (protocol === 6) {
      view.setUint16(at, from.port);
      view.setUint16(at + 2, to.port);
      view.setUint32(at + 4, frame.seq ?? 0);
      view.setUint32(at + 8, frame.ack ?? 0);
      view.setUint8(at + 12, (5 + options.byteLength / 4) << 4);
      view.setUint8(at + 13, frame.flags ?? 0);
      view.setUint16(at + 14, 0x2000);
      this.#bytes.set(options, at + 20);
      at += 20 + options.byteLength;
    } else if (protocol === 17) {
      view.setUint16(at, from.port);
      view.setUint16(at + 2, to.port);
      view.setUint16(at + 4, payloadBytes);
      view.setUint16(at + 6, 0xbeef); // Nobody checks it; 0 would be wrong in IPv6.
      at += 8;
    }
    if (end > start) this.#bytes.set(bytes.subarray(start, end), at);
    at += end - start;
    this.writtenBytes += at - record;
    this.frames++;
    this.#at = at;
  }

  #ipv4(at: number, { from, to, protocol }: Frame, payloadBytes: number): number {
    const view = this.#view;
    view.setUint16(at, 0x4500);
    view.setUint16(at + 2, 20 + payloadBytes);
    view.setUint16(at + 4, this.#identification++ & 0xffff);
    view.setUint16(at + 6, 0x4000);
    view.setUint16(at + 8, (64 << 8) | protocol);
    view.setUint16(at + 10, 0);
    view.setUint32(at + 12, from.address);
    view.setUint32(at + 16, to.address);
    let sum = 0;
    for (let word = at; word < at + 20; word += 2) sum += view.getUint16(word);
    sum = (sum & 0xffff) + (sum >>> 16);
    view.setUint16(at + 10, ~(sum + (sum >>> 16)) & 0xffff);
    return at + 20;
  }

  #ipv6(at: number, { from, to, protocol }: Frame, payloadBytes: number): number {
    const view = this.#view;
    view.setUint32(at, 0x60000000);
    view.setUint16(at + 4, payloadBytes);
    view.setUint8(at + 6, protocol);
    view.setUint8(at + 7, 64);
    for (const [place, { address }] of [
      [at + 8, from],
      [at + 24, to],
    ] as const) {
      view.setUint32(place, 0x20010db8);
      view.setUint32(place + 4, address >>> 16);
      view.setUint32(place + 8, 0);
      view.setUint32(place + 12, address);
    }
    return at + 40;
  }
}
