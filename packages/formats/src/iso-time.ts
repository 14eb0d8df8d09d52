/** ISO 8601 times as files write them: a date, a clock, perhaps a fraction and perhaps a zone. What is not written is not assumed. */

/** A time as written. */
export interface WrittenTime {
  /** The wall clock that is written, read as if it were UTC: microseconds since 1970-01-01. */
  readonly wallUs: number;
  /** Minutes east of UTC that are written beside it, 0 for `Z`; `null` when no zone is written. */
  readonly zoneMin: number | null;
}

const ISO = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads `2026-09-12T09:14:03.250Z`, `2026/09/12 09:14:03`, `... +02:00`; `undefined` for anything else or a date that does not exist. */
export function parseIsoTime(text: string): WrittenTime | undefined {
  const match = ISO.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const wallUs = wallClockUs({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second ?? 0),
    fractionUs: fractionUs(fraction),
  });
  return wallUs === undefined ? undefined : { wallUs, zoneMin: zone === undefined ? null : zoneMinutes(zone) };
}

/** The instant that is written, µs UTC; `undefined` when no zone is written. */
export function instantUs(time: WrittenTime): number | undefined {
  return time.zoneMin === null ? undefined : time.wallUs - time.zoneMin * 60_000_000;
}

/** Parts of a date and a clock. */
export interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fractionUs: number;
}

/** The parts as microseconds since 1970-01-01, read as if they were UTC; `undefined` when there is no such day or time. */
export function wallClockUs({ year, month, day, hour, minute, second, fractionUs }: TimeParts): number | undefined {
  if (!(year >= 1900 && year <= 2200) || !(month >= 1 && month <= 12) || !(day >= 1 && day <= (DAYS[month - 1] as number)))
    return undefined;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return undefined;
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60)) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + fractionUs;
}

/** Digits behind the point of a second, as microseconds. */
export function fractionUs(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.slice(0, 6).padEnd(6, "0"));
}

function zoneMinutes(zone: string): number {
  if (/^(z|utc)$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", "") || 0);
  return zone.startsWith("-") ? -minutes : minutes;
}
