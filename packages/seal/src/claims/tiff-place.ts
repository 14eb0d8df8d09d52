/** A place for a manifest in a TIFF: the first directory is written anew behind the file, with one more tag, and the manifest behind it. */
import { type ByteSource, FormatError } from "@creance/core";
import { editedSource } from "../redaction/edited-source.ts";
import type { ClaimPlace } from "./claim-place.ts";
import { insertedSource } from "./inserted-source.ts";

/** Tag of the manifest (C2PA 2, annex A), bytes of no type. */
const TAG = 0xcd41;
const UNDEFINED = 7;
const ENTRY_BYTES = 12;
const MOST_BYTES = 0xffff_ffff;

/** `null` for a TIFF of 64 bit. Throws a `FormatError` (`claim-no-place`) when its first directory cannot be read or no offset reaches behind the file. */
export async function tiffPlace(source: ByteSource): Promise<ClaimPlace | null> {
  const head = viewOf(await source.read(0, Math.min(source.size, 8)));
  if (head.byteLength < 8) throw noPlace(0);
  const isLittle = head.getUint16(0) === 0x4949;
  if (!isLittle && head.getUint16(0) !== 0x4d4d) throw noPlace(0);
  if (head.getUint16(2, isLittle) === 43) return null;
  const from = head.getUint32(4, isLittle);
  if (from < 8 || from + 2 > source.size) throw noPlace(4);
  const count = viewOf(await source.read(from, from + 2)).getUint16(0, isLittle);
  const end = from + 2 + count * ENTRY_BYTES + 4;
  if (count === 0 || count === 0xffff || end > source.size) throw noPlace(from);
  const directory = await source.read(from + 2, end);
  if (directory.byteLength < end - from - 2) throw noPlace(from);
  const entries = Array.from({ length: count }, (_, index) => directory.subarray(index * ENTRY_BYTES, (index + 1) * ENTRY_BYTES))
    .map((bytes) => ({ tag: viewOf(bytes).getUint16(0, isLittle), bytes }))
    .filter(({ tag }) => tag !== TAG);
  const next = directory.subarray(count * ENTRY_BYTES);
  // Directories begin at even places.
  const begins = source.size + (source.size % 2);
  const at = begins + 2 + (entries.length + 1) * ENTRY_BYTES + 4;
  if (at + 0x10_0000 > MOST_BYTES) throw noPlace(source.size);
  return {
    at,
    without(manifestBytes) {
      const own = new DataView(new ArrayBuffer(ENTRY_BYTES));
      own.setUint16(0, TAG, isLittle);
      own.setUint16(2, UNDEFINED, isLittle);
      own.setUint32(4, manifestBytes, isLittle);
      own.setUint32(8, at, isLittle);
      const all = [...entries, { tag: TAG, bytes: new Uint8Array(own.buffer) }].sort((a, b) => a.tag - b.tag);
      const added = new Uint8Array(at - source.size);
      const start = begins - source.size;
      viewOf(added).setUint16(start, all.length, isLittle);
      for (const [index, { bytes }] of all.entries()) added.set(bytes, start + 2 + index * ENTRY_BYTES);
      added.set(next, added.byteLength - 4);
      const pointer = new DataView(new ArrayBuffer(4));
      pointer.setUint32(0, begins, isLittle);
      const pointed = editedSource(source, { patches: [{ start: 4, bytes: new Uint8Array(pointer.buffer) }] });
      return insertedSource(pointed, source.size, added);
    },
    wrapped: (manifest) => manifest,
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function noPlace(offset: number): FormatError {
  return new FormatError(
    "claim-no-place",
    { format: "tiff", offset },
    "its first directory cannot be written anew, so that no claim has a place in it",
  );
}
