/** When a standing grant runs next. */
import type { EpochUs } from "@creance/core";
import type { StandingScope } from "./types.ts";

const MINUTE_US = 60e6;
const spanUs = { hour: 3_600e6, day: 86_400e6, week: 7 * 86_400e6 } as const;
/** 1970-01-01 was a Thursday: the first Monday came four days later. */
const FIRST_MONDAY_US = 4 * 86_400e6;

/** The first run after an instant. Hours and days begin where UTC has them, weeks on Monday. */
export function nextRunUs({ every, atMinute }: Pick<StandingScope, "every" | "atMinute">, afterUs: EpochUs): EpochUs {
  const span = spanUs[every];
  const startUs = (every === "week" ? FIRST_MONDAY_US : 0) + (atMinute ?? 0) * MINUTE_US;
  return startUs + (Math.floor((afterUs - startUs) / span) + 1) * span;
}
