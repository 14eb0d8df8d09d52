/** Numbers that look random and follow from a seed alone: the same inputs give the same decoys. */
import type { Platform } from "@creance/core";

/** A source of numbers from a seed: SHA-256 of the seed and a counter. */
export interface SeededRandom {
  /** A whole number from 0 to `below` - 1; `below` at most 65,536. */
  below(below: number): number;
}

/** Opens a source. */
export function seededRandom(platform: Platform, seed: string): SeededRandom {
  let block = new Uint8Array(0);
  let at = 0;
  let counter = 0;
  const take = (): number => {
    if (at + 2 > block.length) {
      block = Uint8Array.from(platform.sha256(new TextEncoder().encode(`${seed}\n${counter}`)));
      counter += 1;
      at = 0;
    }
    const value = ((block[at] as number) << 8) | (block[at + 1] as number);
    at += 2;
    return value;
  };
  return {
    below(below) {
      const most = 65_536 - (65_536 % below);
      let value = take();
      while (value >= most) value = take();
      return value % below;
    },
  };
}
