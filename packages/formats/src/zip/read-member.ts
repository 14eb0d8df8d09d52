/** The bytes of one member: stored or deflated, in bounded chunks, checked against size and CRC-32. */
import type { ByteSource, Platform } from "@creance/core";
import type { DirectoryEntry } from "./central-directory.ts";
import { crc32 } from "./crc32.ts";
import { zipError } from "./zip-issue.ts";

const LOCAL_SIGNATURE = 0x0403_4b50;
const LOCAL_BYTES = 30;
const READ_BYTES = 262_144;
/** Compressed bytes taken in one step: deflate grows at most about 1,032 times, so a chunk stays below about 8.5 MB. */
const STEP_BYTES = 8192;

/**
 * Streams a member. Throws `zip-bad-member` when its data is not there or not valid, and, after the last chunk,
 * `zip-size-mismatch` or `zip-checksum`: a caller that keeps bytes must discard or mark them then.
 */
export async function* readMember(
  source: ByteSource,
  entry: DirectoryEntry,
  limitOffset: number,
  label: string,
  platform: Platform,
): AsyncGenerator<Uint8Array> {
  const dataStart = await memberDataStart(source, entry, label);
  const dataEnd = dataStart + entry.compressedBytes;
  if (dataEnd > limitOffset) throw zipError("zip-bad-member", dataStart, label);
  const chunks =
    entry.method === 0 ? readRange(source, dataStart, dataEnd, label) : inflate(source, entry, dataStart, dataEnd, label, platform);
  let sizeBytes = 0;
  let crc = 0;
  for await (const chunk of chunks) {
    if (chunk.byteLength === 0) continue;
    sizeBytes += chunk.byteLength;
    if (sizeBytes > entry.sizeBytes) throw zipError("zip-size-mismatch", dataStart, label);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (sizeBytes !== entry.sizeBytes) throw zipError("zip-size-mismatch", dataStart, label);
  if (crc !== entry.crc32) throw zipError("zip-checksum", dataStart, label);
}

async function memberDataStart(source: ByteSource, entry: DirectoryEntry, label: string): Promise<number> {
  const offset = entry.headerOffset;
  if (offset + LOCAL_BYTES > source.size) throw zipError("zip-bad-member", offset, label);
  const bytes = await source.read(offset, offset + LOCAL_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < LOCAL_BYTES || view.getUint32(0, true) !== LOCAL_SIGNATURE) throw zipError("zip-bad-member", offset, label);
  if ((view.getUint16(6, true) & 1) !== 0) throw zipError("zip-encrypted", offset, label);
  return offset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

async function* readRange(source: ByteSource, start: number, end: number, label: string): AsyncGenerator<Uint8Array> {
  for (let offset = start; offset < end; offset += READ_BYTES) {
    const wanted = Math.min(end, offset + READ_BYTES) - offset;
    const bytes = await source.read(offset, offset + wanted);
    if (bytes.byteLength < wanted) throw zipError("zip-bad-member", offset + bytes.byteLength, label);
    yield bytes;
  }
}

async function* inflate(
  source: ByteSource,
  entry: DirectoryEntry,
  start: number,
  end: number,
  label: string,
  platform: Platform,
): AsyncGenerator<Uint8Array> {
  const inflater = platform.createInflateRaw({ maxOutputBytes: entry.sizeBytes });
  const step = (run: () => Uint8Array, offset: number): Uint8Array => {
    try {
      return run();
    } catch (error) {
      const code = error instanceof RangeError ? "zip-size-mismatch" : "zip-bad-member";
      throw zipError(code, offset, label, error);
    }
  };
  let offset = start;
  for await (const bytes of readRange(source, start, end, label)) {
    for (let at = 0; at < bytes.byteLength; at += STEP_BYTES) {
      yield step(() => inflater.push(bytes.subarray(at, at + STEP_BYTES)), offset + at);
    }
    offset += bytes.byteLength;
  }
  yield step(() => inflater.finish(), end);
}
