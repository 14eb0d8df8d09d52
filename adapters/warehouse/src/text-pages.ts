/**
 * A text column in a Parquet file: OPTIONAL BYTE_ARRAY (UTF8), a dictionary page of PLAIN values and one data page (version 2) of definition
 * levels and codes. Conversations repeat most of their text; where every value differs, the codes cost a few bytes a row and order it.
 */
import type { ColumnChunk } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { ByteWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";

import { decodeHybrid, encodePacked, encodeRun, widthFor } from "./bit-packing.ts";
import { type CodedText, UNKNOWN } from "./coded-text.ts";
import { compareText } from "./compare-text.ts";
import { MAX_TEXT_CELL_BYTES, MAX_TEXT_COLUMN_BYTES } from "./parquet-columns.ts";
import { snappyCompress } from "./snappy-compress.ts";
import { snappyUncompress } from "./snappy-uncompress.ts";

/** Writes a column's pages. Throws a `RangeError` when its dictionary passes 256 MiB (a bug of the caller). */
export function writeTextColumn(writer: ByteWriter, name: string, { dictionary, codes }: CodedText): ColumnChunk {
  const start = writer.offset;
  const rows = codes.length;
  let uncompressed = 0;
  // A column without any known value has no dictionary: readers stumble over an empty one.
  if (dictionary.length > 0) {
    const plain = encodePlain(name, dictionary);
    const compressed = snappyCompress(plain);
    writePageHeader(writer, {
      type: "DICTIONARY_PAGE",
      uncompressed_page_size: plain.byteLength,
      compressed_page_size: compressed.byteLength,
      dictionary_page_header: { num_values: dictionary.length, encoding: "PLAIN" },
    });
    uncompressed += writer.offset - start + plain.byteLength;
    writer.appendBytes(compressed);
  }
  const dataStart = writer.offset;
  const known = new Int32Array(rows);
  const levels = new Uint8Array(rows);
  let knownCount = 0;
  for (let row = 0; row < rows; row += 1) {
    const code = codes[row] as number;
    if (code === UNKNOWN) continue;
    levels[row] = 1;
    known[knownCount] = code;
    knownCount += 1;
  }
  const definition = knownCount === rows || knownCount === 0 ? encodeRun(knownCount === 0 ? 0 : 1, rows) : encodePacked(levels, rows, 1);
  const values = knownCount === 0 ? new Uint8Array(0) : encodeCodes(known, knownCount, dictionary.length);
  const compressed = knownCount === 0 ? values : snappyCompress(values);
  writePageHeader(writer, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: definition.byteLength + values.byteLength,
    compressed_page_size: definition.byteLength + compressed.byteLength,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: rows - knownCount,
      num_rows: rows,
      encoding: knownCount === 0 ? "PLAIN" : "RLE_DICTIONARY",
      definition_levels_byte_length: definition.byteLength,
      repetition_levels_byte_length: 0,
      is_compressed: knownCount > 0,
    },
  });
  uncompressed += writer.offset - dataStart + definition.byteLength + values.byteLength;
  writer.appendBytes(definition);
  writer.appendBytes(compressed);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: "BYTE_ARRAY",
      encodings: knownCount === 0 ? ["PLAIN", "RLE"] : ["PLAIN", "RLE", "RLE_DICTIONARY"],
      path_in_schema: [name],
      codec: "SNAPPY",
      num_values: BigInt(rows),
      total_compressed_size: BigInt(writer.offset - start),
      total_uncompressed_size: BigInt(uncompressed),
      data_page_offset: BigInt(dataStart),
      ...(dictionary.length > 0 ? { dictionary_page_offset: BigInt(start) } : {}),
    },
  };
}

/** Reads a column's pages; `undefined` when they are not what `writeTextColumn` writes for this many rows (at least 1). */
export function readTextColumn(bytes: Uint8Array, rows: number): CodedText | undefined {
  const pages = { bytes, at: 0 };
  let page = nextPage(pages);
  let dictionary: readonly string[] = [];
  if (page?.header.dictionary_page_header !== undefined) {
    const { num_values: count } = page.header.dictionary_page_header;
    const plain = count <= rows ? inflate(page.body, page.header.uncompressed_page_size) : undefined;
    const values = plain && decodePlain(plain, count);
    if (values === undefined) return undefined;
    dictionary = values;
    page = nextPage(pages);
  }
  const header = page?.header.data_page_header_v2;
  if (page === undefined || header === undefined || pages.at !== bytes.byteLength || header.num_values !== rows) return undefined;
  const levelBytes = header.definition_levels_byte_length;
  if (!(levelBytes >= 0 && levelBytes <= page.body.byteLength)) return undefined;
  const codes = decodeHybrid(page.body.subarray(0, levelBytes), 1, rows);
  if (codes === undefined) return undefined;
  let knownCount = 0;
  for (let row = 0; row < rows; row += 1) knownCount += codes[row] as number;
  if (knownCount === 0) return dictionary.length === 0 ? { dictionary, codes: codes.fill(UNKNOWN) } : undefined;
  if (header.encoding !== "RLE_DICTIONARY") return undefined;
  const values = inflate(page.body.subarray(levelBytes), page.header.uncompressed_page_size - levelBytes);
  const known = values && decodeHybrid(values.subarray(1), values[0] as number, knownCount);
  return known && placeCodes(codes, known, dictionary);
}

function encodeCodes(codes: Int32Array, count: number, values: number): Uint8Array {
  const widthBits = widthFor(values);
  const packed = encodePacked(codes, count, widthBits);
  const bytes = new Uint8Array(packed.byteLength + 1);
  bytes[0] = widthBits;
  bytes.set(packed, 1);
  return bytes;
}

/** Turns definition levels into codes in place. */
function placeCodes(levels: Int32Array, known: Int32Array, dictionary: readonly string[]): CodedText | undefined {
  let at = 0;
  for (let row = 0; row < levels.length; row += 1) {
    if (levels[row] === 0) {
      levels[row] = UNKNOWN;
      continue;
    }
    const code = known[at] as number;
    if (code >= dictionary.length) return undefined;
    levels[row] = code;
    at += 1;
  }
  return { dictionary, codes: levels };
}

/** PLAIN byte arrays: each value behind its length in 4 bytes. */
function encodePlain(name: string, values: readonly string[]): Uint8Array {
  let mostBytes = 0;
  for (const value of values) mostBytes += 4 + value.length * 3;
  if (mostBytes > MAX_TEXT_COLUMN_BYTES) mostBytes = values.reduce((sum, value) => sum + 4 + Buffer.byteLength(value), 0);
  if (mostBytes > MAX_TEXT_COLUMN_BYTES) throw new RangeError(`column ${name} has more than ${MAX_TEXT_COLUMN_BYTES} bytes of text`);
  const bytes = Buffer.allocUnsafe(mostBytes);
  let at = 0;
  for (const value of values) {
    const lengthBytes = writeText(bytes, at + 4, value);
    bytes.writeUInt32LE(lengthBytes, at);
    at += 4 + lengthBytes;
  }
  return bytes.subarray(0, at);
}

/** Writes text as UTF-8 and returns its length in bytes. ASCII, which nearly all of it is, needs no call out of JavaScript. */
function writeText(bytes: Buffer, start: number, value: string): number {
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charCodeAt(at);
    if (unit >= 0x80) return bytes.write(value, start, "utf8");
    bytes[start + at] = unit;
  }
  return value.length;
}

function decodePlain(bytes: Uint8Array, count: number): string[] | undefined {
  const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = page.toString("latin1");
  const values: string[] = [];
  let at = 0;
  for (let place = 0; place < count; place += 1) {
    if (at + 4 > page.byteLength) return undefined;
    const lengthBytes = page.readUInt32LE(at);
    at += 4;
    if (lengthBytes > MAX_TEXT_CELL_BYTES || at + lengthBytes > page.byteLength) return undefined;
    const end = at + lengthBytes;
    let high = 0;
    for (let byte = at; byte < end; byte += 1) high |= page[byte] as number;
    const value = high < 0x80 ? ascii.slice(at, end) : page.toString("utf8", at, end);
    if (place > 0 && compareText(values[place - 1] as string, value) >= 0) return undefined;
    values.push(value);
    at = end;
  }
  return at === page.byteLength ? values : undefined;
}

interface Page {
  readonly header: PageHeader;
  readonly body: Uint8Array;
}

type PageHeader = ReturnType<typeof parquetHeader>;

function nextPage(pages: { readonly bytes: Uint8Array; at: number }): Page | undefined {
  const { bytes } = pages;
  if (pages.at >= bytes.byteLength) return undefined;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: pages.at };
  try {
    const header = parquetHeader(reader);
    if (!countsAreNumbers(header)) return undefined;
    const end = reader.offset + header.compressed_page_size;
    if (!(end > reader.offset && end <= bytes.byteLength)) return undefined;
    pages.at = end;
    return { header, body: bytes.subarray(reader.offset, end) };
  } catch {
    // A header that is cut or nonsense: whatever the library says about it, the page is not one of ours.
    return undefined;
  }
}

/** The library gives what the bytes say each field is: a changed header may hold a `bigint`, bytes or nothing where its types promise a number. */
function countsAreNumbers({
  uncompressed_page_size,
  compressed_page_size,
  dictionary_page_header,
  data_page_header_v2,
}: PageHeader): boolean {
  const counts: unknown[] = [uncompressed_page_size, compressed_page_size];
  if (dictionary_page_header !== undefined) counts.push(dictionary_page_header.num_values);
  if (data_page_header_v2 !== undefined) counts.push(data_page_header_v2.num_values, data_page_header_v2.definition_levels_byte_length);
  return counts.every((count) => Number.isSafeInteger(count));
}

function inflate(bytes: Uint8Array, sizeBytes: number): Uint8Array | undefined {
  return sizeBytes > 0 && sizeBytes <= MAX_TEXT_COLUMN_BYTES ? snappyUncompress(bytes, sizeBytes) : undefined;
}
