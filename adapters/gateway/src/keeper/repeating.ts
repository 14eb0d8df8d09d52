/** Steps that are done again and again. */

/** The steps. */
export interface Repeating {
  /** Does the step `ms` after it ended last, never twice at a time. */
  every(ms: number, step: () => Promise<unknown>): void;
  /** No step is begun any more. */
  stop(): void;
}

/** `onFailure` is told when a step fails; it is not done again. */
export function createRepeating(onFailure: (error: unknown) => void): Repeating {
  const timers = new Set<NodeJS.Timeout>();
  let isOver = false;
  const every = (ms: number, step: () => Promise<unknown>): void => {
    if (isOver) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      Promise.resolve()
        .then(step)
        .then(() => every(ms, step), onFailure);
    }, ms);
    timers.add(timer);
  };
  return {
    every,
    stop() {
      isOver = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
