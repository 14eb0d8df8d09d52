/** What the operation offers: vault, warehouse and reading workers wired together. The server and the command line call only this. */
import type {
  ColumnEngineInfo,
  FlightColumns,
  FlightDetail,
  FlightTrack,
  FlowGroupPage,
  FlowGroupQuery,
  FlowPage,
  FlowQuery,
  FlowTimeline,
  FlowTimelineQuery,
  ImportedFile,
  ImportSummary,
  KeyRequest,
} from "@creance/api";
import type { ByteSource } from "@creance/core";
import type { Vault } from "@creance/vault";
import type { Audits } from "./audits/open-audits.ts";

/** How far an import is. Counts grow while folders are still being walked. */
export interface ImportProgress {
  readonly filesSeen: number;
  readonly filesDone: number;
  readonly bytesSeen: number;
  readonly bytesDone: number;
  /** True once every folder was walked: only then can a time left be told. */
  readonly walked: boolean;
}

/** What the caller hears while an import runs. */
export interface ImportHandlers {
  /** Stops the import: what was kept stays and is reported. */
  readonly signal?: AbortSignal;
  /** Called once a file, in the order met, after it is durable and was read. */
  readonly onFile?: (file: ImportedFile) => void;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** One sentence that a person should see: waiting for another import, links not followed. */
  readonly onNotice?: (sentence: string) => void;
}

/** One file that does not come from a path of this machine: an upload, or a file of the sample operation. */
export interface ImportItem {
  /** Label shown and kept as the file's name; never opened. Comes back unchanged in `ImportedFile.path`. */
  readonly path: string;
  /** Read once, from start to end, in pieces: a request body can be one. */
  readonly source: ByteSource;
  /** Called once when the source is no longer needed, whatever happened. */
  release(): Promise<void>;
}

/** Formats a flight can be exported as. */
export const exportFormats = ["csv", "json", "geojson", "gpx", "kml"] as const;
/** A format a flight can be exported as. */
export type ExportFormat = (typeof exportFormats)[number];

/** Formats a capture's conversations can be exported as. */
export const flowExportFormats = ["csv", "jsonl"] as const;
/** A format a capture's conversations can be exported as. */
export type FlowExportFormat = (typeof flowExportFormats)[number];

/**
 * Questions over the conversations of kept captures. One capture of moderate size is answered from its own files; more needs the column
 * engine, and without it they reject with `UserError` that says what is missing.
 */
export interface Flows {
  list(query: FlowQuery): Promise<FlowPage>;
  groups(query: FlowGroupQuery): Promise<FlowGroupPage>;
  timeline(query: FlowTimelineQuery): Promise<FlowTimeline>;
  engine(): ColumnEngineInfo;
  /** Every conversation of a capture as text, by time, in pieces. `UserError` for an unknown capture. */
  export(sha256: string, format: FlowExportFormat): Promise<AsyncIterable<string>>;
  /** From now on captures are loaded into the column engine as they come, where it is installed and questions need it: a server's wish. */
  loadAhead(): void;
}

/** A vault at work. */
export interface Operation {
  /** Lists, details, files, info and fsck are asked of the vault itself. */
  readonly vault: Vault;
  /** Imports files and folders of this machine. Rejects with `UserError` when a named path does not exist or the machine refuses. */
  importPaths(paths: readonly string[], handlers?: ImportHandlers): Promise<ImportSummary>;
  /**
   * Imports what the iterable yields, with the members of zips among it. A group is committed as soon as no further item is waiting,
   * so a single upload is answered at once.
   */
  importItems(items: AsyncIterable<ImportItem>, handlers?: ImportHandlers): Promise<ImportSummary>;
  /** Imports the sample operation from memory. */
  loadSample(handlers?: ImportHandlers): Promise<ImportSummary>;
  /** Reads what was kept but not read (a crash between the two, a newer reader). Returns how many originals were read. */
  readPending(handlers?: Pick<ImportHandlers, "signal" | "onProgress" | "onNotice">): Promise<number>;
  /** Throws everything derived away and derives it anew. Returns how many originals were read. */
  rebuild(handlers?: Pick<ImportHandlers, "signal" | "onProgress" | "onNotice">): Promise<number>;
  /** The exact keychain request of a sealed original. Nothing is sent. `UserError` when there is none to make. */
  keyRequest(sha256: string): Promise<KeyRequest>;
  /** Tries a keychain reply on one sealed original, or on all of them, and reads again what it opens. */
  addKeys(reply: string, sha256?: string): Promise<{ readonly opened: string[]; readonly sentence: string }>;
  /** Gives a flight a name or a note. */
  annotateFlight(id: string, words: { readonly name?: string | null; readonly note?: string | null }): Promise<FlightDetail>;
  /** Columns for charts, every minimum and maximum kept. `UserError` for an unknown flight or column. */
  flightColumns(id: string, names: readonly string[], buckets: number): Promise<FlightColumns>;
  /** Track for the map and the replay: at most `maxRows` rows. A sealed flight has none. */
  flightTrack(id: string, maxRows: number): Promise<FlightTrack>;
  /** A flight as text in one of `exportFormats`, in pieces, never whole in memory. */
  exportFlight(id: string, format: ExportFormat): Promise<AsyncIterable<string>>;
  /** The conversations of kept captures. */
  readonly flows: Flows;
  /** Audits of kept captures with kept flights. */
  readonly audits: Audits;
  /** Stops the workers and closes the vault. Running imports are stopped first. */
  close(): Promise<void>;
}

/** How to open. */
export interface OperationOptions {
  readonly vaultPath: string;
  /** Default: false; a vault on a read-only disk opens for reading in any case. */
  readonly readOnly?: boolean;
  /** Make the vault when there is none (default true). */
  readonly create?: boolean;
  /** Reading workers (default: one a core, at most 8). */
  readonly workers?: number;
  /** Paths of the operator's own address databases (`.mmdb`): captures that are read from now on are looked up in them too. */
  readonly databases?: readonly string[];
}
