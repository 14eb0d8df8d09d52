/**
 * The two clocks of the gateway: the wall clock for records, the monotonic one for everything that is decided. The monotonic one goes on while
 * the machine sleeps (`/proc/uptime` does, Node's own does not): an opening of ten minutes is over when the lid is opened after an hour.
 */
import { readFileSync } from "node:fs";

/** A moment on both. */
export interface Moment {
  /** Microseconds since 1970-01-01 UTC. */
  readonly wallUs: number;
  /** Microseconds since some moment before the start. */
  readonly monotonicUs: number;
}

/** Differences that are only the coarseness of `/proc/uptime`. */
const SLEEP_US = 200_000;
const ASK_US = 200_000;
/** Two clocks that are read within this time are read at one moment. */
const HELD_UP_US = 20_000;
const MOST_READS = 10;

let asleepUs = 0;
let askedUs = Number.NEGATIVE_INFINITY;
let startUs: number | undefined;

/** Now. */
export function moment(): Moment {
  const { awakeUs, read: wallUs } = together(() => Date.now() * 1000);
  if (awakeUs - askedUs > ASK_US) {
    askedUs = awakeUs;
    const asked = together(uptimeUs);
    if (asked.read !== undefined) {
      startUs ??= asked.read - asked.awakeUs;
      const sleptUs = asked.read - asked.awakeUs - startUs;
      if (sleptUs - asleepUs > SLEEP_US) asleepUs = sleptUs;
    }
  }
  return { wallUs, monotonicUs: awakeUs + Math.round(asleepUs) };
}

/** Another clock and Node's own at one moment: where this process was held up between the two, they are read again, or would seem to have jumped. */
function together<Read>(read: () => Read): { readonly awakeUs: number; readonly read: Read } {
  for (let left = MOST_READS; ; left -= 1) {
    const awakeUs = nodeUs();
    const value = read();
    if (left === 1 || nodeUs() - awakeUs < HELD_UP_US) return { awakeUs, read: value };
  }
}

function nodeUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function uptimeUs(): number | undefined {
  try {
    const seconds = Number.parseFloat(readFileSync("/proc/uptime", "latin1"));
    return Number.isFinite(seconds) ? seconds * 1e6 : undefined;
  } catch {
    return undefined;
  }
}

/** Smaller differences are the clock being kept right. */
const JUMP_US = 500_000;

/** Notices when the wall clock is set. */
export interface ClockWatch {
  /** Microseconds that the wall clock jumped since it was asked last; `null`: none. */
  jump(now: Moment): number | null;
}

/** Begins to watch. */
export function watchClock(start: Moment): ClockWatch {
  let offsetUs = start.wallUs - start.monotonicUs;
  return {
    jump({ wallUs, monotonicUs }) {
      const jumpUs = wallUs - monotonicUs - offsetUs;
      if (Math.abs(jumpUs) < JUMP_US) return null;
      offsetUs += jumpUs;
      return jumpUs;
    },
  };
}
