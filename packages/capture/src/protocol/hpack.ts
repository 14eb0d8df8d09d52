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

/** Decodes the header blocks of one direction of a connection, in order. */
export class HpackDecoder {
  /** Newest entry first. */
  readonly #table: HeaderField[] = [];
  #tableBytes = 0;
  #maxTableBytes = 4096;
  readonly #held: HeldBytes | undefined;

  /** `held`: what the table counts for. */
  constructor(held?: HeldBytes) {
    this.#held = held;
  }

  /** Decodes one complete block. `undefined` when it is damaged; then the connection's later blocks cannot be decoded either. */
  decode(block: Uint8Array): HeaderField[] | undefined {
    const cursor: Cursor = { bytes: block, at: 0, broken: false };
    const fields: HeaderField[] = [];
    while (cursor.at < block.length && !cursor.broken) {
      if (fields.length >= MAX_FIELDS) return undefined;
      const first = u8(block, cursor.at);
      if (first >= 0x80) {
        const field = this.#field(integer(cursor, 7));
        if (field === undefined) return undefined;
        fields.push(field);
      } else if (first >= 0x20 && first < 0x40) {
        this.#resize(integer(cursor, 5));
      } else {
        const isIndexed = first >= 0x40;
        const index = integer(cursor, isIndexed ? 6 : 4);
        const name = index === 0 ? string(cursor) : this.#field(index)?.[0];
        const value = string(cursor);
        if (name === undefined || value === undefined || cursor.broken) return undefined;
        const field: HeaderField = [name, value];
        fields.push(field);
        if (isIndexed && !this.#insert(field)) return undefined;
      }
    }
    return cursor.broken ? undefined : fields;
  }

  #field(index: number): HeaderField | undefined {
    return index <= hpackStatic.length ? hpackStatic[index - 1] : this.#table[index - hpackStatic.length - 1];
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
