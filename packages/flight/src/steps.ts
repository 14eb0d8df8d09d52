/** Steps between positions that follow each other, and jumps that no aircraft flies. */
import { distanceM } from "@creance/core";
import type { Track } from "./types.ts";

/** Speed above which two positions cannot both be right. */
const JUMP_MPS = 150;
/** Shorter moves are the correction of a new fix, not a jump. */
const JUMP_MIN_M = 30;

/** The steps of a track, one for each row. */
export interface Steps {
  /** Ground distance from the last known position before, metres; NaN where there is none. */
  readonly stepM: Float64Array<ArrayBuffer>;
  /** 1 where the position jumped from the row before. */
  readonly jumps: Uint8Array<ArrayBuffer>;
}

/** Measures the steps of a track. */
export function measureSteps({ columns, rows }: Track): Steps {
  const stepM = new Float64Array(rows).fill(Number.NaN);
  const jumps = new Uint8Array(rows);
  // A track without times has 0 in every row: how fast it moved is unknown.
  const isTimed = rows > 0 && (columns.elapsedMs[rows - 1] as number) > (columns.elapsedMs[0] as number);
  let last = -1;
  for (let row = 0; row < rows; row += 1) {
    const latDeg = columns.latDeg[row] as number;
    if (Number.isNaN(latDeg)) continue;
    if (last >= 0) {
      const seconds = Math.max(0.1, ((columns.elapsedMs[row] as number) - (columns.elapsedMs[last] as number)) / 1000);
      const movedM = distanceM(columns.latDeg[last] as number, columns.lonDeg[last] as number, latDeg, columns.lonDeg[row] as number);
      stepM[row] = movedM;
      if (isTimed && movedM > Math.max(JUMP_MIN_M, JUMP_MPS * seconds)) jumps[row] = 1;
    }
    last = row;
  }
  return { stepM, jumps };
}
