/** The box around positions, with longitudes that do not jump. */
import { boundsOf } from "@creance/core";
import type { Box } from "./grid-features.ts";

/** Around all known positions; `eastDeg` goes beyond 180 where the box crosses the antimeridian. `null` when none is known. */
export function boxOf(latDeg: readonly (number | null)[], lonDeg: readonly (number | null)[]): Box | null {
  const known = (values: readonly (number | null)[]): Float64Array => Float64Array.from(values, (value) => value ?? Number.NaN);
  const bounds = boundsOf(known(latDeg), known(lonDeg));
  if (bounds === null) return null;
  return { ...bounds, eastDeg: bounds.eastDeg < bounds.westDeg ? bounds.eastDeg + 360 : bounds.eastDeg };
}
