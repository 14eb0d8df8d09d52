/** Copies record bodies out of a window while removing the XOR, four bytes at a time. */
import { xorKeyWord } from "./scramble.ts";

/**
 * Writes `lengthBytes` bytes of a body into `target` at `targetAt`, XORed with the key of `seed` and `type`. Both views must
 * have 3 bytes to spare after the body.
 */
export function unscrambleInto(
  source: DataView,
  sourceAt: number,
  lengthBytes: number,
  seed: number,
  type: number,
  target: DataView,
  targetAt: number,
): void {
  const first = xorKeyWord(seed, type, 0);
  const second = xorKeyWord(seed, type, 1);
  for (let at = 0; at < lengthBytes; at += 8) {
    target.setUint32(targetAt + at, source.getUint32(sourceAt + at, true) ^ first, true);
    if (at + 4 < lengthBytes) target.setUint32(targetAt + at + 4, source.getUint32(sourceAt + at + 4, true) ^ second, true);
  }
}
