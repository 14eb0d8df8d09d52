/** Instants are microseconds since 1970-01-01 UTC in a `number` (exact until the year 2255). */

/** Microseconds since 1970-01-01 UTC. */
export type EpochUs = number;

/** The years a drone's clock can honestly show: 2010-01-01 to 2100-01-01 UTC. Anything else is a broken clock. */
export const PLAUSIBLE_EPOCH_US: readonly [number, number] = [1_262_304_000_000_000, 4_102_444_800_000_000];

/** True when an instant lies in the plausible years. */
export function isPlausibleEpochUs(timeUs: number): boolean {
  return timeUs >= PLAUSIBLE_EPOCH_US[0] && timeUs < PLAUSIBLE_EPOCH_US[1];
}

/** `2026-09-12T09:14:03.250Z`; `null` for an unknown or impossible instant. */
export function isoFromEpochUs(timeUs: number): string | null {
  if (!Number.isFinite(timeUs) || Math.abs(timeUs) > 8.64e18) return null;
  return new Date(timeUs / 1000).toISOString();
}

/** `1:02:03` or `02:03` of a duration; negative durations carry a minus sign. */
export function clockFromUs(durationUs: number): string {
  const sign = durationUs < 0 ? "-" : "";
  const seconds = Math.floor(Math.abs(durationUs) / 1e6);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${sign}${hours}:${rest}` : `${sign}${rest}`;
}
