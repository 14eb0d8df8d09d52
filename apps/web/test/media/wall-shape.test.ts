import fc from "fast-check";
import { expect, test } from "vitest";
import { createChoiceStore } from "../../src/media/choice-store.ts";
import { movedCell, wallShape } from "../../src/media/wall-shape.ts";

test("cells fill the width and never exceed it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 360, max: 8000 }), (widthPx) => {
      const { columns, cellPx, gapPx } = wallShape(widthPx);
      const used = columns * cellPx + (columns - 1) * gapPx;
      expect(used).toBeLessThanOrEqual(widthPx);
      expect(widthPx - used).toBeLessThan(columns);
      expect(cellPx).toBeGreaterThanOrEqual(172);
    }),
  );
  expect(wallShape(320).columns).toBe(2);
});

test("keys move inside the wall and stay in it", () => {
  const shape = { columns: 5, pageRows: 3 };
  const moved = (key: string, from: number): number | null => movedCell(key, from, 23, shape);
  expect(moved("ArrowRight", 4)).toBe(5);
  expect(moved("ArrowLeft", 0)).toBe(0);
  expect(moved("ArrowUp", 3)).toBe(3);
  expect(moved("ArrowDown", 19)).toBe(22);
  expect(moved("PageDown", 1)).toBe(16);
  expect(moved("PageUp", 7)).toBe(2);
  expect(moved("End", 0)).toBe(22);
  expect(moved("a", 0)).toBeNull();
  expect(movedCell("End", 0, 0, shape)).toBeNull();
});

test("the choice holds no more than it may, and its list changes only with it", () => {
  const store = createChoiceStore(2);
  const first = store.all();
  expect(store.all()).toBe(first);
  store.toggle("a");
  store.add(["b", "c"]);
  expect(store.all()).toEqual(["a", "b"]);
  store.toggle("d");
  expect(store.has("d")).toBe(false);
  store.toggle("a");
  expect(store.all()).toEqual(["b"]);
  store.clear();
  expect(store.all()).toEqual([]);
});
