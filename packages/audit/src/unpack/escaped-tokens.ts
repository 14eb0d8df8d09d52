/** Percent coding, escapes of JSON, references of XML: each word that has any is decoded as a whole into a stream below. */
import type { EncodingLayer } from "../encoding-layers.table.ts";
import { indexOfByte } from "./index-of-byte.ts";
import type { ChildStream, Unpacker, UnpackHost } from "./unpacker.ts";
import { withRoom } from "./with-room.ts";

/** Ways to escape characters in text. */
export type Escaping = "percent" | "form" | "json" | "xml";

/** How far back a word may have begun. */
const LOOK_BACK = 4096;
const OUT_BYTES = 4096;
/** Longest escape: `&#x10ffff;`, `\u1234`. */
const MAX_ESCAPE = 12;

const triggers = { percent: 0x25, form: 0x25, json: 0x5c, xml: 0x26 } as const;
const layerOf: { readonly [Way in Escaping]: EncodingLayer } = { percent: "percent", form: "percent", json: "escaped", xml: "escaped" };

/** By byte: 1 where a word ends and the next begins. */
const limitsOf: { readonly [Way in Escaping]: Uint8Array } = {
  percent: limitTable(" \"'<>\\^`{|}&=?#;,"),
  form: limitTable(" \"'<>\\^`{|}&=?#;"),
  json: limitTable('"'),
  xml: limitTable('<>"'),
};

function limitTable(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let index = 0; index < characters.length; index++) table[characters.charCodeAt(index)] = 1;
  for (let control = 0; control < 0x20; control++) if (!characters.startsWith('"') && !characters.startsWith("<")) table[control] = 1;
  return table;
}

/** Finds words with escapes and decodes each into a stream below. */
export class EscapedTokens implements Unpacker {
  readonly #host: UnpackHost;
  readonly #way: Escaping;
  readonly #trigger: number;
  readonly #limits: Uint8Array;
  /** The end of what came before: a word may have begun there. */
  #before = new Uint8Array(0);
  #beforeLength = 0;
  #at = 0;
  #isInside = false;
  #child: ChildStream | undefined;
  #closed = false;
  /** An escape that the piece cut. */
  readonly #escape: number[] = [];
  #out = new Uint8Array(0);
  #outLength = 0;
  #outFrom = 0;

  constructor(host: UnpackHost, way: Escaping) {
    this.#host = host;
    this.#way = way;
    this.#trigger = triggers[way];
    this.#limits = limitsOf[way];
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (this.#isInside) {
        at = this.#decode(bytes, at, end, this.#at - start);
        continue;
      }
      const found = indexOfByte(bytes, this.#trigger, at, end);
      if (found < 0) break;
      const from = this.#wordStart(bytes, at, found, start);
      this.#isInside = true;
      this.#closed = false;
      this.#outLength = 0;
      const offset = this.#at + from - start;
      this.#outFrom = offset;
      this.#child = this.#host.open({ layers: [layerOf[this.#way]], sourceStart: offset, role: "body" });
      if (this.#child === undefined) this.#closed = true;
      if (from < start) {
        const length = this.#beforeLength;
        this.#decode(this.#before, length + from - start, length, offset - (length + from - start));
      }
      at = this.#decode(bytes, Math.max(from, start), end, this.#at - start);
    }
    this.#keep(bytes, start, end);
    this.#at += end - start;
  }

  gap(): void {
    this.#finish(this.#at);
    this.#beforeLength = 0;
  }

  end(): void {
    this.#finish(this.#at);
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const from = Math.max(start, end - LOOK_BACK);
    if (this.#beforeLength + end - from > 2 * LOOK_BACK) {
      this.#before.copyWithin(0, this.#beforeLength - LOOK_BACK, this.#beforeLength);
      this.#beforeLength = LOOK_BACK;
    }
    this.#before = withRoom(this.#before, this.#beforeLength, this.#beforeLength + end - from);
    this.#before.set(bytes.subarray(from, end), this.#beforeLength);
    this.#beforeLength += end - from;
  }

  /** Where the word began: before `start` when it reaches back into what came before. */
  #wordStart(bytes: Uint8Array, lowest: number, found: number, start: number): number {
    const limits = this.#limits;
    const floor = Math.max(lowest, found - LOOK_BACK);
    let from = found;
    while (from > floor && limits[bytes[from - 1] as number] === 0) from--;
    if (from > start) return from;
    const before = this.#before;
    let back = this.#beforeLength;
    const backFloor = Math.max(0, back - (LOOK_BACK - (found - start)));
    while (back > backFloor && limits[before[back - 1] as number] === 0) back--;
    return from - (this.#beforeLength - back);
  }

  #decode(bytes: Uint8Array, from: number, end: number, shift: number): number {
    const limits = this.#limits;
    let at = from;
    while (at < end) {
      const byte = bytes[at] as number;
      if (this.#escape.length > 0) {
        this.#escape.push(byte);
        this.#tryEscape(shift + at + 1);
        at++;
        continue;
      }
      if (byte === this.#trigger) {
        this.#escape.push(byte);
        at++;
        continue;
      }
      if (limits[byte] === 1) {
        this.#finish(shift + at);
        return at + 1;
      }
      this.#put(this.#way === "form" && byte === 0x2b ? 0x20 : byte, shift + at + 1);
      at++;
    }
    return at;
  }

  /** Decodes the escape that is held when it is complete; writes it as it is when it is none. */
  #tryEscape(offset: number): void {
    const held = this.#escape;
    if (this.#way === "json") {
      const kind = held[1] as number;
      if (kind !== 0x75) {
        const plain = jsonEscapes.get(kind);
        held.length = 0;
        if (plain === undefined) {
          this.#put(0x5c, offset);
          this.#put(kind, offset);
        } else this.#put(plain, offset);
        return;
      }
      if (held.length < 6) return;
      this.#character(hexNumber(held, 2, 6), offset);
      return;
    }
    if (this.#way !== "xml") {
      if (held.length < 3) return;
      const value = hexNumber(held, 1, 3);
      if (value < 0) this.#asItIs(offset);
      else {
        held.length = 0;
        this.#put(value, offset);
      }
      return;
    }
    const last = held.at(-1) as number;
    if (last === 0x3b) this.#character(xmlReference(held), offset);
    else if (held.length >= MAX_ESCAPE || this.#limits[last] === 1) this.#asItIs(offset);
  }

  #character(code: number, offset: number): void {
    if (code < 0) {
      this.#asItIs(offset);
      return;
    }
    this.#escape.length = 0;
    if (code < 0x80) this.#put(code, offset);
    else if (code < 0x800) {
      this.#put(0xc0 | (code >> 6), offset);
      this.#put(0x80 | (code & 63), offset);
    } else if (code < 0x1_0000) {
      this.#put(0xe0 | (code >> 12), offset);
      this.#put(0x80 | ((code >> 6) & 63), offset);
      this.#put(0x80 | (code & 63), offset);
    } else {
      this.#put(0xf0 | (code >> 18), offset);
      this.#put(0x80 | ((code >> 12) & 63), offset);
      this.#put(0x80 | ((code >> 6) & 63), offset);
      this.#put(0x80 | (code & 63), offset);
    }
  }

  #asItIs(offset: number): void {
    const held = this.#escape.splice(0);
    for (const byte of held) this.#put(byte, offset);
  }

  #put(byte: number, offset: number): void {
    if (this.#outLength >= this.#out.byteLength) this.#out = withRoom(this.#out, this.#outLength, this.#outLength + 1);
    this.#out[this.#outLength++] = byte;
    if (this.#outLength >= OUT_BYTES) this.#flush(offset);
  }

  #flush(offset: number): void {
    if (this.#outLength > 0 && !this.#closed) this.#child?.push(this.#out, 0, this.#outLength, this.#outFrom, offset);
    this.#outLength = 0;
    this.#outFrom = offset;
  }

  #finish(offset: number): void {
    if (!this.#isInside) return;
    this.#isInside = false;
    this.#asItIs(offset);
    this.#flush(offset);
    this.#child?.end(true);
    this.#child = undefined;
  }
}

const jsonEscapes = new Map<number, number>([
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x2f, 0x2f],
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
]);
const xmlNames = new Map([
  ["amp", 0x26],
  ["lt", 0x3c],
  ["gt", 0x3e],
  ["quot", 0x22],
  ["apos", 0x27],
]);

function hexNumber(bytes: readonly number[], from: number, to: number): number {
  const text = String.fromCharCode(...bytes.slice(from, to));
  return /^[0-9a-fA-F]+$/.test(text) ? Number.parseInt(text, 16) : -1;
}

function xmlReference(bytes: readonly number[]): number {
  const name = String.fromCharCode(...bytes.slice(1, -1));
  const known = xmlNames.get(name);
  if (known !== undefined) return known;
  const number = /^#x[0-9a-f]{1,6}$/i.test(name)
    ? Number.parseInt(name.slice(2), 16)
    : /^#\d{1,7}$/.test(name)
      ? Number(name.slice(1))
      : -1;
  return number > 0x10_ffff ? -1 : number;
}
