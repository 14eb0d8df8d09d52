/** A number of 53 bits for the bytes of a packet, to find the same packet in two captures. Not for keeping forgers out: a bundle is not signed. */

/** Bytes of a packet that are looked at, beside its length. */
const LOOKED_AT_BYTES = 256;

/**
 * Hash of the IP packet in `bytes` from `start` to `end`, started with `seed`. Its length is the one that its header states: the log of refusals holds
 * only the beginning of a long packet (`snaplen` in the rules, more than is looked at here).
 */
export function packetHash(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let low = 0x811c9dc5 ^ seed;
  let high = 0x9747b28c ^ statedLength(bytes, start, end);
  const stop = Math.min(end, start + LOOKED_AT_BYTES);
  // A check sum may be filled in by the network card, behind one capture and before the other.
  const sumAt = udpSumAt(bytes, start);
  for (let i = start; i < stop; i++) {
    if (i === sumAt || i === sumAt + 1) continue;
    const byte = bytes[i] as number;
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x5bd1e995) ^ (high >>> 15);
  }
  low ^= low >>> 16;
  low = Math.imul(low, 0x85ebca6b);
  high ^= high >>> 13;
  high = Math.imul(high, 0xc2b2ae35);
  return ((high >>> 0) & 0x1fffff) * 2 ** 32 + ((low ^ (high >>> 7)) >>> 0);
}

/** Total length by the IP header, 40 where an IPv6 header leaves it open (both captures read the same header); what is there where there is none. */
function statedLength(bytes: Uint8Array, start: number, end: number): number {
  const at = (offset: number): number => ((bytes[start + offset] as number) << 8) | (bytes[start + offset + 1] as number);
  const version = end - start < 20 ? 0 : (bytes[start] as number) >> 4;
  if (version === 4) return at(2);
  return version === 6 ? 40 + at(4) : end - start;
}

/** Where the check sum of a UDP packet stands; -2 for others. */
function udpSumAt(bytes: Uint8Array, start: number): number {
  const first = bytes[start] as number;
  if (first >> 4 === 4 && bytes[start + 9] === 17) return start + (first & 15) * 4 + 6;
  return first >> 4 === 6 && bytes[start + 6] === 17 ? start + 46 : -2;
}
