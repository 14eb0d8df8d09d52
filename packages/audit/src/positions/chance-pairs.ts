/** How often chance alone makes a position: a stream of bytes that hold none is searched, and its hits are counted. */
import type { PointHit } from "../detector.ts";
import { createPositionSearch } from "./position-search.ts";

/** What was found where nothing is. */
export interface ChancePairs {
  readonly bytes: number;
  /** Pairs of coordinates and cells, weak ones included. */
  readonly pairs: number;
  readonly weakPairs: number;
  /** The first of them, at most 20. */
  readonly first: readonly PointHit[];
}

/** Searches pieces of one stream for flights and decoys. */
export function chancePairs(about: Parameters<typeof createPositionSearch>[0], pieces: Iterable<Uint8Array>): ChancePairs {
  let bytes = 0;
  let pairs = 0;
  let weakPairs = 0;
  const first: PointHit[] = [];
  const scan = createPositionSearch(about).open((hit) => {
    if (Number.isNaN(hit.latDeg) || Number.isNaN(hit.lonDeg)) return;
    pairs += 1;
    if ((hit.weakBecause ?? null) !== null) weakPairs += 1;
    if (first.length < 20) first.push(hit);
  });
  for (const piece of pieces) {
    scan.push(piece, 0, piece.length);
    bytes += piece.length;
  }
  scan.end();
  return { bytes, pairs, weakPairs, first };
}
