/**
 * A table as the bytes of one Parquet file that can prove itself: each column's SHA-256 stands in the footer, and the footer's
 * SHA-256 stands in the 32 bytes before it (a gap that Parquet allows). Reading some columns therefore checks exactly what is read.
 */
import { createHash } from "node:crypto";
import type { ColumnArray, MixedColumn, MixedRows, MixedTable, TextColumn } from "@creance/core";
import type { ColumnChunk } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";

import { codeText } from "./coded-text.ts";
import { CREATED_BY, MAX_FILE_BYTES, MAX_ROWS, metadataKeys, schemaElement, toStored } from "./parquet-columns.ts";
import { snappyCompress } from "./snappy-compress.ts";
import { writeTextColumn } from "./text-pages.ts";
import type { TableKey } from "./types.ts";

/** Bytes of the seal: the SHA-256 of the footer and its length field. */
export const SEAL_BYTES = 32;

/**
 * Encodes a table. Throws a `RangeError` when an array is shorter than the rows, there are too many rows, a text is longer than 64 KiB or the
 * file grows past 2 GiB (a bug of the caller).
 */
export function encodeTable<Table extends MixedTable>(key: TableKey, table: Table, rows: MixedRows<Table>): Uint8Array {
  if (!(rows.rows >= 0 && rows.rows <= MAX_ROWS)) throw new RangeError(`a derived file holds at most ${MAX_ROWS} rows, not ${rows.rows}`);
  const names = Object.keys(table);
  const writer = new ByteWriter(1 << 16);
  const parquet = new ParquetWriter({
    writer,
    schema: [{ name: "root", num_children: names.length }, ...names.map((name) => schemaElement(name, table[name] as Table[string]))],
    codec: "SNAPPY",
    statistics: false,
    createdBy: CREATED_BY,
  });
  const hashes: Record<string, string> = {};
  const chunks: ColumnChunk[] = [];
  for (const name of rows.rows === 0 ? [] : names) {
    const spec = table[name] as Table[string];
    const values = rows.columns[name] as MixedColumn;
    if (values.length < rows.rows) throw new RangeError(`column ${name} has ${values.length} of ${rows.rows} rows`);
    const start = writer.offset;
    chunks.push(
      spec.type === "text"
        ? writeTextColumn(writer, name, codeText(values as TextColumn, rows.rows))
        : writeColumn(writer, name, toStored(spec.type, (values as ColumnArray).subarray(0, rows.rows))),
    );
    if (writer.offset > MAX_FILE_BYTES) throw new RangeError(`a derived file holds at most ${MAX_FILE_BYTES} bytes`);
    hashes[name] = createHash("sha256").update(writer.getBytes().subarray(start)).digest("hex");
  }
  if (chunks.length > 0) {
    const total_byte_size = chunks.reduce((sum, chunk) => sum + (chunk.meta_data?.total_uncompressed_size ?? 0n), 0n);
    parquet.row_groups.push({ columns: chunks, total_byte_size, num_rows: BigInt(rows.rows) });
    parquet.num_rows = BigInt(rows.rows);
  }
  parquet.kvMetadata = metadata(key, table, hashes);
  const sealAt = writer.offset;
  writer.appendBytes(new Uint8Array(SEAL_BYTES));
  void parquet.finish();
  const bytes = writer.getBytes();
  bytes.set(footerSeal(bytes.subarray(sealAt + SEAL_BYTES)), sealAt);
  return bytes;
}

/** The seal of a footer: `footer` runs from the first byte of the metadata to the end of the file. */
export function footerSeal(footer: Uint8Array): Uint8Array {
  return createHash("sha256").update(footer).digest();
}

function metadata(key: TableKey, table: MixedTable, hashes: Readonly<Record<string, string>>): { key: string; value: string }[] {
  const units = Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, spec.unit]));
  return [
    { key: metadataKeys.original, value: key.sha256 },
    { key: metadataKeys.segment, value: String(key.segment) },
    { key: metadataKeys.reader, value: key.reader },
    { key: metadataKeys.units, value: JSON.stringify(units) },
    { key: metadataKeys.columnSha256, value: JSON.stringify(hashes) },
  ];
}

/**
 * One page of PLAIN values, which is what the array holds already (on the little-endian machines that Node runs on). The library's own column writer
 * gives the same page value by value, at nearly twice the cost in all.
 */
function writeColumn(writer: ByteWriter, name: string, values: Float64Array | Float32Array | Int32Array): ColumnChunk {
  const start = writer.offset;
  const plain = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const compressed = snappyCompress(plain);
  writePageHeader(writer, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: plain.byteLength,
    compressed_page_size: compressed.byteLength,
    data_page_header_v2: {
      num_values: values.length,
      num_nulls: 0,
      num_rows: values.length,
      encoding: "PLAIN",
      definition_levels_byte_length: 0,
      repetition_levels_byte_length: 0,
      is_compressed: true,
    },
  });
  const headerBytes = writer.offset - start;
  writer.appendBytes(compressed);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: values instanceof Float64Array ? "DOUBLE" : values instanceof Float32Array ? "FLOAT" : "INT32",
      encodings: ["PLAIN"],
      path_in_schema: [name],
      codec: "SNAPPY",
      num_values: BigInt(values.length),
      total_compressed_size: BigInt(writer.offset - start),
      total_uncompressed_size: BigInt(headerBytes + plain.byteLength),
      data_page_offset: BigInt(start),
    },
  };
}
