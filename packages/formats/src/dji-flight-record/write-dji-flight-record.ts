/**
 * Writes a DJI flight record of any version, 1 to 14 (docs/formats/dji-flight-record.md): fixtures, properties and the
 * sample operation are made with it. Deterministic; independent of the reader but for the scrambling key and the
 * table of features.
 */
import type { CipherStream, Platform } from "@creance/core";
import { djiFeatureOfType } from "./features.table.ts";
import { WriteBuffer } from "./write-buffer.ts";
import { type DjiWriteDetails, detailsLengthBytes, writeDetails } from "./write-details.ts";
import type { DjiWriteRecord } from "./write-record.ts";

const END_MARKER = Uint8Array.of(0x39, 0x30, 0, 0);
const WRAPPED_KEY_BYTES = 256;

/** One feature's key in a group, with the blob that stands for it in the file. */
export interface DjiWriteKey {
  /** Feature point 1 to 15. */
  readonly feature: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 16 bytes. */
  readonly iv: Uint8Array;
  /** 256 bytes; a real one could be opened by the maker only, ours are made up. */
  readonly wrapped: Uint8Array;
}

/** What stands in the record stream, in order. */
export type DjiWriteItem =
  | DjiWriteRecord
  /** An end marker in the middle of the stream; records go on after it. */
  | { readonly kind: "marker" }
  /** v13/14: a record of type 50, after which the next keychain group is in force. */
  | { readonly kind: "nextKeychainGroup" }
  /** Bytes that belong to no record: damage. */
  | { readonly kind: "stray"; readonly bytes: Uint8Array };

/** What to write. */
export interface DjiWriteSpec {
  readonly platform: Platform;
  /** 1 to 14. */
  readonly version: number;
  readonly details?: DjiWriteDetails;
  readonly items: readonly DjiWriteItem[];
  /** `closed` (default) writes the end marker where the version has one; `unclosed` leaves it out, as a crash of the app does. */
  readonly ending?: "closed" | "unclosed";
  /** Embedded pictures, at most four of each; their lengths go into the details unless those state others. */
  readonly pictures?: { readonly full: readonly Uint8Array[]; readonly shrunk: readonly Uint8Array[] };
  /** A record after the details (v7 to 11); real files have one of type 15. */
  readonly trailing?: DjiWriteRecord;
  /** Seed byte of the record with this index in the stream; default: spread over 1 to 255. */
  readonly seedOf?: (index: number) => number;
  /** v13/14: keys of each group. A record whose feature has no key is written without encryption. */
  readonly keychains?: readonly (readonly DjiWriteKey[])[];
  /** v13/14: department of block 1, default 3. */
  readonly department?: number;
  /** Unknown byte 11, default 0. */
  readonly unknownByte?: number;
}

/** Writes a record file. Throws a `RangeError` when the spec cannot be stored in its version. Memory: about twice the file. */
export function writeDjiFlightRecord(spec: DjiWriteSpec): Uint8Array {
  const { version } = spec;
  if (!Number.isInteger(version) || version < 1 || version > 14) throw new RangeError(`there is no version ${version}`);
  const details = writeDetails(version, withPictureLengths(spec));
  const out = new WriteBuffer(65_536);
  writePrefix(out, spec);
  if (version === 12) out.bytes(details);
  if (version >= 13) writeAuxiliaryBlocks(out, spec, details);
  const recordsStart = out.lengthBytes;
  writeStream(out, spec);
  if (version >= 7 && spec.ending !== "unclosed") out.bytes(END_MARKER);
  for (const picture of [...(spec.pictures?.full ?? []), ...(spec.pictures?.shrunk ?? [])]) out.bytes(picture);
  if (version < 12) {
    out.u64At(0, out.lengthBytes);
    out.bytes(details);
    if (spec.trailing !== undefined) new RecordWriter(out, spec).record(spec.trailing);
  } else {
    out.u64At(0, version === 12 ? 100 : recordsStart);
  }
  return out.copy();
}

function writePrefix(out: WriteBuffer, spec: DjiWriteSpec): void {
  out.u64(0);
  out.u16(detailsLengthBytes(spec.version));
  out.u8(spec.version);
  out.u8(spec.unknownByte ?? 0);
  if (spec.version >= 6) out.zeros(88);
}

function withPictureLengths(spec: DjiWriteSpec): DjiWriteDetails {
  const { pictures } = spec;
  if (pictures === undefined) return spec.details ?? {};
  if (pictures.full.length > 4 || pictures.shrunk.length > 4) throw new RangeError("a record holds at most four pictures");
  return {
    momentPicImageBufferLen: pictures.full.map((picture) => picture.byteLength),
    momentPicShrinkImageBufferLen: pictures.shrunk.map((picture) => picture.byteLength),
    ...spec.details,
  };
}

/** v13/14: block 0 holds the details, block 1 the department for the keychain request. */
function writeAuxiliaryBlocks(out: WriteBuffer, spec: DjiWriteSpec, details: Uint8Array): void {
  const body = new WriteBuffer(800);
  body.u8(0);
  body.u16(details.byteLength);
  body.bytes(details);
  body.u16(256);
  body.zeros(256);
  const seed = 0x2a;
  out.u8(0);
  out.u16(body.lengthBytes + 2);
  out.u8(seed);
  out.scrambled(body.copy(), seed, 0);
  out.u8(0);
  out.u8(1);
  out.u16(4);
  out.u16(4);
  out.u8(spec.department ?? 3);
  out.u8(0);
}

function writeStream(out: WriteBuffer, spec: DjiWriteSpec): void {
  const writer = new RecordWriter(out, spec);
  writer.keyRecords();
  for (const item of spec.items) {
    if (item.kind === "record") writer.record(item);
    else if (item.kind === "marker") out.bytes(END_MARKER);
    else if (item.kind === "stray") out.bytes(item.bytes);
    else writer.nextGroup();
  }
}

/** Frames, scrambles and encrypts one record after another; CBC state runs on per feature. */
class RecordWriter {
  readonly #out: WriteBuffer;
  readonly #spec: DjiWriteSpec;
  readonly #streams = new Map<number, CipherStream>();
  #group = 0;
  #index = 0;

  constructor(out: WriteBuffer, spec: DjiWriteSpec) {
    this.#out = out;
    this.#spec = spec;
    this.#startGroup();
  }

  record(record: DjiWriteRecord): void {
    const { version } = this.#spec;
    const body = this.#encrypted(record);
    const lengthBytes = version < 7 ? body.byteLength : body.byteLength + 2;
    if (lengthBytes > (version >= 13 ? 0xffff : 0xff)) {
      throw new RangeError(`a record of type ${record.type} with ${lengthBytes} bytes does not fit version ${version}`);
    }
    const out = this.#out;
    out.u8(record.type);
    if (version >= 13) out.u16(lengthBytes);
    else out.u8(lengthBytes);
    if (version < 7) out.bytes(body);
    else {
      const seed = this.#spec.seedOf?.(this.#index) ?? 1 + ((this.#index * 101) % 255);
      out.u8(seed);
      out.scrambled(body, seed, record.type);
      out.u8((seed * 7 + body.byteLength) & 0xff);
    }
    out.u8(0xff);
    this.#index += 1;
  }

  /** The key storage records (56) of the group in force. */
  keyRecords(): void {
    for (const key of this.#spec.keychains?.[this.#group] ?? []) {
      if (key.wrapped.byteLength !== WRAPPED_KEY_BYTES) throw new RangeError("a wrapped key has 256 bytes");
      const payload = new Uint8Array(4 + WRAPPED_KEY_BYTES);
      new DataView(payload.buffer).setUint16(0, key.feature, true);
      new DataView(payload.buffer).setUint16(2, WRAPPED_KEY_BYTES, true);
      payload.set(key.wrapped, 4);
      this.record({ kind: "record", type: 56, payload });
    }
  }

  nextGroup(): void {
    if (this.#spec.version < 13) throw new RangeError("keychain groups exist from version 13 on");
    this.#group += 1;
    this.#startGroup();
    this.record({ kind: "record", type: 50, payload: new Uint8Array(1) });
    this.keyRecords();
  }

  #startGroup(): void {
    this.#streams.clear();
    if (this.#spec.version < 13) return;
    for (const { feature, key, iv } of this.#spec.keychains?.[this.#group] ?? []) {
      this.#streams.set(feature, this.#spec.platform.createAes256CbcCipher(key, iv));
    }
  }

  #encrypted(record: DjiWriteRecord): Uint8Array {
    const stream = this.#streams.get(djiFeatureOfType(this.#spec.version, record.type));
    if (stream === undefined) return record.payload;
    const padBytes = 16 - (record.payload.byteLength % 16);
    const padded = new Uint8Array(record.payload.byteLength + padBytes).fill(padBytes, record.payload.byteLength);
    padded.set(record.payload);
    return stream.update(padded);
  }
}
