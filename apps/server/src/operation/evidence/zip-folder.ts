/** A folder as one zip file (APPNOTE 6.3.3, stored members, zip64 where needed): written in pieces, memory flat. */
import { createReadStream } from "node:fs";
import { type FileHandle, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { crc32 } from "node:zlib";

/** What a 32-bit field cannot hold. */
const LIMIT = 0xffff_ffff;
const PIECE_BYTES = 1 << 20;
/** 1980-01-01: equal folders give equal bytes. */
const DOS_DATE = 0x21;

interface Member {
  readonly name: Buffer;
  readonly crc: number;
  readonly sizeBytes: number;
  readonly offset: number;
  readonly mode: number;
}

/** Writes `FOLDER` and everything below it to a new file, under the folder's own name. There whole or not at all. */
export async function zipFolder(folder: string, target: string): Promise<{ readonly sizeBytes: number }> {
  const part = join(dirname(target), `.${basename(target)}.part`);
  const out = await open(part, "w", 0o600);
  let offset = 0;
  const put = async (bytes: Uint8Array): Promise<void> => {
    await out.writeFile(bytes);
    offset += bytes.byteLength;
  };
  try {
    const members: Member[] = [];
    for (const path of await filesBelow(folder)) {
      const name = Buffer.from([basename(folder), ...relative(folder, path).split(sep)].join("/"));
      const { mode } = await stat(path);
      const member = { name, mode, offset, ...(await measured(path)) };
      await put(localHeader(member));
      for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) await put(piece as Buffer);
      members.push(member);
    }
    const start = offset;
    for (const member of members) await put(directoryEntry(member));
    await put(endOf(members.length, offset - start, start));
    await finish(out, part, target);
  } catch (error) {
    await out.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
  return { sizeBytes: offset };
}

async function finish(out: FileHandle, part: string, target: string): Promise<void> {
  await out.sync();
  await out.close();
  await rename(part, target);
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function measured(path: string): Promise<{ readonly crc: number; readonly sizeBytes: number }> {
  let crc = 0;
  let sizeBytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    crc = crc32(piece as Buffer, crc);
    sizeBytes += (piece as Buffer).byteLength;
  }
  return { crc, sizeBytes };
}

function localHeader({ name, crc, sizeBytes }: Member): Uint8Array {
  const large = sizeBytes >= LIMIT;
  const extra = large ? zip64Extra([sizeBytes, sizeBytes]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x0403_4b50, 0);
  head.writeUInt16LE(large ? 45 : 20, 4);
  head.writeUInt16LE(0x800, 6);
  head.writeUInt16LE(DOS_DATE, 12);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(large ? LIMIT : sizeBytes, 18);
  head.writeUInt32LE(large ? LIMIT : sizeBytes, 22);
  head.writeUInt16LE(name.byteLength, 26);
  head.writeUInt16LE(extra.byteLength, 28);
  return Buffer.concat([head, name, extra]);
}

function directoryEntry({ name, crc, sizeBytes, offset, mode }: Member): Uint8Array {
  const large = sizeBytes >= LIMIT;
  const far = offset >= LIMIT;
  const extra = large || far ? zip64Extra([...(large ? [sizeBytes, sizeBytes] : []), ...(far ? [offset] : [])]) : Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x0201_4b50, 0);
  head.writeUInt16LE((3 << 8) | 45, 4);
  head.writeUInt16LE(large || far ? 45 : 20, 6);
  head.writeUInt16LE(0x800, 8);
  head.writeUInt16LE(DOS_DATE, 14);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(large ? LIMIT : sizeBytes, 20);
  head.writeUInt32LE(large ? LIMIT : sizeBytes, 24);
  head.writeUInt16LE(name.byteLength, 28);
  head.writeUInt16LE(extra.byteLength, 30);
  head.writeUInt32LE((mode & 0xffff) * 0x1_0000, 38);
  head.writeUInt32LE(far ? LIMIT : offset, 42);
  return Buffer.concat([head, name, extra]);
}

function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, at) => {
    extra.writeBigUInt64LE(BigInt(value), 4 + 8 * at);
  });
  return extra;
}

/** The end records: the 64-bit ones always, so that one layout serves every size. */
function endOf(members: number, lengthBytes: number, start: number): Uint8Array {
  const far = Buffer.alloc(56);
  far.writeUInt32LE(0x0606_4b50, 0);
  far.writeBigUInt64LE(44n, 4);
  far.writeUInt16LE((3 << 8) | 45, 12);
  far.writeUInt16LE(45, 14);
  far.writeBigUInt64LE(BigInt(members), 24);
  far.writeBigUInt64LE(BigInt(members), 32);
  far.writeBigUInt64LE(BigInt(lengthBytes), 40);
  far.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(start + lengthBytes), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(members, 0xffff), 8);
  end.writeUInt16LE(Math.min(members, 0xffff), 10);
  end.writeUInt32LE(Math.min(lengthBytes, LIMIT), 12);
  end.writeUInt32LE(Math.min(start, LIMIT), 16);
  return Buffer.concat([far, locator, end]);
}
