/** Round lengths for scale bars and grids, in the person's units. */
import type { UnitSystem } from "@creance/core";

/** A length that reads well: 1, 2 or 5 times a power of ten. */
export interface NiceLength {
  readonly lengthM: number;
  /** `200 m`, `0.5 mi`, `2 NM`. */
  readonly label: string;
}

const M_PER_FOOT = 0.3048;
const longUnits = {
  metric: { unit: "km", unitM: 1000, shortUnit: "m", shortM: 1 },
  imperial: { unit: "mi", unitM: 1609.344, shortUnit: "ft", shortM: M_PER_FOOT },
  aviation: { unit: "NM", unitM: 1852, shortUnit: "ft", shortM: M_PER_FOOT },
} as const satisfies Readonly<Record<UnitSystem, { unit: string; unitM: number; shortUnit: string; shortM: number }>>;

/** The longest nice length not above `maxM` (a positive number of metres). */
export function niceLength(maxM: number, system: UnitSystem): NiceLength {
  const { unit, unitM, shortUnit, shortM } = longUnits[system];
  const long = niceBelow(maxM / unitM);
  // Half a mile is a good bar, a fifth of one is not: below that, feet (for kilometres: below one, metres).
  const shortest = system === "metric" ? 1 : 0.5;
  if (long >= shortest) return { lengthM: long * unitM, label: `${plain(long)} ${unit}` };
  const short = niceBelow(maxM / shortM);
  return { lengthM: short * shortM, label: `${plain(short)} ${shortUnit}` };
}

/** The largest of 1, 2, 5 times a power of ten that is not above a positive number. */
export function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = value / power;
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

function plain(value: number): string {
  return Number(value.toPrecision(6)).toString();
}
