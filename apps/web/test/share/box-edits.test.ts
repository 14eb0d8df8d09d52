import fc from "fast-check";
import { expect, test } from "vitest";
import {
  beginBoxes,
  between,
  changed,
  insideOf,
  isPaintedAt,
  keyedBox,
  keyStep,
  middleBox,
  replaced,
  timeFault,
  undone,
  without,
} from "../../src/share/boxes/box-edits.ts";

const size = { width: 1000, height: 500 };
const box = { left: 100, top: 100, width: 50, height: 40, fromMs: null, untilMs: null };

test("a drag is one step back, two keys of one kind too; another change is its own", () => {
  let history = beginBoxes([box]);
  for (const left of [110, 120, 130]) history = changed(history, replaced(history.boxes, 0, { ...box, left }), "drag 1");
  history = changed(history, without(history.boxes, 0));
  expect(history.boxes).toEqual([]);
  history = undone(history);
  expect(history.boxes).toEqual([{ ...box, left: 130 }]);
  history = undone(history);
  expect(history.boxes).toEqual([box]);
  expect(undone(history)).toBe(history);
});

test("arrows move and size, inside the picture", () => {
  const step = keyStep(size);
  expect(step).toBe(10);
  expect(keyedBox(box, "ArrowRight", { shift: false, step }, size)).toEqual({ ...box, left: 110 });
  expect(keyedBox(box, "ArrowUp", { shift: true, step }, size)).toEqual({ ...box, height: 30 });
  expect(keyedBox({ ...box, left: 0 }, "ArrowLeft", { shift: false, step }, size)).toEqual({ ...box, left: 0 });
  expect(keyedBox({ ...box, width: 4 }, "ArrowLeft", { shift: true, step }, size)).toEqual({ ...box, width: 1 });
  expect(keyedBox(box, "a", { shift: false, step }, size)).toBeUndefined();
});

test("whatever is drawn or typed is a box of whole pixels inside the picture", () => {
  const number = fc.double({ min: -5000, max: 5000 });
  fc.assert(
    fc.property(number, number, number, number, (x, y, w, h) => {
      const drawn = between({ x, y }, { x: w, y: h }, size);
      const typed = insideOf({ ...box, left: x, top: y, width: w, height: h }, size);
      for (const { left, top, width, height } of [drawn, typed]) {
        expect([left, top, width, height].every(Number.isInteger)).toBe(true);
        expect(left >= 0 && top >= 0 && width >= 1 && height >= 1).toBe(true);
        expect(left + width <= size.width && top + height <= size.height).toBe(true);
      }
    }),
  );
  expect(insideOf({ ...box, left: Number.NaN }, size)).toEqual({ ...box, left: 0 });
  expect(middleBox({ width: 1, height: 1 })).toMatchObject({ left: 0, top: 0, width: 1, height: 1 });
});

test("times of a box over a clip", () => {
  const timed = { ...box, fromMs: 1000, untilMs: 2000 };
  expect([999, 1000, 2000, 2001].map((at) => isPaintedAt(timed, at))).toEqual([false, true, true, false]);
  expect(isPaintedAt(box, 5)).toBe(true);
  expect(timeFault(timed, 8000)).toBeNull();
  expect(timeFault({ ...timed, untilMs: 500 }, 8000)).toMatch(/before it begins/);
  expect(timeFault(timed, 900)).toMatch(/after the clip/);
});
