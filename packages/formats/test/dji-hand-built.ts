/** Tiny flight records put together by hand, independent of the writer, so that reader and writer cannot agree on the same mistake. */
import { createCipheriv } from "node:crypto";
import { djiFeatureOfType, scramble } from "../src/index.ts";

/** One record to frame: type and plain payload. */
export interface HandRecord {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** A key for one feature. */
export interface HandKey {
  readonly feature: number;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** The four bytes that close a record stream. */
export const END_MARKER = Uint8Array.of(0x39, 0x30, 0, 0);

/** An OSD payload of 50 bytes. */
export function osd(latDeg: number, lonDeg: number, flyTimeS: number): HandRecord {
  const payload = new Uint8Array(50);
  const view = new DataView(payload.buffer);
  view.setFloat64(0, (lonDeg * Math.PI) / 180, true);
  view.setFloat64(8, (latDeg * Math.PI) / 180, true);
  view.setInt16(16, 123, true);
  view.setInt16(28, -455, true);
  view.setUint8(30, 0x80 | 6);
  view.setUint8(32, 0b0000_1100);
  view.setUint8(33, 0x80);
  view.setUint8(34, 5 << 2);
  view.setUint8(36, 17);
  view.setUint16(42, Math.round(flyTimeS * 10), true);
  return { type: 1, payload };
}

/** A text record. */
export function text(type: 9 | 10 | 24, message: string): HandRecord {
  return { type, payload: Uint8Array.from([...new TextEncoder().encode(message), 0]) };
}

/** A record of a type with a payload of `lengthBytes` equal bytes. */
export function filled(type: number, lengthBytes: number, byte = 7): HandRecord {
  return { type, payload: new Uint8Array(lengthBytes).fill(byte) };
}

/** Frames records as a version does; with keys, v13 and v14 records are encrypted, one CBC stream per feature. */
export function frames(version: number, records: readonly HandRecord[], keys: readonly HandKey[] = []): Uint8Array {
  const ciphers = new Map(
    keys.map(({ feature, key, iv }) => [feature, createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false)] as const),
  );
  return join(
    records.map(({ type, payload }, index) => {
      let body: Uint8Array = payload;
      const cipher = ciphers.get(djiFeatureOfType(version, type));
      if (version >= 13 && cipher !== undefined) {
        const padding = 16 - (body.length % 16);
        body = cipher.update(join([body, new Uint8Array(padding).fill(padding)]));
      }
      if (version >= 7) {
        const seed = (index * 37 + 1) & 0xff;
        body = join([Uint8Array.of(seed), scramble(body, seed, type), Uint8Array.of(0x5a)]);
      }
      const length = version >= 13 ? [body.length & 0xff, body.length >> 8] : [body.length];
      return join([Uint8Array.of(type, ...length), body, Uint8Array.of(0xff)]);
    }),
  );
}

/** Details with a start time, a serial and a product, long enough for the version. */
export function details(version: number, momentLengths: readonly number[] = []): Uint8Array {
  const bytes = new Uint8Array(version < 6 ? 352 : version < 12 ? 400 : 436);
  const view = new DataView(bytes.buffer);
  const put = (offset: number, value: string): void => bytes.set(new TextEncoder().encode(value), offset);
  put(40, "Handville|XX");
  view.setBigInt64(91, 1_600_000_000_000n, true);
  view.setFloat64(99, 10.5, true);
  view.setFloat64(107, -20.25, true);
  for (const [index, length] of momentLengths.entries()) view.setInt32(147 + 4 * index, length, true);
  if (version < 6) {
    put(267, "HANDSN4");
    view.setUint8(277, 13);
    put(278, "Hand 4");
  } else {
    put(251, "0123456789abcdef");
    view.setUint8(271, 42);
    put(280, "Hand made");
    put(312, "HANDSERIAL000001");
    view.setUint8(376, 2);
    bytes.set([4, 3, 2], 377);
  }
  return bytes;
}

/** What follows the records inside a file. */
export interface HandFile {
  readonly region: Uint8Array;
  readonly details?: Uint8Array;
  readonly tail?: Uint8Array;
  readonly department?: number;
}

/** A whole file of a version around a record region. */
export function handFile(version: number, file: HandFile): Uint8Array {
  const info = file.details ?? details(version);
  if (version >= 13) return fileWithBlocks(version, file, info);
  const prefix = new Uint8Array(version < 6 ? 12 : 100);
  const view = new DataView(prefix.buffer);
  const detailOffset = version === 12 ? 100 : prefix.length + file.region.length;
  view.setBigUint64(0, BigInt(detailOffset), true);
  view.setUint16(8, info.length, true);
  prefix[10] = version;
  const tail = file.tail ?? new Uint8Array(0);
  return version === 12 ? join([prefix, info, file.region, tail]) : join([prefix, file.region, info, tail]);
}

function fileWithBlocks(version: number, file: HandFile, info: Uint8Array): Uint8Array {
  const body = join([Uint8Array.of(0, info.length & 0xff, info.length >> 8), info, new Uint8Array(259)]);
  const block0 = join([Uint8Array.of(0, (body.length + 1) & 0xff, (body.length + 1) >> 8, 77), scramble(body, 77, 0)]);
  const block1 = Uint8Array.of(1, 4, 0, 4, 0, file.department ?? 3, 0);
  const prefix = new Uint8Array(100);
  const view = new DataView(prefix.buffer);
  view.setBigUint64(0, BigInt(100 + block0.length + block1.length), true);
  view.setUint16(8, info.length, true);
  prefix[10] = version;
  return join([prefix, block0, block1, file.region, file.tail ?? new Uint8Array(0)]);
}

/** A JPEG with a thumbnail inside (its own end marker), stuffed zeros and restart markers. */
export function jpeg(scanBytes: number): Uint8Array {
  const thumbnail = Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9);
  const scan = Uint8Array.from({ length: scanBytes }, (_, at) => (at * 31) % 251);
  return join([
    Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, thumbnail.length + 2),
    thumbnail,
    Uint8Array.of(0xff, 0xda, 0, 4, 1, 2),
    scan,
    Uint8Array.of(0xff, 0, 9, 0xff, 0xd3, 8, 0xff, 0xff, 0xd9),
  ]);
}

/** A key of a feature from a seed byte. */
export function handKey(feature: number, seed: number): HandKey {
  return {
    feature,
    key: Uint8Array.from({ length: 32 }, (_, at) => (seed * 7 + at * 13) & 0xff),
    iv: Uint8Array.from({ length: 16 }, (_, at) => (seed * 11 + at * 29) & 0xff),
  };
}

/** Joins byte arrays. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
