/** Bytes that look random: sealed inside the message, or compressed in a way that is not opened. */

const WINDOW_BYTES = 1024;
/** One window stands for this many bytes. */
const STEP_BYTES = 8192;
/** Less cannot be judged. */
const MIN_BYTES = 32;

/** Judges a stream window by window; the same however it comes in pieces. */
export class RandomWindows {
  /** Bytes that look random so far. */
  opaqueBytes = 0;
  readonly #counts = new Uint16Array(256);
  #inStep = 0;

  push(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; ) {
      if (this.#inStep < WINDOW_BYTES) {
        const to = Math.min(end, at + WINDOW_BYTES - this.#inStep);
        const counts = this.#counts;
        for (let index = at; index < to; index++) {
          const value = bytes[index] as number;
          counts[value] = (counts[value] as number) + 1;
        }
        this.#inStep += to - at;
        at = to;
      } else {
        const take = Math.min(end - at, STEP_BYTES - this.#inStep);
        this.#inStep += take;
        at += take;
      }
      if (this.#inStep === STEP_BYTES) this.#settle();
    }
  }

  end(): void {
    this.#settle();
  }

  #settle(): void {
    const bytes = this.#inStep;
    if (bytes >= MIN_BYTES && looksRandom(this.#counts, Math.min(bytes, WINDOW_BYTES))) this.opaqueBytes += bytes;
    this.#inStep = 0;
    this.#counts.fill(0);
  }
}

/**
 * True when the number of different values, and of the commonest one, is what chance gives. Random bytes fail this in fewer than one of 10,000
 * windows; text, tables of numbers and program code pass it hardly ever.
 */
function looksRandom(counts: Uint16Array, length: number): boolean {
  let different = 0;
  let most = 0;
  let high = 0;
  for (let value = 0; value < 256; value++) {
    const count = counts[value] as number;
    if (count > 0) different++;
    if (count > most) most = count;
    if (value >= 128) high += count;
  }
  const expected = 256 * (1 - (255 / 256) ** length);
  const mean = length / 256;
  return different >= expected * 0.88 && most <= mean + 5 * Math.sqrt(mean) + 4 && high > length * 0.25 && high < length * 0.75;
}
