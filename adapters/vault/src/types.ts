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
 *       derived/pictures/       derived: thumbnails, views and proxies that were looked at; can be thrown away at any time
 *       engine/                 derived: what the column engine holds (owned by the warehouse)
 *       terrain/                elevation models (GeoTIFF) that the operator dropped in
 *       sites/                  layers of sensitive sites (GeoJSON) that the operator dropped in
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
  MediaAround,
  MediaCards,
  MediaFootprints,
  MediaPage,
  MediaQuery,
  MediaRow,
  Reveal,
  VaultInfo,
} from "@creance/api";
import type { ByteSource, EpochUs, Issue } from "@creance/core";
import type { CardClock, Footprint, MatchableMedia, MediaItem, MediaMatch } from "@creance/flight";
import type { EntryKind, JournalEntry, LedgerSource, NewJournalEntry } from "@creance/ledger";
import type { FootprintRings } from "./footprint-rings.ts";

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

/** What reading a picture, a clip or a subtitle file gave. */
export interface MediaReading {
  readonly item: MediaItem;
  /** Rows of `clipColumns` in the warehouse under segment 0; 0 for a photo. */
  readonly samples: number;
  /** Some places along a clip, for matching without its column file; of a photo its own. */
  readonly places: MatchableMedia["places"];
  /** Nearest known place and time zone of its position; `null` without. */
  readonly place: string | null;
  readonly timeZone: string | null;
  readonly synthetic: boolean;
}

/** A match as it stands: solved, or a person's word. */
export interface StoredMatch extends Omit<MediaMatch, "sha256" | "confidence"> {
  readonly confidence: MediaRow["confidence"];
}

/** A footprint of the catalogue: the rings of every one; everything else of a photo's only. */
export interface StoredFootprint extends FootprintRings {
  readonly kind: Footprint["kind"];
  /** Second of a clip, `null` for a photo. */
  readonly second: number | null;
  readonly bearingDeg: number | null;
}

/** Everything the catalogue holds of one picture, clip or subtitle file. */
export interface MediaEntry {
  readonly row: MediaRow;
  readonly item: MediaItem;
  readonly card: string;
  /** Name of the clock that it has; `null` before it was placed. */
  readonly clock: string | null;
  readonly stem: string;
  /** Rows of its samples in the warehouse, segment 0, by `reader`. */
  readonly samples: number;
  readonly reader: string;
  readonly places: MatchableMedia["places"];
  readonly match: StoredMatch | null;
  /** A photo's footprint with everything it was computed from. */
  readonly footprint: Footprint | null;
  /** With how many other originals hold the same; counted when it is first asked for. */
  readonly reveals: readonly Reveal[];
  /** The same without looking into other files. */
  readonly ownReveals: readonly Omit<Reveal, "alsoInFiles">[];
  readonly sentence: string | null;
  readonly keptUs: EpochUs;
}

/** Which entries are asked for; several are alternatives. Without any: all. */
export interface MediaEntryFilter {
  readonly sha256?: readonly string[];
  readonly flights?: readonly string[];
  readonly card?: string;
}

/** A person's word on one item. */
export interface MediaWordGiven {
  readonly word: "flight" | "none";
  /** As the flight is called now; `null` when its original was not read (yet). */
  readonly flightId: string | null;
}

/** A flight as placing needs it. */
export interface FlightTime {
  readonly id: string;
  readonly startUs: EpochUs | null;
  readonly endUs: EpochUs | null;
}

/** What placing one card, or a part of its items, found. It takes the place of what stood there of these items. */
export interface CardPlacement {
  readonly card: string;
  /** Number that `beginPlacing` gave: what was marked later stays to be placed. */
  readonly mark: number;
  /** The clocks of the cameras on it: one, unless several cameras share a folder. */
  readonly clocks: readonly CardClock[];
  /** The last part: the card is placed then. */
  readonly isLast: boolean;
  readonly items: readonly {
    readonly sha256: string;
    /** Name of the clock that it has, as in `clocks`. */
    readonly clock: string;
    readonly match: StoredMatch;
    /** Of a photo at most one, with `second` `null`; of a clip one a second. */
    readonly footprints: readonly { readonly second: number | null; readonly footprint: Footprint }[];
    /** Where it was taken: as the item says, else where its flight was then. */
    readonly position: { readonly latDeg: number; readonly lonDeg: number } | null;
    readonly place: string | null;
    readonly timeZone: string | null;
  }[];
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
  /** Set when the original is a picture, a clip or a clip's subtitle file. */
  readonly media: MediaReading | null;
  readonly reveals: readonly Omit<Reveal, "alsoInFiles">[];
}

/** What adding a reading did. */
export interface AddedReading {
  /** Flights of this original, in segment order. */
  readonly flightIds: readonly string[];
  /** How many of them did not exist before. */
  readonly newFlights: number;
}

/** A flight as the catalogue holds it, without how many other originals reveal the same. */
export interface UncountedFlight extends Omit<FlightDetail, "reveals"> {
  readonly reveals: readonly Omit<Reveal, "alsoInFiles">[];
  /** SHA-256 of the original that reveals them. */
  readonly revealedBy: string;
}

/** Which original and segment a flight's columns are read from. */
export interface TrackPlace {
  readonly sha256: string;
  readonly segment: number;
  readonly reader: string;
}

/** Who signs the ledger's checkpoints. The secret stays with whoever made this. */
export interface LedgerSigner {
  /** Name of the log, e.g. `creance.example.org/vault/1a2b`: no spaces, no `+`. */
  readonly origin: string;
  /** Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Ed25519 signature, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** How far the ledger is. */
export interface LedgerState {
  /** Entries of the journal. */
  readonly entries: number;
  /** How many of them the latest checkpoint covers; 0 before the first. */
  readonly sealed: number;
  /** Base64 root hash of the latest checkpoint; `null` before the first. */
  readonly rootHash: string | null;
  readonly origin: string | null;
  /** Verifier key of the latest checkpoint (C2SP signed-note); `null` before the first. */
  readonly vkey: string | null;
  /** The latest checkpoint as a signed note, with every cosignature that was added. */
  readonly checkpoint: string | null;
  /** When it was signed by our clock (the entry that says so is in the journal), `null` before the first. */
  readonly signedUs: EpochUs | null;
  /** Names of witnesses whose cosignatures stand under the latest checkpoint. */
  readonly witnesses: readonly string[];
  /** When timestamp authorities saw a checkpoint of this ledger last; `null`: never. */
  readonly timestampedUs: EpochUs | null;
}

/** An entry with its place and words. */
export interface LedgerRow {
  /** Place in the ledger, counted from 0. */
  readonly index: number;
  readonly entry: JournalEntry;
  /** Words behind the salted hashes of the entry, by field name; `null`: erased. */
  readonly words: Readonly<Record<string, string | null>>;
}

/** Which entries are asked for; newest first. */
export interface LedgerQuery {
  readonly kinds?: readonly EntryKind[];
  /** Entries that name this hash in any field. */
  readonly sha256?: string;
  /** Entries that name this id (a share, a grant, a request, a hold, a deletion) in any field. */
  readonly id?: string;
  readonly fromUs?: EpochUs;
  readonly untilUs?: EpochUs;
  readonly offset: number;
  readonly limit: number;
}

/**
 * The journal as a transparency log: every line, without its end, is a leaf; tiles, checkpoint and proofs lie under `ledger/` in the form of
 * C2SP tlog-tiles, so that a static web server could serve them. Tiles are derived; the signed checkpoints bind what stood in the journal.
 */
export interface VaultLedger {
  /** Absolute path of the folder with `checkpoint` and `tile/`. */
  readonly folder: string;
  /** What `verifyLedger` reads: the folder's files and the journal's lines. */
  readonly source: LedgerSource;
  state(): Promise<LedgerState>;
  entries(query: LedgerQuery): Promise<{ readonly total: number; readonly rows: readonly LedgerRow[] }>;
  /** One entry; `undefined` when there is none there, or its line says nothing that this program knows. */
  entry(index: number): Promise<LedgerRow | undefined>;
  /** The bytes of an entry, as hashed. Throws a `UserError` (`no-such-entry`). */
  entryBytes(index: number): Promise<Uint8Array>;
  /**
   * Rejects with a `UserError` (`ledger-forked`, `ledger-damaged`) when the journal does not hold what its newest checkpoint covers: what is missing may be
   * a revocation or a legal hold. Resolves where nothing was signed yet. Writes nothing.
   */
  assertWhole(): Promise<void>;
  /** Proof file (C2SP tlog-proof) that an entry is in the latest checkpoint. Throws a `UserError` (`no-such-entry`, `not-sealed-yet`). */
  proof(index: number): Promise<string>;
}

/** A deletion as the journal tells it. */
export interface VaultDeletion {
  readonly deletionId: string;
  readonly sha256: string;
  /** Id of the keeping rule, `person`, or `came-back`. */
  readonly rule: string;
  /** Number of the entry that began it. */
  readonly sequence: number;
  readonly begunUs: EpochUs;
  /** `deleting`: under way, or a crash ended it and the next writer goes on; `failed`: an alarm, tried again by the next run. */
  readonly state: "deleting" | "deleted" | "failed";
  /** Why it failed last; `null` otherwise. */
  readonly code: string | null;
  readonly endedUs: EpochUs | null;
}

/** An original that is to be deleted. */
export interface DeletionWish {
  readonly sha256: string;
  /** Id of the keeping rule, or `person`. */
  readonly rule: string;
  /** Who asked for it, `null` for a timer. */
  readonly by: string | null;
}

/** A place that was not empty in the end. */
export interface PlaceLeft {
  readonly sha256: string;
  /** `original`, `texts`, `catalogue`, `derived`, `engine`, ... */
  readonly place: string;
  readonly sentence: string;
}

/** What a deletion did. */
export interface DeletionDone {
  readonly deletionId: string;
  readonly sha256: string;
  readonly outcome: "deleted" | "failed" | "unfinished";
  /** Places that were looked at and are empty. */
  readonly places: number;
  readonly left: readonly PlaceLeft[];
}

/** Places outside the vault's own hands, e.g. the column engine: cleared between the vault's own places and the last look. */
export interface OtherPlaces {
  /** How many there are. */
  readonly count: number;
  /** Clears them and looks again. Names those that are not empty. */
  clear(sha256: readonly string[]): Promise<readonly PlaceLeft[]>;
}

/** An open vault. Reading never takes a lock. */
export interface Vault {
  /** Absolute path of the vault's folder. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly ledger: VaultLedger;
  /** Absolute path of an original's file, whether it exists or not. */
  originalPath(sha256: string): string;
  /** Size in bytes of a kept original, `undefined` when the catalogue does not know it. */
  originalSize(sha256: string): number | undefined;
  /** Name an original was kept under; `undefined` when it is not known or was erased. */
  fileName(sha256: string): string | undefined;
  listFlights(query: FlightQuery): FlightPage;
  /** Every flight that matches, without the page limit, newest first (for `flights --json`). */
  allFlights(query: FlightQuery): Iterable<FlightSummary>;
  facets(): FlightFacets;
  /** `undefined` when there is no such flight. */
  flight(id: string): FlightDetail | undefined;
  /** The same without counting in how many other originals each value stands: for going through many flights. */
  uncountedFlight(id: string): UncountedFlight | undefined;
  /** `undefined` when there is no such flight or it is sealed. */
  trackPlace(id: string): TrackPlace | undefined;
  listCaptures(query: CaptureQuery): CapturePage;
  /** `undefined` when there is no such capture. `sha256` is the whole hash. */
  capture(sha256: string): CaptureDetail | undefined;
  /** Where the conversations of one capture, or of all of them (in the order kept), are read from. */
  flowsPlaces(sha256?: string): readonly FlowsPlace[];
  listMedia(query: MediaQuery): MediaPage;
  /** Every item that matches, without the page limit, in the query's order. */
  allMedia(query: MediaQuery): Iterable<MediaRow>;
  /** `undefined` when there is no such item. */
  mediaEntry(sha256: string): MediaEntry | undefined;
  /** In the order kept. */
  mediaEntries(filter: MediaEntryFilter): Iterable<MediaEntry>;
  /** Rows of these items, in the order given; unknown ones are left out. */
  mediaRows(sha256: readonly string[]): readonly MediaRow[];
  /** Every footprint of an item, by second. */
  mediaFootprints(sha256: string): readonly StoredFootprint[];
  /** What saw a place: candidates from the R*Tree, each tested exactly. */
  mediaAround(place: { readonly latDeg: number; readonly lonDeg: number; readonly limit: number }): Omit<MediaAround, "tookMs">;
  mediaFootprintsIn(box: {
    readonly southDeg: number;
    readonly westDeg: number;
    readonly northDeg: number;
    readonly eastDeg: number;
    readonly flight?: string | undefined;
    readonly limit: number;
  }): MediaFootprints;
  mediaCards(): MediaCards;
  /** Files of the same stem, and the neighbours by time within the flight. */
  mediaAroundItem(sha256: string): {
    readonly beside: readonly { readonly sha256: string; readonly fileName: string | null; readonly kind: string }[];
    readonly neighbours: { readonly before: string | null; readonly after: string | null };
  };
  /** Cards with something new, or whose time has a new or changed flight: they are to be placed (again). By name. */
  unplacedCards(): readonly string[];
  /** By which rule the cards were placed (see `placeAgain`); `undefined` before the first time. */
  placedBy(): string | undefined;
  allCards(): readonly string[];
  /** What people said of the items of a card. */
  mediaWords(card: string): ReadonlyMap<string, MediaWordGiven>;
  /** Flights that began or ended between two moments, by start, then id. */
  flightsBetween(fromUs: EpochUs, toUs: EpochUs): readonly FlightTime[];
  files(options: {
    readonly state?: KeptFile["state"];
    readonly sha256?: readonly string[];
    readonly offset: number;
    readonly limit: number;
  }): {
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
  /** Deletions in the order begun, or those in one state. */
  deletions(state?: VaultDeletion["state"]): readonly VaultDeletion[];
  /** Ids of the legal holds that stand on an original. */
  holdsOn(sha256: string): readonly string[];
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
  /** A person's word on which flight took items: journal first, then catalogue. Their cards are then to be placed again. Returns how many items there were. */
  settleMedia(sha256: readonly string[], word: { readonly flightId: string | null; readonly undo: boolean }): Promise<number>;
  /** Number of a card's mark, to be asked for before anything is read that the card is placed by. */
  beginPlacing(card: string): number;
  /** Enters what placing a card found, in one transaction. */
  placeCard(placement: CardPlacement): void;
  /** Every card is to be placed again, from now on by this rule (another terrain, a newer way). */
  placeAgain(rule: string): void;
  /** Keeps a keychain reply (0600) and says so in the journal. */
  addKeychain(sha256: string, reply: string): Promise<void>;
  /**
   * Empties the catalogue and makes it anew from the journal: originals, words, keychains. Readings are derived again by
   * whoever reads originals (`unreadOriginals`).
   */
  rebuildCatalogue(): Promise<void>;
  /**
   * Enters what happened, durably before it resolves. `build` is handed a function that salts words and gives the hash to put into an entry.
   * Throws a `UserError` (`entry-invalid`, `disk-full`, ...): then nothing of it is in the journal.
   */
  enter(build: (words: (text: string) => string) => readonly NewJournalEntry[]): Promise<readonly JournalEntry[]>;
  /**
   * Deletes originals with everything that was made of them, from every place of the vault. `deleting` is in the journal, durably, before anything is
   * touched; `deleted` after every place was looked at again, else `deletionFailed`. Words on a flight that another original shows stay with that one.
   * Throws a `UserError` (`held`: a legal hold stands; `not-kept`) before anything is done. A crash in between is finished by the next writer.
   */
  deleteOriginals(wishes: readonly DeletionWish[], elsewhere?: OtherPlaces): Promise<readonly DeletionDone[]>;
  /** Goes on with deletions that a crash ended or that failed, and deletes again what came back (from a backup) after it was deleted. */
  finishDeletions(elsewhere?: OtherPlaces): Promise<readonly DeletionDone[]>;
  /** Erases texts and their salts: the entries that name their hashes stay. `by`: who. Returns how many were there. */
  eraseTexts(hashes: readonly string[], by: string | null): Promise<number>;
  /** Brings the tiles up to the journal and signs a checkpoint, unless the latest one covers everything. Throws `UserError` (`ledger-forked`, ...). */
  sealLedger(signer: LedgerSigner): Promise<LedgerState>;
  /**
   * Adds signatures of witnesses to the latest checkpoint: `note` is that checkpoint with theirs. Whoever calls it has checked them. Throws a `UserError`
   * (`other-checkpoint`) when it is not the latest one.
   */
  cosignLedger(note: string): Promise<LedgerState>;
  /** Lets the next writer in. */
  release(): void;
}
