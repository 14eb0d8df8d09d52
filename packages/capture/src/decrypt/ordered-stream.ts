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
  data(bytes: Uint8Array, start: number, end: number): void;
  gap(lengthBytes: number): void;
}

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** One direction of one stream. */
export class OrderedStream {
  readonly #contents: OrderedContents;
  readonly #total: WaitingTotal;
  #next = 0;
  /** Sorted by offset; may overlap. */
  #pieces: Piece[] = [];
  #waitingBytes = 0;

  constructor(contents: OrderedContents, total: WaitingTotal) {
    this.#contents = contents;
    this.#total = total;
  }

  /** Takes `bytes[start..end)` at `offset`; borrowed. */
  add(offset: number, bytes: Uint8Array, start: number, end: number): void {
    if (offset <= this.#next) {
      const from = start + this.#next - offset;
      if (from >= end) return;
      this.#next = offset + end - start;
      this.#contents.data(bytes, from, end);
    } else {
      let index = this.#pieces.length;
      while (index > 0 && (this.#pieces[index - 1]?.offset ?? 0) > offset) index--;
      if (this.#pieces[index - 1]?.offset === offset && (this.#pieces[index - 1]?.bytes.length ?? 0) >= end - start) return;
      this.#pieces.splice(index, 0, { offset, bytes: bytes.slice(start, end) });
      this.#wait(end - start + PIECE_BYTES);
    }
    this.#drain();
    while (this.#isOverfull()) this.#skipHole();
  }

  /** No more comes: what waits is handed on, with its holes. */
  finish(): void {
    while (this.#pieces.length > 0) this.#skipHole();
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
      const { offset, bytes } = this.#pieces[taken] as Piece;
      if (offset > this.#next) break;
      this.#wait(-bytes.length - PIECE_BYTES);
      const from = this.#next - offset;
      if (from >= bytes.length) continue;
      this.#next = offset + bytes.length;
      this.#contents.data(bytes, from, bytes.length);
    }
    if (taken > 0) this.#pieces.splice(0, taken);
  }
}
