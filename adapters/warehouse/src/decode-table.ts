/** Reads some columns of a derived file, checking every byte that it uses. */
import { createHash } from "node:crypto";
import { type ByteSource, type ColumnArray, type ColumnType, type MixedColumn, type MixedTable, newColumn } from "@creance/core";
import { type AsyncBuffer, type ColumnMetaData, type FileMetaData, parquetMetadata, parquetRead } from "hyparquet";
import { type CodedText, textOf } from "./coded-text.ts";
import { footerSeal, SEAL_BYTES } from "./encode-table.ts";
import { fromStored, isSchemaOf, MAX_ROWS, metadataKeys } from "./parquet-columns.ts";
import { snappyUncompress } from "./snappy-uncompress.ts";
import { readTextColumn } from "./text-pages.ts";
import type { ReadColumns, TableKey } from "./types.ts";

/** First guess at the end of the file: holds the footer of some 60 columns. */
const TAIL_BYTES = 16_384;
/** A footer larger than this is not ours. */
const MAX_FOOTER_BYTES = 1 << 20;
const MAGIC = 0x31524150;

/** What was asked for. */
export interface TableRequest<Table extends MixedTable = MixedTable> {
  readonly key: TableKey;
  readonly table: Table;
  readonly names: readonly string[];
}

/** A column as a file holds it: numbers, or text by dictionary and codes. */
export type StoredColumn = ColumnArray | CodedText;

/** Some columns of a file, as it holds them. */
export interface StoredColumns {
  readonly rows: number;
  readonly columns: Readonly<Record<string, StoredColumn>>;
}

/** As `decodeStored`, with text as arrays of text. */
export async function decodeTable<Table extends MixedTable>(
  source: ByteSource,
  request: TableRequest<Table>,
): Promise<ReadColumns<Table> | undefined> {
  const stored = await decodeStored(source, request);
  return stored && (asRead(stored) as ReadColumns<Table>);
}

/** The columns with text as arrays of text. */
export function asRead({ rows, columns }: StoredColumns): ReadColumns {
  const read = (column: StoredColumn): MixedColumn => ("codes" in column ? textOf(column) : column);
  return { rows, columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, read(column)])) };
}

/**
 * The named columns, or `undefined` when the file is damaged, is not the one the key names, or lacks a column as the table has it.
 * Reads the head's 4 bytes, the footer, and each named column: nothing else. Throws only what the source throws.
 */
export async function decodeStored(source: ByteSource, request: TableRequest): Promise<StoredColumns | undefined> {
  return readStored(source, request, (metadata, { name, type, rows }, bytes) =>
    type === "text" ? readTextColumn(bytes.bytes, rows) : readNumbers(metadata, { name, type, rows }, bytes),
  );
}

/** Rows of a file whose named columns are as they were written, `undefined` as above. Reads the same bytes and decodes none. */
export async function checkStored(source: ByteSource, request: TableRequest): Promise<number | undefined> {
  return (await readStored(source, request, (_, { type }) => noRows(type)))?.rows;
}

interface WantedColumn {
  readonly name: string;
  readonly type: ColumnType | "text";
  readonly rows: number;
}

type ReadColumn = (
  metadata: FileMetaData,
  wanted: WantedColumn,
  bytes: ChunkBytes,
) => StoredColumn | undefined | Promise<StoredColumn | undefined>;

async function readStored(source: ByteSource, { key, table, names }: TableRequest, read: ReadColumn): Promise<StoredColumns | undefined> {
  const metadata = await readMetadata(source);
  if (metadata === undefined || !isFor(metadata, key)) return undefined;
  const rows = Number(metadata.num_rows);
  if (!(rows >= 0 && rows <= MAX_ROWS)) return undefined;
  const hashes = columnHashes(metadata);
  if (hashes === undefined) return undefined;
  const columns: Record<string, StoredColumn> = {};
  for (const name of names) {
    const type = table[name]?.type;
    if (type === undefined) throw new RangeError(`the table has no column ${name}`);
    const element = metadata.schema.find((candidate) => candidate.name === name);
    if (element === undefined || !isSchemaOf(element, type)) return undefined;
    if (rows === 0) {
      columns[name] = noRows(type);
      continue;
    }
    const chunk = metadata.row_groups[0]?.columns.find((candidate) => candidate.meta_data?.path_in_schema[0] === name)?.meta_data;
    if (metadata.row_groups.length !== 1 || chunk === undefined) return undefined;
    const bytes = await readChunk(source, chunk, hashes.get(name));
    const column = bytes && (await read(metadata, { name, type, rows }, bytes));
    if (column === undefined) return undefined;
    columns[name] = column;
  }
  return { rows, columns };
}

function noRows(type: ColumnType | "text"): StoredColumn {
  return type === "text" ? { dictionary: [], codes: new Int32Array(0) } : newColumn(type, 0);
}

async function readMetadata(source: ByteSource): Promise<FileMetaData | undefined> {
  const { size } = source;
  if (size < 4 + SEAL_BYTES + 8) return undefined;
  const head = await source.read(0, 4);
  let tail = await source.read(Math.max(0, size - TAIL_BYTES), size);
  if (head.byteLength < 4 || view(head).getUint32(0, true) !== MAGIC) return undefined;
  if (tail.byteLength < 8 || view(tail).getUint32(tail.byteLength - 4, true) !== MAGIC) return undefined;
  const footerBytes = view(tail).getUint32(tail.byteLength - 8, true) + 8;
  if (footerBytes > MAX_FOOTER_BYTES || footerBytes + SEAL_BYTES + 4 > size) return undefined;
  if (footerBytes + SEAL_BYTES > tail.byteLength) {
    tail = await source.read(size - footerBytes - SEAL_BYTES, size);
    if (tail.byteLength < footerBytes + SEAL_BYTES) return undefined;
  }
  const footer = tail.subarray(tail.byteLength - footerBytes);
  const seal = tail.subarray(tail.byteLength - footerBytes - SEAL_BYTES, tail.byteLength - footerBytes);
  if (!equal(seal, footerSeal(footer))) return undefined;
  try {
    return parquetMetadata(footer);
  } catch {
    // The seal fits, so these bytes were written like this: not by us.
    return undefined;
  }
}

function isFor(metadata: FileMetaData, key: TableKey): boolean {
  const value = (name: string): string | undefined => metadata.key_value_metadata?.find((entry) => entry.key === name)?.value;
  return (
    value(metadataKeys.original) === key.sha256 &&
    value(metadataKeys.segment) === String(key.segment) &&
    value(metadataKeys.reader) === key.reader
  );
}

function columnHashes(metadata: FileMetaData): ReadonlyMap<string, unknown> | undefined {
  const text = metadata.key_value_metadata?.find((entry) => entry.key === metadataKeys.columnSha256)?.value;
  try {
    const hashes: unknown = JSON.parse(text ?? "");
    return typeof hashes === "object" && hashes !== null ? new Map(Object.entries(hashes)) : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of a column and where they stand in the file. */
interface ChunkBytes {
  readonly start: number;
  readonly bytes: Uint8Array;
}

async function readChunk(source: ByteSource, chunk: ColumnMetaData, sha256: unknown): Promise<ChunkBytes | undefined> {
  const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
  const lengthBytes = Number(chunk.total_compressed_size);
  if (!(start >= 4 && lengthBytes > 0 && start + lengthBytes <= source.size)) return undefined;
  if (chunk.dictionary_page_offset !== undefined && chunk.type !== "BYTE_ARRAY") return undefined;
  const bytes = await source.read(start, start + lengthBytes);
  if (bytes.byteLength !== lengthBytes || createHash("sha256").update(bytes).digest("hex") !== sha256) return undefined;
  return { start, bytes };
}

interface NumberColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly rows: number;
}

/** Decodes one column from its own bytes; the file behind it cannot be reached from here. */
async function readNumbers(
  metadata: FileMetaData,
  { name, type, rows }: NumberColumn,
  { start, bytes }: ChunkBytes,
): Promise<ColumnArray | undefined> {
  const file: AsyncBuffer = {
    byteLength: start + bytes.byteLength,
    slice(from, to = start + bytes.byteLength) {
      if (from < start || to > start + bytes.byteLength) throw new RangeError("outside of the column");
      return bytes.slice(from - start, to - start).buffer as ArrayBuffer;
    },
  };
  const parts: ArrayLike<unknown>[] = [];
  try {
    await parquetRead({
      file,
      metadata,
      columns: [name],
      compressors: { SNAPPY: inflatePage },
      onChunk: ({ columnData }) => parts.push(columnData),
    });
  } catch {
    return undefined;
  }
  const [values] = parts;
  return parts.length === 1 && values?.length === rows ? fromStored(type, values) : undefined;
}

/** The library's own accepts lengths that lead it astray. */
function inflatePage(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  const page = sizeBytes > 0 && sizeBytes <= MAX_ROWS * 8 ? snappyUncompress(bytes, sizeBytes) : undefined;
  if (page === undefined) throw new RangeError("the page is not what its header says");
  return page;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, at) => byte === b[at]);
}
