/** Opening a vault, and the vault that readers see. */
import { randomBytes } from "node:crypto";
import { access, constants, mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type {
  CaptureDetail,
  CapturePage,
  CaptureQuery,
  FlightDetail,
  FlightFacets,
  FlightPage,
  FlightQuery,
  FlightSummary,
  Fsck,
  MediaAround,
  MediaCards,
  MediaFootprints,
  MediaPage,
  MediaQuery,
  MediaRow,
  VaultInfo,
} from "@creance/api";
import { type EpochUs, toHex, UserError } from "@creance/core";
import { isSha256Hex } from "@creance/ledger";
import { captureDetail, flowsPlaces, listCaptures } from "./capture-queries.ts";
import { catalogueInfo, findOriginal, listFiles, listUnread } from "./catalogue.ts";
import { type OpenCatalogue, openCurrent, openOrMake, openReadOnly } from "./catalogue-file.ts";
import { holdsOn, listDeletions } from "./deletion-rows.ts";
import { nodeDisk, type VaultDisk } from "./disk.ts";
import { allFlights, flightDetail, flightFacets, listFlights, trackPlace, uncountedFlight } from "./flight-queries.ts";
import { footprintsIn, mediaAround } from "./footprint-queries.ts";
import { checkVault } from "./fsck.ts";
import { readKeychain } from "./keychain-file.ts";
import { createVault, lostMark, makeFolders, names, originalName, readMark, VAULT_FORMAT, type VaultMark } from "./layout.ts";
import { openLedger } from "./ledger/open-ledger.ts";
import { errnoOf, isCatalogueDamaged, machineRefused, readOnlyError } from "./machine-refused.ts";
import {
  allMedia,
  flightsBetween,
  listMedia,
  mediaAroundItem,
  mediaCards,
  mediaEntries,
  mediaEntry,
  mediaFootprints,
  mediaRows,
  mediaWords,
} from "./media-queries.ts";
import { allCards, placedBy, unplacedCards } from "./media-write.ts";
import { lagsBehind } from "./replay.ts";
import type { Sqlite } from "./sqlite.ts";
import type {
  FlightTime,
  FlowsPlace,
  MediaEntry,
  MediaEntryFilter,
  MediaWordGiven,
  StoredFootprint,
  TrackPlace,
  UncountedFlight,
  Vault,
  VaultLedger,
  VaultWriter,
} from "./types.ts";
import { startWriter } from "./vault-writer.ts";
import { tryLock, type WriterLock, waitForLock } from "./writer-lock.ts";

/** How a vault is opened. */
export interface OpenVaultOptions {
  /** Make the vault when there is none (an empty or missing folder). */
  readonly create?: boolean;
  /** Change nothing, not even what a crash left. A vault that cannot be written is opened so by itself. */
  readonly readOnly?: boolean;
  /** The clock, microseconds since 1970-01-01 UTC. */
  readonly now?: () => EpochUs;
  readonly randomBytes?: (length: number) => Uint8Array;
  /** The file operations; tests record them. */
  readonly disk?: VaultDisk;
  /** Hears once when opening has to wait for another process that writes. */
  readonly onWaiting?: (sentence: string) => void;
}

interface Setting {
  readonly path: string;
  readonly vaultId: string;
  readonly readOnly: boolean;
  readonly disk: VaultDisk;
  readonly now: () => EpochUs;
  readonly randomBytes: (length: number) => Uint8Array;
}

/**
 * Opens a vault. Throws a `UserError`: `no-vault`, `not-a-vault`, `vault-newer`, `vault-damaged`, or what the machine refused.
 * A catalogue that is missing, damaged or older is made anew or migrated; entries that a crash kept out of it are entered.
 */
export async function openVault(path: string, options: OpenVaultOptions = {}): Promise<Vault> {
  const absolute = resolve(path);
  const disk = options.disk ?? nodeDisk;
  const random = options.randomBytes ?? randomBytes;
  try {
    const mark = await findMark(absolute, { create: options.create === true && options.readOnly !== true, disk, random });
    const setting: Setting = {
      path: absolute,
      vaultId: mark.id,
      readOnly: options.readOnly === true || !(await isWritable(absolute)),
      disk,
      now: options.now ?? (() => Date.now() * 1000),
      randomBytes: random,
    };
    if (setting.readOnly) return new CatalogueVault(setting, await openReadOnly(absolute, mark.id));
    return await openWritable(setting, options.onWaiting);
  } catch (error) {
    throw machineRefused(error, { doing: `open the vault ${absolute}`, effect: "nothing that is kept was changed" });
  }
}

async function findMark(
  path: string,
  { create, disk, random }: { readonly create: boolean; readonly disk: VaultDisk; readonly random: (length: number) => Uint8Array },
): Promise<VaultMark> {
  const found = await readMark(path);
  if (found !== undefined) return found;
  const inside: readonly string[] = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR") throw notAVault(path, "is a file");
    throw error;
  });
  if (inside.some((name) => name !== `${names.mark}.part` && !name.startsWith(names.lock))) {
    // Between the two looks another process may have made the vault.
    const made = await readMark(path);
    if (made !== undefined) return made;
    if (inside.includes(names.originals) && inside.includes(names.journal)) throw lostMark(path);
    throw notAVault(path, "holds other things and no vault.json");
  }
  if (!create) {
    throw new UserError(
      "no-vault",
      "notFound",
      `There is no vault at ${path}; nothing was done; import something to make one, or name another with --vault.`,
    );
  }
  await makeVaultFolder(path, disk);
  // Two processes may want to make it at once: one does, the other finds it.
  const lock = await waitForLock(path, {});
  try {
    const made = await readMark(path);
    if (made !== undefined) return made;
    const mark: VaultMark = { format: VAULT_FORMAT, id: toHex(random(16)) };
    await createVault(path, mark, disk);
    return mark;
  } finally {
    lock.release();
  }
}

async function makeVaultFolder(path: string, disk: VaultDisk): Promise<void> {
  // Node reports a missing folder where a read-only disk is the reason, so the nearest folder that exists is asked first.
  let nearest = path;
  while (dirname(nearest) !== nearest && !(await exists(nearest))) nearest = dirname(nearest);
  await access(nearest, constants.W_OK);
  await mkdir(path, { recursive: true, mode: 0o700 });
  await disk.sync(dirname(path)).catch(() => {
    // A parent that may not be read cannot be synced; the vault's own folder is.
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function openWritable(setting: Setting, onWaiting: OpenVaultOptions["onWaiting"]): Promise<Vault> {
  const { path, vaultId, disk } = setting;
  const current = await openCurrent(path, vaultId);
  let accept: "older" | "none" = "older";
  if (current !== undefined) {
    try {
      const lock = (await lagsBehind(path, current)) ? tryLock(path) : undefined;
      if (lock !== undefined) (await startOrClose({ ...setting, database: current, lock })).release();
      return new CatalogueVault(setting, { database: current, close: () => closeCatalogue(current) });
    } catch (error) {
      if (!isCatalogueDamaged(error)) throw error;
      current.close();
      accept = "none";
    }
  }
  const lock = await waitForLock(path, { onWaiting });
  try {
    await makeFolders(path, disk);
    const database = await openOrMake(path, vaultId, accept);
    (await startOrClose({ ...setting, database, lock })).release();
    return new CatalogueVault(setting, { database, close: () => closeCatalogue(database) });
  } finally {
    lock.release();
  }
}

async function startOrClose(setting: Setting & { readonly database: Sqlite; readonly lock: WriterLock }): Promise<VaultWriter> {
  try {
    return await startWriter(setting);
  } catch (error) {
    setting.lock.release();
    setting.database.close();
    throw error;
  }
}

/** Empties the write-ahead log, so that a copy of the folder is one file less, and closes. */
function closeCatalogue(database: Sqlite): void {
  try {
    database.get("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Another process reads, or the disk is full: the log stays and is read next time.
  }
  database.close();
}

async function isWritable(path: string): Promise<boolean> {
  for (const name of ["", names.journal, names.originals]) {
    try {
      await access(join(path, name), constants.W_OK);
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") return false;
    }
  }
  return true;
}

function notAVault(path: string, why: string): UserError {
  return new UserError("not-a-vault", "conflict", `${path} ${why}, so it is no vault; nothing was changed; choose an empty or new folder.`);
}

/** A vault over its open catalogue. */
class CatalogueVault implements Vault {
  readonly #setting: Setting;
  readonly #catalogue: OpenCatalogue;
  readonly ledger: VaultLedger;

  constructor(setting: Setting, catalogue: OpenCatalogue) {
    this.#setting = setting;
    this.#catalogue = catalogue;
    this.ledger = openLedger(setting.path, () => catalogue.database);
  }

  get path(): string {
    return this.#setting.path;
  }

  get readOnly(): boolean {
    return this.#setting.readOnly;
  }

  originalPath(sha256: string): string {
    return join(this.path, originalName(sha256));
  }

  originalSize(sha256: string): number | undefined {
    return findOriginal(this.#database, sha256)?.sizeBytes;
  }

  fileName(sha256: string): string | undefined {
    const name = this.#database.get("SELECT file_name FROM original WHERE sha256 = ?", sha256)?.["file_name"];
    return typeof name === "string" ? name : undefined;
  }

  listFlights(query: FlightQuery): FlightPage {
    return listFlights(this.#database, query);
  }

  allFlights(query: FlightQuery): Iterable<FlightSummary> {
    return allFlights(this.#database, query);
  }

  facets(): FlightFacets {
    return flightFacets(this.#database);
  }

  flight(id: string): FlightDetail | undefined {
    return flightDetail(this.#database, id);
  }

  uncountedFlight(id: string): UncountedFlight | undefined {
    return uncountedFlight(this.#database, id);
  }

  trackPlace(id: string): TrackPlace | undefined {
    return trackPlace(this.#database, id);
  }

  listCaptures(query: CaptureQuery): CapturePage {
    return listCaptures(this.#database, query);
  }

  capture(sha256: string): CaptureDetail | undefined {
    return captureDetail(this.#database, sha256);
  }

  flowsPlaces(sha256?: string): readonly FlowsPlace[] {
    return flowsPlaces(this.#database, sha256);
  }

  listMedia(query: MediaQuery): MediaPage {
    return listMedia(this.#database, query);
  }

  allMedia(query: MediaQuery): Iterable<MediaRow> {
    return allMedia(this.#database, query);
  }

  mediaEntry(sha256: string): MediaEntry | undefined {
    return mediaEntry(this.#database, sha256);
  }

  mediaEntries(filter: MediaEntryFilter): Iterable<MediaEntry> {
    return mediaEntries(this.#database, filter);
  }

  mediaRows(sha256: readonly string[]): readonly MediaRow[] {
    return mediaRows(this.#database, sha256);
  }

  mediaFootprints(sha256: string): readonly StoredFootprint[] {
    return mediaFootprints(this.#database, sha256);
  }

  mediaAround(place: Parameters<Vault["mediaAround"]>[0]): Omit<MediaAround, "tookMs"> {
    return mediaAround(this.#database, place);
  }

  mediaFootprintsIn(box: Parameters<Vault["mediaFootprintsIn"]>[0]): MediaFootprints {
    return footprintsIn(this.#database, box);
  }

  mediaCards(): MediaCards {
    return mediaCards(this.#database);
  }

  mediaAroundItem(sha256: string): ReturnType<Vault["mediaAroundItem"]> {
    return mediaAroundItem(this.#database, sha256);
  }

  unplacedCards(): readonly string[] {
    return unplacedCards(this.#database);
  }

  placedBy(): string | undefined {
    return placedBy(this.#database);
  }

  allCards(): readonly string[] {
    return allCards(this.#database);
  }

  mediaWords(card: string): ReadonlyMap<string, MediaWordGiven> {
    return mediaWords(this.#database, card);
  }

  flightsBetween(fromUs: EpochUs, toUs: EpochUs): readonly FlightTime[] {
    return flightsBetween(this.#database, fromUs, toUs);
  }

  files(options: Parameters<Vault["files"]>[0]): ReturnType<Vault["files"]> {
    return listFiles(this.#database, options);
  }

  unreadOriginals(reader: string): readonly string[] {
    return listUnread(this.#database, reader);
  }

  reading(sha256: string): ReturnType<Vault["reading"]> {
    const row = this.#database.get("SELECT reader, format, sealed, damaged, sentence FROM reading WHERE sha256 = ?", sha256);
    if (row === undefined) return undefined;
    const flights = this.#database.all("SELECT flight_id FROM flight_original WHERE sha256 = ? ORDER BY segment", sha256);
    return {
      reader: String(row["reader"]),
      format: row["format"] as string | null,
      sealed: row["sealed"] === 1,
      damaged: row["damaged"] === 1,
      sentence: row["sentence"] as string | null,
      flightIds: flights.map((flight) => String(flight["flight_id"])),
    };
  }

  info(): Omit<VaultInfo, "version"> {
    return { path: this.path, readOnly: this.readOnly, ...catalogueInfo(this.#database) };
  }

  keychain(sha256: string): string | undefined {
    return isSha256Hex(sha256) ? readKeychain(this.path, sha256) : undefined;
  }

  deletions(...[state]: Parameters<Vault["deletions"]>): ReturnType<Vault["deletions"]> {
    return listDeletions(this.#database, state);
  }

  holdsOn(sha256: string): readonly string[] {
    return holdsOn(this.#database, sha256);
  }

  async beginWriting(options: Parameters<Vault["beginWriting"]>[0] = {}): Promise<VaultWriter> {
    const { path, readOnly } = this.#setting;
    if (readOnly) throw readOnlyError(path);
    const lock = await waitForLock(path, options);
    try {
      return await startWriter({ ...this.#setting, database: this.#database, lock });
    } catch (error) {
      lock.release();
      throw machineRefused(error, { doing: `begin writing to the vault ${path}`, effect: "nothing that is kept was changed" });
    }
  }

  fsck({ onProgress }: NonNullable<Parameters<Vault["fsck"]>[0]> = {}): Promise<Fsck> {
    return checkVault(this.path, this.#database, onProgress);
  }

  close(): void {
    this.#catalogue.close();
  }

  get #database(): Sqlite {
    return this.#catalogue.database;
  }
}
