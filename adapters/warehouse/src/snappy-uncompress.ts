/** Snappy backwards, for bytes of any origin: every length and distance is checked before it is used. */

/** The bytes that `input` stands for; `undefined` unless they are exactly `sizeBytes`. Memory: `sizeBytes`, which the caller bounds. */
export function snappyUncompress(input: Uint8Array, sizeBytes: number): Uint8Array | undefined {
  const start = bodyStart(input, sizeBytes);
  if (start === undefined) return undefined;
  const output = new Uint8Array(sizeBytes);
  const end = input.byteLength;
  let at = start;
  let out = 0;
  while (at < end) {
    const tag = input[at] as number;
    const kind = tag & 3;
    at += 1;
    if (kind === 0) {
      let length = (tag >>> 2) + 1;
      if (length > 60) {
        const lengthBytes = length - 60;
        if (lengthBytes > end - at) return undefined;
        length = littleEndian(input, at, lengthBytes) + 1;
        at += lengthBytes;
      }
      if (length > end - at || length > sizeBytes - out) return undefined;
      if (length < 64) for (let byte = 0; byte < length; byte += 1) output[out + byte] = input[at + byte] as number;
      else output.set(input.subarray(at, at + length), out);
      at += length;
      out += length;
      continue;
    }
    const distanceBytes = kind === 3 ? 4 : kind;
    if (distanceBytes > end - at) return undefined;
    const low = littleEndian(input, at, distanceBytes);
    const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const distance = kind === 1 ? low + ((tag >>> 5) << 8) : low;
    at += distanceBytes;
    if (distance === 0 || distance > out || length > sizeBytes - out) return undefined;
    // A copy may reach into what it writes: that is how runs are told.
    for (const last = out + length; out < last; out += 1) output[out] = output[out - distance] as number;
  }
  return out === sizeBytes ? output : undefined;
}

/** Where the body begins, behind the length; `undefined` when the length is another one. */
function bodyStart(input: Uint8Array, sizeBytes: number): number | undefined {
  let told = 0;
  for (let at = 0; at < Math.min(5, input.byteLength); at += 1) {
    const byte = input[at] as number;
    told += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return told === sizeBytes ? at + 1 : undefined;
  }
  return undefined;
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let byte = 0; byte < count; byte += 1) value |= (bytes[at + byte] as number) << (8 * byte);
  return value >>> 0;
}
