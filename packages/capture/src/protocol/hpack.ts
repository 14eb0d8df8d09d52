/** HPACK header decompression (RFC 7541) with bounds. */
import { u8 } from "./big-endian.ts";
import type { HeldBytes } from "./held-bytes.ts";
import { type Cursor, readInteger as integer, readString as string } from "./hpack-coding.ts";
import { hpackStatic } from "./hpack-static.table.ts";

/** Largest dynamic table, whatever the peer asks for (RFC 7541 counts 32 bytes more for each entry). */
export const MAX_TABLE_BYTES = 65_536;
/** Most header fields of one block. */
export const MAX_FIELDS = 1024;

/** What an entry of a dynamic table takes beside its text, in memory. */
export const ENTRY_BYTES = 96;

/** A decoded header field. Bytes above 0x7f come out as Latin-1 characters. */
export type HeaderField = readonly [name: string, value: string];

/** A field that refers to what was lost. */
const UNKNOWN: HeaderField = ["", ""];

/** Decodes the header blocks of one direction of a connection, in order. */
export class HpackDecoder {
  /** Newest entry first. */
  readonly #table: HeaderField[] = [];
  #tableBytes = 0;
  #maxTableBytes = 4096;
  readonly #held: HeldBytes | undefined;
  /** True when entries may have been inserted that were never seen. Newer ones keep their places, since these count from the newest. */
  #isLate = false;
  #unknownFields = 0;

  /** `held`: what the table counts for. */
  constructor(held?: HeldBytes) {
    this.#held = held;
  }

  /** Fields of the last block that refer to entries from before a loss (`lose`): they are left out. */
  get unknownFields(): number {
    return this.#unknownFields;
  }

  /** A block was lost: what was inserted so far is not known any more. Later blocks are decoded as far as they refer to later ones. */
  lose(): void {
    this.clear();
    this.#isLate = true;
    this.#maxTableBytes = MAX_TABLE_BYTES; // perhaps it was larger than it is by itself
  }

  /** Forgets the table and gives its memory back. */
  clear(): void {
    for (const entry of this.#table) this.#held?.give(sizeOf(entry) + ENTRY_BYTES);
    this.#table.length = 0;
    this.#tableBytes = 0;
  }

  /** Decodes one complete block. `undefined` when it is damaged; then later blocks cannot be decoded either, unless `lose` is called. */
  decode(block: Uint8Array): HeaderField[] | undefined {
    this.#unknownFields = 0;
    const cursor: Cursor = { bytes: block, at: 0, broken: false };
    const fields: HeaderField[] = [];
    while (cursor.at < block.length && !cursor.broken) {
      if (fields.length >= MAX_FIELDS) return undefined;
      const first = u8(block, cursor.at);
      if (first >= 0x80) {
        const field = this.#field(integer(cursor, 7));
        if (field === undefined) return undefined;
        if (field === UNKNOWN) this.#unknownFields++;
        else fields.push(field);
      } else if (first >= 0x20 && first < 0x40) {
        this.#resize(integer(cursor, 5));
      } else {
        const isIndexed = first >= 0x40;
        const index = integer(cursor, isIndexed ? 6 : 4);
        const name = index === 0 ? string(cursor) : this.#field(index)?.[0];
        const value = string(cursor);
        if (name === undefined || value === undefined || cursor.broken) return undefined;
        const field: HeaderField = [name, value];
        if (index > 0 && name === "") this.#unknownFields++;
        else fields.push(field);
        if (isIndexed && !this.#insert(field)) return undefined;
      }
    }
    return cursor.broken ? undefined : fields;
  }

  #field(index: number): HeaderField | undefined {
    if (index <= hpackStatic.length) return hpackStatic[index - 1];
    const found = this.#table[index - hpackStatic.length - 1];
    return found === undefined ? (this.#isLate ? UNKNOWN : undefined) : found[0] === "" && this.#isLate ? UNKNOWN : found;
  }

  #insert(field: HeaderField): boolean {
    if (this.#held?.take(sizeOf(field) + ENTRY_BYTES) === false) return false;
    this.#table.unshift(field);
    this.#tableBytes += sizeOf(field);
    this.#evict();
    return true;
  }

  #resize(bytes: number): void {
    this.#maxTableBytes = Math.min(bytes, MAX_TABLE_BYTES);
    this.#evict();
  }

  #evict(): void {
    while (this.#tableBytes > this.#maxTableBytes) {
      const oldest = this.#table.pop();
      if (oldest === undefined) return;
      this.#tableBytes -= sizeOf(oldest);
      this.#held?.give(sizeOf(oldest) + ENTRY_BYTES);
    }
  }
}

function sizeOf(field: HeaderField): number {
  return field[0].length + field[1].length + 32;
}
