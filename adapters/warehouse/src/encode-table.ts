/**
 * A table as the bytes of one Parquet file that can prove itself: each column's SHA-256 stands in the footer, and the footer's
 * SHA-256 stands in the 32 bytes before it (a gap that Parquet allows). Reading some columns therefore checks exactly what is read.
 */
import { createHash } from "node:crypto";
import type { ColumnArray, ColumnTable, Rows } from "@creance/core";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { CREATED_BY, MAX_ROWS, metadataKeys, schemaElement, toStored } from "./parquet-columns.ts";
import type { TableKey } from "./types.ts";

/** Bytes of the seal: the SHA-256 of the footer and its length field. */
export const SEAL_BYTES = 32;

/** Encodes a table. Throws a `RangeError` when an array is shorter than the rows or there are too many rows (a bug of the caller). */
export function encodeTable<Table extends ColumnTable>(key: TableKey, table: Table, rows: Rows<Table>): Uint8Array {
  if (!(rows.rows >= 0 && rows.rows <= MAX_ROWS)) throw new RangeError(`a derived file holds at most ${MAX_ROWS} rows, not ${rows.rows}`);
  const names = Object.keys(table);
  const columnData = names.map((name) => {
    const spec = table[name] as Table[string];
    const values = rows.columns[name] as ColumnArray;
    if (values.length < rows.rows) throw new RangeError(`column ${name} has ${values.length} of ${rows.rows} rows`);
    return { name, data: toStored(spec.type, values.subarray(0, rows.rows)), encoding: "PLAIN" as const };
  });
  const writer = new ByteWriter(1 << 16);
  const parquet = new ParquetWriter({
    writer,
    schema: [{ name: "root", num_children: names.length }, ...names.map((name) => schemaElement(name, table[name] as Table[string]))],
    codec: "SNAPPY",
    statistics: false,
    createdBy: CREATED_BY,
  });
  void parquet.write({ columnData, rowGroupSize: Math.max(1, rows.rows), pageSize: 0 });
  parquet.kvMetadata = metadata(key, table, columnHashes(writer.getBytes(), parquet.row_groups));
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

function metadata(key: TableKey, table: ColumnTable, hashes: Readonly<Record<string, string>>): { key: string; value: string }[] {
  const units = Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, spec.unit]));
  return [
    { key: metadataKeys.original, value: key.sha256 },
    { key: metadataKeys.segment, value: String(key.segment) },
    { key: metadataKeys.reader, value: key.reader },
    { key: metadataKeys.units, value: JSON.stringify(units) },
    { key: metadataKeys.columnSha256, value: JSON.stringify(hashes) },
  ];
}

function columnHashes(bytes: Uint8Array, groups: ParquetWriter["row_groups"]): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const { meta_data: meta } of groups[0]?.columns ?? []) {
    if (meta === undefined) throw new Error("the Parquet writer left a column without metadata");
    const start = Number(meta.data_page_offset);
    const chunk = bytes.subarray(start, start + Number(meta.total_compressed_size));
    hashes[meta.path_in_schema[0] as string] = createHash("sha256").update(chunk).digest("hex");
  }
  return hashes;
}
