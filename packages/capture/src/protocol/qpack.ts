/** QPACK header decompression (RFC 9204) with bounds: the client's encoder stream and its header blocks. */
import { u8 } from "./big-endian.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import type { HeldBytes } from "./held-bytes.ts";
import type { HeaderField } from "./hpack.ts";
import { ENTRY_BYTES, MAX_FIELDS, MAX_TABLE_BYTES } from "./hpack.ts";
import { type Cursor, readInteger, readString, skipString } from "./hpack-coding.ts";
import { qpackStatic } from "./qpack-static.table.ts";

/** Largest unread rest of the encoder stream. */
const MAX_WAITING_BYTES = 65_536;
/** A size that servers commonly allow, as long as the server's settings were not seen. */
const USUAL_CAPACITY_BYTES = 4_096;

/** A decoded block, or why not: `blocked` waits for the encoder stream, `broken` is damaged. */
export type DecodedBlock = readonly HeaderField[] | "blocked" | "broken";

/** Decodes the header blocks of one direction. */
export class QpackDecoder {
  /** Newest entry last; `#dropped` older ones are gone. */
  readonly #table: HeaderField[] = [];
  #dropped = 0;
  #tableBytes = 0;
  #capacityBytes = 0;
  #maxCapacityBytes = 0;
  readonly #waiting: GrowingBytes;
  #isBroken = false;
  readonly #held: HeldBytes | undefined;
  /** True when a part of the encoder stream is missing: how many entries there are is not known, and so none of them. */
  #isLost = false;
  #unknownFields = 0;

  /** `held`: what the table and the unread rest count for. */
  constructor(held?: HeldBytes) {
    this.#held = held;
    this.#waiting = new GrowingBytes(2 * MAX_WAITING_BYTES, held);
  }

  /** The capacity that the receiving side allows, from its settings. */
  set maxCapacityBytes(bytes: number) {
    this.#maxCapacityBytes = Math.min(bytes, MAX_TABLE_BYTES);
  }

  /** Fields of the last block that refer to a lost table (`lose`): they are left out. */
  get unknownFields(): number {
    return this.#unknownFields;
  }

  /** A part of the encoder stream is missing: later blocks are decoded as far as they refer to nothing in the table. */
  lose(): void {
    this.clear();
    this.#isLost = true;
  }

  /** Forgets the table and what waits, and gives their memory back. */
  clear(): void {
    for (const entry of this.#table) this.#held?.give(sizeOf(entry) + ENTRY_BYTES);
    this.#table.length = 0;
    this.#tableBytes = 0;
    this.#waiting.clear();
    this.#isBroken = true;
  }

  /** Takes the next bytes of the encoder stream, behind its type. */
  encoderStream(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isBroken) return;
    const isWhole = this.#waiting.append(bytes, start, end) === end - start;
    const unread = this.#waiting.bytes.subarray(0, this.#waiting.length);
    let at = 0;
    while (isWhole && at < unread.length) {
      const cursor: Cursor = { bytes: unread, at, broken: false };
      // Cut, most likely: it comes again with more, and nothing of it is decoded before it is whole.
      if (isCut({ ...cursor })) break;
      this.#instruction(cursor);
      if (cursor.broken) {
        this.#isBroken = true;
        break;
      }
      at = cursor.at;
    }
    if (at > 0) this.#waiting.drop(at);
    if (isWhole && !this.#isBroken && this.#waiting.length <= MAX_WAITING_BYTES) return;
    this.#isBroken = true;
    this.#waiting.clear();
  }

  /** Decodes one complete block. */
  decode(block: Uint8Array): DecodedBlock {
    const cursor: Cursor = { bytes: block, at: 0, broken: false };
    const coded = readInteger(cursor, 8);
    const isBehind = (u8(block, cursor.at) & 0x80) !== 0;
    const delta = readInteger(cursor, 7);
    if (cursor.broken || cursor.at > block.length) return "broken";
    this.#unknownFields = 0;
    const inserted = this.#dropped + this.#table.length;
    const required = this.#isLost ? Number.NaN : this.#requiredCount(coded, inserted);
    if (required < 0) return "broken";
    if (required > inserted) return this.#isBroken ? "broken" : "blocked";
    const base = isBehind ? required - delta - 1 : required + delta;
    const fields: HeaderField[] = [];
    while (cursor.at < block.length) {
      const field = this.#field(cursor, base);
      if (cursor.broken || cursor.at > block.length || fields.length + this.#unknownFields >= MAX_FIELDS) return "broken";
      if (field !== undefined) fields.push(field);
      else if (this.#isLost) this.#unknownFields++;
      else return "broken";
    }
    return fields;
  }

  #requiredCount(coded: number, inserted: number): number {
    if (coded === 0) return 0;
    const capacity = this.#maxCapacityBytes || Math.max(this.#capacityBytes, USUAL_CAPACITY_BYTES);
    const maxEntries = Math.floor(capacity / 32);
    const fullRange = 2 * maxEntries;
    if (coded > fullRange) return -1;
    const maxValue = inserted + maxEntries;
    let required = Math.floor(maxValue / fullRange) * fullRange + coded - 1;
    if (required > maxValue) required -= fullRange;
    return required <= 0 ? -1 : required;
  }

  #field(cursor: Cursor, base: number): HeaderField | undefined {
    const first = u8(cursor.bytes, cursor.at);
    if (first >= 0x80) {
      const index = readInteger(cursor, 6);
      return (first & 0x40) !== 0 ? qpackStatic[index] : this.#entry(base - 1 - index);
    }
    if (first >= 0x40) {
      const index = readInteger(cursor, 4);
      return named((first & 0x10) !== 0 ? qpackStatic[index]?.[0] : this.#entry(base - 1 - index)?.[0], readString(cursor));
    }
    if (first >= 0x20) return named(readString(cursor, 3), readString(cursor));
    if (first >= 0x10) return this.#entry(base + readInteger(cursor, 4));
    return named(this.#entry(base + readInteger(cursor, 3))?.[0], readString(cursor));
  }

  #instruction(cursor: Cursor): void {
    const first = u8(cursor.bytes, cursor.at);
    if (first >= 0x80) {
      const index = readInteger(cursor, 6);
      const value = readString(cursor);
      const name = (first & 0x40) !== 0 ? qpackStatic[index]?.[0] : this.#relative(index)?.[0];
      if (!cursor.broken) this.#insert(named(name, value));
    } else if (first >= 0x40) {
      const field = named(readString(cursor, 5), readString(cursor));
      if (!cursor.broken) this.#insert(field);
    } else if (first >= 0x20) {
      const bytes = readInteger(cursor, 5);
      if (cursor.broken) return;
      this.#capacityBytes = Math.min(bytes, MAX_TABLE_BYTES);
      this.#evict();
    } else {
      const index = readInteger(cursor, 5);
      if (!cursor.broken) this.#insert(this.#relative(index));
    }
  }

  /** Entry by its number from the first that was ever inserted. */
  #entry(absolute: number): HeaderField | undefined {
    return this.#table[absolute - this.#dropped];
  }

  #relative(index: number): HeaderField | undefined {
    return this.#table[this.#table.length - 1 - index];
  }

  #insert(field: HeaderField | undefined): void {
    // What refers to nothing still has its number.
    const entry = field ?? (["", ""] as const);
    if (this.#held?.take(sizeOf(entry) + ENTRY_BYTES) === false) {
      this.#isBroken = true;
      return;
    }
    this.#table.push(entry);
    this.#tableBytes += sizeOf(entry);
    this.#evict();
  }

  #evict(): void {
    while (this.#tableBytes > this.#capacityBytes) {
      const oldest = this.#table.shift();
      if (oldest === undefined) return;
      this.#dropped++;
      this.#tableBytes -= sizeOf(oldest);
      this.#held?.give(sizeOf(oldest) + ENTRY_BYTES);
    }
  }
}

/** True when an instruction of the encoder stream ends behind its bytes. */
function isCut(cursor: Cursor): boolean {
  const first = u8(cursor.bytes, cursor.at);
  if (first < 0x40) readInteger(cursor, 5);
  else {
    if (first >= 0x80) readInteger(cursor, 6);
    else skipString(cursor, 5);
    skipString(cursor);
  }
  return cursor.broken;
}

function named(name: string | undefined, value: string | undefined): HeaderField | undefined {
  return name === undefined || value === undefined ? undefined : [name, value];
}

function sizeOf(field: HeaderField): number {
  return field[0].length + field[1].length + 32;
}
