/**
 * Verifies a ledger: signatures, every entry, every tile, the order of the entries, and that no earlier checkpoint says otherwise. Reads each file once,
 * in order; memory is a few tiles, however long the ledger is.
 */
import { type Platform, toBase64 } from "@creance/core";
import { noteVerifier } from "../tlog/signed-note.ts";
import { rowCount, rowLength, TILE_WIDTH, tileAt, tilePath } from "../tlog/tile-path.ts";
import type { ReadTile } from "../tlog/tree-builder.ts";
import { emptyRoot, listRoot, type Sha256, sameHash } from "../tlog/tree-hash.ts";
import { compareStretch, hashesOf, type ReadStretch, readStretch, wideRead } from "./bundle-check.ts";
import { EntryOrder } from "./entry-order.ts";
import { type BelievedKeys, historyNotes, type KnownCheckpoint, knownCheckpoint } from "./known-checkpoints.ts";
import { FindingList, type LedgerCheck, type LedgerFailureCode, type LedgerRemarkCode, type LedgerVerdict } from "./verdict.ts";

/** Where a ledger is read from. */
export interface LedgerSource {
  /** A file below the log's folder: `checkpoint`, `checkpoints`, `tile/...`; `undefined` when there is none. */
  readonly readFile: ReadTile;
  /** Lines of the journal without their ends, in order, in batches of any size; absent when only the log's folder is at hand. */
  readonly lines?: () => AsyncIterable<readonly Uint8Array[]>;
}

/** How a ledger is verified. */
export interface VerifyLedgerOptions {
  readonly platform: Pick<Platform, "sha256" | "ed25519Verify">;
  /** Verifier keys of the log that are believed, got from somewhere else than the ledger. */
  readonly vkeys: readonly string[];
  /** Checkpoints as signed notes that somebody kept: on paper, with a witness, in an earlier export. */
  readonly earlier?: readonly string[];
  /** Verifier keys of witnesses whose signatures are looked for. */
  readonly cosigners?: readonly string[];
  readonly onProgress?: (done: { readonly entries: number; readonly total: number }) => void;
}

/** Verifies. Damage is a finding, never a throw. Throws a `UserError` (`bad-vkey`). */
export async function verifyLedger(source: LedgerSource, options: VerifyLedgerOptions): Promise<LedgerVerdict> {
  const { platform, vkeys, cosigners = [] } = options;
  const keys: BelievedKeys = {
    log: vkeys.map((vkey) => noteVerifier(vkey, platform)),
    cosigners: cosigners.map((vkey) => noteVerifier(vkey, platform)),
  };
  return new LedgerVerifier(source, options, keys).run();
}

class LedgerVerifier {
  readonly #source: LedgerSource;
  readonly #options: VerifyLedgerOptions;
  readonly #keys: BelievedKeys;
  readonly #sha256: Sha256;
  readonly #failures = new FindingList<LedgerFailureCode>();
  readonly #remarks = new FindingList<LedgerRemarkCode>();
  /** Hashes of the unfinished tile of each level above the leaves' own. */
  readonly #rows: Uint8Array[][] = [];
  /** Hashes of the last stretch, when it is not a whole tile. */
  #rest: readonly Uint8Array[] = [];
  #tiles = 0;
  #bundles = 0;
  #earlier = 0;

  constructor(source: LedgerSource, options: VerifyLedgerOptions, keys: BelievedKeys) {
    this.#source = source;
    this.#options = options;
    this.#keys = keys;
    this.#sha256 = options.platform.sha256;
  }

  async run(): Promise<LedgerVerdict> {
    const { latest, earlier } = await this.#checkpoints();
    if (latest === undefined) return this.#verdict(undefined, null);
    const entries = await this.#walk(latest, earlier);
    return this.#verdict(latest, entries);
  }

  /** The checkpoint that the log is held against, and the others by size. */
  async #checkpoints(): Promise<{ readonly latest: KnownCheckpoint | undefined; readonly earlier: readonly KnownCheckpoint[] }> {
    const failures = this.#failures;
    const keys = this.#keys;
    // The history first: a seal that comes in between must not make it look newer than the latest checkpoint.
    const history = await this.#source.readFile("checkpoints");
    const bytes = await this.#source.readFile("checkpoint");
    if (bytes === undefined)
      failures.add("no-checkpoint", "checkpoint", "There is no checkpoint: nothing of this ledger is signed, or the file was taken away.");
    const current =
      bytes === undefined ? undefined : knownCheckpoint(new TextDecoder().decode(bytes), { where: "checkpoint", keys, failures });
    const notes = [
      ...(history === undefined ? [] : historyNotes(history, failures)),
      ...(this.#options.earlier ?? []).map((note, at) => ({ note, where: `earlier checkpoint ${at + 1}` })),
    ];
    const others = notes
      .flatMap(({ note, where }) => knownCheckpoint(note, { where, keys, failures }) ?? [])
      .sort((a, b) => a.size - b.size);
    const latest = current ?? others.at(-1);
    this.#earlier = others.length;
    const larger = latest === undefined ? undefined : others.findLast(({ size }) => size > latest.size);
    if (latest !== undefined && larger !== undefined) {
      failures.add(
        "rolled-back",
        larger.where,
        `A checkpoint over ${larger.size} entries was signed, and the latest one here covers ${latest.size}: this ledger is an older state.`,
      );
    }
    return { latest, earlier: latest === undefined ? [] : others.filter(({ size }) => size <= latest.size) };
  }

  /** Goes through the log once. Returns how many lines the journal has. */
  async #walk(latest: KnownCheckpoint, earlier: readonly KnownCheckpoint[]): Promise<number | null> {
    const { size } = latest;
    const journal = this.#source.lines === undefined ? undefined : new LineReader(this.#source.lines());
    const order = new EntryOrder({ failures: this.#failures, remarks: this.#remarks });
    const waiting = [...earlier];
    for (let number = 0; number * TILE_WIDTH < size; number += 1) {
      const first = number * TILE_WIDTH;
      const width = Math.min(TILE_WIDTH, size - first);
      const lines = await journal?.take(width);
      const read = await readStretch({ number, width, lines }, this.#tools);
      this.#bundles += 1;
      const truth = await this.#truthOf(read, latest);
      if (truth === undefined) {
        this.#failures.add(
          "forked",
          `entry ${first}`,
          `Nothing tells the hashes of the entries ${first} to ${first + width - 1} any more, so the signed root cannot be reached.`,
        );
        return null;
      }
      (lines ?? read.bundle ?? []).forEach((line, at) => {
        order.add(first + at, line);
      });
      for (let next = waiting[0]; next !== undefined && next.size <= first + width; next = waiting[0]) {
        waiting.shift();
        this.#compareEarlier(next, next.size === 0 ? [] : truth.slice(0, next.size - first));
      }
      if (read.candidates.length > 1 || lines?.length !== width) compareStretch(read, truth, this.#tools);
      if (width === TILE_WIDTH) await this.#push(1, listRoot(this.#sha256, truth), size);
      else this.#rest = truth;
      this.#options.onProgress?.({ entries: first + width, total: size });
    }
    for (const one of waiting) if (one.size === 0) this.#compareEarlier(one, []);
    await this.#finishRows(size);
    this.#checkRoot(latest);
    if (journal === undefined) return null;
    return this.#checkTail(journal, { size, order });
  }

  get #tools(): { readonly readTile: ReadTile; readonly sha256: Sha256; readonly failures: FindingList<LedgerFailureCode> } {
    return { readTile: this.#source.readFile, sha256: this.#sha256, failures: this.#failures };
  }

  /** The hashes of a stretch that the tile above bears out, or for the last one the signed root; with nothing above, those that most places tell. */
  async #truthOf(
    { number, width, candidates }: ReadStretch,
    { size, rootHash }: KnownCheckpoint,
  ): Promise<readonly Uint8Array[] | undefined> {
    if (candidates.length <= 1) return candidates[0];
    if (width < TILE_WIDTH) return candidates.find((hashes) => sameHash(this.#rootWith(hashes), rootHash)) ?? candidates[0];
    const tile = tileAt(size, 1, Math.floor(number / TILE_WIDTH));
    const above = hashesOf(await wideRead(this.#source.readFile, tile), { tile, failures: new FindingList() })?.[number % TILE_WIDTH];
    return candidates.find((hashes) => above !== undefined && sameHash(listRoot(this.#sha256, hashes), above)) ?? candidates[0];
  }

  /** Adds the hash of a whole tile to the level above it. */
  async #push(level: number, hash: Uint8Array, size: number): Promise<void> {
    const row = this.#rows[level - 1] ?? [];
    this.#rows[level - 1] = row;
    row.push(hash);
    const index = this.#counted(level);
    if (row.length < TILE_WIDTH) return;
    await this.#compareRow(level, { row, number: index / TILE_WIDTH - 1, size });
    this.#rows[level - 1] = [];
    await this.#push(level + 1, listRoot(this.#sha256, row), size);
  }

  readonly #counts: number[] = [];
  #counted(level: number): number {
    const count = (this.#counts[level] ?? 0) + 1;
    this.#counts[level] = count;
    return count;
  }

  async #compareRow(
    level: number,
    { row, number, size }: { readonly row: readonly Uint8Array[]; readonly number: number; readonly size: number },
  ): Promise<void> {
    const tile = tileAt(size, level, number);
    const found = hashesOf(await wideRead(this.#source.readFile, tile), { tile, failures: this.#failures });
    this.#tiles += 1;
    if (found !== undefined && !row.every((hash, at) => sameHash(hash, found[at] as Uint8Array)))
      this.#failures.add(
        "tile-changed",
        tilePath(tile),
        "This tile of hashes differs from what was signed; it can be made anew from the journal.",
      );
  }

  async #finishRows(size: number): Promise<void> {
    for (let level = 1; level < rowCount(size); level += 1) {
      const row = this.#rows[level - 1] ?? [];
      if (row.length > 0) await this.#compareRow(level, { row, number: Math.floor(rowLength(size, level) / TILE_WIDTH), size });
    }
  }

  /** Root over all whole tiles so far and a rest of leaves. */
  #rootWith(rest: readonly Uint8Array[]): Uint8Array {
    let right = rest.length === 0 ? undefined : listRoot(this.#sha256, rest);
    for (const row of this.#rows) {
      const list: readonly Uint8Array[] = right === undefined ? row : [...row, right];
      if (list.length > 0) right = listRoot(this.#sha256, list);
    }
    return right ?? emptyRoot(this.#sha256);
  }

  #compareEarlier(earlier: KnownCheckpoint, rest: readonly Uint8Array[]): void {
    const root = earlier.size === 0 ? emptyRoot(this.#sha256) : this.#rootWith(rest);
    if (!sameHash(root, earlier.rootHash))
      this.#failures.add(
        "forked",
        earlier.where,
        `A signed checkpoint over ${earlier.size} entries has another root than the first ${earlier.size} entries here: there were two histories.`,
      );
  }

  #checkRoot(latest: KnownCheckpoint): void {
    if (!sameHash(this.#rootWith(this.#rest), latest.rootHash))
      this.#failures.add(
        "forked",
        latest.where,
        `The ${latest.size} entries do not give the root that was signed: what is here is not what the checkpoint covers.`,
      );
  }

  /** Lines after the signed ones. Returns how many lines there are. */
  async #checkTail(journal: LineReader, { size, order }: { readonly size: number; readonly order: EntryOrder }): Promise<number> {
    if (journal.taken < size) {
      this.#failures.add(
        "truncated",
        `entry ${journal.taken}`,
        `The journal holds ${journal.taken} entries, and ${size} were signed: it lost its end. Restore the journal from a backup; the bundles of entries beside the checkpoint hold what is missing.`,
      );
      return journal.taken;
    }
    for (let index = size; ; ) {
      const lines = await journal.take(TILE_WIDTH);
      if (lines.length === 0) break;
      for (const line of lines) order.add(index++, line);
    }
    const left = journal.taken - size;
    if (left > 0)
      this.#remarks.add(
        "unsigned-tail",
        `entry ${size}`,
        `${left} entries after the latest checkpoint are not signed yet: until the next one nothing binds them.`,
      );
    return journal.taken;
  }

  #verdict(latest: KnownCheckpoint | undefined, entries: number | null): LedgerVerdict {
    const failures = this.#failures.all();
    return {
      ok: failures.length === 0,
      origin: latest?.origin ?? null,
      size: latest?.size ?? 0,
      rootHash: latest === undefined ? null : toBase64(latest.rootHash),
      entries,
      witnesses: (latest?.signatures ?? [])
        .filter(({ verifier }) => this.#keys.cosigners.includes(verifier))
        .map(({ verifier, cosignedUs }) => ({ name: verifier.name, cosignedUs })),
      checked: latest === undefined ? [] : this.#checks(latest, entries),
      failures,
      remarks: this.#remarks.all(),
    };
  }

  /** What fits. A check stands here only when none of its failures was found. */
  #checks(latest: KnownCheckpoint, entries: number | null): readonly LedgerCheck[] {
    const { size, origin } = latest;
    const witnesses = latest.signatures.filter(({ verifier }) => this.#keys.cosigners.includes(verifier));
    const hashes = this.#bundles + this.#tiles;
    const all: readonly (LedgerCheck & { readonly unless: readonly LedgerFailureCode[]; readonly shown: boolean })[] = [
      {
        code: "signature",
        count: 1,
        sentence: `The checkpoint over ${size} entries is signed by ${origin}.`,
        unless: ["no-checkpoint"],
        shown: true,
      },
      {
        code: "witness",
        count: witnesses.length,
        sentence: `${witnesses.length} of the given witnesses signed it.`,
        unless: [],
        shown: witnesses.length > 0,
      },
      { code: "root", count: size, sentence: `The ${size} entries give the root that was signed.`, unless: ["forked"], shown: true },
      {
        code: "entries",
        count: size,
        sentence: `${size} entries of the journal are the ones that were signed.`,
        unless: ["entry-changed", "truncated", "forked"],
        shown: entries !== null,
      },
      {
        code: "bundles",
        count: this.#bundles,
        sentence: `${this.#bundles} bundles hold the same entries.`,
        unless: ["bundle-changed", "bundle-missing", "forked"],
        shown: true,
      },
      {
        code: "tiles",
        count: hashes,
        sentence: `${hashes} tiles hold the hashes of these entries.`,
        unless: ["tile-changed", "tile-missing", "forked"],
        shown: true,
      },
      {
        code: "earlier",
        count: this.#earlier,
        sentence: `${this.#earlier} earlier checkpoints are beginnings of this ledger.`,
        unless: ["forked", "rolled-back", "bad-checkpoint", "bad-signature", "wrong-origin"],
        shown: this.#earlier > 0,
      },
      {
        code: "sequence",
        count: size,
        sentence: "The entries are numbered without a gap or a repeat.",
        unless: ["sequence-missing", "sequence-repeated"],
        shown: true,
      },
    ];
    return all
      .filter(({ unless, shown }) => shown && !this.#failures.has(...unless))
      .map(({ code, count, sentence }) => ({ code, count, sentence }));
  }
}

/** Lines by number, whatever batches they come in. */
class LineReader {
  readonly #batches: AsyncIterator<readonly Uint8Array[]>;
  #batch: readonly Uint8Array[] = [];
  #at = 0;
  /** Lines that were taken. */
  taken = 0;

  constructor(batches: AsyncIterable<readonly Uint8Array[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** The next lines; fewer at the end. */
  async take(count: number): Promise<readonly Uint8Array[]> {
    const lines: Uint8Array[] = [];
    while (lines.length < count) {
      if (this.#at === this.#batch.length) {
        const next = await this.#batches.next();
        if (next.done === true) break;
        this.#batch = next.value;
        this.#at = 0;
        continue;
      }
      const some = this.#batch.slice(this.#at, this.#at + count - lines.length);
      lines.push(...some);
      this.#at += some.length;
    }
    this.taken += lines.length;
    return lines;
  }
}
