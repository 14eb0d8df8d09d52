import { afterEach, describe, expect, test, vi } from "vitest";
import { moment, watchClock } from "../../src/keeper/clocks.ts";

describe("clocks", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("a wall clock that is set, either way, is told once, and nothing else of it is", () => {
    const clock = watchClock({ wallUs: 1_000e6, monotonicUs: 5e6 });
    expect(clock.jump({ wallUs: 1_001e6, monotonicUs: 6e6 })).toBeNull();
    expect(clock.jump({ wallUs: 1_002.4e6, monotonicUs: 7e6 })).toBeNull();
    expect(clock.jump({ wallUs: 4_603e6, monotonicUs: 8e6 })).toBe(3_600e6);
    expect(clock.jump({ wallUs: 4_604e6, monotonicUs: 9e6 })).toBeNull();
    expect(clock.jump({ wallUs: 5e6, monotonicUs: 10e6 })).toBe(-4_600e6);
    expect(clock.jump({ wallUs: 6e6, monotonicUs: 11e6 })).toBeNull();
  });

  test("what is decided by does not move when the wall clock is set", () => {
    const before = moment();
    for (const byMs of [86_400_000, -86_400_000]) {
      const now = Date.now();
      vi.spyOn(Date, "now").mockReturnValue(now + byMs);
      const after = moment();
      expect(Math.abs(after.wallUs - before.wallUs)).toBeGreaterThan(86_000e6);
      expect(after.monotonicUs - before.monotonicUs).toBeGreaterThanOrEqual(0);
      expect(after.monotonicUs - before.monotonicUs).toBeLessThan(60e6);
      vi.restoreAllMocks();
    }
  });

  test("held up between reading the one and the other: no jump is told", () => {
    const clock = watchClock(moment());
    const now = Date.now;
    vi.spyOn(Date, "now").mockImplementationOnce(() => {
      for (const until = performance.now() + 700; performance.now() < until; );
      return now.call(Date);
    });
    expect(clock.jump(moment())).toBeNull();
    expect(clock.jump(moment())).toBeNull();
  });
});
