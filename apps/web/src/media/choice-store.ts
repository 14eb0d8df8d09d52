/** Which items are chosen on the wall: outside React, so that choosing one draws one cell. */
import { useSyncExternalStore } from "react";

/** The store. */
export interface ChoiceStore {
  readonly has: (sha256: string) => boolean;
  /** The same array until something changes. */
  readonly all: () => readonly string[];
  readonly toggle: (sha256: string) => void;
  readonly add: (more: readonly string[]) => void;
  readonly clear: () => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A store with nothing chosen that holds at most `most`. */
export function createChoiceStore(most: number): ChoiceStore {
  let chosen: ReadonlySet<string> = new Set();
  let list: readonly string[] = [];
  const listeners = new Set<() => void>();
  const set = (next: ReadonlySet<string>): void => {
    chosen = next;
    list = [...next];
    for (const listener of listeners) listener();
  };
  return {
    has: (sha256) => chosen.has(sha256),
    all: () => list,
    toggle: (sha256) => {
      const next = new Set(chosen);
      if (next.delete(sha256)) set(next);
      else if (chosen.size < most) set(next.add(sha256));
    },
    add: (more) => set(new Set([...chosen, ...more].slice(0, most))),
    clear: () => {
      if (chosen.size > 0) set(new Set());
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whether one item is chosen. */
export function useIsChosen(store: ChoiceStore, sha256: string | undefined): boolean {
  return useSyncExternalStore(store.subscribe, () => sha256 !== undefined && store.has(sha256));
}

/** All chosen items. */
export function useChosen(store: ChoiceStore): readonly string[] {
  return useSyncExternalStore(store.subscribe, store.all);
}
