/**
 * What the vault offers. Truth is two things, the originals and the journal; the catalogue (SQLite) is derived from them.
 *
 *     VAULT/
 *       vault.json              {"format": 1, "id": "..."}: refused when newer than this program
 *       originals/ab/<sha256>   each original once, as written, mode 0400
 *       journal/<n>.jsonl       append-only entries, RFC 8785 JSON, one a line, at most 65,535 bytes each
 *       journal/texts.jsonl     personal text (file names, flight names, notes) under the salted hash the entries carry
 *       keys/                   keychain replies, 0600, unencrypted, left out of exports
 *       catalogue.sqlite        derived: WAL, one writer
 *       derived/                derived Parquet files (owned by the warehouse)
 *       engine/                 derived: what the column engine holds (owned by the warehouse)
 *       tmp/                    half-written files; emptied when a writer opens
 *       lock.sqlite             held by the one writer while it writes
 */
import type {
  CaptureDetail,
  CapturePage,
  CaptureQuery,
  CaptureRow,
  FlightDetail,
  FlightFacets,
  FlightPage,
  FlightQuery,
  FlightSummary,
  Fsck,
  KeptFile,
  Reveal,
  VaultInfo,
} from "@creance/api";
import type { ByteSource, EpochUs, Issue } from "@creance/core";

/** An original that the vault holds. */
export interface KeptOriginal {
  /** Lower-case hexadecimal SHA-256 of the plain bytes. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly status: "kept" | "alreadyKept";
  /** Set when there is something to say: the kept copy was damaged and these bytes replaced it. */
  readonly sentence?: string;
}

/** One flight of a reading, without what the catalogue adds (id, name, note, number of originals). */
export interface FlightReading {
  readonly segment: number;
  readonly aircraftSerial: string | null;
  readonly startUs: EpochUs | null;
  readonly endUs: EpochUs | null;
  /** Rows of the track; the original with the most rows shows the flight. */
  readonly rows: number;
  readonly summary: Omit<FlightSummary, "id" | "name" | "originals">;
  readonly detail: Omit<FlightDetail, "summary" | "note" | "reveals" | "originals">;
}

/** What reading a capture gave, without what the catalogue adds (file name, size, time kept, flights at the same time). */
export interface CaptureReading {
  /** Chunks of conversations in the warehouse: segments 0 to `segments - 1`. */
  readonly segments: number;
  readonly row: Omit<CaptureRow, "sha256" | "fileName" | "sizeBytes" | "keptUs" | "damaged">;
  readonly detail: Omit<CaptureDetail, "row" | "sentence" | "issues" | "flights">;
}

/** Where a capture's conversations are read from. */
export interface FlowsPlace {
  readonly sha256: string;
  readonly reader: string;
  readonly segments: number;
  readonly conversations: number;
  /** In the order of every row's opinions. */
  readonly countryDatabases: CaptureDetail["countryDatabases"];
}

/** What reading an original gave. Adding the same reading again changes nothing. */
export interface Reading {
  readonly sha256: string;
  /** Reader and version, e.g. `dji-flight-record/1`; a newer reader replaces an older reading. */
  readonly reader: string;
  /** Format id; `null`: kept, of no format we read. */
  readonly format: string | null;
  readonly formatVersion: number | null;
  readonly sealed: boolean;
  readonly damaged: boolean;
  /** SHA-256 of the record region: equal regions are one recording. */
  readonly regionSha256: string | null;
  /** What happened, for a person. */
  readonly sentence: string | null;
  readonly issues: readonly Issue[];
  readonly flights: readonly FlightReading[];
  /** Set when the original is a packet capture. */
  readonly capture: CaptureReading | null;
  readonly reveals: readonly Omit<Reveal, "alsoInFiles">[];
}

/** What adding a reading did. */
export interface AddedReading {
  /** Flights of this original, in segment order. */
  readonly flightIds: readonly string[];
  /** How many of them did not exist before. */
  readonly newFlights: number;
}

/** Which original and segment a flight's columns are read from. */
export interface TrackPlace {
  readonly sha256: string;
  readonly segment: number;
  readonly reader: string;
}

/** An open vault. Reading never takes a lock. */
export interface Vault {
  /** Absolute path of the vault's folder. */
  readonly path: string;
  readonly readOnly: boolean;
  /** Absolute path of an original's file, whether it exists or not. */
  originalPath(sha256: string): string;
  /** Size in bytes of a kept original, `undefined` when the catalogue does not know it. */
  originalSize(sha256: string): number | undefined;
  listFlights(query: FlightQuery): FlightPage;
  /** Every flight that matches, without the page limit, newest first (for `flights --json`). */
  allFlights(query: FlightQuery): Iterable<FlightSummary>;
  facets(): FlightFacets;
  /** `undefined` when there is no such flight. */
  flight(id: string): FlightDetail | undefined;
  /** `undefined` when there is no such flight or it is sealed. */
  trackPlace(id: string): TrackPlace | undefined;
  listCaptures(query: CaptureQuery): CapturePage;
  /** `undefined` when there is no such capture. `sha256` is the whole hash. */
  capture(sha256: string): CaptureDetail | undefined;
  /** Where the conversations of one capture, or of all of them (in the order kept), are read from. */
  flowsPlaces(sha256?: string): readonly FlowsPlace[];
  files(options: { readonly state?: KeptFile["state"]; readonly offset: number; readonly limit: number }): {
    readonly total: number;
    readonly rows: readonly KeptFile[];
  };
  /** Originals with no reading, or one by another reader than `reader`. In the order they were kept. */
  unreadOriginals(reader: string): readonly string[];
  /** Whether the catalogue holds a reading of this original by this reader, and which flights it gave. */
  reading(sha256: string):
    | {
        readonly reader: string;
        readonly format: string | null;
        readonly sealed: boolean;
        readonly damaged: boolean;
        readonly sentence: string | null;
        readonly flightIds: readonly string[];
      }
    | undefined;
  info(): Omit<VaultInfo, "version">;
  /** The keychain reply kept for an original, as it was given. */
  keychain(sha256: string): string | undefined;
  /**
   * Takes the writing lock of the vault; it ends with the process, also on kill -9. While another process writes it waits and
   * calls `onWaiting` once with a sentence. Throws `UserError` (`vault-read-only`, `disk-full`, ...).
   */
  beginWriting(options?: { readonly onWaiting?: (sentence: string) => void; readonly signal?: AbortSignal }): Promise<VaultWriter>;
  /** Re-hashes every original, checks the journal and names all that is damaged, missing or extra. Needs no lock. */
  fsck(options?: {
    readonly onProgress?: (done: { readonly files: number; readonly bytes: number; readonly totalBytes: number }) => void;
  }): Promise<Fsck>;
  close(): void;
}

/** The one writer. Nothing is reported as kept before `commit` has resolved. */
export interface VaultWriter {
  /**
   * Stores bytes under their hash: temp file, write, fdatasync, rename (directory and journal follow in `commit`).
   * Bytes that are there already are hashed and not written again. Throws `UserError` (`disk-full`, `vault-read-only`).
   */
  keep(source: ByteSource, options: { readonly fileName: string }): Promise<KeptOriginal>;
  /** Makes everything kept since the last commit durable: fsync of directories, journal entries with fsync, catalogue rows. */
  commit(): Promise<void>;
  /** Enters a reading into the catalogue. Call in the order the originals were kept: ids and merges are then reproducible. */
  addReading(reading: Reading): AddedReading;
  /** Runs several `addReading` in one transaction. */
  addReadings(readings: readonly Reading[]): readonly AddedReading[];
  /** A person's words: journal first, then catalogue. */
  annotateFlight(id: string, words: { readonly name?: string | null; readonly note?: string | null }): Promise<void>;
  /** Keeps a keychain reply (0600) and says so in the journal. */
  addKeychain(sha256: string, reply: string): Promise<void>;
  /**
   * Empties the catalogue and makes it anew from the journal: originals, words, keychains. Readings are derived again by
   * whoever reads originals (`unreadOriginals`).
   */
  rebuildCatalogue(): Promise<void>;
  /** Lets the next writer in. */
  release(): void;
}
