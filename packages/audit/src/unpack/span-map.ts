/** From a byte of a decoded stream to the bytes of the stream it came from. Coarsened when long. */

const MAX_SPANS = 1024;

/** Runs of a stream, each with the run of its source. */
export class SpanMap {
  #length = 0;
  /** Where each run begins here, and its run [start, end) in the source. */
  readonly #starts: number[] = [];
  readonly #sourceStarts: number[] = [];
  readonly #sourceEnds: number[] = [];

  /** Bytes mapped so far. */
  get length(): number {
    return this.#length;
  }

  /** The next `lengthBytes` bytes come from [sourceStart, sourceEnd) of the source; byte for byte when the lengths are the same. */
  add(lengthBytes: number, sourceStart: number, sourceEnd: number): void {
    if (lengthBytes === 0) return;
    const last = this.#starts.length - 1;
    const isLinear = sourceEnd - sourceStart === lengthBytes;
    if (last >= 0 && isLinear && this.#sourceEnds[last] === sourceStart && this.#isLinear(last)) {
      this.#sourceEnds[last] = sourceEnd;
    } else {
      if (last + 1 >= MAX_SPANS) this.#coarsen();
      this.#starts.push(this.#length);
      this.#sourceStarts.push(sourceStart);
      this.#sourceEnds.push(sourceEnd);
    }
    this.#length += lengthBytes;
  }

  /** The source's bytes that hold [start, end). An empty map gives [0, 0). */
  source(start: number, end: number): [number, number] {
    const last = Math.max(start, end - 1);
    const from = this.#runOf(start);
    const to = this.#runOf(last);
    if (from < 0) return [0, 0];
    const sourceStart = this.#sourceStarts[from] as number;
    const sourceEnd = this.#sourceEnds[to] as number;
    return [
      this.#isLinear(from) ? sourceStart + (start - (this.#starts[from] as number)) : sourceStart,
      this.#isLinear(to) ? (this.#sourceStarts[to] as number) + (last - (this.#starts[to] as number)) + 1 : sourceEnd,
    ];
  }

  #isLinear(run: number): boolean {
    const end = this.#starts[run + 1] ?? this.#length;
    return end - (this.#starts[run] as number) === (this.#sourceEnds[run] as number) - (this.#sourceStarts[run] as number);
  }

  #runOf(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return high;
  }

  /** Two runs become one. */
  #coarsen(): void {
    let to = 0;
    for (let from = 0; from < this.#starts.length; from += 2, to++) {
      const next = Math.min(from + 1, this.#starts.length - 1);
      this.#starts[to] = this.#starts[from] as number;
      this.#sourceEnds[to] = Math.max(this.#sourceEnds[from] as number, this.#sourceEnds[next] as number);
      this.#sourceStarts[to] = Math.min(this.#sourceStarts[from] as number, this.#sourceStarts[next] as number);
    }
    this.#starts.length = to;
    this.#sourceStarts.length = to;
    this.#sourceEnds.length = to;
  }
}
