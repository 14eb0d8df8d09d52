/** Where the time axis has its words: at round times of a zone's clock. */

/** A place on the axis. */
export interface TimeTick {
  readonly timeUs: number;
  /** True where words show the day: at midnight, and everywhere when steps are days. */
  readonly day: boolean;
  /** Digits of the second behind the point. */
  readonly secondDigits: number;
}

const SECOND_US = 1e6;
const MINUTE_US = 60 * SECOND_US;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;
const stepsUs = [
  ...[1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_US),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_US),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_US),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map((days) => days * DAY_US),
];

/** At most `most` round times between two. `offsetUs` is what the zone's clock is ahead of UTC. */
export function timeTicks(startUs: number, endUs: number, most: number, offsetUs: number): TimeTick[] {
  const spanUs = endUs - startUs;
  if (!(spanUs > 0) || most < 1) return [];
  const stepUs = stepsUs.find((step) => spanUs / step <= most) ?? spanUs;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil((startUs + offsetUs) / stepUs); at * stepUs - offsetUs < endUs && ticks.length <= most; at += 1) {
    ticks.push({
      timeUs: at * stepUs - offsetUs,
      day: (at * stepUs) % DAY_US === 0,
      secondDigits: stepUs >= SECOND_US ? 0 : stepUs >= 1e5 ? 1 : stepUs >= 1e4 ? 2 : 3,
    });
  }
  return ticks;
}

/** What a zone's clock is ahead of UTC at a time; 0 for a zone that is not known. */
export function zoneOffsetUs(timeUs: number, timeZone: string): number {
  try {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(timeUs / 1000);
    const found = /GMT([+-])(\d{2}):(\d{2})/.exec(parts.find(({ type }) => type === "timeZoneName")?.value ?? "");
    if (found === null) return 0;
    return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * HOUR_US + Number(found[3]) * MINUTE_US);
  } catch {
    return 0;
  }
}
