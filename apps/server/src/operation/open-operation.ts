/** Opens a vault for work: vault, warehouse, column engine and reading workers wired together. */
import { join } from "node:path";
import { UserError } from "@creance/core";
import { DEFAULT_RUNTIME_FOLDER, openControl, readMachine } from "@creance/gateway";
import { openVault } from "@creance/vault";
import { openColumnEngine, openWarehouse } from "@creance/warehouse";
import { openAccess } from "./access/open-access.ts";
import { addFlight } from "./add-flight.ts";
import { openAudits } from "./audits/open-audits.ts";
import { openEvidence } from "./evidence/open-evidence.ts";
import { exportFlight } from "./export-flight.ts";
import { makeExposureReport } from "./exposure/exposure-reports.ts";
import { flightColumns, flightTrack, noSuchFlight } from "./flight-views.ts";
import { openFlows } from "./flows/open-flows.ts";
import { openGrants } from "./grants/open-grants.ts";
import { openHold } from "./hold/open-hold.ts";
import { ImportTally } from "./import-tally.ts";
import { openKeys } from "./keyring/open-keys.ts";
import { sealAsWritten } from "./keyring/seal-as-written.ts";
import { signerAtHand } from "./keyring/signer-at-hand.ts";
import { addKeys, requestKeys } from "./keys.ts";
import { checkLeaks } from "./leaks/index.ts";
import { openLedger } from "./ledger/open-ledger.ts";
import { loadOperators } from "./load-operators.ts";
import { loadSample } from "./load-sample.ts";
import { openTerrain } from "./media/load-terrain.ts";
import { openMedia } from "./media/open-media.ts";
import { placeMedia } from "./media/place-media.ts";
import { checkOwnDatabases } from "./own-databases.ts";
import { countPaths, pathItems } from "./path-items.ts";
import { openPublish } from "./publish/open-publish.ts";
import { readPending } from "./read-pending.ts";
import { openReadPool } from "./read-pool.ts";
import { openRequests } from "./requests/open-requests.ts";
import { enginePlace } from "./retention/engine-place.ts";
import { openRetention } from "./retention/open-retention.ts";
import { type FedItem, type ImportParts, leaseOptions, runImport } from "./run-import.ts";
import { countryOfAddress } from "./share/country-of-address.ts";
import { wireShare } from "./share/wire-share.ts";
import { inWriterTurn, shareWriter, type WriterLease } from "./shared-writer.ts";
import type { ImportHandlers, ImportItem, Operation, OperationOptions } from "./types.ts";
import { checkPaths, PROOFS_FOLDER } from "./walk-paths.ts";

/** Opens the vault (made when there is none). Rejects with `UserError`: newer vault, no permission, not a vault. */
export async function openOperation(options: OperationOptions): Promise<Operation> {
  checkOwnDatabases(options.databases ?? []);
  const vault = await openVault(options.vaultPath, { create: options.create ?? true, readOnly: options.readOnly ?? false });
  const derived = join(vault.path, "derived");
  const warehouse = openWarehouse(derived);
  const workers = options.workers === undefined ? {} : { workers: options.workers };
  const pool = openReadPool({ warehousePath: vault.readOnly ? null : derived, databases: options.databases, ...workers });
  const writers = sealAsWritten(shareWriter(vault), {
    signer: () => signer(),
    onProblem: (sentence) => options.onLedgerProblem?.(sentence),
  });
  const keys = openKeys({
    vault,
    writers,
    keyFile: options.keyFile,
    ledgerOrigin: options.ledgerOrigin,
    passphrase: options.passphrase,
    by: options.by ?? null,
  });
  const signer = signerAtHand({
    vault,
    keys,
    ledgerKeys: options.ledgerKeys ?? "by-hand",
    onMade: (sentence) => options.onKeysMade?.(sentence),
    onMissing: (sentence) => options.onLedgerProblem?.(sentence),
  });
  const parts: ImportParts & { readonly warehouse: typeof warehouse } = { vault, writers, pool, warehouse };
  const engine = vault.readOnly ? undefined : openColumnEngine({ folder: join(vault.path, "engine"), warehouse });
  const flows = openFlows({ vault, warehouse, pool, engine });
  const audits = openAudits({ vault, pool });
  const hold = openHold({
    socket: options.holdSocket ?? join(DEFAULT_RUNTIME_FOLDER, "control.sock"),
    proofFolder: options.holdProofs ?? join(vault.path, PROOFS_FOLDER),
    connect: openControl,
    machineFacts: readMachine,
  });
  const evidence = openEvidence({ vault, writers, keys, by: options.by ?? null });
  const access = openAccess({ vault, writers, by: options.by ?? null, onLost: (sentence) => options.onLedgerProblem?.(sentence) });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const now = options.now ?? (() => Date.now() * 1000);
  const grants = openGrants({ vault, writers, keys, now });
  const wired = wireShare({
    views: parts,
    writers,
    keys,
    rules: {
      ...grants,
      standing: async () =>
        (await grants.list()).filter(({ state, grant }) => state === "active" && grant.standing !== null).map(({ grant }) => grant),
    },
    checkLeaks,
    importItems: (items, handlers = {}) => work(handlers, (held) => importItems(items, held)),
    work: (step) => work({}, step),
    closing: closing.signal,
    now,
    courier: { countryOf: countryOfAddress(() => loadOperators(options.databases ?? [])), ...options.courier },
  });

  const terrain = openTerrain(vault.path);
  let placing: Promise<unknown> = Promise.resolve();
  /** Places what is due, one placing after another. The caller holds a lease. */
  function place(lease: WriterLease, handlers: Pick<ImportHandlers, "signal" | "onNotice">): Promise<void> {
    const placed = placing.then(async () => {
      await placeMedia({ ...parts, terrain }, lease.writer, { signal: handlers.signal, onNotice: handlers.onNotice });
    });
    placing = placed.catch(() => {});
    return placed;
  }
  const media = openMedia({
    vault,
    warehouse,
    pool,
    writers,
    terrain,
    signal: closing.signal,
    place: (lease) => place(lease, { signal: closing.signal }),
  });

  const requests = openRequests({ vault, writers, work: (step) => work({}, step), now: options.now ?? (() => Date.now() * 1000) });
  const retention = openRetention({
    vault,
    writers,
    engine: enginePlace(vault.path, () => flows.clear()),
    work: (step) => work({}, step),
    now: options.now ?? (() => Date.now() * 1000),
    async afterDeleting() {
      const lease = await writers.lease();
      try {
        await place(lease, { signal: closing.signal });
      } finally {
        lease.release();
        flows.changed();
      }
    },
  });

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
      const summary = await runImport(parts, items, { handlers, tally });
      await place(lease, handlers);
      return summary;
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
    loadSample: (handlers = {}) =>
      work(handlers, async (held) => {
        const summary = await loadSample(parts, held, importItems);
        const lease = await writers.lease(leaseOptions(held));
        try {
          // Flights that the sample's keys opened have tracks now.
          await place(lease, held);
          return summary;
        } finally {
          lease.release();
        }
      }),
    readPending: (handlers = {}) =>
      work(handlers, async (held) => {
        const lease = await writers.lease(leaseOptions(held));
        try {
          const read = await readPending(parts, lease.writer, held);
          await place(lease, held);
          return read;
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
          const read = await readPending(parts, lease.writer, held);
          await place(lease, held);
          return read;
        } finally {
          lease.release();
          flows.changed();
        }
      }),
    keyRequest: (sha256) => requestKeys(vault, sha256),
    addKeys: (reply, sha256) =>
      work({}, async (held) => {
        const lease = await writers.lease();
        try {
          const added = await addKeys(parts, reply, sha256);
          // What was sealed has a track now: pictures may stand with it.
          await place(lease, held);
          return added;
        } finally {
          lease.release();
        }
      }),
    annotateFlight: (id, words) =>
      work({}, async () => {
        if (vault.flight(id) === undefined) throw noSuchFlight(id);
        await inWriterTurn(writers, (writer) => writer.annotateFlight(id, words));
        const detail = vault.flight(id);
        if (detail === undefined) throw noSuchFlight(id);
        return detail;
      }),
    flightColumns: (id, names, buckets) => flightColumns(parts, id, names, buckets),
    flightTrack: (id, maxRows) => flightTrack(parts, id, maxRows),
    exportFlight: (id, format) => exportFlight(parts, id, format),
    flows,
    audits,
    media,
    exposure: {
      drawn: (request, extra) => makeExposureReport(parts, request, extra),
      report: async (request, extra) => (await makeExposureReport(parts, request, extra)).report,
    },
    addFlight: (flight) =>
      addFlight({ vault, importItems: (items, handlers = {}) => work(handlers, (held) => importItems(items, held)) }, flight),
    hold,
    retention,
    requests,
    publish: openPublish({
      vault,
      writers,
      track: (id, maxRows) => flightTrack(parts, id, maxRows),
      counts: () => requests.counts(),
      keyring: () => keys.quiet(false),
      work: (step) => work({}, step),
      now: options.now ?? (() => Date.now() * 1000),
    }),
    keys,
    evidence,
    grants,
    share: wired.share,
    access,
    ledger: openLedger({ vault, writers, keys, evidence }),
    async close() {
      closing.abort();
      hold.end();
      await audits.close();
      await access.close();
      await Promise.allSettled(running);
      await wired.close();
      // Together: a load may wait for a worker.
      await Promise.all([flows.close(), pool.close()]);
      await writers.settle();
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
