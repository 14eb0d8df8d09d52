/** Units as people read them. Values are kept in SI; this is the only place that converts for display. */

/** Unit systems a person can choose. */
export type UnitSystem = "metric" | "imperial" | "aviation";

/** What is measured. */
export type Quantity = "height" | "distance" | "speed" | "temperature";

/** A display unit: value shown = value in SI x `factor` + `offset`. */
export interface DisplayUnit {
  readonly unit: string;
  readonly factor: number;
  readonly offset: number;
  /** Digits after the point. */
  readonly digits: number;
}

const M_PER_FOOT = 0.3048;
const M_PER_MILE = 1609.344;
const M_PER_NAUTICAL_MILE = 1852;

/** Display unit of each quantity in each system. SI bases: m, m, m/s, degrees Celsius. */
export const displayUnits = {
  metric: {
    height: { unit: "m", factor: 1, offset: 0, digits: 1 },
    distance: { unit: "km", factor: 1e-3, offset: 0, digits: 2 },
    speed: { unit: "m/s", factor: 1, offset: 0, digits: 1 },
    temperature: { unit: "°C", factor: 1, offset: 0, digits: 1 },
  },
  imperial: {
    height: { unit: "ft", factor: 1 / M_PER_FOOT, offset: 0, digits: 0 },
    distance: { unit: "mi", factor: 1 / M_PER_MILE, offset: 0, digits: 2 },
    speed: { unit: "mph", factor: 3600 / M_PER_MILE, offset: 0, digits: 1 },
    temperature: { unit: "°F", factor: 1.8, offset: 32, digits: 0 },
  },
  aviation: {
    height: { unit: "ft", factor: 1 / M_PER_FOOT, offset: 0, digits: 0 },
    distance: { unit: "NM", factor: 1 / M_PER_NAUTICAL_MILE, offset: 0, digits: 2 },
    speed: { unit: "kt", factor: 3600 / M_PER_NAUTICAL_MILE, offset: 0, digits: 1 },
    temperature: { unit: "°C", factor: 1, offset: 0, digits: 1 },
  },
} as const satisfies Readonly<Record<UnitSystem, Readonly<Record<Quantity, DisplayUnit>>>>;

/** The value in the display unit, without the unit's name. */
export function toDisplay(value: number, quantity: Quantity, system: UnitSystem): number {
  const { factor, offset } = displayUnits[system][quantity];
  return value * factor + offset;
}

/** `64.2 m`; `unknown` for a value that is not known. Never `-0`. */
export function formatQuantity(value: number | null | undefined, quantity: Quantity, system: UnitSystem): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "unknown";
  const { unit, digits } = displayUnits[system][quantity];
  return `${toDisplay(value, quantity, system)
    .toFixed(digits)
    .replace(/^-(?=0(?:\.0+)?$)/, "")} ${unit}`;
}

/** `3.1 kB` (decimal units). */
export function formatBytes(sizeBytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = sizeBytes;
  let at = 0;
  // 999.6 kB would be printed as 1000 kB: what rounds up to a thousand is one of the next unit.
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${at === 0 ? value : value.toFixed(value < 9.95 ? 1 : 0)} ${units[at]}`;
}
