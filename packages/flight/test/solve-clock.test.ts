import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { solveClock } from "../src/solve-clock.ts";
import { START_MS } from "./make-record.ts";

/** Fly time and stamps of `rows` rows at 10 Hz. */
function steady(rows: number): { flyTimeS: number[]; stampRow: number[]; stampMs: number[]; headerStartMs: number | null } {
  const index = Array.from({ length: rows }, (_, row) => row);
  return {
    flyTimeS: index.map((row) => row / 10),
    stampRow: [...index],
    stampMs: index.map((row) => START_MS + row * 100),
    headerStartMs: null,
  };
}

const lastMs = (clock: { elapsedMs: Float64Array }): number => clock.elapsedMs[clock.elapsedMs.length - 1] as number;

describe("solveClock", () => {
  it("follows the fly time and stands where the stamps say", () => {
    const clock = solveClock(steady(100));
    expect(clock.method).toBe("wallClock");
    expect(clock.timeUs[0]).toBe(START_MS * 1000);
    expect(lastMs(clock)).toBeCloseTo(9900, 6);
    expect(clock.residualP95Ms).toBeLessThan(1);
    expect(clock.repaired.some((value) => value === 1)).toBe(false);
  });

  it("uses the header's start where there are no stamps, and no time where there is neither", () => {
    const input = steady(5);
    const bare = { ...input, stampRow: [], stampMs: [] };
    expect(solveClock({ ...bare, headerStartMs: START_MS })).toMatchObject({ method: "header", residualP95Ms: null });
    const none = solveClock(bare);
    expect(none.method).toBe("none");
    expect(none.timeUs.every(Number.isNaN)).toBe(true);
    expect(lastMs(none)).toBeCloseTo(400, 6);
    expect(solveClock({ ...bare, headerStartMs: -62_170_142_491_000 }).method).toBe("none");
  });

  it("goes on by the fly time when the app's clock stands still, and keeps the time from before", () => {
    const input = steady(400);
    for (let row = 100; row < 400; row += 1) input.stampMs[row] = (input.stampMs[row] as number) - 9700;
    const kept = input.stampRow.map((row, at) => ({ row, ms: input.stampMs[at] as number })).filter(({ row }) => row < 100 || row >= 198);
    const clock = solveClock({ ...input, stampRow: kept.map(({ row }) => row), stampMs: kept.map(({ ms }) => ms) });
    expect(clock.timeUs[0]).toBe(START_MS * 1000);
    expect(lastMs(clock)).toBeCloseTo(39_900, 6);
    expect(clock.steps).toEqual([{ row: 198, kind: "stopped", stepMs: expect.closeTo(-9700, 0) }]);
    expect(clock.repaired.reduce((sum, value) => sum + value, 0)).toBe(99);
    expect(clock.residualP95Ms).toBeLessThan(1);
  });

  it("believes the clock that most stamps show when it was set in flight", () => {
    const input = steady(400);
    const year = 365 * 86_400_000;
    for (let row = 0; row < 60; row += 1) input.stampMs[row] = (input.stampMs[row] as number) - year;
    const clock = solveClock(input);
    expect(clock.timeUs[0]).toBe(START_MS * 1000);
    expect(lastMs(clock)).toBeCloseTo(39_900, 6);
    expect(clock.steps).toMatchObject([{ kind: "set", row: 60 }]);
  });

  it("does not take a stall of the radio link for a set clock", () => {
    const input = steady(300);
    for (let row = 100; row < 130; row += 1) input.stampMs[row] = START_MS + 13_000 + (row - 100);
    const clock = solveClock(input);
    expect(clock.timeUs[0]).toBe(START_MS * 1000);
    expect(clock.steps).toEqual([]);
  });

  it("uses only the first of the stamps that pile up behind one row", () => {
    const input = steady(50);
    const piled = Array.from({ length: 40 }, (_, at) => START_MS + 4900 + at * 100);
    const clock = solveClock({ ...input, stampRow: [...input.stampRow, ...piled.map(() => 49)], stampMs: [...input.stampMs, ...piled] });
    expect(clock.timeUs[0]).toBe(START_MS * 1000);
  });

  it("follows the stamps while the fly time stands still", () => {
    const input = steady(200);
    for (let row = 0; row < 100; row += 1) input.flyTimeS[row] = 0;
    for (let row = 100; row < 200; row += 1) input.flyTimeS[row] = (row - 99) / 10;
    const clock = solveClock(input);
    expect(lastMs(clock)).toBeCloseTo(19_900, 3);
    expect(clock.timeUs[150]).toBe((START_MS + 15_000) * 1000);
    expect(lastMs(solveClock({ ...input, stampRow: [], stampMs: [] }))).toBeCloseTo(19_900, 3);
  });

  it("steps over a wrong fly time and reports where it starts anew", () => {
    const input = steady(100);
    input.flyTimeS[50] = 6000;
    expect(lastMs(solveClock(input))).toBeCloseTo(9900, 3);
    for (let row = 60; row < 100; row += 1) input.flyTimeS[row] = (row - 60) / 10;
    const clock = solveClock(input);
    expect(clock.resets).toEqual([60]);
    expect(lastMs(clock)).toBeCloseTo(9900, 3);
  });

  it("believes a long gap that the stamps confirm, and not one of hours that nothing confirms", () => {
    const input = steady(100);
    for (let row = 50; row < 100; row += 1) {
      input.flyTimeS[row] = (input.flyTimeS[row] as number) + 900;
      input.stampMs[row] = (input.stampMs[row] as number) + 900_000;
    }
    expect(lastMs(solveClock(input))).toBeCloseTo(909_900, 3);
    expect(lastMs(solveClock({ ...input, stampRow: [], stampMs: [] }))).toBeCloseTo(9900, 3);
  });

  it("does not make 293 hours out of wrong bytes", () => {
    const flyTimeS = Array.from({ length: 4000 }, (_, row) => (row % 4 < 2 ? 6500 : 0) + row / 100);
    const stampMs = flyTimeS.map((_, row) => START_MS + (row % 7) * 3_600_000 * row);
    const clock = solveClock({ flyTimeS, stampRow: flyTimeS.map((_, row) => row), stampMs, headerStartMs: null });
    expect(lastMs(clock)).toBeLessThan(14 * 3_600_000);
  });

  it("never throws and never goes back, whatever the rows", () => {
    const fly = fc.array(fc.oneof(fc.double({ min: 0, max: 6553.5 }), fc.constantFrom(0, 0.1, 100, Number.NaN)), { maxLength: 80 });
    const stamps = fc.array(
      fc.tuple(fc.integer({ min: -5, max: 100 }), fc.oneof(fc.double(), fc.integer({ min: START_MS, max: START_MS + 1e7 }))),
      {
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(fly, stamps, fc.option(fc.double()), (flyTimeS, pairs, headerStartMs) => {
        const clock = solveClock({ flyTimeS, stampRow: pairs.map(([row]) => row), stampMs: pairs.map(([, ms]) => ms), headerStartMs });
        for (let row = 1; row < flyTimeS.length; row += 1) {
          expect((clock.elapsedMs[row] as number) >= (clock.elapsedMs[row - 1] as number)).toBe(true);
          if (clock.method !== "none") expect((clock.timeUs[row] as number) >= (clock.timeUs[row - 1] as number)).toBe(true);
        }
      }),
    );
  });
});
