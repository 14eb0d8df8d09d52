/** What is to be given up a while after an abort, however many wait for the same signal: one listener and one timer for all of them. */

/** Registers `giveUp`, called `graceMs` after the signal unless the returned function was called before. */
export type StopGrace = (signal: AbortSignal, giveUp: () => void) => () => void;

interface Waiters {
  readonly all: Set<() => void>;
  /** The time is over: who comes now is given up at once. */
  isOver: boolean;
}

/** Makes a register. */
export function stopGrace(graceMs: number): StopGrace {
  const bySignal = new WeakMap<AbortSignal, Waiters>();
  return (signal, giveUp) => {
    const waiters = bySignal.get(signal) ?? watch(signal, graceMs);
    bySignal.set(signal, waiters);
    if (waiters.isOver) giveUp();
    else waiters.all.add(giveUp);
    return () => waiters.all.delete(giveUp);
  };
}

function watch(signal: AbortSignal, graceMs: number): Waiters {
  const waiters: Waiters = { all: new Set(), isOver: false };
  const onAbort = (): void => {
    setTimeout(() => {
      waiters.isOver = true;
      for (const giveUp of [...waiters.all]) giveUp();
    }, graceMs).unref();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return waiters;
}
