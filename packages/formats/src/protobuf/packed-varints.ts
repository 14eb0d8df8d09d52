/** Whole numbers one behind the other in a field with a length, as `repeated` fields are packed; DJI writes fractions so. */

/** The numbers, at most `most`; `null` when the bytes do not end with the last of them. From 2^53 on a number is NaN. */
export function packedVarints(bytes: Uint8Array, start: number, end: number, most: number): readonly number[] | null {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (scale > 2 ** 63 || numbers.length >= most) return null;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 128) {
      numbers.push(Number.isSafeInteger(value) ? value : Number.NaN);
      value = 0;
      scale = 1;
    }
  }
  return scale === 1 ? numbers : null;
}
