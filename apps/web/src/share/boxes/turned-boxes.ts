/** Boxes as a person sees them and as a file stores them: EXIF Orientation turns and mirrors the picture between the two. */
import type { ShareMask } from "@creance/api";

/** A box in pixels of the picture as it is seen, upright. */
export interface SeenBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Of a clip, milliseconds; `null`: from its start, to its end. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

/** A size in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** The size as it is seen: some orientations lay the picture on its side. */
export function seenSize(stored: PixelSize, orientation: number | null): PixelSize {
  return isOnItsSide(orientation) ? { width: stored.height, height: stored.width } : stored;
}

/** A stored box as it is seen. */
export function seenBox(mask: ShareMask, stored: PixelSize, orientation: number | null): SeenBox {
  const { leftPx: x, topPx: y, widthPx: w, heightPx: h, fromMs, untilMs } = mask;
  const [fromRight, fromBottom] = [stored.width - x - w, stored.height - y - h];
  const [left, top] = cornerOf(orientation, { x, y, fromRight, fromBottom });
  const [width, height] = isOnItsSide(orientation) ? [h, w] : [w, h];
  return { left, top, width, height, fromMs, untilMs };
}

/** A seen box as it is stored. */
export function storedBox(box: SeenBox, stored: PixelSize, orientation: number | null): ShareMask {
  const seen = seenSize(stored, orientation);
  const { left: x, top: y, width: w, height: h, fromMs, untilMs } = box;
  const [fromRight, fromBottom] = [seen.width - x - w, seen.height - y - h];
  const [leftPx, topPx] = cornerOf(inverseOf(orientation), { x, y, fromRight, fromBottom });
  const [widthPx, heightPx] = isOnItsSide(orientation) ? [h, w] : [w, h];
  return { leftPx, topPx, widthPx, heightPx, fromMs, untilMs };
}

/** True when the picture is seen otherwise than it is stored. */
export function isTurned(orientation: number | null): boolean {
  return orientation !== null && orientation >= 2 && orientation <= 8;
}

function isOnItsSide(orientation: number | null): boolean {
  return orientation !== null && orientation >= 5 && orientation <= 8;
}

/** 6 and 8 undo each other; every other one undoes itself. */
function inverseOf(orientation: number | null): number | null {
  return orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;
}

/** Where the upper left corner comes to lie. */
function cornerOf(
  orientation: number | null,
  { x, y, fromRight, fromBottom }: { readonly x: number; readonly y: number; readonly fromRight: number; readonly fromBottom: number },
): readonly [left: number, top: number] {
  switch (orientation) {
    case 2:
      return [fromRight, y];
    case 3:
      return [fromRight, fromBottom];
    case 4:
      return [x, fromBottom];
    case 5:
      return [y, x];
    case 6:
      return [fromBottom, x];
    case 7:
      return [fromBottom, fromRight];
    case 8:
      return [y, fromRight];
    default:
      return [x, y];
  }
}
