/** Time of the satellites: weeks since 1980-01-06, without the leap seconds that UTC has had since. */

/** 1980-01-06 UTC, µs. */
const GPS_EPOCH_US = 315_964_800_000_000;
const WEEK_US = 604_800_000_000;

/** Seconds by which the satellites' time is ahead of UTC, from an instant on (IERS Bulletin C; none announced after 2017). */
const leapSeconds: readonly (readonly [fromUs: number, seconds: number])[] = [
  [Date.UTC(2017, 0, 1) * 1000, 18],
  [Date.UTC(2015, 6, 1) * 1000, 17],
  [Date.UTC(2012, 6, 1) * 1000, 16],
  [Date.UTC(2009, 0, 1) * 1000, 15],
  [Date.UTC(2006, 0, 1) * 1000, 14],
  [Date.UTC(1999, 0, 1) * 1000, 13],
];

/** UTC of a week and the milliseconds in it; NaN for a week or a time that a receiver without a fix reports. */
export function utcFromGpsTime(week: number, weekMs: number): number {
  if (!(week > 0 && week < 10_000 && weekMs >= 0 && weekMs < 604_800_000)) return Number.NaN;
  const gpsUs = GPS_EPOCH_US + week * WEEK_US + weekMs * 1000;
  for (const [fromUs, seconds] of leapSeconds) {
    const utcUs = gpsUs - seconds * 1e6;
    if (utcUs >= fromUs) return utcUs;
  }
  return Number.NaN;
}
