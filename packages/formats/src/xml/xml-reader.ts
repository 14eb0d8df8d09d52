/**
 * A small XML reader for metadata and tracks (docs/formats/xml.md): UTF-8, elements, attributes, text, CDATA, the five entities and
 * character references. No document types, no other entities, no namespaces (names come as written). Memory: one token.
 */
import { FormatError } from "@creance/core";
import { type XmlErrorCode, xmlErrors } from "./errors.table.ts";
import type { XmlAttribute, XmlEvent } from "./xml-event.ts";

/** Bounds and the place of the text inside its file. */
export interface XmlReaderOptions {
  /** Format id that errors carry. */
  readonly format: string;
  /** Offset of the text's first byte in the original; added to every offset. */
  readonly baseOffset?: number;
  /** Deepest nesting; 64 unless told. */
  readonly maxDepth?: number;
  /** Longest tag, comment or CDATA head in bytes; 1 MiB unless told. */
  readonly maxTokenBytes?: number;
  /** Most attributes of an element; 4,096 unless told. */
  readonly maxAttributes?: number;
}

const LT = 0x3c;
const GT = 0x3e;
const decoder = new TextDecoder();

/**
 * Reads XML chunk by chunk: `push` gives the events of what is complete, `end` checks that nothing is open. Both throw a `FormatError`.
 * Text longer than a chunk comes in pieces, never cut inside a character or an entity.
 */
export class XmlReader {
  readonly #format: string;
  readonly #maxDepth: number;
  readonly #maxTokenBytes: number;
  readonly #maxAttributes: number;
  #rest: Uint8Array = new Uint8Array(0);
  /** Offset in the original of the first byte of `#rest`. */
  #offset: number;
  #open: string[] = [];
  #begun = false;

  constructor(options: XmlReaderOptions) {
    this.#format = options.format;
    this.#offset = options.baseOffset ?? 0;
    this.#maxDepth = options.maxDepth ?? 64;
    this.#maxTokenBytes = options.maxTokenBytes ?? 1_048_576;
    this.#maxAttributes = options.maxAttributes ?? 4096;
  }

  /** Depth of the element that is open now. */
  get depth(): number {
    return this.#open.length;
  }

  /** Takes the next bytes and gives the events that they complete. The bytes are not kept beyond the call unless a token is open. */
  *push(chunk: Uint8Array): Generator<XmlEvent, void, undefined> {
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const base = this.#offset;
    let at = this.#begun ? 0 : this.#begin(bytes);
    while (at < bytes.length) {
      if (bytes[at] === LT) {
        const end = this.#tokenEnd(bytes, at);
        if (end < 0) break;
        yield* this.#token(bytes, at, end, base);
        at = end;
      } else {
        const next = bytes.indexOf(LT, at);
        const end = next < 0 ? wholeTextEnd(bytes, at) : next;
        if (end === at) break;
        yield { kind: "text", text: plainText(bytes, at, end), byteOffset: base + at, lengthBytes: end - at };
        at = end;
        if (next < 0) break;
      }
    }
    this.#rest = at === bytes.length ? new Uint8Array(0) : bytes.slice(at);
    this.#offset = base + at;
    if (this.#rest.length > this.#maxTokenBytes) throw this.#error("xml-token-too-long", this.#offset);
  }

  /** The text is over. Throws when an element or a tag is still open; gives text that was held back. */
  *end(): Generator<XmlEvent, void, undefined> {
    const rest = this.#rest;
    if (rest.length > 0 && rest[0] === LT) throw this.#error("xml-cut", this.#offset);
    if (rest.length > 0) yield { kind: "text", text: plainText(rest, 0, rest.length), byteOffset: this.#offset, lengthBytes: rest.length };
    this.#rest = new Uint8Array(0);
    const open = this.#open.at(-1);
    if (open !== undefined) throw this.#error("xml-cut", this.#offset + rest.length, open);
  }

  #begin(bytes: Uint8Array): number {
    if (bytes.length < 4) return 0;
    this.#begun = true;
    const [first, second] = bytes;
    if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe) || first === 0 || second === 0)
      throw this.#error("xml-not-utf8", this.#offset);
    return first === 0xef && second === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  /** Offset behind the token that begins at `at`; -1 while it is not complete. */
  #tokenEnd(bytes: Uint8Array, at: number): number {
    if (bytes.length - at < 4) {
      const end = bytes.indexOf(GT, at);
      return end < 0 || bytes[at + 1] === 0x21 ? -1 : end + 1;
    }
    const second = bytes[at + 1];
    if (second === 0x21) {
      if (startsWith(bytes, at, "<!--")) return behind(bytes, at + 4, "-->");
      if (startsWith(bytes, at, "<![CDATA[")) return behind(bytes, at + 9, "]]>");
      if (bytes.length - at < 9) return -1;
      throw this.#error(startsWith(bytes, at, "<!DOCTYPE") ? "xml-document-type" : "xml-bad-tag", this.#offset + at);
    }
    if (second === 0x3f) return behind(bytes, at + 2, "?>");
    if (second === 0x2f) {
      const end = bytes.indexOf(GT, at);
      return end < 0 ? -1 : end + 1;
    }
    return tagEnd(bytes, at + 1);
  }

  *#token(bytes: Uint8Array, at: number, end: number, base: number): Generator<XmlEvent, void, undefined> {
    const second = bytes[at + 1];
    if (second === 0x3f) return;
    if (second === 0x21) {
      if (bytes[at + 2] !== 0x5b || end - at < 13) return;
      const text = decoder.decode(bytes.subarray(at + 9, end - 3));
      yield { kind: "text", text, byteOffset: base + at + 9, lengthBytes: end - at - 12 };
      return;
    }
    if (second === 0x2f) {
      const name = nameAt(bytes, at + 2);
      if (name === "" || this.#open.pop() !== name) throw this.#error("xml-wrong-end", base + at, name);
      yield { kind: "end", name, byteOffset: base + at };
      return;
    }
    const name = nameAt(bytes, at + 1);
    if (name === "") throw this.#error("xml-bad-tag", base + at);
    const isEmpty = bytes[end - 2] === 0x2f;
    const attributes = this.#attributes(bytes, at + 1 + byteLengthOf(name), isEmpty ? end - 2 : end - 1, base);
    if (this.#open.length >= this.#maxDepth) throw this.#error("xml-too-deep", base + at, name);
    this.#open.push(name);
    yield { kind: "start", name, attributes, byteOffset: base + at, lengthBytes: end - at };
    if (!isEmpty) return;
    this.#open.pop();
    yield { kind: "end", name, byteOffset: base + end };
  }

  #attributes(bytes: Uint8Array, from: number, to: number, base: number): XmlAttribute[] {
    const attributes: XmlAttribute[] = [];
    let at = from;
    for (;;) {
      const before = at;
      while (at < to && isSpace(bytes[at] as number)) at += 1;
      if (at >= to) return attributes;
      const name = nameAt(bytes, at);
      if (name === "" || before === at) throw this.#error("xml-bad-tag", base + at);
      at += byteLengthOf(name);
      while (at < to && isSpace(bytes[at] as number)) at += 1;
      if (bytes[at] !== 0x3d) throw this.#error("xml-bad-tag", base + at, name);
      at += 1;
      while (at < to && isSpace(bytes[at] as number)) at += 1;
      const quote = bytes[at];
      const end = quote === 0x22 || quote === 0x27 ? bytes.indexOf(quote, at + 1) : -1;
      if (end < 0 || end >= to) throw this.#error("xml-bad-tag", base + at, name);
      if (attributes.length >= this.#maxAttributes) throw this.#error("xml-too-many-attributes", base + at, name);
      attributes.push({ name, value: plainText(bytes, at + 1, end), byteOffset: base + at + 1, lengthBytes: end - at - 1 });
      at = end + 1;
    }
  }

  #error(code: XmlErrorCode, offset: number, field?: string): FormatError {
    const where = field === undefined ? { format: this.#format, offset } : { format: this.#format, offset, field: field.slice(0, 120) };
    return new FormatError(code, where, xmlErrors[code]);
  }
}

/** All events of a text that is in memory. Throws a `FormatError` where the text breaks, after the events before that. */
export function* readXml(bytes: Uint8Array, options: XmlReaderOptions): Generator<XmlEvent, void, undefined> {
  const reader = new XmlReader({ ...options, maxTokenBytes: Math.max(options.maxTokenBytes ?? 0, bytes.length) });
  yield* reader.push(bytes);
  yield* reader.end();
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

function behind(bytes: Uint8Array, from: number, text: string): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
    if (startsWith(bytes, at, text)) return at + text.length;
  return -1;
}

/** Offset behind the `>` that closes a start tag; quotes may hold `>`. */
function tagEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === GT) return at + 1;
    if (byte !== 0x22 && byte !== 0x27) continue;
    at = bytes.indexOf(byte, at + 1);
    if (at < 0) return -1;
  }
  return -1;
}

/** A name ends at space, `=`, `/`, `>`, quotes or `<`. */
function nameAt(bytes: Uint8Array, from: number): string {
  let at = from;
  let isAscii = true;
  let name = "";
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte <= 0x20 || byte === 0x3d || byte === 0x2f || byte === GT || byte === LT || byte === 0x22 || byte === 0x27) break;
    if (byte > 0x7f) isAscii = false;
    if (isAscii) name += String.fromCharCode(byte);
  }
  return isAscii ? name : nameDecoder(bytes.subarray(from, at));
}

/** A name outside ASCII keeps its byte length only when it is valid UTF-8: anything else is no name. */
function nameDecoder(bytes: Uint8Array): string {
  const name = decoder.decode(bytes);
  return name.includes("\ufffd") ? "" : name;
}

function byteLengthOf(name: string): number {
  let length = 0;
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return length;
}

/** Where text that may go on in the next chunk can be cut: not inside a character, not inside an entity. */
function wholeTextEnd(bytes: Uint8Array, from: number): number {
  let end = bytes.length;
  while (end > from && end > bytes.length - 4 && ((bytes[end - 1] as number) & 0xc0) === 0x80) end -= 1;
  if (end > from && (bytes[end - 1] as number) >= 0xc0) end -= 1;
  else end = bytes.length;
  const reference = bytes.lastIndexOf(0x26, end - 1);
  return reference >= from && reference > end - 12 && bytes.indexOf(0x3b, reference) < 0 ? reference : end;
}

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function plainText(bytes: Uint8Array, from: number, to: number): string {
  const text = decoder.decode(bytes.subarray(from, to));
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|lt|gt|amp|quot|apos);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return NAMED[name] ?? whole;
    const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
