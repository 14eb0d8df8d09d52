/**
 * Where steady time stands on the world's clock. The app's stamps keep a constant distance to steady time, a level, until the
 * app's clock is set or stops; measured on real records: slope 1 within 1e-4, and stops of 2.8 s and 9.7 s during which the app
 * wrote no stamps while the aircraft flew on.
 */
import type { ClockStamps } from "./clock-stamps.ts";

/** A step of the app's clock against steady time that lasted. */
export interface ClockStep {
  /** First row after the step. */
  readonly row: number;
  /** `stopped`: the app's clock stood still; `set`: it was set to another time. */
  readonly kind: "stopped" | "set";
  /** How far the app's clock moved against steady time, ms; negative when it fell behind. */
  readonly stepMs: number;
}

/** Steady time on the world's clock. */
export interface ClockAnchor {
  /** Milliseconds since 1970-01-01 UTC of the first row. */
  readonly startMs: number;
  /** 95th percentile of the distance between stamps and their level, ms. */
  readonly residualP95Ms: number;
  readonly steps: readonly ClockStep[];
  /** Row ranges (end exclusive) that lie inside a step. */
  readonly stepRows: readonly (readonly [number, number])[];
}

interface Level {
  readonly from: number;
  to: number;
  /** Distance of the app's clock from steady time, ms. */
  offsetMs: number;
  readonly kind: ClockStep["kind"];
}

/** Noise below this is the radio link's delay, not a step of the clock (measured: up to 1.5 s). */
const STEP_MS = 2000;
/** Levels that are compared; more than that is noise and the median of all stamps decides. */
const MAX_LEVELS = 64;
/** A level of fewer stamps is a delay of the link, not told as an event. */
const LASTING_STAMPS = 20;

/** Solves the anchor; `null` without stamps. */
export function anchorClock(elapsedMs: Float64Array, stamps: ClockStamps): ClockAnchor | null {
  if (stamps.count === 0) return null;
  const offsets = new Float64Array(stamps.count);
  for (let at = 0; at < stamps.count; at += 1) offsets[at] = (stamps.ms[at] as number) - (elapsedMs[stamps.row[at] as number] as number);
  const levels = findLevels(offsets, stamps, elapsedMs);
  const tooMany = levels.length > MAX_LEVELS;
  const whole: Level = { from: 0, to: stamps.count, offsetMs: medianOf(offsets), kind: "set" };
  const used = tooMany ? [whole] : levels;
  const chosen = tooMany ? whole : chooseLevel(levels);
  const residuals = new Float64Array(stamps.count);
  for (const level of used) {
    for (let at = level.from; at < level.to; at += 1) residuals[at] = Math.abs((offsets[at] as number) - level.offsetMs);
  }
  residuals.sort();
  return {
    startMs: chosen.offsetMs,
    residualP95Ms: residuals[Math.min(stamps.count - 1, Math.floor(stamps.count * 0.95))] as number,
    steps: tooMany ? [] : lastingSteps(levels, stamps),
    stepRows: used.slice(1).map((level) => [(stamps.row[level.from - 1] as number) + 1, (stamps.row[level.from] as number) + 1]),
  };
}

function findLevels(offsets: Float64Array, stamps: ClockStamps, elapsedMs: Float64Array): Level[] {
  const levels: Level[] = [{ from: 0, to: 1, offsetMs: 0, kind: "set" }];
  for (let at = 1; at < stamps.count; at += 1) {
    const level = levels[levels.length - 1] as Level;
    const stampStepMs = (stamps.ms[at] as number) - (stamps.ms[at - 1] as number);
    const steadyStepMs = (elapsedMs[stamps.row[at] as number] as number) - (elapsedMs[stamps.row[at - 1] as number] as number);
    if (Math.abs(stampStepMs - steadyStepMs) <= STEP_MS || levels.length > MAX_LEVELS) level.to = at + 1;
    else levels.push({ from: at, to: at + 1, offsetMs: 0, kind: stampStepMs >= 0 && stampStepMs < steadyStepMs ? "stopped" : "set" });
  }
  for (const level of levels) level.offsetMs = medianOf(offsets.slice(level.from, level.to));
  return levels;
}

/**
 * The level that most stamps agree on (levels within a step's noise count together). When the app's clock came to that level by
 * standing still, the level before is right: the stamps after it are all late by the stop.
 */
function chooseLevel(levels: readonly Level[]): Level {
  const agree = (a: Level, b: Level): boolean => Math.abs(a.offsetMs - b.offsetMs) <= STEP_MS / 2;
  let best = 0;
  let bestStamps = -1;
  for (let at = 0; at < levels.length; at += 1) {
    const level = levels[at] as Level;
    const count = levels.reduce((sum, other) => sum + (agree(level, other) ? other.to - other.from : 0), 0);
    if (count > bestStamps) {
      best = at;
      bestStamps = count;
    }
  }
  while (
    best > 0 &&
    (levels[best] as Level).kind === "stopped" &&
    !levels.slice(0, best - 1).some((old) => agree(old, levels[best] as Level))
  ) {
    best -= 1;
  }
  return levels[best] as Level;
}

function lastingSteps(levels: readonly Level[], stamps: ClockStamps): ClockStep[] {
  const lasting = levels.filter((level, at) => at === 0 || level.to - level.from >= LASTING_STAMPS);
  const steps: ClockStep[] = [];
  for (let at = 1; at < lasting.length; at += 1) {
    const level = lasting[at] as Level;
    const stepMs = level.offsetMs - (lasting[at - 1] as Level).offsetMs;
    if (Math.abs(stepMs) > STEP_MS / 2) steps.push({ row: stamps.row[level.from] as number, kind: level.kind, stepMs });
  }
  return steps;
}

function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1] as number;
}
