import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClockSample, clockSamples, solveClockOffset } from "../../src/positions/solve-clock-offset.ts";
import { flown, hitsIn, LAT, LON, START_US, searchFor } from "./flown.ts";

const S = 1e6;
const search = searchFor([flown()]);

/** Messages sent live, every `stepS` seconds, by a capture whose clock is `aheadS` behind the flight's. */
function live(aheadS: number, rows: readonly number[], delayS = 1): ClockSample[] {
  return rows.flatMap((row) => {
    const text = `{"lat":${(LAT + row * 1e-5).toFixed(7)},"lng":${(LON + row * 1e-5).toFixed(7)}}`;
    return clockSamples(search.index, hitsIn(search, text), START_US + (row + delayS - aheadS) * S);
  });
}

describe("solved", () => {
  test("seven hours ahead: a time zone", () => {
    const solved = solveClockOffset(live(7 * 3600, [100, 200, 300, 400]), 0);
    expect(solved?.samples).toBe(4);
    expect(Math.abs((solved?.offsetS ?? 0) - 7 * 3600)).toBeLessThanOrEqual(2);
    expect(solved?.sentence).toBe("the flight's clock is 7 h 0 min ahead of the capture's, which looks like a time zone");
  });
  test("five hours and three quarters behind", () => {
    expect(solveClockOffset(live(-5.75 * 3600, [100, 200, 300]), 0)?.sentence).toMatch(/5 h 45 min behind.*time zone/);
  });
  test("a clock that is simply wrong", () => {
    const solved = solveClockOffset(live(4000, [10, 200, 300]), 0);
    expect(solved?.sentence).toBe("the flight's clock is 1 h 6 min ahead of the capture's");
  });
  test("any offset of more than six minutes, with delays of up to 20 s", () => {
    void fc.assert(
      fc.property(
        fc.integer({ min: 360, max: 400_000 }),
        fc.boolean(),
        fc.uniqueArray(fc.integer({ min: 5, max: 599 }), { minLength: 3, maxLength: 20 }),
        (offS, ahead, rows) => {
          const samples = live(
            ahead ? offS : -offS,
            [...rows].sort((a, b) => a - b),
            0,
          ).map((sample, at) => ({ ...sample, sentUs: sample.sentUs + ((at * 7) % 20) * S }));
          // Delays may turn the order of two messages round.
          if (samples.some((sample, at) => at > 0 && sample.sentUs <= (samples[at - 1] as ClockSample).sentUs)) return;
          const solved = solveClockOffset(samples, 0);
          expect(Math.abs((solved?.offsetS ?? 0) - (ahead ? offS : -offS))).toBeLessThanOrEqual(21);
        },
      ),
    );
  });
});

describe("not solved", () => {
  test("clocks that agree", () => expect(solveClockOffset(live(0, [100, 200, 300, 400]), 0)).toBeNull());
  test("off by four minutes: searched anyway", () => expect(solveClockOffset(live(240, [100, 200, 300, 400]), 0)).toBeNull());
  test("two positions", () => expect(solveClockOffset(live(7200, [100, 200]), 0)).toBeNull());
  test("one position again and again", () => expect(solveClockOffset(live(7200, [100, 100, 100, 100]), 0)).toBeNull());
  test("a record sent later in pieces: its moments pass faster than they were flown", () => {
    const samples = [50, 150, 250, 350, 450, 550].flatMap((row, piece) =>
      live(0, [row]).map((sample) => ({ ...sample, sentUs: START_US + (7200 + piece) * S })),
    );
    expect(samples.length).toBe(6);
    expect(solveClockOffset(samples, 0)).toBeNull();
  });
  test("another flight's samples, and none", () => {
    expect(solveClockOffset(live(7200, [100, 200, 300]), 1)).toBeNull();
    expect(solveClockOffset([], 0)).toBeNull();
  });
  test("the home point is no moment", () => {
    const own = searchFor([flown({ home: { latDeg: LAT, lonDeg: LON } })]);
    expect(clockSamples(own.index, hitsIn(own, `lat=${LAT},lon=${LON}`), START_US)).toEqual([]);
  });
});
