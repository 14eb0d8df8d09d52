/** The two searches of one stream, opened and led together. Position searches are costly to open: they are led from one stream to the next. */
import type { NeedleHit, PointHit, StreamScan } from "../detector.ts";

/** What is searched for. */
export interface ContentSearch {
  openNeedles(onHit: (hit: NeedleHit) => void): StreamScan;
  openPoints(onHit: (hit: PointHit) => void): StreamScan;
}

/** Hears what was found in a stream; offsets count from the stream's first byte. */
export interface OnFound {
  needleFound(hit: NeedleHit): void;
  pointFound(hit: PointHit): void;
}

/** Opens and closes the searches of streams. */
export class SearchLanes {
  readonly #search: ContentSearch;
  readonly #free: PointLane[] = [];

  constructor(search: ContentSearch) {
    this.#search = search;
  }

  /** Opens the searches of a stream as one. */
  open(found: OnFound): StreamScan {
    const needles = this.#search.openNeedles((hit) => found.needleFound(hit));
    const points = this.#free.pop() ?? new PointLane(this.#search);
    points.enter(found);
    return {
      push(bytes, start, end) {
        needles.push(bytes, start, end);
        points.push(bytes, start, end);
      },
      gap() {
        needles.gap();
        points.gap();
      },
      end: () => {
        needles.end();
        points.leave();
        this.#free.push(points);
      },
    };
  }
}

/** A search for positions that goes from stream to stream; between two lies a gap, across which nothing is found. */
class PointLane {
  readonly #scan: StreamScan;
  #found: OnFound | undefined;
  #at = 0;
  #base = 0;

  constructor(search: ContentSearch) {
    this.#scan = search.openPoints((hit) => {
      const base = this.#base;
      this.#found?.pointFound(base === 0 ? hit : { ...hit, start: hit.start - base, end: hit.end - base });
    });
  }

  enter(found: OnFound): void {
    this.#found = found;
    this.#base = this.#at;
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    this.#at += end - start;
    this.#scan.push(bytes, start, end);
  }

  gap(): void {
    this.#scan.gap();
  }

  leave(): void {
    this.#scan.gap();
    this.#found = undefined;
  }
}
