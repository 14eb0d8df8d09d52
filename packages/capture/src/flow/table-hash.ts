/** The place of a packet's flow in the table: the same for both directions, and not to be foreseen without the seed. */
import type { Dissected } from "../dissected.ts";

/** 32 bits from a packet's addresses, ports, protocol, VLAN and tunnel. */
export type TableHash = (found: Dissected, srcPort: number, dstPort: number) => number;

/**
 * A hash whose multipliers come from `seed`: the words of each end are multiplied and added (multilinear hashing), mixed, and the two ends
 * added.
 */
export function tableHash(seed: number): TableHash {
  const [word0, word1, word2, word3] = [multiplier(seed, 1), multiplier(seed, 2), multiplier(seed, 3), multiplier(seed, 4)];
  const [port, end, protocol, vlan, tunnel] = [5, 6, 7, 8, 9].map((at) => multiplier(seed, at)) as [number, number, number, number, number];
  const endHash = (one: number, two: number, three: number, four: number, portNumber: number): number => {
    let hash =
      (Math.imul(one, word0) + Math.imul(two, word1) + Math.imul(three, word2) + Math.imul(four, word3) + Math.imul(portNumber, port)) | 0;
    hash = Math.imul(hash ^ (hash >>> 15), end);
    return hash ^ (hash >>> 13);
  };
  return (found, srcPort, dstPort) => {
    const ends =
      endHash(found.src0, found.src1, found.src2, found.src3, srcPort) + endHash(found.dst0, found.dst1, found.dst2, found.dst3, dstPort);
    let hash = (ends + Math.imul(found.protocol, protocol) + Math.imul(found.vlan, vlan) + Math.imul(found.tunnel, tunnel)) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), end);
    return hash ^ (hash >>> 15);
  };
}

/** An odd number. */
function multiplier(seed: number, at: number): number {
  let hash = Math.imul((seed ^ Math.imul(at + 1, 0x9e3779b9)) | 0, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 1;
}
