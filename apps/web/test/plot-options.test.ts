import { expect, test } from "vitest";
import { paddedRange } from "../src/chart/plot-options.ts";

const same = (value: number): number => value;

test("a range shows what it must, and what the values need", () => {
  expect(paddedRange(20, 80, { range: [0, 100] }, same)).toEqual([0, 100]);
  const [bottom, top] = paddedRange(-5, 60, { range: [0, null] }, same);
  expect(bottom).toBeLessThan(-5);
  expect(top).toBeGreaterThan(60);
});

test("a flat line and an empty panel still have a range", () => {
  for (const range of [paddedRange(5, 5, { range: [null, null] }, same), paddedRange(null, null, { range: [null, null] }, same)]) {
    expect(range[1]).toBeGreaterThan(range[0]);
  }
});
