/**
 * Steady time: milliseconds since the first row, along the aircraft's own fly time where it runs, along the app's stamps where
 * it stands still (motors stopped) or starts anew. Never decreases. docs/glossary.md, "fly time".
 */
import type { ClockStamps } from "./clock-stamps.ts";

/** Steady time of every row. */
export interface SteadyTime {
  readonly elapsedMs: Float64Array<ArrayBuffer>;
  /** 1 where the step to this row had to be repaired. */
  readonly repaired: Uint8Array<ArrayBuffer>;
  /** Rows at which the fly time started anew, ascending. */
  readonly resets: readonly number[];
}

/** Step when nothing says how long it was: OSD comes at 10 Hz. */
const NOMINAL_STEP_MS = 100;
/** Longer steps of the fly time need a witness (the stamps) or a budget. */
const LARGE_STEP_S = 5;
/** Longest step of the fly time that is believed without a witness. */
const MAX_LONE_STEP_S = 600;
/** All steps believed without a witness together. A record of 293 hours must not come from a few wrong bytes. */
const LONE_BUDGET_S = 3600;
/** Rows the fly time must repeat to count as standing still. */
const FLAT_ROWS = 6;
/** Longest gap between two rows that the stamps alone can claim, and all such gaps (over one minute) together. */
const MAX_STAMP_GAP_MS = 6 * 3_600_000;
const STAMP_GAP_BUDGET_MS = 12 * 3_600_000;
/** Resets noted at most; a record with more is noise. */
const MAX_RESETS = 1000;

/** Solves steady time. One pass, no allocation in it. */
export function steadyTime(flyTimeS: ArrayLike<number>, stamps: ClockStamps): SteadyTime {
  const rows = flyTimeS.length;
  const elapsedMs = new Float64Array(rows);
  const repaired = new Uint8Array(rows);
  const resets: number[] = [];
  let good = rows > 0 ? (flyTimeS[0] as number) : 0;
  let loneBudgetS = LONE_BUDGET_S;
  let gapBudgetMs = STAMP_GAP_BUDGET_MS;
  let flatFrom = 0;
  let flatUntil = 0;
  let before = 0;
  for (let row = 1; row < rows; row += 1) {
    while (before + 1 < stamps.count && (stamps.row[before + 1] as number) < row) before += 1;
    const fly = flyTimeS[row] as number;
    const stepS = fly - good;
    let stepMs = NOMINAL_STEP_MS;
    if (stepS > 0 && stepS <= LARGE_STEP_S) {
      stepMs = Math.round(stepS * 1000);
      good = fly;
    } else if (stepS === 0) {
      if (row >= flatUntil) {
        flatFrom = row - 1;
        flatUntil = flatEnd(flyTimeS, row);
      }
      stepMs = flatUntil - flatFrom < FLAT_ROWS ? 0 : fromStamps(row);
    } else if (Number.isNaN(stepS) || isOutlier(flyTimeS, row, good)) {
      // Half of the way to the next value; the other half is that row's own step.
      const halfS = ((flyTimeS[row + 1] ?? Number.NaN) - good) / 2;
      const halfway = halfS >= 0 && halfS <= LARGE_STEP_S;
      if (halfway) good += halfS;
      stepMs = halfway ? Math.round(halfS * 1000) : NOMINAL_STEP_MS;
      repaired[row] = 1;
    } else if (stepS < 0) {
      if (resets.length < MAX_RESETS) resets.push(row);
      repaired[row] = 1;
      stepMs = fromStamps(row);
      good = fly;
    } else {
      repaired[row] = 1;
      const stampMs = stampStep(stamps, before, row, true);
      if (Math.abs(stampMs - stepS * 1000) <= Math.max(2000, stepS * 100)) stepMs = Math.round(stepS * 1000);
      else if (stepS <= MAX_LONE_STEP_S && stepS <= loneBudgetS) {
        loneBudgetS -= stepS;
        stepMs = Math.round(stepS * 1000);
      }
      good = fly;
    }
    elapsedMs[row] = (elapsedMs[row - 1] as number) + stepMs;
  }
  return { elapsedMs, repaired, resets };

  function fromStamps(row: number): number {
    const stampMs = stampStep(stamps, before, row, false);
    if (Number.isNaN(stampMs)) return NOMINAL_STEP_MS;
    const believed = stampMs >= 0 && stampMs <= MAX_STAMP_GAP_MS && (stampMs < 60_000 || stampMs <= gapBudgetMs);
    if (stampMs >= 60_000 && believed) gapBudgetMs -= stampMs;
    if (!believed || stampMs > 5000) repaired[row] = 1;
    return believed ? stampMs : NOMINAL_STEP_MS;
  }
}

/** Row after the last one of a run of equal values that begins at or before `row`. */
function flatEnd(flyTimeS: ArrayLike<number>, row: number): number {
  let end = row;
  while (end < flyTimeS.length && flyTimeS[end] === flyTimeS[row]) end += 1;
  return end;
}

/** True when the value at `row` is alone: the next one continues from the good value before it. */
function isOutlier(flyTimeS: ArrayLike<number>, row: number, good: number): boolean {
  if (row + 1 >= flyTimeS.length) return true;
  const next = (flyTimeS[row + 1] as number) - good;
  return next >= 0 && next <= LARGE_STEP_S;
}

/**
 * Time between the stamps before and at-or-after `row`: per row (`whole` false), or all of it (`whole` true). NaN where a side is
 * missing.
 */
function stampStep(stamps: ClockStamps, before: number, row: number, whole: boolean): number {
  if (before + 1 >= stamps.count || (stamps.row[before] as number) >= row) return Number.NaN;
  const ms = (stamps.ms[before + 1] as number) - (stamps.ms[before] as number);
  return whole ? ms : ms / ((stamps.row[before + 1] as number) - (stamps.row[before] as number));
}
