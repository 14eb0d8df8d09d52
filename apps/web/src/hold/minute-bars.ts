/** From minutes to bars: refused and answered stand on the line, relayed hangs below it. */
import type { HoldMinute } from "@creance/api";
import { count, grouped } from "../words/count.ts";

const MINUTE_US = 60e6;
/** Bars at least and at most. */
const LEAST_BARS = 30;
const MOST_BARS = 120;

/** A bar for each minute, the newest last; minutes without a try are empty. */
export interface MinuteBars {
  readonly startUs: number;
  readonly refused: readonly number[];
  readonly answered: readonly number[];
  readonly relayed: readonly number[];
  readonly local: readonly number[];
  readonly upBytes: readonly number[];
}

/** Bars up to the minute of `nowUs`; fewer than `most` where less is known. */
export function minuteBars(minutes: readonly HoldMinute[], nowUs: number, sinceUs: number | null, most = MOST_BARS): MinuteBars {
  const lastUs = Math.max(Math.floor(nowUs / MINUTE_US) * MINUTE_US, minutes[minutes.length - 1]?.startUs ?? 0);
  const known = sinceUs === null ? 0 : (lastUs - sinceUs) / MINUTE_US + 1;
  const bars = Math.max(1, Math.min(most, MOST_BARS, Math.max(LEAST_BARS, Math.ceil(known))));
  const startUs = lastUs - (bars - 1) * MINUTE_US;
  const byStart = new Map(minutes.map((minute) => [minute.startUs, minute]));
  const all = Array.from({ length: bars }, (_, at) => byStart.get(startUs + at * MINUTE_US));
  return {
    startUs,
    refused: all.map((minute) => minute?.refused ?? 0),
    answered: all.map((minute) => minute?.answered ?? 0),
    relayed: all.map((minute) => minute?.relayed ?? 0),
    local: all.map((minute) => minute?.local ?? 0),
    upBytes: all.map((minute) => minute?.upBytes ?? 0),
  };
}

/** When a bar begins. */
export function minuteStartUs(bars: MinuteBars, bar: number): number {
  return bars.startUs + bar * MINUTE_US;
}

/** `14 refused, 2 answered here, 1 connection relayed`; what there was none of is left out, but refused. */
export function minuteWords(bars: MinuteBars, bar: number): string {
  const refused = bars.refused[bar] ?? 0;
  const answered = bars.answered[bar] ?? 0;
  const relayed = bars.relayed[bar] ?? 0;
  if (refused + answered + relayed === 0) return "nothing was tried";
  return [
    `${grouped(refused)} refused`,
    ...(answered > 0 ? [`${grouped(answered)} answered here`] : []),
    ...(relayed > 0 ? [`${count(relayed, "connection")} relayed`] : []),
  ].join(", ");
}
