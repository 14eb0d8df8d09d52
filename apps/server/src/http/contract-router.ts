/** The contract, answered: each route asks the vault or the operation. Files are plain HTTP beside it. */
import { contract, type Line } from "@creance/api";
import { UserError } from "@creance/core";
import { implement } from "@orpc/server";
import type { Operation } from "../operation/types.ts";
import type { DeletionJobs } from "./deletion-jobs.ts";
import { createGrantsRouter } from "./grant-router.ts";
import type { ImportJobs } from "./import-jobs.ts";
import { listMaps, type MapFolders } from "./map-files.ts";
import { createPublishRouter } from "./publish-router.ts";
import { createRequestsRouter } from "./request-router.ts";
import { createRetentionRouter } from "./retention-router.ts";
import type { ShareJobs } from "./share-jobs.ts";
import { createShareRouter } from "./share-router.ts";

/** What the routes ask. */
export interface RouterParts {
  readonly operation: Operation;
  readonly jobs: ImportJobs;
  readonly shareJobs: ShareJobs;
  readonly deletions: DeletionJobs;
  /** This server deletes what is due every hour. */
  readonly hasRetentionTimer: boolean;
  readonly maps: MapFolders;
  /** The line: outbound connections since the start. */
  readonly line: () => Promise<Line>;
  /** Version of Creance. */
  readonly version: string;
}

/** All routes of the contract. */
export type ContractRouter = ReturnType<typeof createContractRouter>;

/** Answers every route of the contract. */
export function createContractRouter({ operation, jobs, shareJobs, deletions, hasRetentionTimer, maps, line, version }: RouterParts) {
  const { vault, access } = operation;
  const routes = implement(contract);
  // Tracks, columns and conversations are long lists that we made ourselves: checking each costs more than making them. Tests check them.
  const unchecked = implement(contract).$config({ initialOutputValidationIndex: Number.NaN });
  return routes.router({
    flights: {
      list: routes.flights.list.handler(({ input }) => vault.listFlights(input)),
      facets: routes.flights.facets.handler(() => vault.facets()),
      get: routes.flights.get.handler(({ input }) => {
        const flight = vault.flight(input.id) ?? noSuchFlight();
        const first = flight.originals[0];
        if (first !== undefined) access.viewed("flight", first.sha256);
        return flight;
      }),
      track: unchecked.flights.track.handler(({ input }) => operation.flightTrack(input.id, input.maxRows)),
      columns: unchecked.flights.columns.handler(({ input }) => operation.flightColumns(input.id, columnNames(input.names), input.buckets)),
      annotate: routes.flights.annotate.handler(({ input }) => {
        const { id, name, note } = input;
        return operation.annotateFlight(id, { ...(name === undefined ? {} : { name }), ...(note === undefined ? {} : { note }) });
      }),
      add: routes.flights.add.handler(({ input }) => operation.addFlight(input)),
    },
    media: {
      list: unchecked.media.list.handler(({ input }) => operation.media.list(input)),
      get: routes.media.get.handler(async ({ input }) => {
        const item = await operation.media.get(input.sha256);
        access.viewed("media", input.sha256);
        return item;
      }),
      clip: unchecked.media.clip.handler(({ input }) => operation.media.clip(input.sha256)),
      around: unchecked.media.around.handler(({ input }) => operation.media.around(input)),
      footprints: unchecked.media.footprints.handler(({ input }) => operation.media.footprints(input)),
      cards: routes.media.cards.handler(() => operation.media.cards()),
      settle: routes.media.settle.handler(({ input }) => operation.media.settle(input)),
      tools: routes.media.tools.handler(() => operation.media.tools()),
    },
    exposure: {
      report: unchecked.exposure.report.handler(async ({ input }) => {
        const report = await operation.exposure.report(input);
        access.viewedReport("exposure", { flights: input.flights, originals: input.media });
        return report;
      }),
    },
    captures: {
      list: routes.captures.list.handler(({ input }) => vault.listCaptures(input)),
      get: routes.captures.get.handler(({ input }) => {
        const capture = vault.capture(input.sha256) ?? noSuchCapture();
        access.viewed("capture", input.sha256);
        return capture;
      }),
    },
    flows: {
      list: unchecked.flows.list.handler(({ input }) => operation.flows.list(input)),
      groups: unchecked.flows.groups.handler(({ input }) => operation.flows.groups(input)),
      timeline: unchecked.flows.timeline.handler(({ input }) => operation.flows.timeline(input)),
      engine: routes.flows.engine.handler(() => operation.flows.engine()),
    },
    audits: {
      list: routes.audits.list.handler(() => operation.audits.list()),
      start: unchecked.audits.start.handler(({ input }) => operation.audits.start(input)),
      suggest: routes.audits.suggest.handler(({ input }) => operation.audits.suggest(input.captures.split(","))),
      get: unchecked.audits.get.handler(({ input }) => {
        const audit = operation.audits.get(input.id);
        // While it runs there is nothing to see yet.
        if (audit.answer !== null) access.viewedReport("audit", { originals: audit.captures.map(({ sha256 }) => sha256) });
        return audit;
      }),
      stop: unchecked.audits.stop.handler(({ input }) => operation.audits.stop(input.id)),
      findings: unchecked.audits.findings.handler(({ input }) => operation.audits.findings(input)),
      finding: unchecked.audits.finding.handler(({ input }) => operation.audits.finding(input.id, input.findingId)),
      evidence: routes.audits.evidence.handler(({ input }) => operation.audits.evidence(input.id, input.findingId)),
    },
    hold: {
      status: routes.hold.status.handler(() => operation.hold.status()),
      attempts: unchecked.hold.attempts.handler(({ input }) => operation.hold.attempts(input)),
      watch: routes.hold.watch.handler(({ signal }) => operation.hold.watch(signal)),
      open: routes.hold.open.handler(({ input }) => operation.hold.open(input)),
      close: routes.hold.close.handler(({ input }) => operation.hold.close(input.name, input.by)),
      proofs: routes.hold.proofs.handler(() => operation.hold.proofs()),
      plan: routes.hold.plan.handler(({ input }) => operation.hold.plan(input.policy)),
    },
    share: createShareRouter(operation, shareJobs),
    grants: createGrantsRouter(operation),
    requests: createRequestsRouter(operation),
    publish: createPublishRouter(operation),
    retention: createRetentionRouter(operation, { deletions, hasTimer: hasRetentionTimer }),
    ledger: {
      state: routes.ledger.state.handler(() => operation.ledger.state()),
      entries: unchecked.ledger.entries.handler(({ input }) => operation.ledger.entries(input)),
      entry: routes.ledger.entry.handler(({ input }) => operation.ledger.entry(input.index)),
      verify: routes.ledger.verify.handler(() => operation.ledger.verify()),
      seal: routes.ledger.seal.handler(() => operation.ledger.seal()),
    },
    imports: {
      list: routes.imports.list.handler(() => jobs.list()),
      start: routes.imports.start.handler(({ input }) =>
        jobs.start(pathsLabel(input.paths), (handlers) => operation.importPaths(input.paths, handlers)),
      ),
      sample: routes.imports.sample.handler(() => jobs.start("the sample operation", (handlers) => operation.loadSample(handlers))),
      stop: routes.imports.stop.handler(({ input }) => jobs.stop(input.id)),
      watch: routes.imports.watch.handler(({ signal }) => jobs.watch(signal)),
    },
    files: {
      list: routes.files.list.handler(({ input }) => {
        const { state, offset, limit } = input;
        const { total, rows } = vault.files({ ...(state === undefined ? {} : { state }), offset, limit });
        return { total, rows: [...rows] };
      }),
    },
    keys: {
      request: routes.keys.request.handler(({ input }) => operation.keyRequest(input.sha256)),
      add: routes.keys.add.handler(async ({ input }) => {
        const { opened, sentence } = await operation.addKeys(input.reply, input.sha256);
        return { opened: [...opened], sentence };
      }),
    },
    vault: {
      info: routes.vault.info.handler(() => ({ ...vault.info(), version })),
      fsck: routes.vault.fsck.handler(() => vault.fsck()),
    },
    maps: routes.maps.handler(() => listMaps(maps)),
    line: routes.line.handler(() => line()),
  });
}

function noSuchFlight(): never {
  throw new UserError("no-such-flight", "notFound", "The vault holds no such flight.");
}

function noSuchCapture(): never {
  throw new UserError("no-such-capture", "notFound", "The vault holds no such capture.");
}

function columnNames(names: string): string[] {
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function pathsLabel(paths: readonly string[]): string {
  const [first = ""] = paths;
  const label = paths.length === 1 ? first : `${paths.length} paths`;
  return label.length > 300 ? `...${label.slice(-297)}` : label;
}
