/** Clocks and times of autopilot logs. */
import type { MessageSeries } from "@creance/formats";
import { describe, expect, it } from "vitest";
import { bootClock } from "../src/log/boot-clock.ts";
import { utcFromGpsTime } from "../src/log/gps-time.ts";
import { pitchDegOf, rollDegOf, yawDegOf } from "../src/log/quaternion.ts";
import { stickPct } from "../src/log/stick-range.ts";
import { timedSeries, valueAt } from "../src/log/timed-series.ts";

const series = (times: readonly number[]): MessageSeries => ({
  name: "x",
  instance: 0,
  rows: times.length,
  byteOffset: Float64Array.from(times, (_, at) => at * 10),
  numbers: { t: Float64Array.from(times), value: Float64Array.from(times, (_, at) => at) },
  texts: { word: times.map((_, at) => String(at)) },
  messages: times.length,
  isBounded: false,
});
const kept = (times: readonly number[]): number[] => {
  const one = series(times);
  const timed = timedSeries(one, (row) => valueAt(one.numbers["t"], row));
  expect(timed.rows + timed.leftOut).toBe(times.length);
  expect(timed.texts("word")).toEqual(Array.from(timed.column("value") ?? [], String));
  return [...(timed.column("value") ?? [])];
};

describe("times that can be followed", () => {
  const hour = 3_600_000_000;
  it("are all kept when they are in order", () => expect(kept([1, 2, 2, 5])).toEqual([0, 1, 2, 3]));
  it("one far ahead and alone is left out", () => expect(kept([1, 2, 900 * hour, 3, 4])).toEqual([0, 1, 3, 4]));
  it("a gap of hours is kept when the next one agrees", () => expect(kept([1, 2, 9 * hour, 9 * hour + 5])).toEqual([0, 1, 2, 3]));
  it("one that goes back is left out", () => expect(kept([10, 20, 15, 21])).toEqual([0, 1, 3]));
  it("a first one far ahead of the rest is left out", () => expect(kept([900 * hour, 1, 2])).toEqual([1, 2]));
  it("none is none", () => expect(kept([Number.NaN, -5])).toEqual([]));
});

describe("the clock of a log that counts from boot", () => {
  const utcUs = Date.UTC(2026, 3, 5) * 1000;
  it("is the median: one wrong pair does not move it", () => {
    const boot = [1e6, 2e6, 3e6, 4e6, 5e6];
    const utc = boot.map((at, index) => (index === 1 ? utcUs + 90_000_000_000 : utcUs + at + (index === 3 ? 40_000 : 0)));
    const { bootIsUs, clock } = bootClock(boot, utc);
    expect(bootIsUs).toBe(utcUs);
    expect(clock).toMatchObject({ method: "wallClock", residualP95Ms: 40 });
  });
  it("is unknown without a plausible pair", () => {
    expect(bootClock([1, 2], [Number.NaN, 5])).toMatchObject({ bootIsUs: Number.NaN, clock: { method: "none" } });
  });
});

describe("the satellites' time", () => {
  it("is turned into UTC by the leap seconds of its day", () => {
    expect(utcFromGpsTime(2214, 268_494_000)).toBe(Date.UTC(2022, 5, 15, 2, 34, 36) * 1000);
    // The second before and the first second of 2017: 17, then 18 leap seconds.
    expect(utcFromGpsTime(1930, 16_000)).toBe(Date.UTC(2016, 11, 31, 23, 59, 59) * 1000);
    expect(utcFromGpsTime(1930, 18_000)).toBe(Date.UTC(2017, 0, 1) * 1000);
  });
  it("is unknown for week 0 and for what is no time of a week", () => {
    for (const [week, ms] of [
      [0, 5],
      [2214, -1],
      [2214, 604_800_000],
      [Number.NaN, 0],
      [20_000, 0],
    ] as const)
      expect(utcFromGpsTime(week, ms)).toBeNaN();
  });
});

it("attitude from a quaternion", () => {
  const half = Math.SQRT1_2;
  expect(yawDegOf(half, 0, 0, half)).toBeCloseTo(90, 9);
  expect(rollDegOf(half, half, 0, 0)).toBeCloseTo(90, 9);
  expect(pitchDegOf(Math.cos(Math.PI / 12), 0, Math.sin(Math.PI / 12), 0)).toBeCloseTo(30, 9);
});

it("sticks from pulses, only where the range is known", () => {
  const range = { minUs: 1000, trimUs: 1500, maxUs: 2000, direction: 1 };
  expect([1000, 1250, 1500, 2000, 2100].map((pulse) => stickPct(pulse, range))).toEqual([-100, -50, 0, 100, 100]);
  expect(stickPct(1750, { ...range, direction: -1 })).toBe(-50);
  for (const pulse of [0, 65_535]) expect(stickPct(pulse, range)).toBeNaN();
  expect(stickPct(1500, { ...range, minUs: Number.NaN })).toBeNaN();
});
