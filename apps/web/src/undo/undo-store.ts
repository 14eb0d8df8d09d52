/** What can be taken back: the newest change first, one key or one button each. Kept in the page's memory only. */
import { useSyncExternalStore } from "react";

/** A change that was made and how it is taken back. */
export interface UndoStep {
  /** What was done, as a sentence without a full stop: `Named “North slope”`. */
  readonly done: string;
  /** Said when it was taken back. */
  readonly undone: string;
  readonly undo: () => Promise<unknown>;
}

/** What the message shows. */
export interface UndoState {
  readonly words: string;
  /** The step that the button takes back; `null` when the words are only an answer. */
  readonly step: UndoStep | null;
  readonly failed: boolean;
}

/** The store: changes in, words out. */
export interface UndoStore {
  readonly get: () => UndoState | null;
  readonly subscribe: (listener: () => void) => () => void;
  /** Enters a change and shows it. */
  readonly push: (step: UndoStep) => void;
  /** Takes the newest change back; nothing when there is none, or while one is being taken back. */
  readonly undoNewest: () => Promise<void>;
  /** Puts the message away; the change can still be taken back by key. */
  readonly putAway: () => void;
}

const MOST_STEPS = 50;

/** A store without steps. A step that fails stays, so that it can be tried again; `errorWords` says why. */
export function createUndoStore(errorWords: (error: unknown) => string): UndoStore {
  let steps: readonly UndoStep[] = [];
  let state: UndoState | null = null;
  let busy = false;
  const listeners = new Set<() => void>();
  const show = (next: UndoState | null): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    push: (step) => {
      steps = [...steps, step].slice(-MOST_STEPS);
      show({ words: step.done, step, failed: false });
    },
    undoNewest: async () => {
      const step = steps[steps.length - 1];
      if (step === undefined || busy) return;
      busy = true;
      try {
        await step.undo();
        steps = steps.filter((each) => each !== step);
        show({ words: step.undone, step: null, failed: false });
      } catch (error) {
        show({ words: `Not taken back: ${errorWords(error)}`, step, failed: true });
      } finally {
        busy = false;
      }
    },
    putAway: () => show(null),
  };
}

/** Reads the message in a component. */
export function useUndoState(store: UndoStore): UndoState | null {
  return useSyncExternalStore(store.subscribe, store.get);
}
