/** What happens, for those who watch: the newest events, and each new one as it comes. */
import type { HoldEvent } from "../control.ts";

/** The feed. */
export interface EventFeed {
  push(event: HoldEvent): void;
  /** The newest `count`, oldest first. */
  recall(count: number): readonly HoldEvent[];
  /** Hears every event from now on; returns how to stop. */
  subscribe(listener: (event: HoldEvent) => void): () => void;
}

/** Makes it. Memory: `kept` events; the status is told and not kept. */
export function createEventFeed(kept = 5000): EventFeed {
  const newest: HoldEvent[] = [];
  let next = 0;
  const listeners = new Set<(event: HoldEvent) => void>();
  return {
    push(event) {
      if (event.kind !== "status") {
        newest[next] = event;
        next = (next + 1) % kept;
      }
      for (const listener of listeners) listener(event);
    },
    recall(count) {
      const wanted = Math.min(newest.length, Math.max(0, Math.floor(count) || 0));
      const ordered = newest.length < kept ? newest : [...newest.slice(next), ...newest.slice(0, next)];
      return ordered.slice(ordered.length - wanted);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
