/** Entries as a tile: each as its length in two bytes, big endian, and its bytes (C2SP tlog-tiles). */
import { FormatError } from "@creance/core";
import { TILE_WIDTH } from "./tile-path.ts";

/** Longest entry: its length has two bytes. */
export const MAX_LEAF_BYTES = 65_535;
/** Longest bundle. */
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_LEAF_BYTES);

/** Writes a bundle. Throws a `FormatError` (`leaf-too-long`). */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  let sizeBytes = 0;
  for (const entry of entries) {
    if (entry.byteLength > MAX_LEAF_BYTES) throw wrong("leaf-too-long", 0, `an entry is longer than ${MAX_LEAF_BYTES} bytes`);
    sizeBytes += 2 + entry.byteLength;
  }
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const entry of entries) {
    bytes[at] = entry.byteLength >> 8;
    bytes[at + 1] = entry.byteLength & 255;
    bytes.set(entry, at + 2);
    at += 2 + entry.byteLength;
  }
  return bytes;
}

/** Reads a bundle of exactly `width` entries, as views into `bytes`. Throws a `FormatError` (`bundle-length`). */
export function parseBundle(bytes: Uint8Array, width: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width) {
    if (at + 2 > bytes.byteLength) throw wrong("bundle-length", at, `it ends after ${entries.length} of ${width} entries`);
    const length = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    if (at + 2 + length > bytes.byteLength) throw wrong("bundle-length", at, "it ends inside an entry");
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== bytes.byteLength) throw wrong("bundle-length", at, `bytes follow after ${width} entries`);
  return entries;
}

function wrong(code: string, offset: number, detail: string): FormatError {
  return new FormatError(code, { format: "tlog-tiles", offset, field: "entries" }, detail);
}
