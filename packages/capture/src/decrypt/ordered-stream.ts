/** Pieces of a QUIC stream into order: what came first stays, a hole is given up when too much waits behind it. */

/** Bytes that wait behind a hole of one stream. */
export const MAX_WAITING_BYTES = 262_144;
/** Bytes that wait in all streams of a capture. */
export const MAX_WAITING_BYTES_ALL = 33_554_432;
/** Pieces that wait behind a hole of one stream. */
const MAX_PIECES = 256;

/** What a waiting piece takes beside its bytes, in memory. */
const PIECE_BYTES = 128;

/** What waits in all streams together. */
export interface WaitingTotal {
  bytes: number;
}

/** Takes the contents of a stream in order. */
export interface OrderedContents {
  /** `packet` is the number of the packet that brought the bytes. */
  data(bytes: Uint8Array, start: number, end: number, packet: number): void;
  gap(lengthBytes: number): void;
}

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly packet: number;
}

/** One direction of one stream. */
export class OrderedStream {
  readonly #contents: OrderedContents;
  readonly #total: WaitingTotal;
  #next = 0;
  /** Sorted by offset; may overlap. */
  #pieces: Piece[] = [];
  #waitingBytes = 0;
  /** Where the stream ends, once that is known. */
  #end = Number.POSITIVE_INFINITY;

  constructor(contents: OrderedContents, total: WaitingTotal) {
    this.#contents = contents;
    this.#total = total;
  }

  /** True when all of the stream has come, or its rest was given up. */
  get isEnded(): boolean {
    return this.#next >= this.#end;
  }

  /** The stream ends at this offset. */
  endAt(offset: number): void {
    this.#end = Math.min(this.#end, offset);
  }

  /** Takes `bytes[start..end)` at `offset`; borrowed. `packet` is the number of the packet that brought them. */
  add(offset: number, bytes: Uint8Array, start: number, end: number, packet: number): void {
    if (offset <= this.#next) {
      const from = start + this.#next - offset;
      if (from >= end) return;
      this.#next = offset + end - start;
      this.#contents.data(bytes, from, end, packet);
    } else {
      let index = this.#pieces.length;
      while (index > 0 && (this.#pieces[index - 1]?.offset ?? 0) > offset) index--;
      if (this.#pieces[index - 1]?.offset === offset && (this.#pieces[index - 1]?.bytes.length ?? 0) >= end - start) return;
      this.#pieces.splice(index, 0, { offset, bytes: bytes.slice(start, end), packet });
      this.#wait(end - start + PIECE_BYTES);
    }
    this.#drain();
    while (this.#isOverfull()) this.#skipHole();
  }

  /** No more comes: what waits is handed on, with its holes. */
  finish(): void {
    while (this.#pieces.length > 0) this.#skipHole();
    this.#end = Math.min(this.#end, this.#next);
  }

  #wait(bytes: number): void {
    this.#waitingBytes += bytes;
    this.#total.bytes += bytes;
  }

  #isOverfull(): boolean {
    if (this.#pieces.length === 0) return false;
    return this.#waitingBytes > MAX_WAITING_BYTES || this.#pieces.length > MAX_PIECES || this.#total.bytes > MAX_WAITING_BYTES_ALL;
  }

  #skipHole(): void {
    const first = this.#pieces[0];
    if (first !== undefined && first.offset > this.#next) {
      const missing = first.offset - this.#next;
      this.#next = first.offset;
      this.#contents.gap(missing);
    }
    this.#drain();
  }

  #drain(): void {
    let taken = 0;
    for (; taken < this.#pieces.length; taken++) {
      const { offset, bytes, packet } = this.#pieces[taken] as Piece;
      if (offset > this.#next) break;
      this.#wait(-bytes.length - PIECE_BYTES);
      const from = this.#next - offset;
      if (from >= bytes.length) continue;
      this.#next = offset + bytes.length;
      this.#contents.data(bytes, from, bytes.length, packet);
    }
    if (taken > 0) this.#pieces.splice(0, taken);
  }
}
