/** Middle and size of a box of positions; the antimeridian may run through it. */
import { type Bounds, distanceM } from "@creance/core";

/** Middle of a box; its longitude may exceed 180 when the box crosses the antimeridian. */
export function middleOf(bounds: Bounds): { readonly latDeg: number; readonly lonDeg: number } {
  const width = bounds.eastDeg - bounds.westDeg + (bounds.eastDeg < bounds.westDeg ? 360 : 0);
  return { latDeg: (bounds.southDeg + bounds.northDeg) / 2, lonDeg: bounds.westDeg + width / 2 };
}

/** Metres from a box's middle to its south-western corner. */
export function halfDiagonalM(bounds: Bounds): number {
  const { latDeg, lonDeg } = middleOf(bounds);
  return distanceM(latDeg, lonDeg, bounds.southDeg, bounds.westDeg);
}
