/** Numbers of float32 columns in as few digits as say the same: 3.4, not 3.4000000953674316. */

/** A double that prints short and rounds to the same float32. NaN and infinities become `null`. */
export function shortFloat32(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  if (Number.isInteger(value)) return value;
  for (const scale of [1e2, 1e4, 1e6]) {
    const rounded = Math.round(value * scale) / scale;
    if (Math.fround(rounded) === value) return rounded;
  }
  return Number(value.toPrecision(9));
}

/** A float64 value, or `null` when it is unknown. */
export function knownNumber(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
