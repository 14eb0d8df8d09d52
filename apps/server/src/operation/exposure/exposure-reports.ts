/** Exposure reports over kept things: what is asked for is collected item by item and judged against the layers. */
import type { ExposureReport, ExposureRequest } from "@creance/api";
import { flightQuerySchema } from "@creance/api";
import { UserError } from "@creance/core";
import { type ExposureDrawing, type ExposureFindings, type Exposure as Judge, openExposure } from "@creance/exposure";
import type { UncountedFlight, Vault } from "@creance/vault";
import { noSuchFlight, type ViewParts } from "../flight-views.ts";
import { exposedFlight } from "./exposed-flights.ts";
import { exposedMedia } from "./exposed-media.ts";
import { type FilesToJudge, judgeFiles } from "./judge-files.ts";
import { readNamedSites, readVaultSites } from "./site-files.ts";

/** What a report may use that is not kept. */
export interface ExposureExtra extends FilesToJudge {
  /** Layers beside those of the vault. */
  readonly siteFiles?: readonly string[];
  /** Judge nothing that is kept, only the files given. */
  readonly onlyFiles?: boolean;
  /** Hears how many items were judged, and of how many (0 while that is not known). */
  readonly onProgress?: (done: number, all: number) => void;
  readonly signal?: AbortSignal;
}

/** A report with what its map draws. */
export interface DrawnExposure {
  readonly report: ExposureReport;
  readonly drawing: ExposureDrawing;
}

/** Kept files of no format that is read are listed up to this many. */
const MAX_UNREAD = 1000;
const FILES_AT_A_TIME = 500;

/** Makes a report. Rejects with `UserError`: an unknown flight or item, a layer that is none. */
export async function makeExposureReport(parts: ViewParts, request: ExposureRequest, extra: ExposureExtra = {}): Promise<DrawnExposure> {
  const judge = openExposure({
    layers: [...readVaultSites(parts.vault.path), ...readNamedSites(extra.siteFiles ?? [])],
    nearM: request.nearM,
  });
  const step = stepper(extra);
  if (extra.onlyFiles !== true) {
    const all = request.flights.length === 0 && request.media.length === 0;
    const flights = all ? everyFlight(parts.vault) : namedFlights(parts.vault, request.flights);
    for (const detail of flights) {
      await step();
      judge.addFlight(await exposedFlight(parts, detail, judge));
    }
    for (const filter of mediaFilters(parts.vault, request, all)) {
      for (const entry of parts.vault.mediaEntries(filter)) {
        await step();
        judge.addMedia(await exposedMedia(parts, entry));
      }
    }
    if (all) addUnread(parts.vault, judge);
  }
  await judgeFiles(judge, extra, step);
  return finished(judge, request);
}

/** Makes a report of files alone, without a vault. */
export async function exposureOfFiles(request: ExposureRequest, extra: ExposureExtra): Promise<DrawnExposure> {
  const judge = openExposure({ layers: readNamedSites(extra.siteFiles ?? []), nearM: request.nearM });
  await judgeFiles(judge, extra, stepper(extra));
  return finished(judge, request);
}

function finished(judge: Judge, request: ExposureRequest): DrawnExposure {
  const { findings, drawing } = judge.finish();
  return { report: toReport(request, findings), drawing };
}

/** Before each item: stops where that was asked for, and lets others have the thread now and then. */
function stepper({ onProgress, signal }: ExposureExtra): () => Promise<void> {
  let done = 0;
  let lastMs = performance.now();
  return async () => {
    if (signal?.aborted === true) throw new UserError("stopped", "conflict", "Stopped before the report was done. Nothing was changed.");
    done += 1;
    if (performance.now() - lastMs < 25) return;
    onProgress?.(done, 0);
    await new Promise((resolve) => setImmediate(resolve));
    lastMs = performance.now();
  };
}

function* everyFlight(vault: Vault): Generator<UncountedFlight> {
  for (const { id } of vault.allFlights(flightQuerySchema.parse({}))) {
    const detail = vault.uncountedFlight(id);
    if (detail !== undefined) yield detail;
  }
}

function* namedFlights(vault: Vault, ids: readonly string[]): Generator<UncountedFlight> {
  for (const id of new Set(ids)) {
    const detail = vault.uncountedFlight(id);
    if (detail === undefined) throw noSuchFlight(id);
    yield detail;
  }
}

/** Items that are named, and those that stand with the flights; each once. */
function mediaFilters(
  vault: Vault,
  { flights, media, withMedia }: ExposureRequest,
  all: boolean,
): readonly { readonly sha256?: readonly string[]; readonly flights?: readonly string[] }[] {
  for (const sha256 of media) {
    if (vault.mediaEntry(sha256) === undefined) {
      throw new UserError("no-such-media", "notFound", `There is no picture or clip ${sha256.slice(0, 64)} in this vault.`);
    }
  }
  if (all) return withMedia ? [{}] : [];
  const ofFlights = withMedia && flights.length > 0;
  if (media.length === 0 && !ofFlights) return [];
  // Alternatives of one question: an item that fits both comes once.
  return [{ ...(media.length > 0 ? { sha256: media } : {}), ...(ofFlights ? { flights } : {}) }];
}

/** Files that nothing was read from: nobody knows what they hold. */
function addUnread(vault: Vault, judge: Judge): void {
  for (let offset = 0; offset < MAX_UNREAD; offset += FILES_AT_A_TIME) {
    const { rows } = vault.files({ state: "unread", offset, limit: FILES_AT_A_TIME });
    for (const { sha256, fileName, format, sentence } of rows) {
      const unread =
        format === null ? "It is of no format that is read: nobody knows what it would reveal." : (sentence ?? "It could not be read.");
      judge.addFile({ sha256, name: fileName, reveals: [], unread });
    }
    if (rows.length < FILES_AT_A_TIME) return;
  }
}

function toReport(request: ExposureRequest, findings: ExposureFindings): ExposureReport {
  return {
    request,
    items: findings.items,
    layers: findings.layers.map((layer) => ({ ...layer, kinds: [...layer.kinds] })),
    terrain: [...findings.terrain],
    sites: findings.sites.map((site) => ({ ...site, ring: [...site.ring] })),
    headers: [...findings.headers],
    rows: findings.rows.map((row) => ({ ...row, region: row.region === null ? null : [...row.region] })),
    rowsLeftOut: findings.rowsLeftOut,
    unknown: [...findings.unknown],
    sentence: findings.sentence,
  };
}
