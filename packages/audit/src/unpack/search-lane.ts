/** The two searches of one stream, opened and led together. */
import type { NeedleHit, PointHit, StreamScan } from "../detector.ts";

/** What is searched for. */
export interface ContentSearch {
  openNeedles(onHit: (hit: NeedleHit) => void): StreamScan;
  openPoints(onHit: (hit: PointHit) => void): StreamScan;
}

/** Hears what was found in a stream. */
export interface OnFound {
  needleFound(hit: NeedleHit): void;
  pointFound(hit: PointHit): void;
}

/** Opens the searches of a stream as one. */
export function openSearchLane(search: ContentSearch, found: OnFound): StreamScan {
  const needles = search.openNeedles((hit) => found.needleFound(hit));
  const points = search.openPoints((hit) => found.pointFound(hit));
  return {
    push(bytes, start, end) {
      needles.push(bytes, start, end);
      points.push(bytes, start, end);
    },
    gap() {
      needles.gap();
      points.gap();
    },
    end() {
      needles.end();
      points.end();
    },
  };
}
