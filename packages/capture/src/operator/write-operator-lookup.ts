/** Writes the lookup file (docs/formats/operator-lookup.md). */
import { LIMITS, MAGIC, VERSION } from "./lookup-layout.ts";
import type { OperatorDatabase } from "./operator-database.ts";

/** The databases as one file. Throws a `RangeError` when one of them is above a limit of the format. Memory: twice the file. */
export function writeOperatorLookup(databases: readonly OperatorDatabase[]): Uint8Array {
  check(databases.length, LIMITS.databases, "databases");
  const chunks: Uint8Array[] = [Uint8Array.from(MAGIC), words([VERSION, databases.length])];
  for (const database of databases) {
    chunks.push(Uint8Array.of(database.kind === "operator" ? 1 : 2));
    for (const field of [database.name, database.date, database.licence, database.notice]) chunks.push(text(field));
    check(database.labels.length, LIMITS.labels, "labels");
    chunks.push(words([database.labels.length]));
    for (const label of database.labels) chunks.push(words([label.asn]), text(label.text));
    const width = widthFor(database.labels.length);
    chunks.push(Uint8Array.of(width));
    for (const side of [
      { starts: database.v4Starts, values: database.v4Values, bytesPerStart: 4 },
      { starts: database.v6Starts, values: database.v6Values, bytesPerStart: 16 },
    ]) {
      check(side.values.length, LIMITS.ranges, "ranges");
      chunks.push(words([side.values.length]), packedStarts(side.starts, side.bytesPerStart), packed(side.values, width));
    }
  }
  return join(chunks);
}

/** Bytes that a value takes: 1, 2 or 3. */
function widthFor(labelCount: number): 1 | 2 | 3 {
  if (labelCount < 0x100) return 1;
  return labelCount < 0x10000 ? 2 : 3;
}

function check(count: number, limit: number, what: string): void {
  if (count > limit) throw new RangeError(`${count} ${what}, the format holds ${limit}`);
}

function words(values: ArrayLike<number>): Uint8Array {
  return packed(values, 4);
}

function packed(values: ArrayLike<number>, width: 1 | 2 | 3 | 4): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    for (let byte = 0; byte < width; byte += 1) bytes[index * width + byte] = value >>> (8 * byte);
  }
  return bytes;
}

/** Each start: how many leading bytes it shares with the one before, how many bytes follow, those bytes; the rest is zero. */
function packedStarts(words: Uint32Array, bytesPerStart: number): Uint8Array {
  const starts = new Uint8Array(words.length * 4);
  const view = new DataView(starts.buffer);
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word);
  const out = new Uint8Array((starts.length / bytesPerStart) * (bytesPerStart + 1));
  let length = 0;
  for (let at = 0; at < starts.length; at += bytesPerStart) {
    let shared = 0;
    if (at > 0) while (shared < bytesPerStart - 1 && starts[at + shared] === starts[at + shared - bytesPerStart]) shared += 1;
    let end = bytesPerStart;
    while (end > shared + 1 && starts[at + end - 1] === 0) end -= 1;
    out[length] = shared * 16 + (end - shared - 1);
    out.set(starts.subarray(at + shared, at + end), length + 1);
    length += 1 + end - shared;
  }
  return out.slice(0, length);
}

function text(value: string): Uint8Array {
  const encoded = new TextEncoder().encode(value);
  check(encoded.length, LIMITS.textBytes, "bytes of text");
  const bytes = new Uint8Array(2 + encoded.length);
  new DataView(bytes.buffer).setUint16(0, encoded.length, true);
  bytes.set(encoded, 2);
  return bytes;
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
