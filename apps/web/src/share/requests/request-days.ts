/** Days of a request: typed as days, kept as instants in UTC. */
import { epochUsOfDay } from "../../words/instant.ts";

const DAY_US = 86_400_000_000;

/** `2026-03-17` of an instant, UTC. */
export function dayText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** The start of a day; `null` for what is no day. */
export function receivedUsOf(day: string): number | null {
  return epochUsOfDay(day) ?? null;
}

/** The last microsecond of a day: who answers on the day is in time. `null` for what is no day. */
export function dueUsOf(day: string): number | null {
  const startUs = epochUsOfDay(day);
  return startUs === undefined ? null : startUs + DAY_US - 1;
}
