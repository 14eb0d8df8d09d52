/** Instants for CSV. */
import { isoFromEpochUs } from "@creance/core";

/** ISO 8601 in UTC; `null` for an unknown instant. */
export function isoTime(timeUs: number | null): string | null {
  return timeUs === null ? null : (isoFromEpochUs(timeUs) ?? null);
}
