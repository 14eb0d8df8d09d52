/**
 * The import: keep in groups, read in the workers, enter readings in the order kept, report a file only when it is durable and read.
 */
import type { ImportedFile, ImportSummary } from "@creance/api";
import { type ByteSource, isUserError } from "@creance/core";
import { sniffFormat, zipFormat } from "@creance/formats";
import type { KeptOriginal, Reading, Vault } from "@creance/vault";
import { archiveBytes } from "./archive-limit.ts";
import { enterReadings } from "./enter-readings.ts";
import { failureSentence } from "./file-sentences.ts";
import { captureHead } from "./head-capture.ts";
import type { ImportTally } from "./import-tally.ts";
import { readKept } from "./read-kept.ts";
import { ReadingStopped, type ReadPool } from "./read-pool.ts";
import { READER } from "./reader-version.ts";
import type { SharedWriter, WriterLease } from "./shared-writer.ts";
import type { ImportHandlers, ImportItem } from "./types.ts";
import { type ArchiveBudget, zipItems } from "./zip-items.ts";

/** A file that was met but cannot be kept. */
export interface RefusedItem {
  readonly path: string;
  readonly refused: string;
}

/** What an import is fed. */
export type FedItem = ImportItem | RefusedItem;

/** What an import works with. */
export interface ImportParts {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  readonly pool: ReadPool;
}

/** A group is committed when it holds this much, or as soon as nothing more is waiting. */
const GROUP_FILES = 32;
const GROUP_BYTES = 64 * 1024 * 1024;
const IDLE_MS = 20;
/** Files that are kept at the same time: while one waits for the disk others are read and hashed. */
const KEPT_AT_ONCE = 4;
/** Larger files are kept one at a time: their pieces keep the disk busy by themselves. */
const MOST_BESIDE_BYTES = 64 * 1024 * 1024;
/** What tells an archive, whose members come next, from other files. */
const ARCHIVE_HEAD_BYTES = 4096;
/** Readings that are entered in one transaction, and how long one waits for the next. */
const TOGETHER = 32;
const TOGETHER_MS = 50;
/** Files that may be kept and not yet read: more would only make a stop slower. */
const MOST_UNREAD = 128;
/** Archives within archives that are opened. */
const DEEPEST_ARCHIVE = 3;

/** A file on its way from kept to reported. */
interface Entry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly kept: KeptOriginal | null;
  readonly failure: string | null;
  /** The reading to enter; `null` where the catalogue has it already, or where reading was stopped. */
  reading: Promise<Reading | null> | undefined;
  isStopped?: true;
  /** It was written to while it was read. */
  readonly isChanged?: boolean;
  /** Under which its progress is told. */
  readonly mark: object;
}

/** Files of this size and more tell how far they are: one half of it is keeping, the other reading. */
const LARGE_BYTES = 32 * 1024 * 1024;
const PROGRESS_EVERY_MS = 200;

/** Imports everything the iterable yields. Rejects with `UserError` when the machine refuses; what was reported before stays kept. */
export async function runImport(
  parts: ImportParts,
  items: AsyncIterable<FedItem>,
  options: { readonly handlers: ImportHandlers; readonly tally: ImportTally },
): Promise<ImportSummary> {
  const { handlers, tally } = options;
  const lease = await parts.writers.lease(leaseOptions(handlers));
  const run = new ImportRun(parts, lease, handlers, tally);
  try {
    await run.feed(items);
    return await run.finish();
  } catch (error) {
    await run.salvage();
    throw error;
  } finally {
    lease.release();
  }
}

/** What `beginWriting` is told; absent members stay absent. */
export function leaseOptions(handlers: Pick<ImportHandlers, "signal" | "onNotice">): {
  readonly signal?: AbortSignal;
  readonly onWaiting?: (sentence: string) => void;
} {
  return {
    ...(handlers.signal === undefined ? {} : { signal: handlers.signal }),
    ...(handlers.onNotice === undefined ? {} : { onWaiting: handlers.onNotice }),
  };
}

/** What keeping one file gave. */
type Kept =
  | { readonly kind: "entry"; readonly entry: Entry; readonly archive: string | undefined }
  | { readonly kind: "stopped"; readonly mark: object }
  | { readonly kind: "refused"; readonly error: unknown };

/** The import was stopped while a large file was being kept. */
class KeepingStopped extends Error {
  override readonly name = "KeepingStopped";
}

class ImportRun {
  readonly #parts: ImportParts;
  readonly #lease: WriterLease;
  readonly #handlers: ImportHandlers;
  readonly #tally: ImportTally;
  /** Kept (or failed) since the last commit. */
  #group: Entry[] = [];
  #groupBytes = 0;
  /** Being kept, in the order met. Never rejects. */
  readonly #keeping: Promise<Kept>[] = [];
  /** Durable, in the order kept, not yet reported. */
  readonly #ordered: Entry[] = [];
  /** Originals whose reading is under way in this import. */
  readonly #underWay = new Set<string>();
  #reporting: Promise<void> = Promise.resolve();
  #reportingFailure: { readonly error: unknown } | undefined;
  #toldDerivedFailure = false;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(parts: ImportParts, lease: WriterLease, handlers: ImportHandlers, tally: ImportTally) {
    this.#parts = parts;
    this.#lease = lease;
    this.#handlers = handlers;
    this.#tally = tally;
  }

  async feed(items: AsyncIterable<FedItem>): Promise<void> {
    const feed = items[Symbol.asyncIterator]();
    const { signal } = this.#handlers;
    const stopped = whenAborted(signal);
    try {
      for (;;) {
        const coming = feed.next();
        coming.catch(() => {});
        if (this.#group.length + this.#keeping.length > 0 && (await soonest(coming, IDLE_MS)) === "idle") {
          await this.#enterKept();
          await this.#commit();
        }
        const next = await stopped.orNext(coming);
        if (next === "stopped") {
          void coming.then(({ value }) => (value !== undefined && "release" in value ? value.release() : undefined)).catch(() => {});
          break;
        }
        if (next.done === true) break;
        await this.#begin(next.value);
        if (signal?.aborted === true) break;
      }
    } finally {
      stopped.cancel();
      // A feed that is waiting for its own next item (an upload) would never return: do not wait for it.
      void feed.return?.(undefined)?.catch(() => {});
    }
  }

  async finish(): Promise<ImportSummary> {
    await this.#enterKept();
    await this.#commit();
    await this.#reporting;
    this.#throwReportingFailure();
    return this.#tally.summary();
  }

  /** After the machine refused: what is kept is made durable and reported as far as that still works. */
  async salvage(): Promise<void> {
    try {
      for (const kept of await Promise.all(this.#keeping.splice(0))) if (kept.kind === "entry") await this.#enter(kept.entry);
      await this.#commit();
      await this.#reporting;
    } catch {
      // The first refusal is what the person is told; this one has the same cause.
    }
  }

  /** Begins to keep an item beside others; what may be an archive, cannot be looked at twice or is large goes alone. */
  async #begin(item: FedItem): Promise<void> {
    if ("refused" in item || item.source.size > MOST_BESIDE_BYTES || (await mayBeArchive(item.source))) {
      await this.#enterKept();
      await this.#take(item);
      return;
    }
    if (this.#keeping.length >= KEPT_AT_ONCE) await this.#enterFirst();
    this.#keeping.push(this.#kept(item));
  }

  /** Enters everything that is being kept, in the order met. */
  async #enterKept(): Promise<void> {
    while (this.#keeping.length > 0) await this.#enterFirst();
  }

  async #enterFirst(): Promise<void> {
    const kept = await (this.#keeping.shift() as Promise<Kept>);
    if (kept.kind === "refused") throw kept.error;
    if (kept.kind === "stopped") this.#tally.forget(kept.mark);
    else await this.#enter(kept.entry);
  }

  async #take(item: FedItem, within?: { readonly depth: number; readonly budget: ArchiveBudget }): Promise<void> {
    if ("refused" in item) {
      await this.#enter({ path: item.path, sizeBytes: 0, kept: null, failure: item.refused, reading: undefined, mark: {} });
      return;
    }
    const archive = await this.#keep(item);
    const depth = (within?.depth ?? 0) + 1;
    if (archive === undefined) return;
    if (depth > DEEPEST_ARCHIVE) {
      this.#handlers.onNotice?.(
        `Kept whole and not opened, because it lies within ${DEEPEST_ARCHIVE} other archives: ${item.path}. Unpack it and import what is in it.`,
      );
      return;
    }
    const budget = within?.budget ?? { leftBytes: archiveBytes(item.source.size) };
    for await (const member of zipItems(this.#parts.vault.originalPath(archive), { label: item.path, budget })) {
      if (this.#handlers.signal?.aborted === true) return;
      this.#tally.sawFile("source" in member ? member.source.size : 0);
      await this.#take(member, { depth, budget });
    }
  }

  /** Keeps one item. Returns its hash when it is an archive whose members come next. */
  async #keep(item: ImportItem): Promise<string | undefined> {
    const kept = await this.#kept(item);
    if (kept.kind === "refused") throw kept.error;
    if (kept.kind === "stopped") {
      this.#tally.forget(kept.mark);
      return undefined;
    }
    await this.#enter(kept.entry);
    return kept.archive;
  }

  /** Keeps one item; what came of it is entered later, in the order met. */
  async #kept(item: ImportItem): Promise<Kept> {
    const mark = {};
    const source = captureHead(item.source, (bytes) => this.#keptSoFar(mark, item.source.size, bytes));
    const entry = { path: item.path, sizeBytes: source.size, reading: undefined, mark };
    try {
      const { writer, alongside } = this.#lease;
      const kept = await alongside(() => writer.keep(source, { fileName: item.path }));
      // What was read before says what it is; sniffing it again would cost more than hashing it.
      const known = kept.status === "alreadyKept" ? this.#parts.vault.reading(kept.sha256)?.format : undefined;
      const format = known === undefined ? sniffFormat(source.head(), source.size)?.format.id : known;
      const isChanged = (await item.hasChanged?.()) === true;
      return {
        kind: "entry",
        entry: { ...entry, kept, failure: null, isChanged },
        archive: format === zipFormat.id ? kept.sha256 : undefined,
      };
    } catch (error) {
      if (source.failure?.error instanceof KeepingStopped) return { kind: "stopped", mark };
      if (source.failure === undefined || isUserError(error)) return { kind: "refused", error };
      return { kind: "entry", entry: { ...entry, kept: null, failure: failureSentence(source.failure.error) }, archive: undefined };
    } finally {
      await item.release();
    }
  }

  async #enter(entry: Entry): Promise<void> {
    this.#group.push(entry);
    this.#groupBytes += entry.sizeBytes;
    if (this.#group.length >= GROUP_FILES || this.#groupBytes >= GROUP_BYTES) await this.#commit();
    while (this.#ordered.length > MOST_UNREAD && this.#reportingFailure === undefined) await this.#reportedSome();
    this.#throwReportingFailure();
  }

  async #commit(): Promise<void> {
    const group = this.#group;
    if (group.length === 0) return;
    this.#group = [];
    this.#groupBytes = 0;
    await this.#lease.alongside(() => this.#lease.writer.commit());
    for (const entry of group) {
      entry.reading = this.#readingOf(entry);
      // Awaited in order below; until then a rejection is not unhandled.
      entry.reading.catch(() => {});
      this.#ordered.push(entry);
    }
    this.#reporting = this.#reporting
      .then(() => this.#report())
      .catch((error) => {
        this.#reportingFailure ??= { error };
      });
  }

  async #readingOf(entry: Entry): Promise<Reading | null> {
    const { kept, mark, sizeBytes } = entry;
    if (kept === null || this.#underWay.has(kept.sha256)) return null;
    if (kept.status === "alreadyKept" && this.#parts.vault.reading(kept.sha256)?.reader === READER) return null;
    this.#underWay.add(kept.sha256);
    try {
      return await readKept(this.#parts, kept.sha256, {
        signal: this.#handlers.signal,
        onProgress: (bytes) => this.#partly(mark, sizeBytes, (sizeBytes + bytes) / 2),
        onDerivedFailure: (failure) => this.#tellDerivedFailure(failure),
      });
    } catch (error) {
      if (!(error instanceof ReadingStopped)) throw error;
      entry.isStopped = true;
      this.#underWay.delete(kept.sha256);
      return null;
    }
  }

  /** Bytes of a file that were read while it is kept. A stop does not wait for the end of a large one: nothing of it is kept then. */
  #keptSoFar(mark: object, sizeBytes: number, bytes: number): void {
    this.#partly(mark, sizeBytes, bytes / 2);
    if (sizeBytes >= LARGE_BYTES && bytes < sizeBytes && this.#handlers.signal?.aborted === true) throw new KeepingStopped();
  }

  /** Tells how far a large file is, now and then. */
  #partly(mark: object, sizeBytes: number, bytesDone: number): void {
    if (sizeBytes < LARGE_BYTES) return;
    this.#tally.partly(mark, bytesDone);
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < PROGRESS_EVERY_MS) return;
    this.#toldMs = nowMs;
    this.#handlers.onProgress?.(this.#tally.progress());
  }

  #tellDerivedFailure(failure: string): void {
    if (this.#toldDerivedFailure) return;
    this.#toldDerivedFailure = true;
    this.#handlers.onNotice?.(
      `Charts and tables could not be prepared (${failure}). Nothing kept is affected: they are made when they are looked at.`,
    );
  }

  /** Enters and reports everything that is durable, in order; readings that are ready together share one transaction. */
  async #report(): Promise<void> {
    while (this.#ordered.length > 0) {
      const first = this.#ordered[0] as Entry;
      await first.reading;
      const ready = await readyTogether(this.#ordered);
      const readings = ready.flatMap(({ reading }) => (reading === null ? [] : [reading]));
      for (const { newFlights } of enterReadings(this.#parts.vault, this.#lease.writer, readings)) this.#tally.addFlights(newFlights);
      for (const { sha256 } of readings) this.#underWay.delete(sha256);
      this.#ordered.splice(0, ready.length);
      for (const { entry } of ready) this.#tell(entry);
      this.#wake();
    }
  }

  #tell(entry: Entry): void {
    const { vault } = this.#parts;
    const { kept, mark, sizeBytes } = entry;
    const file = toImportedFile(entry, vault);
    const isCapture = kept !== null && vault.flowsPlaces(kept.sha256).length > 0;
    this.#tally.add(file, sizeBytes, { mark, isCapture, isStopped: entry.isStopped === true });
    if (entry.isChanged === true) this.#handlers.onNotice?.(`${file.path}: ${CHANGED_SENTENCE}`);
    this.#handlers.onFile?.(file);
    this.#handlers.onProgress?.(this.#tally.progress());
  }

  #throwReportingFailure(): void {
    if (this.#reportingFailure !== undefined) throw this.#reportingFailure.error;
  }

  #waiting: (() => void)[] = [];
  #reportedSome(): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => this.#waiting.push(resolve)), this.#reporting]);
  }
  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** True for what starts as an archive does, and for what cannot be looked at before it is kept. */
async function mayBeArchive(source: ByteSource): Promise<boolean> {
  if (source.readOnce === true) return true;
  try {
    const head = await source.read(0, Math.min(source.size, ARCHIVE_HEAD_BYTES));
    return zipFormat.sniff(head, source.size) > 0;
  } catch {
    // Keeping it meets the same again and says it.
    return true;
  }
}

function toImportedFile({ path, kept, failure, isStopped, isChanged }: Entry, vault: Vault): ImportedFile {
  if (kept === null) {
    return { path, sha256: null, status: "failed", format: null, sealed: false, damaged: false, flightId: null, sentence: failure };
  }
  const reading = vault.reading(kept.sha256);
  return {
    path,
    sha256: kept.sha256,
    status: kept.status,
    format: reading?.format ?? null,
    sealed: reading?.sealed ?? false,
    damaged: reading?.damaged ?? false,
    flightId: reading?.flightIds[0] ?? null,
    sentence: joined(
      isChanged === true ? CHANGED_SENTENCE : null,
      kept.sentence,
      vault.originalSize(kept.sha256) === undefined ? DELETED_SENTENCE : null,
      reading?.sentence ?? (isStopped === true ? STOPPED_SENTENCE : null),
    ),
  };
}

const CHANGED_SENTENCE =
  "It was written to while it was read, so what was kept may mix old and new bytes: import it again when it is no longer written to.";
const DELETED_SENTENCE = "It was deleted before it was read, and is not in the vault any more: import it again if it is wanted.";
const STOPPED_SENTENCE = "Kept; reading it was stopped before its end. The next import reads it.";

function joined(...sentences: readonly (string | null | undefined)[]): string | null {
  const said = sentences.filter((sentence) => sentence !== null && sentence !== undefined && sentence !== "");
  return said.length === 0 ? null : said.join(" ");
}

/** The entries at the front whose readings are settled, or soon are: one transaction for many costs little more than one for each. */
async function readyTogether(ordered: readonly Entry[]): Promise<Awaited<ReturnType<typeof readyFrom>>> {
  const untilMs = performance.now() + TOGETHER_MS;
  for (;;) {
    const ready = await readyFrom(ordered);
    const leftMs = untilMs - performance.now();
    const next = ordered[ready.length];
    if (ready.length >= TOGETHER || next === undefined || leftMs <= 0) return ready;
    await soonest(next.reading as Promise<unknown>, leftMs);
  }
}

/** The entries at the front whose readings are settled already. */
async function readyFrom(ordered: readonly Entry[]): Promise<{ readonly entry: Entry; readonly reading: Reading | null }[]> {
  const ready: { entry: Entry; reading: Reading | null }[] = [];
  for (const entry of ordered) {
    const reading = await Promise.race([entry.reading as Promise<Reading | null>, PENDING]);
    if (reading === "pending") break;
    ready.push({ entry, reading });
  }
  return ready;
}
const PENDING = Promise.resolve("pending" as const);

function soonest(coming: Promise<unknown>, milliseconds: number): Promise<"idle" | "came"> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<"idle">((resolve) => {
    timer = setTimeout(() => resolve("idle"), milliseconds);
  });
  const came = coming.then(
    () => "came" as const,
    () => "came" as const,
  );
  return Promise.race([came, idle]).finally(() => clearTimeout(timer));
}

/** Waits for the next of something or for the stop. One waiter at a time, so that nothing of the earlier ones stays in memory. */
function whenAborted(signal: AbortSignal | undefined): {
  orNext<Value>(coming: Promise<Value>): Promise<Value | "stopped">;
  cancel(): void;
} {
  let stopWaiting = (): void => {};
  const stop = (): void => stopWaiting();
  signal?.addEventListener("abort", stop, { once: true });
  return {
    orNext: (coming) =>
      new Promise((resolve, reject) => {
        stopWaiting = () => resolve("stopped");
        if (signal?.aborted === true) stopWaiting();
        coming.then(resolve, reject);
      }),
    cancel: () => signal?.removeEventListener("abort", stop),
  };
}
