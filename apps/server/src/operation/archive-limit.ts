/** How much an archive may unpack to. */

const FREE_BYTES = 1024 ** 3;
const MOST_RATIO = 30;

/** Bytes that all members of an archive may have together: logs shrink to a tenth, bombs to a thousandth. */
export function archiveBytes(sizeBytes: number): number {
  return Math.max(FREE_BYTES, sizeBytes * MOST_RATIO);
}
