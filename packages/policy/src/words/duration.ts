/** Durations in words: `10 minutes`, `2 h`, `1.5 hours`. */

const unitUs: Readonly<Record<string, number>> = {
  s: 1e6,
  second: 1e6,
  seconds: 1e6,
  min: 60e6,
  minute: 60e6,
  minutes: 60e6,
  h: 3600e6,
  hour: 3600e6,
  hours: 3600e6,
  d: 86_400e6,
  day: 86_400e6,
  days: 86_400e6,
};
const DURATION = /^(\d{1,9}(?:\.\d{1,6})?) ?([a-z]{1,10})$/;

/** Microseconds of a duration in words, `null` where it is none; whole, at least 1. */
export function parseDurationUs(words: string): number | null {
  const [, number, unit] = DURATION.exec(words) ?? [];
  const factor = unit !== undefined && Object.hasOwn(unitUs, unit) ? unitUs[unit] : undefined;
  if (number === undefined || factor === undefined) return null;
  const us = Math.round(Number(number) * factor);
  return us >= 1 && Number.isSafeInteger(us) ? us : null;
}

/** A duration as the file would say it: `10 minutes`, `90 seconds`. */
export function durationWords(us: number): string {
  for (const [unit, factor] of [
    ["day", 86_400e6],
    ["hour", 3600e6],
    ["minute", 60e6],
  ] as const) {
    if (us >= factor && us % factor === 0) return counted(us / factor, unit);
  }
  return counted(us / 1e6, "second");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
