import type { FlowTimeline } from "@creance/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  barAt,
  barStartUs,
  barsOf,
  barsPath,
  joinBuckets,
  rangeOf,
  rangePx,
  scaleTop,
  silentBars,
  type TimelineBars,
} from "../src/watch/timeline-bars.ts";
import { cursorAfterKey, spanOf } from "../src/watch/timeline-keys.ts";
import { timeTicks, zoneOffsetUs } from "../src/watch/timeline-ticks.ts";
import { secondPart, timelineWords } from "../src/watch/timeline-words.ts";
import { nextMark } from "../src/watch/world-map-keys.ts";
import { createWords } from "../src/words/words.ts";

const startUs = Date.UTC(2026, 8, 12, 7, 10) * 1000;
const timeline = (values: readonly number[], widthUs = 10e6): FlowTimeline => ({
  startUs,
  widthUs,
  conversations: [...values],
  bytesOut: values.map((value) => value * 100),
  bytesIn: values.map((value) => value * 1000),
});
const barsFor = (values: readonly number[], widthUs?: number): TimelineBars => {
  const bars = joinBuckets(timeline(values, widthUs), 10_000);
  if (bars === null) throw new Error("no bars");
  return bars;
};
const area = { leftPx: 50, widthPx: 100 };

describe("buckets to bars", () => {
  test("as few as needed are joined, nothing is lost", () => {
    expect(joinBuckets(timeline([1, 2, 3, 4, 5]), 2)).toMatchObject({
      joined: 3,
      widthUs: 30e6,
      conversations: [6, 9],
      bytesOut: [600, 900],
      bytesIn: [6000, 9000],
    });
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 300 }), fc.integer({ min: 0, max: 400 }), (values, mostBars) => {
        const bars = joinBuckets(timeline(values), mostBars);
        expect(bars?.conversations.length).toBeLessThanOrEqual(Math.max(1, mostBars));
        expect(bars?.bytesIn.reduce((sum, value) => sum + value, 0)).toBe(1000 * values.reduce((sum, value) => sum + value, 0));
        expect(bars === null ? 0 : barStartUs(bars, bars.conversations.length)).toBeGreaterThanOrEqual(startUs + values.length * 10e6);
      }),
    );
  });

  test("nothing to draw is no bars; a width of nothing is a microsecond", () => {
    expect(joinBuckets({ ...timeline([1]), startUs: null }, 10)).toBeNull();
    expect(joinBuckets(timeline([]), 10)).toBeNull();
    expect(joinBuckets(timeline([1], 0), 10)?.widthUs).toBe(1);
  });
});

describe("bars to pixels", () => {
  test("height grows with the value, what is not nothing is seen, gaps where there is room", () => {
    const shape = { area, baselinePx: 80, heightPx: 60, top: 1000, direction: -1 as const };
    expect(barsPath([500, 0, 1, 1000], shape)).toBe("M50 80v-30h24v30zM100 80v-1.5h24v1.5zM125 80v-60h24v60z");
    expect(barsPath([10], { ...shape, direction: 1, top: 10 })).toBe("M50 80v60h99v-60z");
    expect(barsPath([5000], shape)).toContain("v-60");
    expect(barsPath([], shape)).toBe("");
    expect(barsPath([Number.NaN, -1], shape)).toBe("");
  });

  test("bars without a byte are told from bars without a conversation", () => {
    expect(silentBars({ ...barsFor([1, 2, 0, 3]), bytesOut: [0, 0, 0, 5], bytesIn: [7, 0, 0, 0] })).toEqual([0, 1, 0, 0]);
  });

  test("2,000 bars are one path", () => {
    const path = barsPath(
      Array.from({ length: 2000 }, (_, at) => at + 1),
      { area: { leftPx: 0, widthPx: 1000 }, baselinePx: 80, heightPx: 60, top: 2000, direction: -1 },
    );
    expect(path.match(/M/g)).toHaveLength(2000);
    expect(path).not.toMatch(/NaN|Infinity|e-/);
  });

  test("the top of a scale is round and not below the largest", () => {
    expect([0, 1, 211_000, 2_600_000, 99, 1000].map((value) => scaleTop([0, value]))).toEqual([1, 1, 250_000, 3e6, 100, 1000]);
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e15, noNaN: true }), (value) => {
        expect(scaleTop([value])).toBeGreaterThanOrEqual(value);
        expect(scaleTop([value])).toBeLessThanOrEqual(value * 1.67);
      }),
    );
  });

  test("a point finds its bar, outside the nearest", () => {
    const bars = barsFor([1, 2, 3, 4]);
    expect([-999, 50, 74.9, 75, 149.9, 999].map((xPx) => barAt(bars, xPx, area))).toEqual([0, 0, 0, 1, 3, 3]);
  });

  test("a range is cut to the bars; one beside them is nothing", () => {
    const bars = barsFor([1, 2, 3, 4]);
    expect(rangePx(bars, { fromUs: startUs + 10e6, toUs: startUs + 20e6 }, area)).toEqual({ leftPx: 75, widthPx: 25 });
    expect(rangePx(bars, { fromUs: startUs - 1e9, toUs: startUs + 1e9 }, area)).toEqual({ leftPx: 50, widthPx: 100 });
    expect(rangePx(bars, { fromUs: startUs - 1e9, toUs: startUs }, area)).toBeNull();
    expect(rangePx(bars, { fromUs: startUs + 40e6, toUs: startUs + 1e9 }, area)).toBeNull();
    expect(rangePx(bars, { fromUs: Number.NaN, toUs: startUs }, area)).toBeNull();
  });

  test("bars to a range and back, in either direction", () => {
    const bars = barsFor([1, 2, 3, 4]);
    const range = { fromUs: startUs + 10e6, toUs: startUs + 30e6 };
    expect(rangeOf(bars, { from: 1, to: 2 })).toEqual(range);
    expect(rangeOf(bars, { from: 2, to: 1 })).toEqual(range);
    expect(barsOf(bars, range)).toEqual({ from: 1, to: 2 });
    expect(barsOf(bars, { ...range, toUs: range.toUs + 4e6 })).toBeNull();
    expect(barsOf(bars, { fromUs: startUs - 10e6, toUs: startUs })).toBeNull();
    expect(barsOf(bars, { fromUs: startUs, toUs: startUs + 50e6 })).toBeNull();
  });
});

describe("ticks", () => {
  test("stand at round times of the zone's clock", () => {
    const ticks = timeTicks(startUs + 1e6, startUs + 40 * 60e6, 8, 0);
    expect(ticks.map(({ timeUs }) => new Date(timeUs / 1000).toISOString().slice(11, 16))).toEqual([
      "07:15",
      "07:20",
      "07:25",
      "07:30",
      "07:35",
      "07:40",
      "07:45",
    ]);
    const offsetUs = zoneOffsetUs(startUs, "Asia/Kolkata");
    expect(offsetUs).toBe(5.5 * 3600e6);
    const days = timeTicks(startUs, startUs + 3 * 86_400e6, 4, offsetUs);
    expect(days.map(({ timeUs, day }) => [new Date(timeUs / 1000).toISOString().slice(11, 16), day])).toEqual(
      Array.from({ length: 3 }, () => ["18:30", true]),
    );
    expect(zoneOffsetUs(startUs, "America/New_York")).toBe(-4 * 3600e6);
    expect([zoneOffsetUs(startUs, "UTC"), zoneOffsetUs(startUs, "Nowhere/At_All")]).toEqual([0, 0]);
  });

  test("are as many as asked at most, for a millisecond and for centuries", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e16 }), fc.integer({ min: 1, max: 20 }), (spanUs, most) => {
        const ticks = timeTicks(startUs, startUs + spanUs, most, 3600e6);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        for (const { timeUs } of ticks) expect(timeUs >= startUs && timeUs < startUs + spanUs).toBe(true);
      }),
    );
    expect(timeTicks(startUs, startUs, 5, 0)).toEqual([]);
    expect(timeTicks(startUs, startUs + 4e5, 5, 0).map(({ secondDigits }) => secondDigits)).toEqual([1, 1, 1, 1]);
  });
});

describe("keys", () => {
  test("arrows move, with shift they mark from where they stood, never beyond the ends", () => {
    const first = cursorAfterKey({ bar: 3, anchor: null }, "ArrowRight", true, 6);
    expect(first).toEqual({ bar: 4, anchor: 3 });
    expect(spanOf(first ?? { bar: 0, anchor: null })).toEqual({ from: 3, to: 4 });
    expect(cursorAfterKey({ bar: 4, anchor: 3 }, "Home", true, 6)).toEqual({ bar: 0, anchor: 3 });
    expect(spanOf({ bar: 0, anchor: 3 })).toEqual({ from: 0, to: 3 });
    expect(cursorAfterKey({ bar: 0, anchor: 3 }, "PageUp", false, 6)).toEqual({ bar: 5, anchor: null });
    expect(cursorAfterKey({ bar: 0, anchor: null }, "ArrowLeft", false, 6)).toEqual({ bar: 0, anchor: null });
    expect(spanOf({ bar: 2, anchor: null })).toBeNull();
    expect(cursorAfterKey({ bar: 0, anchor: null }, "constructor", false, 6)).toBeNull();
    expect(cursorAfterKey({ bar: 0, anchor: null }, "End", false, 0)).toBeNull();
  });

  test("marks of the map are walked round and round", () => {
    const codes = ["US", "CN", "NL"];
    expect(nextMark(codes, "US", "ArrowLeft")).toBe("NL");
    expect(nextMark(codes, "NL", "ArrowRight")).toBe("US");
    expect([nextMark(codes, undefined, "ArrowRight"), nextMark(codes, undefined, "ArrowLeft"), nextMark(codes, "CN", "End")]).toEqual([
      "US",
      "NL",
      "NL",
    ]);
    expect([nextMark(codes, "US", "x"), nextMark([], undefined, "Home")]).toEqual([undefined, undefined]);
  });
});

describe("words", () => {
  const words = createWords({ units: "metric", zone: "flight" });

  test("a bar is told with its time and amounts", () => {
    const said = timelineWords(barsFor([1, 2, 3]), words, "Europe/Lisbon");
    expect(said.span({ from: 0, to: 1 })).toBe("08:10:00 – 08:10:20: 300 B out, 3.0 kB in, 3 conversations began");
    expect(said.amounts({ from: 0, to: 0 })).toBe("100 B out, 1.0 kB in, 1 conversation began");
  });

  test("the day stands before the time where there are several, parts of a second where bars are shorter", () => {
    expect(timelineWords(barsFor([1, 2], 20 * 3600e6), words, null).time(startUs)).toBe("12 Sep, 07:10:00");
    expect(timelineWords(barsFor([1, 2], 2e5), words, null).time(startUs + 200_000)).toBe("07:10:00.2");
    expect([secondPart(startUs + 12_345, 3), secondPart(startUs, 0)]).toEqual([".012", ""]);
  });
});
