/**
 * Reads separated values (RFC 4180 and its relatives) in blocks: byte order mark, CR LF or LF, quotes, any one-byte separator. Rows come
 * in batches with the place where each begins; memory is one block and one row.
 */
import { type ByteSource, concatBytes } from "@creance/core";

const BLOCK_BYTES = 262_144;
const LF = 10;
const CR = 13;
const QUOTE = 34;

/** One row as stored; quotes are taken off, spaces are kept. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Offset of the row's first byte. */
  readonly byteOffset: number;
  /** Bytes of the row without its line end. */
  readonly lengthBytes: number;
}

/** A batch of rows; `tooLong` are the offsets of rows that were left out because they are longer than `maxRowBytes`. */
export interface CsvBatch {
  readonly rows: readonly CsvRow[];
  readonly tooLong: readonly number[];
}

/** How rows are read. */
export interface ReadCsvOptions {
  readonly separator: "," | ";" | "\t";
  /** Offset to begin at, the start of a row (default 0, behind a byte order mark). */
  readonly start?: number;
  /** Longest row, bytes (default 1 MiB): an open quote cannot swallow the file. */
  readonly maxRowBytes?: number;
  /** Cells of a row at most (default 4,096); the rest of the row is left out. */
  readonly maxCells?: number;
}

/** Yields batches of rows in file order; empty lines are passed over. Never throws for what a file can contain. */
export async function* readCsv(source: ByteSource, options: ReadCsvOptions): AsyncGenerator<CsvBatch> {
  const maxRowBytes = options.maxRowBytes ?? 1_048_576;
  const decode = rowDecoder(options.separator, options.maxCells ?? 4096);
  let kept = new Uint8Array(0);
  let keptAt = options.start ?? 0;
  for (let at = keptAt; at < source.size; ) {
    const block = await source.read(at, Math.min(source.size, at + BLOCK_BYTES));
    if (block.byteLength === 0) break;
    at += block.byteLength;
    let bytes = concatBytes([kept, block]);
    if (keptAt === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      bytes = bytes.subarray(3);
      keptAt = 3;
    }
    const rows: CsvRow[] = [];
    const tooLong: number[] = [];
    const isLast = at >= source.size;
    const findEnd = rowEnds(bytes, isLast);
    let start = 0;
    for (;;) {
      const end = findEnd(start);
      if (end >= 0) {
        addRow(rows, decode, bytes, { start, end, at: keptAt + start, tooLong, maxRowBytes });
        start = end + 1;
        if (start >= bytes.byteLength) break;
        continue;
      }
      if (bytes.byteLength - start > maxRowBytes) {
        tooLong.push(keptAt + start);
        const next = bytes.indexOf(LF, start);
        start = next < 0 ? bytes.byteLength : next + 1;
        if (start < bytes.byteLength) continue;
      } else if (isLast) {
        // An open quote runs to the end of the file: the row is its first line.
        const next = bytes.indexOf(LF, start);
        const stop = next < 0 ? bytes.byteLength : next;
        tooLong.push(keptAt + start);
        start = stop + 1;
        if (start < bytes.byteLength) continue;
      }
      break;
    }
    kept = bytes.slice(Math.min(start, bytes.byteLength));
    keptAt += Math.min(start, bytes.byteLength);
    if (rows.length > 0 || tooLong.length > 0) yield { rows, tooLong };
  }
}

/** The cells of one row with the offset and length of each, for values that are told with their bytes. */
export function csvCellPlaces(
  row: Uint8Array,
  separator: string,
): { readonly text: string; readonly offset: number; readonly lengthBytes: number }[] {
  const code = separator.charCodeAt(0);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const cells: { text: string; offset: number; lengthBytes: number }[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= row.byteLength; at += 1) {
    if (row[at] === QUOTE) quoted = !quoted;
    if (at < row.byteLength && (row[at] !== code || quoted)) continue;
    cells.push({ text: unquoted(decoder.decode(row.subarray(start, at))), offset: start, lengthBytes: at - start });
    start = at + 1;
  }
  return cells;
}

/**
 * Finds where the row that begins at an offset ends: at its LF, or at the end of the bytes when `isLast` and no quote is open; -1 when it
 * goes on behind them. Starts must grow from call to call.
 */
function rowEnds(bytes: Uint8Array, isLast: boolean): (start: number) => number {
  const missing = bytes.byteLength;
  const find = (code: number, from: number): number => {
    const at = bytes.indexOf(code, from);
    return at < 0 ? missing : at;
  };
  let quote = -1;
  return (start) => {
    const lineEnd = find(LF, start);
    if (quote < start) quote = find(QUOTE, start);
    if (quote >= lineEnd) return lineEnd < missing ? lineEnd : isLast ? missing : -1;
    let quoted = false;
    for (let at = quote; at < bytes.byteLength; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LF && !quoted) return at;
    }
    return isLast && !quoted ? missing : -1;
  };
}

function addRow(
  rows: CsvRow[],
  decode: (bytes: Uint8Array) => readonly string[],
  bytes: Uint8Array,
  place: { readonly start: number; readonly end: number; readonly at: number; readonly tooLong: number[]; readonly maxRowBytes: number },
): void {
  const { start, at, tooLong, maxRowBytes } = place;
  const end = place.end > start && bytes[place.end - 1] === CR ? place.end - 1 : place.end;
  if (end === start) return;
  if (end - start > maxRowBytes) tooLong.push(at);
  else rows.push({ cells: decode(bytes.subarray(start, end)), byteOffset: at, lengthBytes: end - start });
}

function rowDecoder(separator: string, maxCells: number): (bytes: Uint8Array) => readonly string[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return (bytes) => {
    const text = decoder.decode(bytes);
    return text.includes('"') ? quotedCells(text, separator, maxCells) : text.split(separator, maxCells);
  };
}

function quotedCells(text: string, separator: string, maxCells: number): string[] {
  const cells: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= text.length && cells.length < maxCells; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    if (at < text.length && (text[at] !== separator || quoted)) continue;
    cells.push(unquoted(text.slice(start, at)));
    start = at + 1;
  }
  return cells;
}

/** A cell without its quotes; a quote inside that is not doubled stays. */
function unquoted(cell: string): string {
  const trimmed = cell.trim();
  if (trimmed.length < 2 || !trimmed.startsWith('"') || !trimmed.endsWith('"')) return cell;
  return trimmed.slice(1, -1).replaceAll('""', '"');
}
