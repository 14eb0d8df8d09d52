/** Days as a manifest writes them: `2026-11-01`, from midnight UTC on. */
import { type EpochUs, isoFromEpochUs } from "@creance/core";

/** The instant that a day begins, `null` when there is no such day. */
export function dayUs(text: string): EpochUs | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const us = Date.UTC(Number(year), Number(month) - 1, Number(day)) * 1000;
  // 2026-02-30 is another day by then.
  return Number(year) >= 1970 && dayText(us) === text ? us : null;
}

/** The day of an instant. */
export function dayText(us: EpochUs): string {
  return (isoFromEpochUs(us) ?? "").slice(0, 10);
}
