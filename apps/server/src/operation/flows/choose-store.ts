/** Which store answers a question: a moderate number of rows is read from the captures' own files, more is the column engine's work. */
import { isUserError, UserError } from "@creance/core";
import type { FlowsPlace, Vault } from "@creance/vault";
import type { ColumnEngine, ColumnStore, Dataset } from "@creance/warehouse";
import type { DeriveAnew } from "./derive-anew.ts";
import type { EngineLoads } from "./engine-loads.ts";
import type { AskedStore } from "./flow-list.ts";
import { flowDatasets } from "./flows-table.ts";

/** Up to so many rows are answered from files: sooner there than an engine has started. */
export const ROWS_FROM_FILES = 50_000;

/** Up to so many rows are answered from files while the engine is still loading them: seconds there, where loading may take a minute. */
export const ROWS_WHILE_LOADING = 500_000;

/** What questions are answered with. */
export interface FlowStores {
  readonly vault: Pick<Vault, "flowsPlaces" | "capture">;
  readonly files: ColumnStore;
  readonly derive: DeriveAnew;
  /** `undefined` for a vault that is open for reading only. */
  readonly engine: ColumnEngine | undefined;
  readonly loads: EngineLoads | undefined;
  readonly rowsFromFiles: number;
  readonly rowsWhileLoading: number;
}

/** A question, asked of the store that it is given. */
export type Question<Answer> = (asked: AskedStore, places: readonly FlowsPlace[]) => Promise<Answer>;

/** Asks about one capture, or about all. Rejects with `UserError`: `no-such-capture`, or what the stores cannot do. */
export async function askFlows<Answer>(stores: FlowStores, capture: string | undefined, question: Question<Answer>): Promise<Answer> {
  const places = stores.vault.flowsPlaces(capture);
  if (capture !== undefined && places.length === 0 && stores.vault.capture(capture) === undefined) throw noSuchCapture();
  const datasets = flowDatasets(places);
  const rows = datasets.reduce((sum, dataset) => sum + dataset.rows, 0);
  if (rows <= stores.rowsFromFiles) return askFiles(stores, datasets, places, question);
  const refusal = engineRefusal(stores);
  if (refusal === undefined) {
    if (rows <= stores.rowsWhileLoading && stores.loads?.soon(datasets) === "loading") {
      return askFiles(stores, datasets, places, question);
    }
    try {
      await stores.loads?.ensure(datasets);
      return await question({ store: stores.engine as ColumnEngine, datasets }, places);
    } catch (error) {
      if (!isUserError(error) || error.code === "derived-missing") throw error;
      return askFiles(stores, datasets, places, question).catch((second: unknown) => {
        throw isTooManyRows(second) ? error : second;
      });
    }
  }
  return askFiles(stores, datasets, places, question).catch((error: unknown) => {
    throw isTooManyRows(error) ? new UserError("too-many-rows", "machineRefused", `${(error as Error).message} ${refusal}`.trim()) : error;
  });
}

/** The error of a hash that names no capture. */
export function noSuchCapture(): UserError {
  return new UserError("no-such-capture", "notFound", "The vault holds no such capture.");
}

/** Why the engine need not be asked; `undefined` when it may answer. One that failed knows itself when to try again. */
function engineRefusal({ engine }: FlowStores): string | undefined {
  if (engine === undefined) return "";
  const { state, sentence } = engine.state();
  return state === "absent" ? (sentence ?? "") : undefined;
}

async function askFiles<Answer>(
  { files, derive }: FlowStores,
  datasets: readonly Dataset[],
  places: readonly FlowsPlace[],
  question: Question<Answer>,
): Promise<Answer> {
  for (let left = datasets.length; ; left -= 1) {
    try {
      return await question({ store: files, datasets }, places);
    } catch (error) {
      // Damage shows one file at a time; each is made again, and what cannot be made ends it.
      if (left === 0 || !isUserError(error) || error.code !== "derived-missing" || (await derive.mend(datasets)) === 0) throw error;
    }
  }
}

function isTooManyRows(error: unknown): boolean {
  return isUserError(error) && error.code === "too-many-rows";
}
