/** Coasts and borders for the SVG map of many flights: enough to see which corner of which country it is. */
import type { MapOutline } from "./map-model.ts";
import { outlineLines, outlineSteps } from "./world-outline.table.ts";

/** Printed where the outlines are shown. */
export const OUTLINE_ATTRIBUTION = "Natural Earth · US Census Bureau · drawn here, no tile server";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
let decoded: readonly MapOutline[] | undefined;

/** Every line of the world, true to about 8 km; decoded at the first call (a few milliseconds) and kept. Longitudes run on beyond 180 degrees. */
export function worldOutlines(): readonly MapOutline[] {
  decoded ??= (["border", "coast"] as const).flatMap((kind) =>
    outlineLines[kind].split(" ").map((text) => ({ kind, ...decodeOutline(text) })),
  );
  return decoded;
}

/** A line of a table: zigzag differences in steps, five bits a digit, the low ones first; a digit of 32 and more has another behind it. */
export function decodeOutline(text: string): { latDeg: Float64Array; lonDeg: Float64Array } {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (const char of text) {
    const digit = DIGITS.indexOf(char);
    value += (digit % 32) * scale;
    scale *= 32;
    if (digit >= 32) continue;
    numbers.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    value = 0;
    scale = 1;
  }
  const lonDeg = new Float64Array(numbers.length / 2);
  const latDeg = new Float64Array(numbers.length / 2);
  let [x, y] = [0, 0];
  for (let at = 0; at < lonDeg.length; at += 1) {
    x += numbers[2 * at] as number;
    y += numbers[2 * at + 1] as number;
    lonDeg[at] = x / outlineSteps;
    latDeg[at] = y / outlineSteps;
  }
  return { latDeg, lonDeg };
}
