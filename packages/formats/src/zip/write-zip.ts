/** A small zip writer, stored or already deflated members: fixtures, bundles and hostile test archives are made with it. */
import { crc32 } from "./crc32.ts";

/** A member to write. The fields after `bytes` are for archives that must be odd. */
export interface ZipWriteMember {
  readonly path: string;
  /** Bytes as they stand in the archive: the file itself, or its raw deflate stream when `deflatedFrom` is given. */
  readonly bytes: Uint8Array;
  /** The file that `bytes` unpacks to. */
  readonly deflatedFrom?: Uint8Array;
  /** Unix mode, default 0o100644. */
  readonly unixMode?: number;
  /** General purpose flags; bit 3 makes the writer use a data descriptor. Default bit 11 (UTF-8 names). */
  readonly flags?: number;
  /** What the directory claims instead of the truth. */
  readonly claims?: { readonly sizeBytes?: number; readonly crc32?: number; readonly method?: number; readonly headerOffset?: number };
}

/** How the archive is laid out. */
export interface ZipWriteOptions {
  /** Write zip64 end records and zip64 extra fields for every member. */
  readonly layout?: "plain" | "zip64";
  readonly comment?: string;
}

/** Writes an archive in memory. Times are fixed (1980-01-01), so equal input gives equal bytes. */
export function writeZip(members: readonly ZipWriteMember[], options: ZipWriteOptions = {}): Uint8Array {
  const zip64 = options.layout === "zip64";
  const out: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  const put = (bytes: Uint8Array): void => {
    out.push(bytes);
    offset += bytes.byteLength;
  };
  for (const member of members) {
    const headerOffset = offset;
    const name = new TextEncoder().encode(member.path);
    const plain = member.deflatedFrom ?? member.bytes;
    const flags = member.flags ?? 0x800;
    const fields: EntryFields = {
      name,
      flags,
      method: member.claims?.method ?? (member.deflatedFrom === undefined ? 0 : 8),
      crc: member.claims?.crc32 ?? crc32(plain),
      compressedBytes: member.bytes.byteLength,
      sizeBytes: member.claims?.sizeBytes ?? plain.byteLength,
      headerOffset: member.claims?.headerOffset ?? headerOffset,
      unixMode: member.unixMode ?? 0o100644,
      zip64,
    };
    put(localHeader(fields));
    put(member.bytes);
    if ((flags & 8) !== 0) put(words([0x0807_4b50, fields.crc, fields.compressedBytes, fields.sizeBytes]));
    directory.push(directoryEntry(fields));
  }
  const start = offset;
  for (const entry of directory) put(entry);
  const lengthBytes = offset - start;
  if (zip64) put(zip64End(offset, members.length, lengthBytes, start));
  put(endRecord(members.length, lengthBytes, start, new TextEncoder().encode(options.comment ?? ""), zip64));
  return joined(out, offset);
}

interface EntryFields {
  readonly name: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly headerOffset: number;
  readonly unixMode: number;
  readonly zip64: boolean;
}

function localHeader(fields: EntryFields): Uint8Array {
  const later = (fields.flags & 8) !== 0;
  const bytes = new Uint8Array(30 + fields.name.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0403_4b50, true);
  view.setUint16(4, 20, true);
  view.setUint16(6, fields.flags, true);
  view.setUint16(8, fields.method, true);
  view.setUint32(10, 0x0021_0000, true);
  view.setUint32(14, later ? 0 : fields.crc, true);
  view.setUint32(18, later ? 0 : fields.compressedBytes, true);
  view.setUint32(22, later ? 0 : fields.sizeBytes, true);
  view.setUint16(26, fields.name.byteLength, true);
  bytes.set(fields.name, 30);
  return bytes;
}

function directoryEntry(fields: EntryFields): Uint8Array {
  const extraBytes = fields.zip64 ? 28 : 0;
  const bytes = new Uint8Array(46 + fields.name.byteLength + extraBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0201_4b50, true);
  view.setUint16(4, 0x0314, true);
  view.setUint16(6, 20, true);
  view.setUint16(8, fields.flags, true);
  view.setUint16(10, fields.method, true);
  view.setUint32(12, 0x0021_0000, true);
  view.setUint32(16, fields.crc, true);
  view.setUint32(20, fields.zip64 ? 0xffff_ffff : fields.compressedBytes, true);
  view.setUint32(24, fields.zip64 ? 0xffff_ffff : fields.sizeBytes, true);
  view.setUint16(28, fields.name.byteLength, true);
  view.setUint16(30, extraBytes, true);
  view.setUint32(38, fields.unixMode * 65_536, true);
  view.setUint32(42, fields.zip64 ? 0xffff_ffff : fields.headerOffset, true);
  bytes.set(fields.name, 46);
  if (fields.zip64) {
    const at = 46 + fields.name.byteLength;
    view.setUint16(at, 1, true);
    view.setUint16(at + 2, 24, true);
    view.setBigUint64(at + 4, BigInt(fields.sizeBytes), true);
    view.setBigUint64(at + 12, BigInt(fields.compressedBytes), true);
    view.setBigUint64(at + 20, BigInt(fields.headerOffset), true);
  }
  return bytes;
}

/** The zip64 end record at `offset`, and its locator. */
function zip64End(offset: number, entries: number, lengthBytes: number, start: number): Uint8Array {
  const bytes = new Uint8Array(56 + 20);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0606_4b50, true);
  view.setBigUint64(4, 44n, true);
  view.setUint16(12, 45, true);
  view.setUint16(14, 45, true);
  view.setBigUint64(24, BigInt(entries), true);
  view.setBigUint64(32, BigInt(entries), true);
  view.setBigUint64(40, BigInt(lengthBytes), true);
  view.setBigUint64(48, BigInt(start), true);
  view.setUint32(56, 0x0706_4b50, true);
  view.setBigUint64(64, BigInt(offset), true);
  view.setUint32(72, 1, true);
  return bytes;
}

function endRecord(entries: number, lengthBytes: number, start: number, comment: Uint8Array, zip64: boolean): Uint8Array {
  const bytes = new Uint8Array(22 + comment.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0605_4b50, true);
  view.setUint16(8, zip64 ? 0xffff : entries, true);
  view.setUint16(10, zip64 ? 0xffff : entries, true);
  view.setUint32(12, zip64 ? 0xffff_ffff : lengthBytes, true);
  view.setUint32(16, zip64 ? 0xffff_ffff : start, true);
  view.setUint16(20, comment.byteLength, true);
  bytes.set(comment, 22);
  return bytes;
}

function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setUint32(4 * index, value, true);
  });
  return bytes;
}

function joined(parts: readonly Uint8Array[], lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
