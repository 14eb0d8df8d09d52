/**
 * Hands chunks to a walker. Records that lie whole in a chunk are read in place; only a record that crosses a chunk's edge is copied, into
 * one reused buffer, which grows as bytes arrive and never beyond what the walker's limits allow.
 */
import type { RecordWalker } from "./record-walker.ts";

const FIRST_CARRY_BYTES = 64 * 1024;

/** Feeds `walker`; `pendingBytes` are those of a record that is not complete yet. */
export class ChunkJoiner {
  readonly #walker: RecordWalker;
  #carry = new Uint8Array(0);
  #carryView = new DataView(this.#carry.buffer);
  #carried = 0;
  #fileOffset = 0;

  constructor(walker: RecordWalker) {
    this.#walker = walker;
  }

  /** Bytes that wait for the rest of their record. */
  get pendingBytes(): number {
    return this.#carried;
  }

  /** Offset of the first pending byte. */
  get fileOffset(): number {
    return this.#fileOffset;
  }

  /** Takes the next bytes of the capture; they are borrowed for the call. */
  push(chunk: Uint8Array): void {
    const walker = this.#walker;
    let at = 0;
    while (this.#carried > 0 && at < chunk.byteLength) {
      const take = Math.min(walker.neededBytes - this.#carried, chunk.byteLength - at);
      this.#append(chunk, at, at + take);
      at += take;
      if (this.#carried === walker.neededBytes) this.#walkCarry();
    }
    at = this.#skip(chunk, at);
    if (at === chunk.byteLength) return;
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    while (at < chunk.byteLength) {
      const block = { bytes: chunk, view, fileOffset: this.#fileOffset - at };
      const next = walker.walk(block, at, chunk.byteLength);
      this.#fileOffset += next - at;
      at = this.#skip(chunk, next);
      if (next === at) break;
    }
    if (at < chunk.byteLength) this.#append(chunk, at, chunk.byteLength);
  }

  /** Lets the walker use what is left. */
  end(): void {
    if (this.#walker.finalize() && this.#carried > 0) this.#walkCarry();
  }

  #walkCarry(): void {
    const block = { bytes: this.#carry, view: this.#carryView, fileOffset: this.#fileOffset };
    const next = this.#walker.walk(block, 0, this.#carried);
    this.#fileOffset += next;
    const skipped = Math.min(this.#walker.skipBytes, this.#carried - next);
    this.#walker.skipBytes -= skipped;
    this.#fileOffset += skipped;
    this.#carry.copyWithin(0, next + skipped, this.#carried);
    this.#carried -= next + skipped;
  }

  #skip(chunk: Uint8Array, at: number): number {
    const skipped = Math.min(this.#walker.skipBytes, chunk.byteLength - at);
    this.#walker.skipBytes -= skipped;
    this.#fileOffset += skipped;
    return at + skipped;
  }

  #append(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#carried + end - start;
    if (length > this.#carry.byteLength) {
      const larger = new Uint8Array(Math.max(FIRST_CARRY_BYTES, 2 ** Math.ceil(Math.log2(length))));
      larger.set(this.#carry.subarray(0, this.#carried));
      this.#carry = larger;
      this.#carryView = new DataView(larger.buffer);
    }
    this.#carry.set(chunk.subarray(start, end), this.#carried);
    this.#carried = length;
  }
}
