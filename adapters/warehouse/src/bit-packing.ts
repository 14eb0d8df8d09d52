/** Parquet's hybrid of runs and bit-packed numbers (parquet-format Encodings.md, "Run Length Encoding / Bit-Packing Hybrid"). */

/** Widest number packed here: the codes of 2^24 values. */
const MAX_WIDTH_BITS = 24;

/** Bits that hold every number below `count`: at least 1, because some readers stumble over 0. */
export function widthFor(count: number): number {
  return Math.max(1, 32 - Math.clz32(Math.max(0, count - 1)));
}

/** One run: `count` times the same number below 256. */
export function encodeRun(value: number, count: number): Uint8Array {
  return Uint8Array.from([...varInt(count * 2), value]);
}

/** `count` numbers of `widthBits` each as one bit-packed run; the last group of 8 is filled with 0. */
export function encodePacked(numbers: ArrayLike<number>, count: number, widthBits: number): Uint8Array {
  const groups = Math.ceil(count / 8);
  const header = varInt(groups * 2 + 1);
  const bytes = new Uint8Array(header.length + groups * widthBits);
  bytes.set(header);
  let at = header.length;
  let pending = 0;
  let bits = 0;
  for (let place = 0; place < count; place += 1) {
    pending |= (numbers[place] as number) << bits;
    bits += widthBits;
    while (bits >= 8) {
      bytes[at] = pending & 0xff;
      at += 1;
      pending >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) bytes[at] = pending;
  return bytes;
}

/** `count` numbers from runs of both kinds; `undefined` when the bytes end early or the width is none of ours. Memory: `count` numbers. */
export function decodeHybrid(bytes: Uint8Array, widthBits: number, count: number): Int32Array | undefined {
  if (!(widthBits >= 1 && widthBits <= MAX_WIDTH_BITS)) return undefined;
  const numbers = new Int32Array(count);
  const mask = (1 << widthBits) - 1;
  const widthBytes = Math.ceil(widthBits / 8);
  let at = 0;
  let filled = 0;
  while (filled < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined || shift > 28) return undefined;
      at += 1;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    header >>>= 0;
    if (header < 2) return undefined;
    if (header % 2 === 0) {
      if (at + widthBytes > bytes.byteLength) return undefined;
      let value = 0;
      for (let byte = 0; byte < widthBytes; byte += 1) value |= (bytes[at + byte] as number) << (8 * byte);
      at += widthBytes;
      const end = Math.min(count, filled + header / 2);
      numbers.fill(value & mask, filled, end);
      filled = end;
      continue;
    }
    const end = Math.min(count, filled + ((header - 1) / 2) * 8);
    if (at + Math.ceil(((end - filled) * widthBits) / 8) > bytes.byteLength) return undefined;
    let pending = 0;
    let bits = 0;
    const start = at;
    const groups = (header - 1) / 2;
    for (; filled < end; filled += 1) {
      while (bits < widthBits) {
        pending |= (bytes[at] as number) << bits;
        at += 1;
        bits += 8;
      }
      numbers[filled] = pending & mask;
      pending >>>= widthBits;
      bits -= widthBits;
    }
    at = start + groups * widthBits;
  }
  return numbers;
}

function varInt(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left & 0x7f) | 0x80);
    left >>>= 7;
  }
  bytes.push(left);
  return bytes;
}
