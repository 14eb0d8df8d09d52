/** A small deterministic random source (sfc32 by Chris Doty-Humphrey, public domain): the same seed gives the same operation. */

/** Random numbers from a seed. */
export interface Random {
  /** Uniform in 0 (inclusive) to 1 (exclusive). */
  unit(): number;
  /** Uniform between two bounds. */
  between(low: number, high: number): number;
  /** Normal with mean 0 and deviation 1. */
  normal(): number;
  /** A whole number from 0 (inclusive) to `count` (exclusive). */
  below(count: number): number;
  /** An independent source whose numbers depend on this seed and the name alone. */
  fork(name: string): Random;
}

/** A source for a seed; any finite number is a seed. */
export function newRandom(seed: number, name = ""): Random {
  let a = hash(`${seed}`, 0x9e37_79b9);
  let b = hash(name, 0x85eb_ca6b);
  let c = hash(`${name}${seed}`, 0xc2b2_ae35);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  const unit = (): number => next() / 4_294_967_296;
  return {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    // Irwin-Hall of four: close enough to normal for wobble, and quick.
    normal: () => (unit() + unit() + unit() + unit() - 2) * Math.sqrt(3),
    below: (count) => Math.floor(unit() * count),
    fork: (child) => newRandom(seed, `${name}/${child}`),
  };
}

/** A value that wanders around 0: an Ornstein-Uhlenbeck process in steps. */
export function newWander(random: Random, deviation: number, correlationS: number, stepS: number): () => number {
  const keep = Math.exp(-stepS / correlationS);
  const push = deviation * Math.sqrt(1 - keep * keep);
  let value = deviation * random.normal();
  return () => {
    value = value * keep + push * random.normal();
    return value;
  };
}

function hash(text: string, start: number): number {
  let value = start | 0;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x0100_0193);
    value ^= value >>> 13;
  }
  return value | 0;
}
