/** Compressed blocks of a TIFF: LZW, deflate, PackBits; and the predictors that make them small. */
import type { Platform } from "@creance/core";

/** Compression codes that are read. */
export const readableCompressions: readonly number[] = [1, 5, 8, 32946, 32773];

/** Bytes of a block, at most `wanted`; fewer when it is damaged. Never throws. */
export function unpackBlock(packed: Uint8Array, compression: number, wanted: number, platform: Platform): Uint8Array {
  if (compression === 5) return unpackLzw(packed, wanted);
  if (compression === 32773) return unpackBits(packed, wanted);
  if (compression === 8 || compression === 32946) return inflate(packed, wanted, platform);
  return packed.subarray(0, wanted);
}

function inflate(packed: Uint8Array, wanted: number, platform: Platform): Uint8Array {
  const inflater = platform.createInflate({ maxOutputBytes: wanted });
  try {
    const bytes = inflater.push(packed);
    return bytes.subarray(0, wanted);
  } catch {
    return inflater.rescued.subarray(0, wanted);
  }
}

/** PackBits (TIFF 6.0 section 9): a signed count, then bytes as they are or one to repeat. */
function unpackBits(packed: Uint8Array, wanted: number): Uint8Array {
  const out = new Uint8Array(wanted);
  let to = 0;
  for (let at = 0; at < packed.length && to < wanted; ) {
    const count = ((packed[at] as number) << 24) >> 24;
    at += 1;
    if (count >= 0) {
      const literal = packed.subarray(at, Math.min(at + count + 1, at + wanted - to));
      out.set(literal, to);
      to += literal.length;
      at += count + 1;
    } else if (count !== -128) {
      if (at >= packed.length) break;
      const end = Math.min(wanted, to + 1 - count);
      out.fill(packed[at] as number, to, end);
      to = end;
      at += 1;
    }
  }
  return out.subarray(0, to);
}

const CLEAR = 256;
const END = 257;
const MOST_CODES = 4096;

/** LZW (TIFF 6.0 section 13): codes of 9 to 12 bits, high bit first, widened one code early. */
function unpackLzw(packed: Uint8Array, wanted: number): Uint8Array {
  const out = new Uint8Array(wanted);
  // Of each code: where its bytes stand in the output, and how many there are.
  const starts = new Int32Array(MOST_CODES);
  const lengths = new Int32Array(MOST_CODES);
  let next = END + 1;
  let width = 9;
  let to = 0;
  let bits = 0;
  let held = 0;
  let beforeAt = -1;
  let beforeLength = 0;
  for (let at = 0; to < wanted; ) {
    while (held < width && at < packed.length) {
      bits = ((bits << 8) | (packed[at] as number)) & 0xff_ffff;
      held += 8;
      at += 1;
    }
    if (held < width) break;
    const code = (bits >>> (held - width)) & ((1 << width) - 1);
    held -= width;
    if (code === END) break;
    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      beforeAt = -1;
      continue;
    }
    const at0 = to;
    if (code < CLEAR) {
      out[to] = code;
      to += 1;
    } else {
      const isNew = code === next && beforeAt >= 0;
      if (!isNew && (code >= next || code <= END)) break;
      const from = isNew ? beforeAt : (starts[code] as number);
      const length = isNew ? beforeLength + 1 : (lengths[code] as number);
      // A new code ends in its own first byte, which the copy has just written.
      for (let index = 0; index < length && to < wanted; index += 1) {
        out[to] = out[from + index] as number;
        to += 1;
      }
    }
    if (beforeAt >= 0 && next < MOST_CODES) {
      starts[next] = beforeAt;
      lengths[next] = beforeLength + 1;
      next += 1;
      if (next + 1 >= 1 << width && width < 12) width += 1;
    }
    beforeAt = at0;
    beforeLength = to - at0;
  }
  return out.subarray(0, to);
}

/** Undoes predictor 2 (differences of neighbours) in place, row by row. */
export function undoDifferences(bytes: Uint8Array, columns: number, sampleBytes: number, littleEndian: boolean): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rowBytes = columns * sampleBytes;
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    for (let column = 1; column < columns; column += 1) {
      const at = row + column * sampleBytes;
      if (sampleBytes === 1) view.setUint8(at, view.getUint8(at) + view.getUint8(at - 1));
      else if (sampleBytes === 2) view.setUint16(at, view.getUint16(at, littleEndian) + view.getUint16(at - 2, littleEndian), littleEndian);
      else if (sampleBytes === 4) view.setUint32(at, view.getUint32(at, littleEndian) + view.getUint32(at - 4, littleEndian), littleEndian);
      else
        view.setBigUint64(
          at,
          BigInt.asUintN(64, view.getBigUint64(at, littleEndian) + view.getBigUint64(at - 8, littleEndian)),
          littleEndian,
        );
    }
  }
}

/** Undoes predictor 3 (floats by byte planes, highest first, then differences of bytes): big-endian floats come out. */
export function undoFloatPlanes(bytes: Uint8Array, columns: number, sampleBytes: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const rowBytes = columns * sampleBytes;
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    let value = 0;
    for (let at = 0; at < rowBytes; at += 1) {
      value = (value + (bytes[row + at] as number)) & 0xff;
      const plane = Math.floor(at / columns);
      const column = at - plane * columns;
      out[row + column * sampleBytes + plane] = value;
    }
  }
  return out;
}
