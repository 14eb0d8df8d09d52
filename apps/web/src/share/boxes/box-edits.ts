/** Boxes being drawn: each change as a new list, with the way back. */
import type { PixelSize, SeenBox } from "./turned-boxes.ts";

/** The boxes now, and as they were before each change. */
export interface BoxHistory {
  readonly boxes: readonly SeenBox[];
  readonly past: readonly (readonly SeenBox[])[];
  /** What the last change was of: a drag, or a key that is held, is one step back. */
  readonly last: string | null;
}

const MOST_STEPS = 200;

/** A history that begins with these. */
export function beginBoxes(boxes: readonly SeenBox[]): BoxHistory {
  return { boxes, past: [], last: null };
}

/** After a change. Changes with the same `what` one after the other are one step back. */
export function changed({ boxes: before, past, last }: BoxHistory, boxes: readonly SeenBox[], what: string | null = null): BoxHistory {
  const isSame = what !== null && what === last;
  return { boxes, past: isSame ? past : [...past, before].slice(-MOST_STEPS), last: what };
}

/** One step back. */
export function undone(history: BoxHistory): BoxHistory {
  const boxes = history.past.at(-1);
  return boxes === undefined ? history : { boxes, past: history.past.slice(0, -1), last: null };
}

/** The list with one box replaced. */
export function replaced(boxes: readonly SeenBox[], index: number, box: SeenBox): readonly SeenBox[] {
  return boxes.map((other, at) => (at === index ? box : other));
}

/** The list without one box. */
export function without(boxes: readonly SeenBox[], index: number): readonly SeenBox[] {
  return boxes.filter((_, at) => at !== index);
}

/** A box in whole pixels, at least one wide and high, inside the picture. */
export function insideOf(box: SeenBox, size: PixelSize): SeenBox {
  const width = clamped(box.width, 1, size.width);
  const height = clamped(box.height, 1, size.height);
  return { ...box, width, height, left: clamped(box.left, 0, size.width - width), top: clamped(box.top, 0, size.height - height) };
}

/** A box between two corners, cut at the picture's edges. */
export function between(a: Point, b: Point, size: PixelSize): Pick<SeenBox, "left" | "top" | "width" | "height"> {
  const [x0, x1] = [clamped(Math.floor(Math.min(a.x, b.x)), 0, size.width - 1), clamped(Math.ceil(Math.max(a.x, b.x)), 1, size.width)];
  const [y0, y1] = [clamped(Math.floor(Math.min(a.y, b.y)), 0, size.height - 1), clamped(Math.ceil(Math.max(a.y, b.y)), 1, size.height)];
  return { left: x0, top: y0, width: Math.max(1, x1 - x0), height: Math.max(1, y1 - y0) };
}

/** A place in the picture, pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A new box in the middle, a fifth of the picture wide. */
export function middleBox(size: PixelSize): SeenBox {
  const [width, height] = [Math.max(1, Math.round(size.width / 5)), Math.max(1, Math.round(size.height / 5))];
  return {
    left: Math.floor((size.width - width) / 2),
    top: Math.floor((size.height - height) / 2),
    width,
    height,
    fromMs: null,
    untilMs: null,
  };
}

/** What a key does to a box: arrows move it, with Shift they change its size. `undefined`: nothing. */
export function keyedBox(box: SeenBox, key: string, { shift, step }: { readonly shift: boolean; readonly step: number }, size: PixelSize) {
  const direction = arrows[key];
  if (direction === undefined) return undefined;
  const [x, y] = [direction[0] * step, direction[1] * step];
  if (!shift) return insideOf({ ...box, left: box.left + x, top: box.top + y }, size);
  return {
    ...box,
    width: clamped(box.width + x, 1, size.width - box.left),
    height: clamped(box.height + y, 1, size.height - box.top),
  };
}

/** Pixels that an arrow key moves: about a hundredth of the picture. */
export function keyStep(size: PixelSize): number {
  return Math.max(1, Math.round(Math.max(size.width, size.height) / 100));
}

/** True when a box is painted at this time of a clip. */
export function isPaintedAt({ fromMs, untilMs }: SeenBox, atMs: number): boolean {
  return (fromMs === null || atMs >= fromMs) && (untilMs === null || atMs <= untilMs);
}

/** Why a box would paint nothing at any time; `null`: it paints. */
export function timeFault({ fromMs, untilMs }: SeenBox, durationMs: number | null): string | null {
  if (fromMs !== null && untilMs !== null && untilMs < fromMs) return "It ends before it begins.";
  if (fromMs !== null && durationMs !== null && fromMs >= durationMs) return "It begins after the clip’s end.";
  return null;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function clamped(value: number, least: number, most: number): number {
  if (!Number.isFinite(value)) return least;
  return Math.min(Math.max(Math.round(value), least), Math.max(least, most));
}
