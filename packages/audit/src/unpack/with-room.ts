/** Buffers that begin small: most streams are. */

const FIRST_BYTES = 64;

/** The buffer, or a larger one with its first `used` bytes, that has room for `needed` bytes. */
export function withRoom(buffer: Uint8Array<ArrayBuffer>, used: number, needed: number): Uint8Array<ArrayBuffer> {
  if (needed <= buffer.byteLength) return buffer;
  const grown = new Uint8Array(Math.max(needed, FIRST_BYTES, buffer.byteLength * 2));
  grown.set(buffer.subarray(0, used));
  return grown;
}
