/** Sites by place: a packed tree of boxes over the parts of all sites, made once and asked often. */
import type { Bounds } from "@creance/core";
import type { ReadyShape } from "@creance/flight";
import type { Site } from "./site-layer.ts";

/** A part of a site whose box meets what was asked for. */
export interface SitePart {
  readonly site: Site;
  readonly shape: ReadyShape;
}

/** Boxes of one node. */
const NODE = 16;

/** A tree over boxes: leaves first, then the boxes of each further level; the last is the root. */
export class SiteIndex {
  readonly #parts: readonly SitePart[];
  /** West, south, east, north of each box; east may be beyond 180. */
  readonly #boxes: Float64Array;
  /** Where each level begins, counted in boxes. */
  readonly #levels: readonly number[];

  constructor(sites: readonly Site[]) {
    const parts = sites.flatMap((site) => site.parts.map((shape) => ({ site, shape })));
    this.#parts = sortTiles(parts);
    const levels = [0];
    for (let count = parts.length; count > 1; ) {
      levels.push((levels.at(-1) as number) + count);
      count = Math.ceil(count / NODE);
    }
    const last = levels.length > 1 ? (levels.at(-1) as number) + 1 : parts.length;
    this.#levels = levels;
    this.#boxes = new Float64Array(last * 4);
    for (const [at, { shape }] of this.#parts.entries()) this.#boxes.set(boxOf(shape.bounds), at * 4);
    for (let level = 1; level < levels.length; level += 1) this.#fillLevel(level);
  }

  /** Parts whose boxes meet the box, each once, in a fixed order. `marginDeg` widens the box: north and south, east and west. */
  find(bounds: Bounds, margin: { readonly latDeg: number; readonly lonDeg: number }): readonly SitePart[] {
    if (this.#parts.length === 0) return [];
    const [west, south, east, north] = boxOf(bounds);
    const found = new Set<number>();
    // Boxes across the date line stand east of 180: asked for at both places.
    for (const turn of [-360, 0, 360]) {
      this.#collect([west - margin.lonDeg + turn, south - margin.latDeg, east + margin.lonDeg + turn, north + margin.latDeg], found);
    }
    return [...found].sort((a, b) => a - b).map((at) => this.#parts[at] as SitePart);
  }

  #fillLevel(level: number): void {
    const boxes = this.#boxes;
    const from = this.#levels[level - 1] as number;
    const to = this.#levels[level] as number;
    for (let child = from; child < to; child += NODE) {
      const at = (to + (child - from) / NODE) * 4;
      boxes.set([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY], at);
      for (let one = child; one < Math.min(child + NODE, to); one += 1) {
        boxes[at] = Math.min(boxes[at] as number, boxes[one * 4] as number);
        boxes[at + 1] = Math.min(boxes[at + 1] as number, boxes[one * 4 + 1] as number);
        boxes[at + 2] = Math.max(boxes[at + 2] as number, boxes[one * 4 + 2] as number);
        boxes[at + 3] = Math.max(boxes[at + 3] as number, boxes[one * 4 + 3] as number);
      }
    }
  }

  #collect([west, south, east, north]: readonly [number, number, number, number], found: Set<number>): void {
    const boxes = this.#boxes;
    const stack: number[] = [boxes.length / 4 - 1, this.#levels.length - 1];
    while (stack.length > 0) {
      const level = stack.pop() as number;
      const box = stack.pop() as number;
      const at = box * 4;
      if (
        (boxes[at] as number) > east ||
        (boxes[at + 2] as number) < west ||
        (boxes[at + 1] as number) > north ||
        (boxes[at + 3] as number) < south
      ) {
        continue;
      }
      if (level === 0) {
        found.add(box);
        continue;
      }
      const from = this.#levels[level - 1] as number;
      const first = from + (box - (this.#levels[level] as number)) * NODE;
      const end = Math.min(first + NODE, this.#levels[level] as number);
      for (let child = first; child < end; child += 1) stack.push(child, level - 1);
    }
  }
}

function boxOf({ southDeg, westDeg, northDeg, eastDeg }: Bounds): [number, number, number, number] {
  return [westDeg, southDeg, eastDeg < westDeg ? eastDeg + 360 : eastDeg, northDeg];
}

/** Sorts by place: slices from west to east, each from south to north, so that neighbours share a node. */
function sortTiles(parts: readonly SitePart[]): readonly SitePart[] {
  const placed = parts.map((part) => {
    const [west, south, east, north] = boxOf(part.shape.bounds);
    return { part, x: (west + east) / 2, y: (south + north) / 2 };
  });
  placed.sort((a, b) => a.x - b.x);
  const slice = Math.max(1, Math.ceil(Math.sqrt(Math.ceil(placed.length / NODE)))) * NODE;
  const sorted: SitePart[] = [];
  for (let from = 0; from < placed.length; from += slice) {
    const tile = placed.slice(from, from + slice).sort((a, b) => a.y - b.y);
    for (const { part } of tile) sorted.push(part);
  }
  return sorted;
}
