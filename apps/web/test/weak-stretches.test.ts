import { expect, test } from "vitest";
import { weakStretches } from "../src/replay/weak-stretches.ts";

test("neighbouring weak rows become one stretch; one at the end reaches the end", () => {
  expect(weakStretches([0, 10, 20, 30, 40, 50], [0, 1, 1, 0, 0, 1])).toEqual([
    { fromMs: 10, toMs: 30 },
    { fromMs: 50, toMs: 50 },
  ]);
});

test("no weak row, no stretch", () => {
  expect(weakStretches([0, 10], [0, 0])).toEqual([]);
  expect(weakStretches([], [])).toEqual([]);
});
