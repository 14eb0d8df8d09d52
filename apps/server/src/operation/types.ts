/** What the operation offers: vault, warehouse and reading workers wired together. The server and the command line call only this. */
import type {
  Clip,
  ColumnEngineInfo,
  ExposureReport,
  ExposureRequest,
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
  ManualFlight,
  MediaAround,
  MediaCards,
  MediaDetail,
  MediaFootprints,
  MediaPage,
  MediaQuery,
  MediaRow,
  MediaTools,
} from "@creance/api";
import type { ByteSource } from "@creance/core";
import type { CourierOptions } from "@creance/courier";
import type { Vault } from "@creance/vault";
import type { Access } from "./access/open-access.ts";
import type { Audits } from "./audits/open-audits.ts";
import type { Evidence } from "./evidence/types.ts";
import type { DrawnExposure, ExposureExtra } from "./exposure/exposure-reports.ts";
import type { Grants } from "./grants/types.ts";
import type { Hold } from "./hold/types.ts";
import type { Keys, LedgerKeys } from "./keyring/types.ts";
import type { LedgerView } from "./ledger/types.ts";
import type { Publishing } from "./publish/types.ts";
import type { Requests } from "./requests/types.ts";
import type { Retention } from "./retention/types.ts";
import type { Share } from "./share/types.ts";

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
  /** Asked once, after the source was read: true when it was written to meanwhile. Absent where that cannot be. */
  hasChanged?(): Promise<boolean>;
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

/** A file that a browser may be shown: an original, a part of one, or one that was made of it. */
export interface ShownFile {
  readonly path: string;
  readonly mediaType: string;
  /** Changes with the content: SHA-256 of the original and what was made of it. */
  readonly entityTag: string;
  /** The bytes themselves, where nothing may be written beside the vault. */
  readonly bytes?: Uint8Array;
}

/** Pictures and clips: kept, placed in time and space, and shown. Everything rejects or throws a `UserError` for an item that is not there. */
export interface Media {
  list(query: MediaQuery): MediaPage;
  /** Every item that matches, without the page limit, in the query's order (for `media --json`). */
  all(query: MediaQuery): Iterable<MediaRow>;
  get(sha256: string): Promise<MediaDetail>;
  clip(sha256: string): Promise<Clip>;
  around(query: { readonly latDeg: number; readonly lonDeg: number; readonly limit: number }): MediaAround;
  footprints(query: {
    readonly southDeg: number;
    readonly westDeg: number;
    readonly northDeg: number;
    readonly eastDeg: number;
    readonly flight?: string | undefined;
    readonly limit: number;
  }): MediaFootprints;
  cards(): MediaCards;
  /** A person's word on which flight took items. */
  settle(word: {
    readonly sha256: readonly string[];
    readonly flightId: string | null;
    readonly undo: boolean;
  }): Promise<{ readonly settled: number; readonly sentence: string }>;
  tools(): Promise<MediaTools>;
  /** At most 320 pixels wide. */
  thumbnail(sha256: string): Promise<ShownFile>;
  /** Upright, at most 4096 pixels wide; of a clip a frame. */
  view(sha256: string): Promise<ShownFile>;
  /** The clip, or the proxy that was made of it. */
  film(sha256: string): Promise<ShownFile>;
  /** Makes a proxy of a clip, unless there is one; resolves when it is there. */
  makeFilm(sha256: string): Promise<{ readonly sentence: string }>;
}

/** What kept things, and files that are not kept, would reveal. */
export interface Exposure {
  report(request: ExposureRequest, extra?: ExposureExtra): Promise<ExposureReport>;
  /** With what the report's map draws. */
  drawn(request: ExposureRequest, extra?: ExposureExtra): Promise<DrawnExposure>;
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
  /** Keeps a flight that a person enters as a small document of its own. */
  addFlight(flight: ManualFlight): Promise<FlightDetail>;
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
  /** Pictures and clips. */
  readonly media: Media;
  /** What flights, pictures and clips would reveal. */
  readonly exposure: Exposure;
  /** The field gateway of this machine. */
  readonly hold: Hold;
  /** Keeping times, legal holds, deletion. */
  readonly retention: Retention;
  /** The register of requests for data. */
  readonly requests: Requests;
  /** The public page of flights and of requests for data. */
  readonly publish: Publishing;
  /** The vault's keyring: signing key of the ledger, the vault's own key, credentials. */
  readonly keys: Keys;
  /** What others can check without this program: exports of the ledger, cosignatures, timestamps, evidence packages. */
  readonly evidence: Evidence;
  /** The policy in force, and consent grants. */
  readonly grants: Grants;
  /** What leaves: to a named place, for a stated purpose, sealed, entered, revocable. */
  readonly share: Share;
  /** Looks and exports, entered in the journal. */
  readonly access: Access;
  /** What happened, in words, and whether it can still be shown. */
  readonly ledger: LedgerView;
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
  /** Who works here: entered, behind a salted hash, with what they look at and take out. Default: not known. */
  readonly by?: string;
  /** How the courier waits, and what it knows of addresses. */
  readonly courier?: Pick<CourierOptions, "patience" | "countryOf" | "publishedRegionOf">;
  /** The clock by which shares and grants are judged, microseconds (default: this machine's). */
  readonly now?: () => number;
  /** Key file that opens the vault's keyring (default: `<vault id>.key` in the user's configuration folder of Creance). */
  readonly keyFile?: string;
  /** Name of the ledger in its signatures (default: `creance/` and the start of the vault's id). */
  readonly ledgerOrigin?: string;
  /** Gives the passphrase of the keyring; a person is asked only with `ask`. `undefined`: there is none. */
  readonly passphrase?: (how: "ask" | "quiet") => Promise<string | undefined>;
  /** Whether the vault's keys are made by whatever writes to it first (default: `by-hand`). Never in the place of keys that were lost. */
  readonly ledgerKeys?: LedgerKeys;
  /** Hears the sentence when keys were made by themselves: where they lie, and what to do so that they are not lost. */
  readonly onKeysMade?: (sentence: string) => void;
  /** Hears, once each, why the ledger could not be signed, and which looks could not be entered. An import never fails with it. */
  readonly onLedgerProblem?: (sentence: string) => void;
  /** Control socket of the field gateway (default: where `creance hold up` puts it). */
  readonly holdSocket?: string;
  /** Folder of the gateway's proofs (default: the folder `proofs` of the vault). */
  readonly holdProofs?: string;
}
