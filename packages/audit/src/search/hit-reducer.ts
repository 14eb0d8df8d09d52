/** One hit for one place and needle: of forms that overlap the best is kept. */
import type { NeedleHit } from "../detector.ts";

/** Hits of a stream, in any order within what is not settled yet. */
export class HitReducer {
  readonly #onHit: (hit: NeedleHit) => void;
  #waiting: NeedleHit[] = [];

  constructor(onHit: (hit: NeedleHit) => void) {
    this.#onHit = onHit;
  }

  /** Takes a hit. */
  add(hit: NeedleHit): void {
    this.#waiting.push(hit);
  }

  /** No hit that comes later begins before `offset`: what lies before it is settled and given out, in order of place. */
  settle(offset: number): void {
    if (this.#waiting.length === 0) return;
    const best = new Map<number, NeedleHit>();
    const settled: NeedleHit[] = [];
    const open: NeedleHit[] = [];
    const close = (hit: NeedleHit) => (hit.end <= offset ? settled : open).push(hit);
    for (const hit of this.#waiting.sort(byPlace)) {
      // Something before it may still come: how the stream was cut must not matter.
      if (hit.start >= offset) {
        open.push(hit);
        continue;
      }
      const other = best.get(hit.needle);
      if (other === undefined) best.set(hit.needle, hit);
      else if (hit.start >= other.end) {
        close(other);
        best.set(hit.needle, hit);
      } else if (isBetter(hit, other)) best.set(hit.needle, hit);
    }
    for (const hit of best.values()) close(hit);
    this.#waiting = open;
    for (const hit of settled.sort(byPlace)) this.#onHit(hit);
  }
}

function byPlace(a: NeedleHit, b: NeedleHit): number {
  return a.start - b.start || a.end - b.end || a.needle - b.needle;
}

function isBetter(hit: NeedleHit, other: NeedleHit): boolean {
  const strong = Number(hit.weakBecause === null) - Number(other.weakBecause === null);
  if (strong !== 0) return strong > 0;
  const longer = hit.end - hit.start - (other.end - other.start);
  return longer === 0 ? hit.layers.length < other.layers.length : longer > 0;
}
