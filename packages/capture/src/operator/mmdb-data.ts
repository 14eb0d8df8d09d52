/**
 * Finds values in the data section of an MMDB file without decoding what is not asked for (MaxMind DB file format 2.0, "Data Section").
 * Every step counts against a budget, so that records that overlap or point at each other end.
 */
import { FormatError } from "@creance/core";
import type { OperatorErrorCode } from "./operator-errors.table.ts";

const MAX_DEPTH = 32;
const MAX_TEXT_BYTES = 2_000;

/** Types of the format that are looked at; all others are skipped by their size. */
const TYPE = { pointer: 1, text: 2, uint16: 5, uint32: 6, map: 7, uint64: 9, array: 11, boolean: 14 } as const;

/** What the size forms of one, two and three more bytes start from. */
const LONG_SIZES = [29, 285, 65_821] as const;

/** A value's place: its type, its size (entries of maps and arrays, bytes of others) and where its payload starts. */
interface Place {
  readonly type: number;
  readonly size: number;
  readonly payload: number;
}

/** One data section: `bytes[start..end)`. Offsets are those of the file. */
export class MmdbData {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #stepsLeft: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    // Files in use need well under one step for each of their bytes.
    this.#stepsLeft = 100_000 + 8 * (end - start);
  }

  /** Offset of the value under `key` of the map at `offset`; `undefined` where there is no map or no such key. */
  valueOf(offset: number, key: string): number | undefined {
    const map = this.#resolve(offset);
    if (map.type !== TYPE.map) return undefined;
    let at = map.payload;
    for (let entry = 0; entry < map.size; entry += 1) {
      const found = this.text(at) === key;
      at = this.#after(at, 0);
      if (found) return at;
      at = this.#after(at, 0);
    }
    return undefined;
  }

  /** The text at `offset`; `undefined` where another type stands. */
  text(offset: number): string | undefined {
    const place = this.#resolve(offset);
    if (place.type !== TYPE.text) return undefined;
    if (place.size > MAX_TEXT_BYTES) fail("mmdb-limit", offset, "a text is longer than 2,000 bytes");
    this.#stepsLeft -= place.size >> 4;
    try {
      return this.#decoder.decode(this.#bytes.subarray(place.payload, place.payload + place.size));
    } catch (cause) {
      throw new FormatError("mmdb-bad-data", { format: "mmdb", offset, field: "text" }, "a text is not UTF-8", { cause });
    }
  }

  /** The unsigned number at `offset`, up to 2^53; `undefined` where another type stands or the number is larger. */
  number(offset: number): number | undefined {
    const { type, size, payload } = this.#resolve(offset);
    if ((type !== TYPE.uint16 && type !== TYPE.uint32 && type !== TYPE.uint64) || size > 8) return undefined;
    let value = 0;
    for (let index = 0; index < size; index += 1) value = value * 256 + (this.#bytes[payload + index] ?? 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }

  /** The value itself, where `offset` holds a pointer to it. A pointer to a pointer is not allowed. */
  #resolve(offset: number): Place {
    const place = this.#place(offset);
    if (place.type !== TYPE.pointer) return place;
    const target = this.#place(this.#start + this.#pointer(offset));
    if (target.type === TYPE.pointer) fail("mmdb-bad-data", offset, "a pointer points at a pointer");
    return target;
  }

  /** Offset behind the value at `offset`, pointers not followed. */
  #after(offset: number, depth: number): number {
    if (depth > MAX_DEPTH) fail("mmdb-limit", offset, "values are nested too deeply");
    const { type, size, payload } = this.#place(offset);
    if (type === TYPE.boolean) return payload;
    if (type !== TYPE.map && type !== TYPE.array) return payload + size;
    const values = type === TYPE.map ? size * 2 : size;
    let at = payload;
    for (let index = 0; index < values; index += 1) at = this.#after(at, depth + 1);
    return at;
  }

  #pointer(offset: number): number {
    const control = this.#bytes[offset] ?? 0;
    const length = ((control >> 3) & 3) + 1;
    let value = length === 4 ? 0 : control & 7;
    for (let index = 1; index <= length; index += 1) value = value * 256 + (this.#bytes[offset + index] ?? 0);
    if (length === 2) return value + 2_048;
    return length === 3 ? value + 526_336 : value;
  }

  /** Reads a control byte, the longer type and size forms behind it, and checks that the payload lies in the section. */
  #place(offset: number): Place {
    this.#stepsLeft -= 1;
    if (this.#stepsLeft < 0) fail("mmdb-limit", offset, "reading the records takes too many steps");
    if (offset < this.#start) fail("mmdb-bad-data", offset, "a record lies outside the data section");
    let at = offset;
    const control = this.#next(at);
    at += 1;
    let type = control >> 5;
    if (type === TYPE.pointer) return this.#checked(offset, { type, size: ((control >> 3) & 3) + 1, payload: at });
    if (type === 0) {
      type = 7 + this.#next(at);
      at += 1;
    }
    let size = control & 31;
    if (size >= 29) {
      const more = size - 28;
      let extra = 0;
      for (let index = 0; index < more; index += 1) extra = extra * 256 + this.#next(at + index);
      at += more;
      size = extra + (LONG_SIZES[more - 1] ?? 0);
    }
    return this.#checked(offset, { type, size, payload: at });
  }

  #checked(offset: number, place: Place): Place {
    // A map entry takes at least two bytes, an array's value one; a boolean's size is its value.
    const needs = place.type === TYPE.map ? place.size * 2 : place.type === TYPE.boolean ? 0 : place.size;
    if (place.payload + needs > this.#end) fail("mmdb-bad-data", offset, "a record reaches beyond its section");
    return place;
  }

  #next(offset: number): number {
    if (offset >= this.#end) fail("mmdb-bad-data", offset, "a record reaches beyond its section");
    return this.#bytes[offset] ?? 0;
  }
}

function fail(code: OperatorErrorCode, offset: number, detail: string): never {
  throw new FormatError(code, { format: "mmdb", offset, field: "data" }, detail);
}
