/** Reads the lookup file (docs/formats/operator-lookup.md) into databases. */
import { FormatError } from "@creance/core";
import { LIMITS, MAGIC, VERSION } from "./lookup-layout.ts";
import type { OperatorDatabase, OperatorLabel } from "./operator-database.ts";
import type { OperatorErrorCode } from "./operator-errors.table.ts";

/**
 * The databases of a lookup file. Throws a `FormatError` (codes `operators-*`) for bytes that are not one. Everything is copied; memory is
 * at most nine times that of the file, whatever its counts claim.
 */
export function readOperatorLookup(bytes: Uint8Array): OperatorDatabase[] {
  const cursor = new Cursor(bytes);
  for (const [index, byte] of MAGIC.entries()) {
    if (bytes[index] !== byte) fail("operators-not-ours", index, "magic", "the file does not start like a lookup file");
  }
  cursor.offset = MAGIC.length;
  const version = cursor.word("version");
  if (version !== VERSION) fail("operators-version", MAGIC.length, "version", `edition ${version} is not known`);
  const count = cursor.count(LIMITS.databases, 0, "databases");
  const databases: OperatorDatabase[] = [];
  for (let index = 0; index < count; index += 1) databases.push(readDatabase(cursor));
  if (cursor.offset !== bytes.length) fail("operators-trailing", cursor.offset, "end", "bytes follow the last database");
  return databases;
}

function readDatabase(cursor: Cursor): OperatorDatabase {
  const kindCode = cursor.byte("kind");
  if (kindCode !== 1 && kindCode !== 2) fail("operators-bad-value", cursor.offset - 1, "kind", `kind ${kindCode} is not known`);
  const kind = kindCode === 1 ? "operator" : "country";
  const name = cursor.text("name");
  const date = cursor.text("date");
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) fail("operators-bad-value", cursor.offset, "date", "the date is not year-month-day");
  const licence = cursor.text("licence");
  const notice = cursor.text("notice");
  const labelCount = cursor.count(LIMITS.labels, 6, "labels");
  const labels = cursor.labels(labelCount);
  if (kind === "country" && !labels.every(({ text }) => /^[A-Z]{2}$/.test(text))) {
    fail("operators-bad-value", cursor.offset, "label", "a country is not two letters");
  }
  const width = cursor.byte("width");
  if (width !== 1 && width !== 2 && width !== 3)
    fail("operators-bad-value", cursor.offset - 1, "width", `a width of ${width} is not known`);
  const v4 = readRanges(cursor, 1, width, labelCount);
  const v6 = readRanges(cursor, 4, width, labelCount);
  return { kind, name, date, licence, notice, labels, v4Starts: v4.starts, v4Values: v4.values, v6Starts: v6.starts, v6Values: v6.values };
}

function readRanges(
  cursor: Cursor,
  wordsPerStart: 1 | 4,
  width: 1 | 2 | 3,
  labelCount: number,
): { starts: Uint32Array; values: Uint32Array } {
  // A start takes two bytes at least.
  const count = cursor.count(LIMITS.ranges, 2 + width, "ranges");
  const starts = cursor.starts(count, wordsPerStart);
  const valuesAt = cursor.offset;
  const values = cursor.numbers(count, width);
  for (let index = 0; index < count; index += 1) {
    if ((values[index] ?? 0) > labelCount) fail("operators-bad-value", valuesAt + index * width, "values", "no such label");
  }
  return { starts, values };
}

/** Reads forward; every length is held against what is left before anything is allocated. */
class Cursor {
  offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(field: string): number {
    const at = this.#take(1, field);
    return this.#view.getUint8(at);
  }

  word(field: string): number {
    const at = this.#take(4, field);
    return this.#view.getUint32(at, true);
  }

  /** A count that is neither above its limit nor more than the rest of the file can hold. */
  count(limit: number, bytesEach: number, field: string): number {
    const at = this.offset;
    const count = this.word(field);
    if (count > limit) fail("operators-limit", at, field, `${count} is more than ${limit}`);
    if (count * bytesEach > this.#bytes.length - this.offset)
      fail("operators-cut", this.offset, field, "the file ends before what it announces");
    return count;
  }

  text(field: string): string {
    const at = this.#take(2, field);
    const length = this.#view.getUint16(at, true);
    if (length > LIMITS.textBytes) fail("operators-limit", at, field, `${length} bytes of text are more than ${LIMITS.textBytes}`);
    const start = this.#take(length, field);
    try {
      return this.#decoder.decode(this.#bytes.subarray(start, start + length));
    } catch (cause) {
      throw new FormatError("operators-bad-value", { format: FORMAT, offset: start, field }, "a text is not UTF-8", { cause });
    }
  }

  /** Numbers with their texts: ASCII, as nearly all are, is decoded in one piece. */
  labels(count: number): OperatorLabel[] {
    const start = this.offset;
    for (let index = 0; index < count; index += 1) {
      this.#take(4, "asn");
      const at = this.#take(2, "label");
      const length = this.#view.getUint16(at, true);
      if (length > LIMITS.textBytes) fail("operators-limit", at, "label", `${length} bytes of text are more than ${LIMITS.textBytes}`);
      this.#take(length, "label");
    }
    const region = new TextDecoder("latin1").decode(this.#bytes.subarray(start, this.offset));
    const labels: OperatorLabel[] = [];
    this.offset = start;
    for (let index = 0; index < count; index += 1) {
      const asn = this.word("asn");
      const at = this.offset + 2 - start;
      const text = region.slice(at, at + this.#view.getUint16(this.offset, true));
      if (BEYOND_ASCII.test(text)) labels.push({ asn, text: this.text("label") });
      else {
        labels.push({ asn, text });
        this.offset += 2 + text.length;
      }
    }
    return labels;
  }

  /** Little-endian numbers of 1, 2 or 3 bytes each, copied. */
  numbers(count: number, width: 1 | 2 | 3): Uint32Array {
    const start = this.#take(count * width, "values");
    const bytes = this.#bytes;
    const numbers = new Uint32Array(count);
    for (let index = 0, at = start; index < count; index += 1, at += width) {
      let value = bytes[at] as number;
      if (width > 1) value |= (bytes[at + 1] as number) << 8;
      if (width > 2) value |= (bytes[at + 2] as number) << 16;
      numbers[index] = value;
    }
    return numbers;
  }

  /** Range starts, unpacked: each is the one before up to its shared bytes, then its own bytes, then zeros. They must rise. */
  starts(count: number, wordsPerStart: 1 | 4): Uint32Array {
    const size = wordsPerStart * 4;
    const bytes = this.#bytes;
    const words = new Uint32Array(count * wordsPerStart);
    const address = new Uint8Array(size);
    let offset = this.offset;
    for (let index = 0; index < count; index += 1) {
      if (offset >= bytes.length) fail("operators-cut", offset, "starts", "the file ends before what it announces");
      const head = bytes[offset] as number;
      const shared = head >> 4;
      const end = shared + (head & 15) + 1;
      if (end > size) fail("operators-bad-value", offset, "starts", "a start is longer than an address");
      const at = offset + 1;
      offset = at + end - shared;
      if (offset > bytes.length) fail("operators-cut", at, "starts", "the file ends before what it announces");
      // Equal up to the shared bytes: it rises when the rest does, compared before it is overwritten.
      let order = 0;
      for (let byte = shared; byte < size; byte += 1) {
        const value = byte < end ? (bytes[at + byte - shared] as number) : 0;
        if (order === 0) order = value - (address[byte] as number);
        address[byte] = value;
      }
      if (index > 0 && order <= 0) fail("operators-unsorted", at, "starts", "range starts do not rise");
      for (let word = 0; word < wordsPerStart; word += 1) {
        const byte = word * 4;
        words[index * wordsPerStart + word] =
          ((address[byte] as number) << 24) |
          ((address[byte + 1] as number) << 16) |
          ((address[byte + 2] as number) << 8) |
          (address[byte + 3] as number);
      }
    }
    this.offset = offset;
    return words;
  }

  #take(length: number, field: string): number {
    const at = this.offset;
    if (length > this.#bytes.length - at) fail("operators-cut", at, field, "the file ends before what it announces");
    this.offset = at + length;
    return at;
  }
}

const FORMAT = "operator-lookup";
const BEYOND_ASCII = /[\u0080-\uffff]/;

function fail(code: OperatorErrorCode, offset: number, field: string, detail: string): never {
  throw new FormatError(code, { format: FORMAT, offset, field }, detail);
}
