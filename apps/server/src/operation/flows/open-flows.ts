/** Questions over the conversations of kept captures: what the pages and the API ask. */
import type { ColumnEngineInfo } from "@creance/api";
import type { FlowsPlace, Vault } from "@creance/vault";
import { type ColumnEngine, type ColumnStore, tableReader, type Warehouse } from "@creance/warehouse";
import type { ReadPool } from "../read-pool.ts";
import type { Flows } from "../types.ts";
import { askFlows, type FlowStores, noSuchCapture, type Question, ROWS_FROM_FILES, ROWS_WHILE_LOADING } from "./choose-store.ts";
import { deriveAnew } from "./derive-anew.ts";
import { engineLoads } from "./engine-loads.ts";
import { exportPieces } from "./flow-export.ts";
import { answerGroups } from "./flow-groups.ts";
import { answerList } from "./flow-list.ts";
import { answerTimeline } from "./flow-timeline.ts";
import { flowDatasets, flowsTable } from "./flows-table.ts";

/** What flows are asked of. */
export interface FlowsParts {
  readonly vault: Vault;
  readonly warehouse: Warehouse;
  readonly pool: ReadPool;
  /** `undefined` for a vault that is open for reading only. */
  readonly engine: ColumnEngine | undefined;
  /** Up to so many rows the engine is not asked (default 50,000). */
  readonly rowsFromFiles?: number;
  /** Up to so many rows files answer while the engine loads them (default 500,000; with `rowsFromFiles` given, as many as that). */
  readonly rowsWhileLoading?: number;
  /** What answers from files (default: the table reader as it comes). */
  readonly files?: ColumnStore;
}

/** The flows of an operation, with what only the operation itself calls. */
export interface OpenFlows extends Flows {
  /** Captures came or were read anew: when loading ahead is on, they are loaded. */
  changed(): void;
  /** Empties the engine before everything derived is made anew. */
  clear(): Promise<void>;
  /** Stops loading and ends the engine. */
  close(): Promise<void>;
}

const readOnlySentence =
  "This vault is open for reading only, so the column engine, which needs a folder of its own in it, is not used: questions over more than a million conversations at once are not answered.";

/** Opens the flows of a vault. The engine starts when a question needs it, or when captures are loaded ahead. */
export function openFlows(parts: FlowsParts): OpenFlows {
  const { vault, warehouse, pool, engine, rowsFromFiles = ROWS_FROM_FILES, files = tableReader(parts.warehouse) } = parts;
  const rowsWhileLoading = parts.rowsWhileLoading ?? parts.rowsFromFiles ?? ROWS_WHILE_LOADING;
  const derive = vault.readOnly ? { mend: async () => 0 } : deriveAnew({ vault, pool }, warehouse);
  const loads = engine === undefined ? undefined : engineLoads(engine, derive);
  const stores: FlowStores = { vault, files, derive, engine, loads, rowsFromFiles, rowsWhileLoading };
  let isAhead = false;
  const ask = <Answer>(capture: string | undefined, question: Question<Answer>) => askFlows(stores, capture, question);

  function loadAhead(): void {
    if (loads === undefined || engine?.state().state === "absent") return;
    const datasets = flowDatasets(vault.flowsPlaces());
    // Fewer rows are never asked of the engine: it need not run at all.
    if (datasets.reduce((sum, { rows }) => sum + rows, 0) > rowsFromFiles) loads.ahead(() => flowDatasets(vault.flowsPlaces()));
  }

  return {
    list: (query) => ask(query.capture, (asked, places) => answerList(asked, query, databasesOf(places))),
    groups: (query) => ask(query.capture, (asked) => answerGroups(asked, query)),
    timeline: (query) => ask(query.capture, (asked) => answerTimeline(asked, query)),
    engine: () => engineInfo(vault.flowsPlaces(), engine),
    async export(sha256, format) {
      const countryDatabases = vault.flowsPlaces(sha256)[0]?.countryDatabases;
      if (countryDatabases === undefined) throw noSuchCapture();
      const pieces = exportPieces(format, { capture: sha256, ask: (question) => ask(sha256, question), countryDatabases });
      // What cannot be asked is said before the first byte leaves.
      const first = [await pieces.next(), await pieces.next()];
      return startedWith(first, pieces);
    },
    loadAhead() {
      isAhead = true;
      loadAhead();
    },
    changed() {
      if (isAhead) loadAhead();
    },
    clear: async () => engine?.clear(),
    async close() {
      const stopping = loads?.stop();
      await engine?.close();
      await stopping;
    },
  };
}

function databasesOf(places: readonly FlowsPlace[]): ReadonlyMap<string, FlowsPlace["countryDatabases"]> {
  return new Map(places.map(({ sha256, countryDatabases }) => [sha256, countryDatabases]));
}

function engineInfo(places: readonly FlowsPlace[], engine: ColumnEngine | undefined): ColumnEngineInfo {
  const captures = places.length;
  if (engine === undefined) return { state: "absent", version: null, isolation: null, sentence: readOnlySentence, loaded: 0, captures };
  const empty = captures - flowDatasets(places).length;
  const held = flowDatasets(places).filter((dataset) => engine.has(flowsTable, dataset)).length;
  return { ...engine.state(), loaded: held === 0 ? 0 : held + empty, captures };
}

async function* startedWith(first: readonly IteratorResult<string, void>[], rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    for (const result of first) if (result.done !== true) yield result.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
