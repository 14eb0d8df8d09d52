import { expect, test } from "vitest";
import { createReplayClock } from "../src/replay/replay-clock.ts";
import { replayKey } from "../src/replay/replay-keys.ts";

const still = { nowMs: () => 0, requestFrame: () => 1, cancelFrame: () => undefined };
const rows = [0, 100, 200, 5000, 20_000];

test("arrows step one sample, with shift ten seconds, Home and End go to the ends", () => {
  const clock = createReplayClock(20_000, still);
  const press = (key: string, shift = false): number => {
    expect(replayKey(key, shift, clock, rows)).toBe(true);
    return clock.elapsedMs();
  };
  expect(press("ArrowRight")).toBe(100);
  expect(press("ArrowRight")).toBe(200);
  expect(press("ArrowLeft")).toBe(100);
  expect(press("ArrowRight", true)).toBe(10_100);
  // Between two samples, back means the sample before.
  expect(press("ArrowLeft")).toBe(5000);
  expect(press("End")).toBe(20_000);
  expect(press("ArrowRight")).toBe(20_000);
  expect(press("Home")).toBe(0);
  expect(press("ArrowLeft")).toBe(0);
});

test("space plays and pauses, K pauses, other keys are left alone", () => {
  const clock = createReplayClock(20_000, still);
  replayKey(" ", false, clock, rows);
  expect(clock.state().playing).toBe(true);
  replayKey("k", false, clock, rows);
  expect(clock.state().playing).toBe(false);
  expect(replayKey("x", false, clock, rows)).toBe(false);
});
