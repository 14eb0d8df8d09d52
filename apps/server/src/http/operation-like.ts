/** What the HTTP server asks of the operation (`../operation/`). Anything with these members can be served. */
import type { FlightColumns, FlightDetail, FlightTrack, ImportedFile, ImportSummary, KeyRequest } from "@creance/api";
import type { ByteSource } from "@creance/core";
import type { Vault } from "@creance/vault";

/** How far an import is. `filesSeen` and `bytesSeen` grow while folders are still walked. */
export interface ImportProgress {
  readonly filesSeen: number;
  readonly filesDone: number;
  readonly bytesSeen: number;
  readonly bytesDone: number;
}

/** What an import reports while it runs. */
export interface ImportHooks {
  /** Stops the import; the group that is being kept is finished first. */
  readonly signal?: AbortSignal;
  /** Once for each file, after it is committed and read (or has failed). */
  readonly onFile?: (file: ImportedFile) => void;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** A sentence for a person, e.g. that another import is waited for. */
  readonly onNotice?: (sentence: string) => void;
}

/** One file that does not come from a path of this machine: an upload, or a file of the sample operation. */
export interface ImportItem {
  /** Label shown and kept as the file's name; never opened. Reported back unchanged in `ImportedFile.path`. */
  readonly path: string;
  readonly source: ByteSource;
  /** Called once when the source is no longer needed, whatever happened. */
  release(): Promise<void>;
}

/** Formats that a flight can be exported in. */
export const exportFormats = ["csv", "json", "geojson", "gpx", "kml"] as const;
/** Format that a flight can be exported in. */
export type ExportFormat = (typeof exportFormats)[number];

/** The members of the operation that the server uses. Ids that do not exist throw a `UserError` of kind `notFound`. */
export interface OperationLike {
  readonly vault: Vault;
  importPaths(paths: readonly string[], hooks: ImportHooks): Promise<ImportSummary>;
  /**
   * Imports what the iterable yields. A group is committed as soon as no further item is waiting, so that a single
   * upload is answered at once.
   */
  importItems(items: AsyncIterable<ImportItem>, hooks: ImportHooks): Promise<ImportSummary>;
  loadSample(hooks: ImportHooks): Promise<ImportSummary>;
  flightTrack(id: string, maxRows: number): Promise<FlightTrack>;
  flightColumns(id: string, names: readonly string[], buckets: number): Promise<FlightColumns>;
  /** Text chunks of the export. */
  exportFlight(id: string, format: ExportFormat): AsyncIterable<string> | Promise<AsyncIterable<string>>;
  /** A person's words about a flight; waits for a running import to let the writer go. */
  annotateFlight(id: string, words: { readonly name?: string | null; readonly note?: string | null }): Promise<FlightDetail>;
  keyRequest(sha256: string): Promise<KeyRequest>;
  addKeys(reply: string, sha256?: string): Promise<{ readonly opened: readonly string[]; readonly sentence: string }>;
}
