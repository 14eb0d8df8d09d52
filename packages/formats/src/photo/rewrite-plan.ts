/** Changes to a file in the original's offsets: ranges left out and ranges written over. What is not named is copied as it is. */
import type { ByteSource } from "@creance/core";
import { photoError } from "./photo-issue.ts";
import type { RewriteEdits } from "./rewrite-choice.ts";

interface Patch {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const CHUNK_BYTES = 262_144;

/** Gathers changes and writes the new file. Later patches win over earlier ones. */
export class RewritePlan {
  readonly #source: ByteSource;
  readonly #patches: Patch[] = [];
  #drops: { start: number; end: number }[] = [];

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Writes over bytes. */
  patch(start: number, bytes: Uint8Array): void {
    if (bytes.length > 0) this.#patches.push({ start, bytes });
  }

  /** Writes zeros. */
  zero(start: number, lengthBytes: number): void {
    for (let done = 0; done < lengthBytes; done += CHUNK_BYTES)
      this.patch(start + done, new Uint8Array(Math.min(CHUNK_BYTES, lengthBytes - done)));
  }

  /** Leaves bytes out. */
  drop(start: number, end: number): void {
    if (end <= start) return;
    const all = [...this.#drops, { start, end }].sort((a, b) => a.start - b.start);
    const merged: { start: number; end: number }[] = [];
    for (const each of all) {
      const last = merged.at(-1);
      if (last !== undefined && each.start <= last.end) last.end = Math.max(last.end, each.end);
      else merged.push({ ...each });
    }
    this.#drops = merged;
  }

  /** True when a byte is left out. */
  isDropped(offset: number): boolean {
    return this.#drops.some(({ start, end }) => offset >= start && offset < end);
  }

  /** Where a byte of the original comes to stand. */
  newOffset(offset: number): number {
    let shift = 0;
    for (const { start, end } of this.#drops) if (start < offset) shift += Math.min(end, offset) - start;
    return offset - shift;
  }

  /** What was gathered so far. */
  get edits(): RewriteEdits {
    return { drops: this.#drops, patches: this.#patches };
  }

  /** Bytes of the new file. */
  get sizeBytes(): number {
    return this.newOffset(this.#source.size);
  }

  /** The new file in chunks. Throws `rewrite-source-changed` when the original has become shorter meanwhile. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    let at = 0;
    for (const { start, end } of [...this.#drops, { start: this.#source.size, end: this.#source.size }]) {
      while (at < start) {
        const stop = Math.min(start, at + CHUNK_BYTES);
        const bytes = await this.#source.read(at, stop);
        if (bytes.length < stop - at) throw photoError("rewrite-source-changed", "picture", at + bytes.length);
        yield this.#patched(bytes, at);
        at = stop;
      }
      at = end;
    }
  }

  #patched(bytes: Uint8Array, at: number): Uint8Array {
    const end = at + bytes.length;
    let copy: Uint8Array | undefined;
    for (const { start, bytes: over } of this.#patches) {
      if (start >= end || start + over.length <= at) continue;
      copy ??= new Uint8Array(bytes);
      const from = Math.max(start, at);
      copy.set(over.subarray(from - start, Math.min(start + over.length, end) - start), from - at);
    }
    return copy ?? bytes;
  }
}
