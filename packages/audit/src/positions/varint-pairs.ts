/** Coordinates in protobuf varints: tag, number, at most one other field, tag, number; plain or zigzag, degrees x 1e7 or x 1e6. */
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { BinaryForm, TryPair } from "./binary-pairs.ts";
import { IN_NEAR, latBits, lonBits, type PositionRanges } from "./position-ranges.ts";
import type { ScanWindow } from "./scan-window.ts";

const layersE7: readonly EncodingLayer[] = ["protobuf", "e7"];
const layersE6: readonly EncodingLayer[] = ["protobuf", "e6"];
const forms: readonly { readonly form: BinaryForm; readonly zigzag: boolean; readonly scale: number }[] = [
  { form: { layers: layersE7, sizeBytes: 4, unitDeg: 1e-7, code: 0 }, zigzag: false, scale: 1e7 },
  { form: { layers: layersE7, sizeBytes: 4, unitDeg: 1e-7, code: 0 }, zigzag: true, scale: 1e7 },
  { form: { layers: layersE6, sizeBytes: 4, unitDeg: 1e-6, code: 1 }, zigzag: false, scale: 1e6 },
  { form: { layers: layersE6, sizeBytes: 4, unitDeg: 1e-6, code: 1 }, zigzag: true, scale: 1e6 },
];

/** Longest varint. */
const LONGEST = 10;

/**
 * True when the bytes before a varint's last two may be its others and a tag. Cheap: most bytes that pass the gate end here. Numbers of two bytes are
 * nearer to 0 than 0.02 degrees: such a pair is found when its other number stands first.
 */
export function mayEndVarint(bytes: Uint8Array, at: number): boolean {
  if (at < 2 || (bytes[at - 1] as number) < 0x80) return false;
  let last = at - 2;
  while (last > 0 && at - last < 4 && (bytes[last] as number) >= 0x80) last -= 1;
  const tag = bytes[last] as number;
  if (tag >= 0x80) return true;
  return (tag & 7) === 0 || (last > 0 && (bytes[last - 1] as number) >= 0x80 && ((bytes[last - 1] as number) & 7) === 0);
}

/** Tries a varint whose last two bytes stand at `at`. True when a pair was taken. */
export function tryVarints(window: ScanWindow, ranges: PositionRanges, at: number, tryPair: TryPair): boolean {
  const { bytes } = window;
  const end = at + 2;
  let start = at;
  while (start > 0 && end - start < LONGEST && (bytes[start - 1] as number) >= 0x80) start -= 1;
  if (!isVarintTag(bytes, start)) return false;
  const low = readLow(bytes, start, end);
  if (low === undefined) return false;
  for (const { form, zigzag, scale } of forms) {
    const first = (zigzag ? (low >>> 1) ^ -(low & 1) : low) / scale;
    const canBeLat = (latBits(ranges, first) & IN_NEAR) !== 0;
    const canBeLon = (lonBits(ranges, first) & IN_NEAR) !== 0;
    if (!canBeLat && !canBeLon) continue;
    let from = end;
    for (let field = 0; field < 2; field += 1) {
      const next = readField(bytes, from, window.length);
      if (next === undefined) break;
      if (next.low !== undefined) {
        const second = (zigzag ? (next.low >>> 1) ^ -(next.low & 1) : next.low) / scale;
        if (canBeLat && (lonBits(ranges, second) & IN_NEAR) !== 0 && tryPair(first, second, start, next.end, form)) return true;
        if (canBeLon && (latBits(ranges, second) & IN_NEAR) !== 0 && tryPair(second, first, start, next.end, form)) return true;
      }
      from = next.end;
    }
  }
  return false;
}

/** True when a tag of wire type 0 ends just before `start`. */
function isVarintTag(bytes: Uint8Array, start: number): boolean {
  if (start < 1) return false;
  const last = bytes[start - 1] as number;
  if (last >= 0x80 || last === 0) return false;
  if (start >= 2 && (bytes[start - 2] as number) >= 0x80 && ((bytes[start - 2] as number) & 7) === 0) return true;
  return last >= 8 && (last & 7) === 0;
}

/** The low 32 bits as a signed number; `undefined` when the number has more that are not its sign. */
function readLow(bytes: Uint8Array, start: number, end: number): number | undefined {
  const length = end - start;
  if (length > 5 && length !== LONGEST) return undefined;
  let low = 0;
  for (let place = 0; place < Math.min(length, 5); place += 1) low |= ((bytes[start + place] as number) & 0x7f) << (7 * place);
  if (length === 5 && (bytes[start + 4] as number) > 0x0f) return undefined;
  if (length === LONGEST) {
    for (let place = 5; place < 9; place += 1) if (bytes[start + place] !== 0xff) return undefined;
    if ((bytes[start + 4] as number) < 0xf8 || bytes[start + 9] !== 1) return undefined;
  }
  return low | 0;
}

/** A field: tag and a number of one of the three plain wire types. */
function readField(bytes: Uint8Array, from: number, limit: number): { readonly end: number; readonly low: number | undefined } | undefined {
  let at = from;
  const tag = at < limit ? (bytes[at] as number) : 0;
  if (tag < 8) return undefined;
  at += 1;
  if (tag >= 0x80) {
    const more = at < limit ? (bytes[at] as number) : 0;
    if (more === 0 || more >= 0x80) return undefined;
    at += 1;
  }
  const wireType = tag & 7;
  if (wireType === 5) return at + 4 <= limit ? { end: at + 4, low: undefined } : undefined;
  if (wireType === 1) return at + 8 <= limit ? { end: at + 8, low: undefined } : undefined;
  if (wireType !== 0) return undefined;
  let end = at;
  while (end < limit && end - at < LONGEST && (bytes[end] as number) >= 0x80) end += 1;
  if (end >= limit || (bytes[end] as number) >= 0x80) return undefined;
  return { end: end + 1, low: readLow(bytes, at, end + 1) };
}
