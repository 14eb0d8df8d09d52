/** Gets captures into the column engine: those that a question waits for first, the others one by one when nothing is asked. */
import { isUserError } from "@creance/core";
import type { ColumnEngine, Dataset } from "@creance/warehouse";
import type { DeriveAnew } from "./derive-anew.ts";
import { flowsTable } from "./flows-table.ts";

/** Loads captures. */
export interface EngineLoads {
  /** Resolves when all of them are loaded. Rejects with the first load's error. One load runs at a time. */
  ensure(datasets: readonly Dataset[]): Promise<void>;
  /** Says whether all of them are loaded; where they are not, their load begins. */
  soon(datasets: readonly Dataset[]): "loaded" | "loading";
  /** Loads in the background what `datasets` names and is not loaded; called again it takes the newest names. Failures are left to the next call. */
  ahead(datasets: () => readonly Dataset[]): void;
  /** No further load starts. Resolves when the background has stopped. */
  stop(): Promise<void>;
}

/** Loads into `engine`. */
export function engineLoads(engine: ColumnEngine, derive: DeriveAnew): EngineLoads {
  let asked: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isSoon = false;
  let stopped = false;
  let wanted: (() => readonly Dataset[]) | undefined;
  let background: Promise<void> | undefined;

  async function load(dataset: Dataset): Promise<void> {
    if (engine.has(flowsTable, dataset)) return;
    await derive.mend([dataset]);
    for (let left = dataset.segments; ; left -= 1) {
      try {
        return await engine.load(flowsTable, dataset);
      } catch (error) {
        // Damage shows one file at a time; what cannot be made again ends it.
        if (left === 0 || (await derive.mend([dataset])) === 0) throw error;
      }
    }
  }

  async function loadAhead(): Promise<void> {
    while (wanted !== undefined && !stopped) {
      const names = wanted;
      const datasets = names();
      wanted = undefined;
      for (const dataset of datasets) {
        while (waiting > 0) await asked.catch(() => {});
        if (stopped || wanted !== undefined) break;
        const failure = await load(dataset).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failure === undefined || (isUserError(failure) && failure.code === "derived-missing")) continue;
        // The engine itself: the next call tries again.
        wanted = undefined;
        return;
      }
      // What the vault names no more: captures of an older reader.
      if (wanted === undefined && !stopped) await engine.keepOnly(flowsTable, names()).catch(() => {});
    }
  }

  function start(): void {
    background ??= loadAhead().finally(() => {
      background = undefined;
      // Asked for while it was ending.
      if (wanted !== undefined && !stopped) start();
    });
  }

  const isLoaded = (datasets: readonly Dataset[]): boolean => datasets.every((dataset) => engine.has(flowsTable, dataset));

  async function ensure(datasets: readonly Dataset[]): Promise<void> {
    if (isLoaded(datasets)) return;
    waiting += 1;
    const turn = asked
      .catch(() => {})
      .then(async () => {
        for (const dataset of datasets) await load(dataset);
      });
    asked = turn;
    try {
      await turn;
    } finally {
      waiting -= 1;
    }
  }

  return {
    ensure,
    soon(datasets) {
      if (isLoaded(datasets)) return "loaded";
      if (!isSoon && !stopped) {
        isSoon = true;
        // A failure is met again by the question that needs the engine.
        void ensure(datasets)
          .catch(() => {})
          .finally(() => {
            isSoon = false;
          });
      }
      return "loading";
    },
    ahead(datasets) {
      wanted = datasets;
      start();
    },
    async stop() {
      stopped = true;
      wanted = undefined;
      await background;
    },
  };
}
