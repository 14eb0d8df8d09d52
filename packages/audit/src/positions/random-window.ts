/**
 * Whether bytes look random, as sealed and compressed ones do. Among random bytes two integers meet a place by chance now and then: at one place with
 * a radius of 5 km about once in a million bytes. Counting different byte values tells random bytes from records: 512 random bytes hold 221 +/- 5
 * different values, 512 bytes of packed coordinates at most 180.
 */

/** Windows below this say nothing. */
export const LEAST_RANDOM_WINDOW = 64;

const seen = new Uint8Array(256);

/** True when `bytes[from..until)` hold as many different values as random bytes do. False for fewer than 64 bytes. */
export function looksRandom(bytes: Uint8Array, from: number, until: number): boolean {
  const length = until - from;
  if (length < LEAST_RANDOM_WINDOW) return false;
  seen.fill(0);
  let distinct = 0;
  for (let at = from; at < until; at += 1) {
    const byte = bytes[at] as number;
    if (seen[byte] === 1) continue;
    seen[byte] = 1;
    distinct += 1;
  }
  const unseen = Math.exp(-length / 256);
  const deviation = Math.sqrt(256 * unseen * (1 - (1 + length / 256) * unseen));
  return distinct >= 256 * (1 - unseen) - 4.7 * deviation;
}
