/** What bars and stretches of the time line are called. */
import { formatBytes } from "@creance/core";
import { count } from "../words/count.ts";
import type { Words } from "../words/words.ts";
import { type BarSpan, barStartUs, rangeOf, type TimelineBars, type TimeRange } from "./timeline-bars.ts";

const DAY_US = 86_400e6;

/** Words for times in one zone, as exact as the bars are. */
export interface TimelineWords {
  /** `09:14:03`, with the day before it where the bars go over several. */
  readonly time: (timeUs: number) => string;
  readonly range: (range: TimeRange) => string;
  /** Amounts of some bars: `2.4 MB out, 12 MB in, 14 conversations began`. */
  readonly amounts: (span: BarSpan) => string;
  /** Time and amounts of some bars. */
  readonly span: (span: BarSpan) => string;
}

/** Binds the words to bars and a zone. */
export function timelineWords(bars: TimelineBars, words: Pick<Words, "day" | "timeOfDay">, timeZone: string | null): TimelineWords {
  const lastUs = barStartUs(bars, bars.conversations.length);
  const severalYears = yearOf(words.day(bars.startUs, timeZone)) !== yearOf(words.day(lastUs - 1, timeZone));
  const day = (timeUs: number): string => tickDay(words.day(timeUs, timeZone), severalYears);
  const severalDays = lastUs - bars.startUs > DAY_US || day(bars.startUs) !== day(lastUs - 1);
  const digits = bars.widthUs >= 1e6 ? 0 : bars.widthUs >= 1e5 ? 1 : bars.widthUs >= 1e4 ? 2 : 3;
  const time = (timeUs: number): string =>
    `${severalDays ? `${day(timeUs)}, ` : ""}${words.timeOfDay(timeUs, timeZone)}${secondPart(timeUs, digits)}`;
  const range = ({ fromUs, toUs }: TimeRange): string => `${time(fromUs)} – ${time(toUs)}`;
  const amounts = ({ from, to }: BarSpan): string => {
    const sum = (values: readonly number[]): number => values.slice(from, to + 1).reduce((so, value) => so + value, 0);
    return `${formatBytes(sum(bars.bytesOut))} out, ${formatBytes(sum(bars.bytesIn))} in, ${count(sum(bars.conversations), "conversation")} began`;
  };
  return { time, range, amounts, span: (span) => `${range(rangeOf(bars, span))}: ${amounts(span)}` };
}

/** `.25`: the part of a second, cut to some digits; empty for none. */
export function secondPart(timeUs: number, digits: number): string {
  if (digits === 0) return "";
  const microseconds = ((Math.floor(timeUs) % 1e6) + 1e6) % 1e6;
  return `.${String(microseconds).padStart(6, "0").slice(0, digits)}`;
}

/** Year of a day in words. */
export function yearOf(day: string): string {
  return / (\d{4})$/.exec(day)?.[1] ?? "";
}

/** `12 Sep` where everything is of one year, else `12 Sep 2026`. */
export function tickDay(day: string, severalYears: boolean): string {
  return severalYears ? day : day.replace(/ \d{4}$/, "");
}
