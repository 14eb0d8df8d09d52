/** Opens a vault for work: vault, warehouse, column engine and reading workers wired together. */
import { join } from "node:path";
import { UserError } from "@creance/core";
import { openVault } from "@creance/vault";
import { openColumnEngine, openWarehouse } from "@creance/warehouse";
import { openAudits } from "./audits/open-audits.ts";
import { exportFlight } from "./export-flight.ts";
import { flightColumns, flightTrack, noSuchFlight } from "./flight-views.ts";
import { openFlows } from "./flows/open-flows.ts";
import { ImportTally } from "./import-tally.ts";
import { addKeys, requestKeys } from "./keys.ts";
import { loadSample } from "./load-sample.ts";
import { checkOwnDatabases } from "./own-databases.ts";
import { countPaths, pathItems } from "./path-items.ts";
import { readPending } from "./read-pending.ts";
import { openReadPool } from "./read-pool.ts";
import { type FedItem, type ImportParts, leaseOptions, runImport } from "./run-import.ts";
import { shareWriter } from "./shared-writer.ts";
import type { ImportHandlers, ImportItem, Operation, OperationOptions } from "./types.ts";
import { checkPaths } from "./walk-paths.ts";

/** Opens the vault (made when there is none). Rejects with `UserError`: newer vault, no permission, not a vault. */
export async function openOperation(options: OperationOptions): Promise<Operation> {
  checkOwnDatabases(options.databases ?? []);
  const vault = await openVault(options.vaultPath, { create: options.create ?? true, readOnly: options.readOnly ?? false });
  const derived = join(vault.path, "derived");
  const warehouse = openWarehouse(derived);
  const workers = options.workers === undefined ? {} : { workers: options.workers };
  const pool = openReadPool({ warehousePath: vault.readOnly ? null : derived, databases: options.databases, ...workers });
  const writers = shareWriter(vault);
  const parts: ImportParts & { readonly warehouse: typeof warehouse } = { vault, writers, pool, warehouse };
  const engine = vault.readOnly ? undefined : openColumnEngine({ folder: join(vault.path, "engine"), warehouse });
  const flows = openFlows({ vault, warehouse, pool, engine });
  const audits = openAudits({ vault, pool });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  /** Runs something that writes; `close` stops it first. */
  async function work<Result>(handlers: ImportHandlers, step: (handlers: ImportHandlers) => Promise<Result>): Promise<Result> {
    if (closing.signal.aborted) throw new UserError("closed", "conflict", "The vault is being closed. Nothing was changed.");
    const signal = handlers.signal === undefined ? closing.signal : AbortSignal.any([handlers.signal, closing.signal]);
    const result = step({ ...handlers, signal });
    running.add(result);
    try {
      return await result;
    } finally {
      running.delete(result);
    }
  }

  async function importing(items: AsyncIterable<FedItem>, handlers: ImportHandlers, tally = new ImportTally()) {
    const lease = await writers.lease(leaseOptions(handlers));
    try {
      await readPending(parts, lease.writer, handlers.signal === undefined ? {} : { signal: handlers.signal });
      return await runImport(parts, items, { handlers, tally });
    } finally {
      lease.release();
      flows.changed();
    }
  }

  return {
    vault,
    importPaths: (paths, handlers = {}) =>
      work(handlers, async (held) => {
        await checkPaths(paths);
        const tally = new ImportTally();
        const counting = countPaths(paths, { vaultPath: vault.path, tally, signal: held.signal });
        counting.catch(() => {});
        const items = pathItems(paths, { vaultPath: vault.path, onNotice: held.onNotice });
        return importing(items, held, tally);
      }),
    importItems: (items, handlers = {}) => work(handlers, (held) => importItems(items, held)),
    loadSample: (handlers = {}) => work(handlers, (held) => loadSample(parts, held, importItems)),
    readPending: (handlers = {}) =>
      work(handlers, async (held) => {
        const lease = await writers.lease(leaseOptions(held));
        try {
          return await readPending(parts, lease.writer, held);
        } finally {
          lease.release();
          flows.changed();
        }
      }),
    rebuild: (handlers = {}) =>
      work(handlers, async (held) => {
        const lease = await writers.lease(leaseOptions(held));
        try {
          await warehouse.clear();
          // After the files: what loads in the meantime, here or in another process, is not made of old ones.
          await flows.clear();
          await lease.inTurn(() => lease.writer.rebuildCatalogue());
          return await readPending(parts, lease.writer, held);
        } finally {
          lease.release();
          flows.changed();
        }
      }),
    keyRequest: (sha256) => requestKeys(vault, sha256),
    addKeys: (reply, sha256) => work({}, () => addKeys(parts, reply, sha256)),
    annotateFlight: (id, words) =>
      work({}, async () => {
        if (vault.flight(id) === undefined) throw noSuchFlight(id);
        const lease = await writers.lease();
        try {
          await lease.inTurn(() => lease.writer.annotateFlight(id, words));
        } finally {
          lease.release();
        }
        const detail = vault.flight(id);
        if (detail === undefined) throw noSuchFlight(id);
        return detail;
      }),
    flightColumns: (id, names, buckets) => flightColumns(parts, id, names, buckets),
    flightTrack: (id, maxRows) => flightTrack(parts, id, maxRows),
    exportFlight: (id, format) => exportFlight(parts, id, format),
    flows,
    audits,
    async close() {
      closing.abort();
      await audits.close();
      await Promise.allSettled(running);
      // Together: a load may wait for a worker.
      await Promise.all([flows.close(), pool.close()]);
      vault.close();
    },
  };

  function importItems(items: AsyncIterable<ImportItem>, handlers: ImportHandlers) {
    const tally = new ImportTally();
    return importing(seen(items, tally), handlers, tally);
  }
}

async function* seen(items: AsyncIterable<ImportItem>, tally: ImportTally): AsyncGenerator<ImportItem> {
  for await (const item of items) {
    tally.sawFile(item.source.size);
    yield item;
  }
  tally.sawAll();
}
