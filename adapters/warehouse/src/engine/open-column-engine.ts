/**
 * The column engine: embedded ClickHouse in one process of its own, started at the first call that needs it and again after it ended. Where it is not
 * installed or cannot start, that is a state with a sentence, and everything that needs no engine goes on.
 */
import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@creance/core";
import type { ColumnEngine, ColumnStore, Dataset, EngineState } from "../query.ts";
import { checkTableFile } from "../read-table-file.ts";
import { derivedMissing } from "../table-reader/load-columns.ts";
import type { Warehouse } from "../types.ts";
import { columnStoreOver } from "./column-store.ts";
import { type DatasetLoads, openDatasetLoads } from "./dataset-loads.ts";
import type { DeepPages } from "./deep-page.ts";
import { EngineError, type EngineProcess, startEngineProcess } from "./engine-process.ts";
import { type EngineTable, engineTable, fileStructure, insertColumns, loadSelection } from "./engine-table.ts";
import type { SqlClient } from "./sql-client.ts";
import { identifier, ownNumber, ownText, plainStatement } from "./statement.ts";

/** How the engine is opened. */
export interface ColumnEngineOptions {
  /** Absolute folder for the engine's own files, made when it is needed. Everything in it can be thrown away. One process at a time. */
  readonly folder: string;
  /** Where the derived files are. */
  readonly warehouse: Pick<Warehouse, "path">;
  /** Memory that one question or load may use; 1 GiB unless said. */
  readonly memoryBytes?: number;
  /** Time that one question may take; 60 s unless said. */
  readonly questionSeconds?: number;
  /** Finds a package, throws when it is not installed. For tests. */
  readonly resolve?: (name: string) => string;
  /** Words before the engine's command. For tests. */
  readonly prefix?: readonly string[];
  /** When pages are looked for by counting. For tests. */
  readonly deep?: DeepPages;
}

/** The client, the library's own code, and its native part for this kind of machine: glibc on Linux, macOS, nothing else. */
const needed = [
  "@clickhouse/client",
  "chdb/connection",
  `@chdb/lib-${process.platform}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}/package.json`,
] as const;
const MISSING =
  "Without it, questions over more than a million conversations at once are not answered, and large ones take longer; everything else is as it is with it.";
/** After this many ends in this time, it rests for as long. */
const MAX_ENDS = 3;
const ENDS_MS = 60_000;
/** An engine that is just ending still holds its folder for a moment. */
const LOCK_TRIES = 3;
const LOCK_WAIT_MS = 500;
/** A question is asked anew when loads were taken away in the meantime, so often. */
const MAX_ANEW = 3;

interface Running {
  readonly process: EngineProcess;
  readonly loads: DatasetLoads;
}

/** Opens the engine. Starts nothing yet, loads nothing into this process, and never throws for what is missing. */
export function openColumnEngine(options: ColumnEngineOptions): ColumnEngine {
  const { folder } = options;
  const data = join(folder, "data");
  /** Says that everything is to be deleted; whoever has the folder does it, and takes the mark away. */
  const clearMark = join(folder, "clear");
  const missing = missingPackage(options.resolve ?? resolvePackage);
  let state: EngineState = { state: "idle", version: null, isolation: null, sentence: null };
  if (missing !== undefined) {
    const sentence = `The column engine is not installed here (${missing.replace("/package.json", "")}). ${MISSING} It runs on Linux with glibc and on macOS; there, npm install --include=optional brings it.`;
    state = { ...state, state: "absent", sentence };
  }
  let running: Promise<Running> | undefined;
  let live: Running | undefined;
  let closed = false;
  let endsMs: number[] = [];
  /** Settles when nothing is being ended or thrown away: only then may a process start. */
  let quiet: Promise<void> = Promise.resolve();
  /** Loads have higher numbers than any before, also after a new start: totals are remembered by them. */
  let newest = 0;
  /** How often loads were taken away. */
  let drops = 0;
  let clearing: Promise<void> | undefined;

  async function start(): Promise<Running> {
    state = { ...state, state: "starting", sentence: null };
    try {
      await quiet;
      const started = await startIn().catch(async (error: unknown) => {
        if (!isDamage(error)) throw error;
        await rm(data, { recursive: true, force: true });
        return startIn();
      });
      live = started;
      store = newStore();
      const { process } = started;
      state = { state: "ready", version: process.version, isolation: process.isolation, sentence: null };
      void process.ended.then(() => {
        newest = Math.max(newest, started.loads.newest);
        if (live !== started) return;
        live = undefined;
        running = undefined;
        if (closed) return;
        endsMs.push(Date.now());
        state = { ...state, state: "idle" };
      });
      return started;
    } catch (error) {
      running = undefined;
      endsMs.push(Date.now());
      const why = failureSentence(error);
      state = { ...state, state: "failed", sentence: why };
      throw new UserError("column-engine", "machineRefused", why, { cause: error });
    }
  }

  async function startIn(): Promise<Running> {
    for (const path of [folder, data]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      chmodSync(path, 0o700);
    }
    const process = await startOn(data, options);
    try {
      const loads = await openDatasetLoads({
        client: process.client,
        insertSegments: (table, load, dataset, segments) =>
          insertSegments(process.client, options.warehouse, { table, load, dataset, segments }),
        newest,
        onDrop: () => {
          drops += 1;
        },
      });
      return { process, loads };
    } catch (error) {
      await process.close();
      throw error;
    }
  }

  function run(): Promise<Running> {
    if (closed) return Promise.reject(new UserError("column-engine", "machineRefused", "The column engine is closed."));
    if (state.state === "absent") return Promise.reject(new UserError("column-engine", "machineRefused", state.sentence as string));
    if (running !== undefined) return running;
    endsMs = endsMs.filter((at) => Date.now() - at < ENDS_MS);
    if (endsMs.length >= MAX_ENDS) {
      const sentence = state.sentence ?? `The column engine ended ${endsMs.length} times within a minute and rests for one. ${MISSING}`;
      state = { ...state, state: "failed", sentence };
      return Promise.reject(new UserError("column-engine", "machineRefused", sentence));
    }
    running = start();
    return running;
  }

  /** The running engine, once it has deleted what it was told to delete. */
  async function current(): Promise<Running> {
    const one = await run();
    if (!existsSync(clearMark)) return one;
    clearing ??= dropAll(one).finally(() => {
      clearing = undefined;
    });
    await clearing;
    return run();
  }

  async function dropAll({ loads }: Running): Promise<void> {
    const mark = await readFile(clearMark, "utf8").catch(() => undefined);
    if (mark === undefined) return;
    await loads.dropAll().catch(async (error: unknown) => {
      // Files that it cannot even drop.
      if (!isDamage(error)) throw error;
      drops += 1;
      await stop(() => rm(data, { recursive: true, force: true }));
    });
    // Unless it was told again in the meantime.
    if ((await readFile(clearMark, "utf8").catch(() => undefined)) === mark) await rm(clearMark, { force: true });
  }

  /** An answer from loads that were there all the time. */
  async function steady<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    for (let left = MAX_ANEW; ; left -= 1) {
      const before = drops;
      try {
        const answer = await question();
        if (drops === before) return answer;
      } catch (error) {
        if (drops === before || left === 0) throw error;
      }
      if (left === 0) {
        throw new UserError("column-engine", "machineRefused", "What the column engine holds changed while it was asked. Try again.");
      }
    }
  }

  /** A store for one run of the process: what it remembers is said of that run's loads. */
  const newStore = (): ColumnStore =>
    columnStoreOver(
      {
        ask: async (statement, mode) => (await run()).process.client.ask(statement, mode),
        run: async (statement) => (await run()).process.client.run(statement),
      },
      async (table, { datasets }) => {
        const { loads } = await current();
        const numbers: number[] = [];
        for (const dataset of datasets) numbers.push(loads.find(table, dataset) ?? (await loads.load(table, dataset)));
        return numbers;
      },
      options.deep,
    );
  let store = newStore();

  return {
    page: (query) => steady(() => store.page(query)),
    groups: (query) => steady(() => store.groups(query)),
    state: () => state,
    async load(spec, dataset) {
      const table = engineTable(spec);
      await (await current()).loads.load(table, dataset);
    },
    has: (spec, dataset) => live?.loads.find(engineTable(spec), dataset) !== undefined && !existsSync(clearMark),
    keepOnly: async (spec, datasets) => live?.loads.keepOnly(engineTable(spec), datasets),
    async clear() {
      if (!existsSync(data)) return;
      await writeFile(clearMark, randomUUID());
      const wasRunning = running !== undefined;
      const one = await current().catch(() => undefined);
      if (one !== undefined && !wasRunning) await stop(async () => {});
    },
    async close() {
      closed = true;
      await stop(async () => {});
    },
  };

  /** Ends the process; then `more`, before another can start. */
  function stop(more: () => Promise<void>): Promise<void> {
    const current = running;
    running = undefined;
    live = undefined;
    const stopped = quiet.then(async () => {
      const one = await current?.catch(() => undefined);
      await one?.process.close();
      if (running === undefined && state.state === "ready") state = { ...state, state: "idle" };
      await more();
    });
    quiet = stopped.catch(() => {});
    return stopped;
  }
}

/** Finds a package without loading it. The native part is the library's own dependency. */
function resolvePackage(name: string): string {
  const { resolve } = createRequire(import.meta.url);
  return name.startsWith("@chdb/") ? createRequire(resolve("chdb/connection")).resolve(name) : resolve(name);
}

function missingPackage(resolve: (name: string) => string): string | undefined {
  return needed.find((name) => {
    try {
      resolve(name);
      return false;
    } catch {
      return true;
    }
  });
}

async function startOn(data: string, options: ColumnEngineOptions): Promise<EngineProcess> {
  const open = { folder: data, memoryBytes: options.memoryBytes ?? 1 << 30, questionSeconds: options.questionSeconds ?? 60 };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startEngineProcess({ open, ...(options.prefix === undefined ? {} : { prefix: options.prefix }) });
    } catch (error) {
      if (!isLocked(error) || attempt === LOCK_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof EngineError && error.isLocked;
}

/** The engine cannot read its own files any more: they are derived, and can be loaded anew. */
function isDamage(error: unknown): boolean {
  const reason = error instanceof EngineError ? error : (error as Error).cause;
  return reason instanceof EngineError && reason.isDamage;
}

function failureSentence(error: unknown): string {
  if (isLocked(error)) return `The column engine's folder is in use by another Creance. ${MISSING} Close the other one, or use it.`;
  const why = error instanceof Error ? (error.message.split("\n")[0] ?? "").slice(0, 300).replace(/[.\s]+$/, "") : String(error);
  return `The column engine cannot start: ${why}. ${MISSING}`;
}

interface Segments {
  readonly table: EngineTable;
  readonly load: number;
  readonly dataset: Dataset;
  readonly segments: readonly number[];
}

/**
 * The engine reads derived files by their paths, once they are known to be as they were written. Everything in the text is our own, so that it does not
 * wait for statements with parameters, which the engine runs one at a time.
 */
async function insertSegments(
  client: SqlClient,
  warehouse: Pick<Warehouse, "path">,
  { table, load, dataset, segments }: Segments,
): Promise<void> {
  const { columns } = table.spec;
  const paths: string[] = [];
  for (const segment of segments) {
    const key = { sha256: dataset.sha256, segment, reader: dataset.reader };
    const path = warehouse.path(key);
    const rows = await checkTableFile(path, { key, table: columns, names: Object.keys(columns) });
    if (rows === undefined) throw derivedMissing(dataset.sha256);
    if (rows > 0) paths.push(path);
  }
  if (paths.length === 0) return;
  await withPlainPaths(paths, (plain) => {
    const selection = loadSelection(table, ownNumber(load), ownText(dataset.sha256));
    const parts = plain.map((path) => `SELECT ${selection} FROM file(${ownText(path)}, 'Parquet', ${ownText(fileStructure(table))})`);
    return client.run(plainStatement(`INSERT INTO ${identifier(table.name)} (${insertColumns(table)})\n${parts.join("\nUNION ALL\n")}`));
  });
}

/** ClickHouse takes `*`, `?` and braces in a path for a pattern: such files get other names for as long as they are read. */
async function withPlainPaths(paths: readonly string[], use: (paths: readonly string[]) => Promise<void>): Promise<void> {
  if (!paths.some((path) => /[*?{}[\]]/.test(path))) return use(paths);
  const folder = await mkdtemp(join(tmpdir(), "creance-segment-"));
  try {
    const plain = paths.map((_, at) => join(folder, `${at}.parquet`));
    for (const [at, path] of paths.entries()) await symlink(path, plain[at] as string);
    await use(plain);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
