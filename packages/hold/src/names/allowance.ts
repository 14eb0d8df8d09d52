/** How many questions are answered: so many of each client, and so many of all together. */

/** So many a second in the long run, so many at once after a rest. */
export interface Pace {
  readonly perSecond: number;
  readonly burst: number;
}

/** Bounds of the names process. */
export interface AllowanceLimits {
  readonly client: Pace;
  readonly total: Pace;
  /** Clients remembered; the one that was silent longest is forgotten first. */
  readonly clients: number;
}

/** More than a phone full of apps asks for, and little enough to be written down. */
export const defaultAllowance: AllowanceLimits = {
  client: { perSecond: 200, burst: 400 },
  total: { perSecond: 1000, burst: 2000 },
  clients: 1024,
};

interface Bucket {
  left: number;
  atMs: number;
}

/** Token buckets, one a client and one for all. Memory: `limits.clients` entries. */
export class Allowance {
  readonly #limits: AllowanceLimits;
  readonly #clients = new Map<string, Bucket>();
  readonly #total: Bucket;

  constructor(limits: AllowanceLimits, nowMs: number) {
    this.#limits = limits;
    this.#total = { left: limits.total.burst, atMs: nowMs };
  }

  /** Number of clients remembered. */
  get clients(): number {
    return this.#clients.size;
  }

  /** True when one more may be answered; it then counts. `nowMs` by a clock that never jumps. One client's flood takes nothing from others. */
  take(client: string, nowMs: number): boolean {
    const { client: pace, total, clients } = this.#limits;
    const bucket = this.#clients.get(client) ?? { left: pace.burst, atMs: nowMs };
    this.#clients.delete(client);
    this.#clients.set(client, bucket);
    if (this.#clients.size > clients) this.#clients.delete(this.#clients.keys().next().value as string);
    fill(bucket, pace, nowMs);
    if (bucket.left < 1) return false;
    fill(this.#total, total, nowMs);
    if (this.#total.left < 1) return false;
    bucket.left--;
    this.#total.left--;
    return true;
  }
}

function fill(bucket: Bucket, pace: Pace, nowMs: number): void {
  bucket.left = Math.min(pace.burst, bucket.left + (Math.max(0, nowMs - bucket.atMs) * pace.perSecond) / 1000);
  bucket.atMs = nowMs;
}
