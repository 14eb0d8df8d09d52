/** Which streams of a QUIC connection have ended: their packets may come again. Streams of a kind begin in the order of their numbers. */

/** Streams of one kind that may end before one that began earlier; beyond it the earlier ones count as ended. */
const MAX_AHEAD = 1_024;
const KINDS = 4;

/** The streams that ended. */
export class EndedStreams {
  /** By kind (the two low bits of an id): all numbers below have ended. */
  readonly #below = new Float64Array(KINDS);
  readonly #ahead = [new Set<number>(), new Set<number>(), new Set<number>(), new Set<number>()];

  /** True when the stream has ended. */
  has(id: number): boolean {
    const number = Math.floor(id / KINDS);
    return number < (this.#below[id % KINDS] as number) || this.#ahead[id % KINDS]?.has(number) === true;
  }

  /** A stream has ended. */
  add(id: number): void {
    const kind = id % KINDS;
    const ahead = this.#ahead[kind] as Set<number>;
    ahead.add(Math.floor(id / KINDS));
    let below = this.#below[kind] as number;
    if (ahead.size > MAX_AHEAD) {
      below = Math.min(...ahead);
      for (const number of ahead) if (number < below) ahead.delete(number);
    }
    while (ahead.delete(below)) below++;
    this.#below[kind] = below;
  }
}
