/** Widths of a time line's buckets that a person can read. */

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;

const stepsUs: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((milliseconds) => milliseconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_US),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_US),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_US),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * DAY_US),
];

/** Buckets of one width, from `startUs` on. */
export interface Buckets {
  readonly startUs: number;
  readonly widthUs: number;
  readonly count: number;
}

/**
 * The narrowest buckets from the first to the last instant, at most `most` of them. They start at a multiple of their width (UTC), except where
 * only a start at the first instant keeps to `most`.
 */
export function bucketsOver(firstUs: number, lastUs: number, most: number): Buckets {
  for (let step = 0; ; step += 1) {
    const widthUs = stepsUs[step] ?? (stepsUs.at(-1) as number) * 2 ** (step - stepsUs.length + 1);
    const startUs = Math.floor(firstUs / widthUs) * widthUs;
    const count = Math.floor((lastUs - startUs) / widthUs) + 1;
    if (count <= most) return { startUs, widthUs, count };
    // Two buckets that meet at instant 0 never become one: from here on the width can only grow.
    if (widthUs > lastUs - firstUs) return { startUs: firstUs, widthUs, count: 1 };
  }
}
