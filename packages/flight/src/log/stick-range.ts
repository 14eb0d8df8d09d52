/** Sticks from the pulse lengths of a radio channel. */

/** What the pulses of a channel mean. */
export interface StickRange {
  readonly minUs: number;
  readonly trimUs: number;
  readonly maxUs: number;
  /** 1 or -1. */
  readonly direction: number;
}

/** -100 to 100; NaN where the range is unknown or the pulse is none. */
export function stickPct(pulseUs: number, { minUs, trimUs, maxUs, direction }: StickRange): number {
  if (!(pulseUs > 500 && pulseUs < 2500 && minUs < trimUs && trimUs < maxUs)) return Number.NaN;
  const share = pulseUs >= trimUs ? (pulseUs - trimUs) / (maxUs - trimUs) : (pulseUs - trimUs) / (trimUs - minUs);
  return Math.max(-1, Math.min(1, share)) * 100 * direction;
}
