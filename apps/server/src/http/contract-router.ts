/** The contract, answered: each route asks the vault or the operation. Files are plain HTTP beside it. */
import { contract, type Line } from "@creance/api";
import { UserError } from "@creance/core";
import { implement } from "@orpc/server";
import type { Operation } from "../operation/types.ts";
import type { ImportJobs } from "./import-jobs.ts";
import { listMaps, type MapFolders } from "./map-files.ts";

/** What the routes ask. */
export interface RouterParts {
  readonly operation: Operation;
  readonly jobs: ImportJobs;
  readonly maps: MapFolders;
  /** The line: outbound connections since the start. */
  readonly line: () => Line;
  /** Version of Creance. */
  readonly version: string;
}

/** All routes of the contract. */
export type ContractRouter = ReturnType<typeof createContractRouter>;

/** Answers every route of the contract. */
export function createContractRouter({ operation, jobs, maps, line, version }: RouterParts) {
  const { vault } = operation;
  const routes = implement(contract);
  // Tracks, columns and conversations are long lists that we made ourselves: checking each costs more than making them. Tests check them.
  const unchecked = implement(contract).$config({ initialOutputValidationIndex: Number.NaN });
  return routes.router({
    flights: {
      list: routes.flights.list.handler(({ input }) => vault.listFlights(input)),
      facets: routes.flights.facets.handler(() => vault.facets()),
      get: routes.flights.get.handler(({ input }) => vault.flight(input.id) ?? noSuchFlight()),
      track: unchecked.flights.track.handler(({ input }) => operation.flightTrack(input.id, input.maxRows)),
      columns: unchecked.flights.columns.handler(({ input }) => operation.flightColumns(input.id, columnNames(input.names), input.buckets)),
      annotate: routes.flights.annotate.handler(({ input }) => {
        const { id, name, note } = input;
        return operation.annotateFlight(id, { ...(name === undefined ? {} : { name }), ...(note === undefined ? {} : { note }) });
      }),
    },
    captures: {
      list: routes.captures.list.handler(({ input }) => vault.listCaptures(input)),
      get: routes.captures.get.handler(({ input }) => vault.capture(input.sha256) ?? noSuchCapture()),
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
      get: unchecked.audits.get.handler(({ input }) => operation.audits.get(input.id)),
      stop: unchecked.audits.stop.handler(({ input }) => operation.audits.stop(input.id)),
      findings: unchecked.audits.findings.handler(({ input }) => operation.audits.findings(input)),
      finding: unchecked.audits.finding.handler(({ input }) => operation.audits.finding(input.id, input.findingId)),
      evidence: routes.audits.evidence.handler(({ input }) => operation.audits.evidence(input.id, input.findingId)),
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
