import type { ShareMask } from "@creance/api";
import { describe, expect, test } from "vitest";
import { isTurned, seenBox, seenSize, storedBox } from "../../src/share/boxes/turned-boxes.ts";

const stored = { width: 12, height: 7 };
const mask: ShareMask = { leftPx: 2, topPx: 1, widthPx: 3, heightPx: 2, fromMs: null, untilMs: null };
const orientations = [null, 1, 2, 3, 4, 5, 6, 7, 8];

describe.each(orientations)("orientation %s", (orientation) => {
  test("there and back is the same box", () => {
    for (let leftPx = 0; leftPx + mask.widthPx <= stored.width; leftPx += 1) {
      for (let topPx = 0; topPx + mask.heightPx <= stored.height; topPx += 1) {
        const one = { ...mask, leftPx, topPx };
        expect(storedBox(seenBox(one, stored, orientation), stored, orientation)).toEqual(one);
      }
    }
  });

  test("lies where EXIF says that its rows and columns are seen", () => {
    const seen = seenBox(mask, stored, orientation);
    const shown = seenSize(stored, orientation);
    const pixels: string[] = [];
    for (let y = mask.topPx; y < mask.topPx + mask.heightPx; y += 1)
      for (let x = mask.leftPx; x < mask.leftPx + mask.widthPx; x += 1) pixels.push(shownAt(orientation ?? 1, x, y));
    const expected: string[] = [];
    for (let y = seen.top; y < seen.top + seen.height; y += 1)
      for (let x = seen.left; x < seen.left + seen.width; x += 1) expected.push(`${x},${y}`);
    expect(pixels.sort()).toEqual(expected.sort());
    expect(seen.left + seen.width <= shown.width && seen.top + seen.height <= shown.height).toBe(true);
  });
});

test("only 2 to 8 turn or mirror", () => {
  expect(orientations.filter(isTurned)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(isTurned(9)).toBe(false);
});

/** Where the stored row 0 and the stored column 0 are seen (EXIF 2.32, tag Orientation). */
const sides = {
  1: ["top", "left"],
  2: ["top", "right"],
  3: ["bottom", "right"],
  4: ["bottom", "left"],
  5: ["left", "top"],
  6: ["right", "top"],
  7: ["right", "bottom"],
  8: ["left", "bottom"],
} as const;

function shownAt(orientation: number, x: number, y: number): string {
  const [row, column] = sides[orientation as keyof typeof sides];
  const place = { x: 0, y: 0 };
  for (const [side, steps, most] of [
    [row, y, stored.height - 1],
    [column, x, stored.width - 1],
  ] as const) {
    if (side === "top") place.y = steps;
    else if (side === "bottom") place.y = most - steps;
    else if (side === "left") place.x = steps;
    else place.x = most - steps;
  }
  return `${place.x},${place.y}`;
}
