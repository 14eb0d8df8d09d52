/** Finds a place for each marker's words where they cover neither another marker nor other words. */
import type { MapPoint } from "./map-projection.ts";

/** Words that belong to a point. */
export interface LabelRequest extends MapPoint {
  readonly text: string;
  /** Taken where there is no room for the whole text. */
  readonly shorter?: string;
  /** Radius of the marker, px. */
  readonly radiusPx?: number;
}

/** Where the words go; `null` where there is no room (the marker stays, the table beside the map has the words). */
export interface LabelPlace {
  readonly xPx: number;
  /** Baseline. */
  readonly yPx: number;
  readonly anchor: "start" | "middle" | "end";
  /** The text, or the shorter one. */
  readonly text: string;
}

/** A part of the picture, px. */
export interface PictureBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const MARKER_PX = 8;
/** From the edge of the marker to the words. */
const GAP_PX = 4;
/** Mean width of a character at 12 px, on the wide side. */
const CHAR_PX = 6.9;
const LINE_PX = 15;

/** Places labels in the order given: the first has the first choice (right, left, below, above). None leaves the picture or covers a reserved box. */
export function placeLabels(
  requests: readonly LabelRequest[],
  picture: PictureBox,
  reserved: readonly PictureBox[] = [],
): (LabelPlace | null)[] {
  const taken: PictureBox[] = [...requests.map(around), ...reserved];
  return requests.map((request, index) => {
    for (const text of [request.text, request.shorter ?? ""]) {
      if (text === "") continue;
      for (const { place, box } of candidates(request, text)) {
        const inside = box.left >= picture.left && box.top >= picture.top && box.right <= picture.right && box.bottom <= picture.bottom;
        if (!inside || taken.some((other, at) => at !== index && overlap(box, other))) continue;
        taken.push(box);
        return place;
      }
    }
    return null;
  });
}

function candidates({ xPx, yPx, radiusPx = MARKER_PX }: LabelRequest, text: string): { place: LabelPlace; box: PictureBox }[] {
  const wordsPx = text.length * CHAR_PX;
  const beside = (dy: number, side: 1 | -1): { place: LabelPlace; box: PictureBox } => {
    const x = xPx + side * (radiusPx + GAP_PX);
    const y = yPx + 4 + dy;
    return {
      place: { xPx: x, yPx: y, anchor: side === 1 ? "start" : "end", text },
      box: { left: side === 1 ? x : x - wordsPx, right: side === 1 ? x + wordsPx : x, top: y - LINE_PX + 3, bottom: y + 4 },
    };
  };
  const middle = (y: number): { place: LabelPlace; box: PictureBox } => ({
    place: { xPx, yPx: y, anchor: "middle", text },
    box: { left: xPx - wordsPx / 2, right: xPx + wordsPx / 2, top: y - LINE_PX + 3, bottom: y + 4 },
  });
  return [
    beside(0, 1),
    beside(0, -1),
    middle(yPx + radiusPx + 14),
    middle(yPx - radiusPx - 5),
    beside(14, 1),
    beside(-14, 1),
    beside(14, -1),
    beside(-14, -1),
  ];
}

function around({ xPx, yPx, radiusPx = MARKER_PX }: LabelRequest): PictureBox {
  return { left: xPx - radiusPx, right: xPx + radiusPx, top: yPx - radiusPx, bottom: yPx + radiusPx };
}

function overlap(a: PictureBox, b: PictureBox): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
