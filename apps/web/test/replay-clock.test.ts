import { expect, test } from "vitest";
import { createReplayClock } from "../src/replay/replay-clock.ts";

/** A clock whose frames and time the test moves by hand. */
function byHand(durationMs: number) {
  let nowMs = 1000;
  const frames = new Map<number, () => void>();
  let next = 1;
  const clock = createReplayClock(durationMs, {
    nowMs: () => nowMs,
    requestFrame: (callback) => {
      frames.set(next, callback);
      next += 1;
      return next - 1;
    },
    cancelFrame: (handle) => {
      frames.delete(handle);
    },
  });
  const advance = (ms: number): void => {
    nowMs += ms;
    const due = [...frames.values()];
    frames.clear();
    for (const callback of due) callback();
  };
  return { clock, advance, pending: () => frames.size };
}

test("plays at its rate, stops at the end, and plays again from the start", () => {
  const { clock, advance, pending } = byHand(1000);
  clock.setRate(2);
  clock.toggle();
  advance(100);
  expect(clock.elapsedMs()).toBe(200);
  advance(1000);
  expect(clock.elapsedMs()).toBe(1000);
  expect(clock.state()).toEqual({ playing: false, rate: 2 });
  expect(pending()).toBe(0);
  clock.toggle();
  expect(clock.elapsedMs()).toBe(0);
  expect(clock.state().playing).toBe(true);
});

test("time never leaves the flight, whatever is asked", () => {
  const { clock } = byHand(1000);
  clock.seek(-5);
  expect(clock.elapsedMs()).toBe(0);
  clock.seek(99_999);
  expect(clock.elapsedMs()).toBe(1000);
});

test("L doubles the speed up to 32, J turns round at 1, pause keeps the speed", () => {
  const { clock, advance } = byHand(1_000_000);
  clock.setRate(1);
  clock.shuttle(1);
  expect(clock.state()).toEqual({ playing: true, rate: 1 });
  for (let press = 0; press < 9; press += 1) clock.shuttle(1);
  expect(clock.state().rate).toBe(32);
  clock.seek(500_000);
  clock.shuttle(-1);
  expect(clock.state().rate).toBe(-1);
  advance(100);
  expect(clock.elapsedMs()).toBe(499_900);
  clock.shuttle(-1);
  expect(clock.state().rate).toBe(-2);
  clock.pause();
  expect(clock.state()).toEqual({ playing: false, rate: 2 });
});

test("listeners hear each change of time, and nothing after they leave", () => {
  const { clock, advance } = byHand(1000);
  const heard: number[] = [];
  const leave = clock.onTime((ms) => heard.push(ms));
  clock.setRate(1);
  clock.toggle();
  advance(10);
  advance(10);
  leave();
  advance(10);
  expect(heard).toEqual([10, 20]);
});

test("disposing cancels the frame", () => {
  const { clock, pending } = byHand(1000);
  clock.toggle();
  expect(pending()).toBe(1);
  clock.dispose();
  expect(pending()).toBe(0);
});
