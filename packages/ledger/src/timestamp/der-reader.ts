/** Reads DER values (ITU-T X.690) of untrusted bytes: definite lengths, every length checked against what is left. Throws only `FormatError`. */
import { FormatError } from "@creance/core";
import { derTags } from "./der-writer.ts";

/** Name of the format in errors. */
const FORMAT = "rfc3161";

/** A value as it lies in the bytes. */
export interface DerValue {
  readonly tag: number;
  /** Offset of its tag, from the start of the file. */
  readonly offset: number;
  /** Its content, a view. */
  readonly content: Uint8Array;
  /** The whole value with tag and length, a view. */
  readonly whole: Uint8Array;
}

/** Goes through the values of one content. */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  #at = 0;

  constructor(bytes: Uint8Array, base = 0) {
    this.#bytes = bytes;
    this.#base = base;
  }

  /** True when nothing is left. */
  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.byteLength;
  }

  /** Tag of the next value; `undefined` at the end. */
  get nextTag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The next value. Throws when there is none, or none with this tag. */
  read(field: string, tag?: number): DerValue {
    const start = this.#at;
    const found = this.#bytes[start];
    if (found === undefined) throw this.#wrong("der-short", field, "it ends too early");
    if (tag !== undefined && found !== tag)
      throw this.#wrong("der-tag", field, `a value with the tag ${tag} was expected, ${found} is there`);
    if ((found & 0x1f) === 0x1f) throw this.#wrong("der-tag", field, "a tag of several bytes is not read here");
    const first = this.#bytes[start + 1];
    if (first === undefined) throw this.#wrong("der-short", field, "it ends too early");
    let length = first;
    let head = 2;
    if (first >= 0x80) {
      const count = first & 0x7f;
      if (count === 0 || count > 4) throw this.#wrong("der-length", field, "its length is not in the short, definite form");
      length = 0;
      for (let at = 0; at < count; at++) {
        const byte = this.#bytes[start + 2 + at];
        if (byte === undefined) throw this.#wrong("der-short", field, "it ends too early");
        length = length * 256 + byte;
      }
      head += count;
    }
    if (length > this.#bytes.byteLength - start - head) throw this.#wrong("der-length", field, "it claims to be longer than what holds it");
    this.#at = start + head + length;
    return {
      tag: found,
      offset: this.#base + start,
      content: this.#bytes.subarray(start + head, this.#at),
      whole: this.#bytes.subarray(start, this.#at),
    };
  }

  /** A reader over the content of the next value. */
  enter(field: string, tag: number): DerReader {
    const value = this.read(field, tag);
    return new DerReader(value.content, value.offset + value.whole.byteLength - value.content.byteLength);
  }

  /** The next value as a whole number of at most 53 bits. */
  readSmallInteger(field: string): number {
    const { content } = this.read(field, derTags.integer);
    if (content.byteLength === 0 || content.byteLength > 6 || (content[0] as number) >= 0x80) {
      throw this.#wrong("der-integer", field, "the number is negative or too large");
    }
    return content.reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** The next value as the bytes of a whole number from 0 on, without leading zeros. */
  readMagnitude(field: string): Uint8Array {
    const { content } = this.read(field, derTags.integer);
    if (content.byteLength === 0 || content.byteLength > 64) throw this.#wrong("der-integer", field, "the number is empty or too large");
    let from = 0;
    while (from < content.byteLength - 1 && content[from] === 0) from += 1;
    return content.slice(from);
  }

  /** The next value as a dotted object identifier. */
  readObjectId(field: string): string {
    const { content } = this.read(field, derTags.objectId);
    const first = content[0];
    if (first === undefined || content.byteLength > 64 || (content[content.byteLength - 1] as number) >= 0x80) {
      throw this.#wrong("der-object-id", field, "the object identifier is not whole");
    }
    const arcs: number[] = first < 80 ? [Math.floor(first / 40), first % 40] : [2, first - 80];
    let arc = 0;
    for (const byte of content.subarray(1)) {
      arc = arc * 128 + (byte & 0x7f);
      if (arc > Number.MAX_SAFE_INTEGER) throw this.#wrong("der-object-id", field, "an arc of the object identifier is too large");
      if (byte >= 0x80) continue;
      arcs.push(arc);
      arc = 0;
    }
    return arcs.join(".");
  }

  #wrong(code: string, field: string, detail: string): FormatError {
    return new FormatError(code, { format: FORMAT, offset: this.#base + this.#at, field }, detail);
  }
}
