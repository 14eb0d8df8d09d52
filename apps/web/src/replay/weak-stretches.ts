/** Stretches of a flight where the data is weak: few satellites, a position jump, a repaired clock. */

/** From and to, ms since the start of the flight. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Neighbouring weak rows as stretches; a single row reaches to the next row. */
export function weakStretches(elapsedMs: readonly number[], weak: readonly number[]): Stretch[] {
  const stretches: Stretch[] = [];
  let fromMs: number | null = null;
  for (let row = 0; row < elapsedMs.length; row += 1) {
    const time = elapsedMs[row] as number;
    if (weak[row] === 1) fromMs ??= time;
    else if (fromMs !== null) {
      stretches.push({ fromMs, toMs: time });
      fromMs = null;
    }
  }
  if (fromMs !== null) stretches.push({ fromMs, toMs: elapsedMs[elapsedMs.length - 1] as number });
  return stretches;
}
