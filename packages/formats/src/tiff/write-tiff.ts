/** Writes TIFF structures: EXIF blocks, MPF indexes, TIFF and DNG files. For fixtures and the sample operation. */
import { tiffTypes } from "./tiff-types.table.ts";

/** An entry: a value, a directory that it points to, or bytes that it gives the offset of. */
export type TiffWriteEntry =
  | { readonly tag: number; readonly type: number; readonly value: string | Uint8Array | readonly number[] }
  | { readonly tag: number; readonly directories: readonly TiffWriteDirectory[] }
  | { readonly tag: number; readonly blob: Uint8Array };

/** A directory to write. */
export type TiffWriteDirectory = readonly TiffWriteEntry[];

/** Writes a chain of directories. Rationals are given as one number each; NaN becomes 0/0. */
export function writeTiff(directories: readonly TiffWriteDirectory[], littleEndian = true): Uint8Array {
  const bytes = new Uint8Array(8 + directories.reduce((sum, directory) => sum + sizeOf(directory), 0));
  const view = new DataView(bytes.buffer);
  bytes.set(littleEndian ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  let at = 8;
  directories.forEach((directory, index) => {
    const next = at + sizeOf(directory);
    place(view, bytes, at, directory, index + 1 < directories.length ? next : 0, littleEndian);
    at = next;
  });
  return bytes;
}

const even = (size: number): number => size + (size % 2);

function sizeOf(directory: TiffWriteDirectory): number {
  return directory.reduce((sum, entry) => sum + outsideBytes(entry), 2 + directory.length * 12 + 4);
}

function outsideBytes(entry: TiffWriteEntry): number {
  if ("directories" in entry) {
    const offsets = entry.directories.length > 1 ? entry.directories.length * 4 : 0;
    return offsets + entry.directories.reduce((sum, directory) => sum + sizeOf(directory), 0);
  }
  if ("blob" in entry) return even(entry.blob.length);
  const size = valueBytes(entry.value, entry.type, true).length;
  return size > 4 ? even(size) : 0;
}

function place(view: DataView, bytes: Uint8Array, at: number, directory: TiffWriteDirectory, next: number, littleEndian: boolean): void {
  const entries = [...directory].sort((a, b) => a.tag - b.tag);
  view.setUint16(at, entries.length, littleEndian);
  let free = at + 2 + entries.length * 12 + 4;
  entries.forEach((entry, index) => {
    const entryAt = at + 2 + index * 12;
    view.setUint16(entryAt, entry.tag, littleEndian);
    if ("directories" in entry) {
      const offsetsAt = free;
      const count = entry.directories.length;
      if (count > 1) free += count * 4;
      entry.directories.forEach((inner, number) => {
        view.setUint32(count > 1 ? offsetsAt + number * 4 : entryAt + 8, free, littleEndian);
        place(view, bytes, free, inner, 0, littleEndian);
        free += sizeOf(inner);
      });
      view.setUint16(entryAt + 2, 4, littleEndian);
      view.setUint32(entryAt + 4, count, littleEndian);
      if (count > 1) view.setUint32(entryAt + 8, offsetsAt, littleEndian);
    } else if ("blob" in entry) {
      view.setUint16(entryAt + 2, 4, littleEndian);
      view.setUint32(entryAt + 4, 1, littleEndian);
      view.setUint32(entryAt + 8, free, littleEndian);
      bytes.set(entry.blob, free);
      free += even(entry.blob.length);
    } else {
      const value = valueBytes(entry.value, entry.type, littleEndian);
      view.setUint16(entryAt + 2, entry.type, littleEndian);
      view.setUint32(entryAt + 4, value.length / (tiffTypes[entry.type]?.sizeBytes ?? 1), littleEndian);
      if (value.length <= 4) bytes.set(value, entryAt + 8);
      else {
        view.setUint32(entryAt + 8, free, littleEndian);
        bytes.set(value, free);
        free += even(value.length);
      }
    }
  });
  view.setUint32(at + 2 + entries.length * 12, next, littleEndian);
}

function valueBytes(value: string | Uint8Array | readonly number[], type: number, littleEndian: boolean): Uint8Array {
  if (typeof value === "string") return new TextEncoder().encode(type === 2 ? `${value}\0` : value);
  if (value instanceof Uint8Array) return value;
  return numberBytes(value, type, littleEndian);
}

/** Numbers in a TIFF type's bytes. */
export function numberBytes(numbers: readonly number[], type: number, littleEndian: boolean): Uint8Array {
  const size = tiffTypes[type]?.sizeBytes ?? 1;
  const bytes = new Uint8Array(numbers.length * size);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, index) => {
    const at = index * size;
    if (type === 3) view.setUint16(at, number, littleEndian);
    else if (type === 8) view.setInt16(at, number, littleEndian);
    else if (type === 4 || type === 13) view.setUint32(at, number, littleEndian);
    else if (type === 9) view.setInt32(at, number, littleEndian);
    else if (type === 11) view.setFloat32(at, number, littleEndian);
    else if (type === 12) view.setFloat64(at, number, littleEndian);
    else if (type === 5 || type === 10) {
      const [above, below] = fraction(number);
      if (type === 5) view.setUint32(at, above, littleEndian);
      else view.setInt32(at, above, littleEndian);
      view.setInt32(at + 4, below, littleEndian);
    } else bytes[at] = number;
  });
  return bytes;
}

/** A fraction of 32-bit parts, with as many decimal places as fit, up to seven. */
function fraction(number: number): readonly [number, number] {
  if (!Number.isFinite(number)) return [0, 0];
  for (let below = 1; ; below *= 10) {
    const above = Math.round(number * below);
    if (above / below === number || below === 1e7 || Math.abs(above) * 10 > 0x7fff_ffff) return [above, below];
  }
}
