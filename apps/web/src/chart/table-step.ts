/** How far apart the rows of the chart table are. */

const steps = [1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000];
const MOST_ROWS = 150;

/** The smallest step that gives at most 150 rows. */
export function tableStepMs(durationMs: number): number {
  return steps.find((step) => durationMs / step <= MOST_ROWS) ?? Math.ceil(durationMs / MOST_ROWS / 600_000) * 600_000;
}
