/** Values of TIFF entries: numbers, text or raw bytes. */
import type { ByteSource } from "@creance/core";
import type { TiffEntry } from "./read-directories.ts";
import { tiffTypes } from "./tiff-types.table.ts";

/** A value: `numbers` for numeric types (of a rational its quotient, NaN for 0/0), `text` for ASCII, `bytes` for undefined ones. */
export type TiffValue =
  | { readonly kind: "numbers"; readonly numbers: readonly number[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** Reads at most `maxBytes` (64 KiB unless told) of an entry's value; a longer value is cut there, a value that is gone is empty. */
export async function readTiffValue(source: ByteSource, entry: TiffEntry, littleEndian: boolean, maxBytes = 65_536): Promise<TiffValue> {
  const end = Math.min(source.size, entry.valueOffset + Math.min(entry.lengthBytes, maxBytes));
  return tiffValueOf(await source.read(Math.min(entry.valueOffset, end), end), entry.type, littleEndian);
}

/** The value that these bytes are in the given type. */
function tiffValueOf(bytes: Uint8Array, type: number, littleEndian: boolean): TiffValue {
  if (type === 2) return { kind: "text", text: textOf(bytes) };
  if (type === 7) return { kind: "bytes", bytes };
  const size = tiffTypes[type]?.sizeBytes ?? 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / size);
  const numbers = new Array<number>(count);
  for (let index = 0; index < count; index += 1) numbers[index] = numberAt(view, index * size, type, littleEndian);
  return { kind: "numbers", numbers };
}

/** ASCII ends at the first zero; what is valid UTF-8 is read as that, anything else as Latin-1. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.subarray(0, end);
  const utf8 = new TextDecoder().decode(text);
  return utf8.includes("\ufffd") ? Array.from(text, (byte) => String.fromCharCode(byte)).join("") : utf8;
}

function numberAt(view: DataView, at: number, type: number, littleEndian: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, littleEndian);
    case 4:
    case 13:
      return view.getUint32(at, littleEndian);
    case 5:
      return view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, littleEndian);
    case 9:
      return view.getInt32(at, littleEndian);
    case 10:
      return view.getInt32(at, littleEndian) / view.getInt32(at + 4, littleEndian);
    case 11:
      return view.getFloat32(at, littleEndian);
    case 12:
      return view.getFloat64(at, littleEndian);
    case 16:
    case 18:
      return Number(view.getBigUint64(at, littleEndian));
    case 17:
      return Number(view.getBigInt64(at, littleEndian));
    default:
      return view.getUint8(at);
  }
}
