/** Builds the tiles of a growing log. Memory: one tile of every level and one bundle of entries, however long the log is. */
import { FormatError } from "@creance/core";
import { formatBundle, parseBundle } from "./entry-bundle.ts";
import { rowCount, rowLength, TILE_WIDTH, type Tile, tileAt, tilePath } from "./tile-path.ts";
import { HASH_BYTES, leafHash, listRoot, type Sha256 } from "./tree-hash.ts";

/** A tile with its bytes. */
export interface TileFile extends Tile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads a file of the log by its name; `undefined` when there is none. */
export type ReadTile = (path: string) => Promise<Uint8Array | undefined>;

/** A log that entries are appended to. */
export class TreeBuilder {
  readonly #sha256: Sha256;
  /** Hashes of the last, unfinished tile of each level. */
  readonly #rows: Uint8Array[][];
  #entries: Uint8Array[];
  #size: number;

  private constructor(sha256: Sha256, state: { readonly size: number; readonly rows: Uint8Array[][]; readonly entries: Uint8Array[] }) {
    this.#sha256 = sha256;
    this.#size = state.size;
    this.#rows = state.rows;
    this.#entries = state.entries;
  }

  /** A log without entries. */
  static empty(sha256: Sha256): TreeBuilder {
    return new TreeBuilder(sha256, { size: 0, rows: [[]], entries: [] });
  }

  /** Goes on where a log of `size` entries ended. The caller compares `root()` with the one it trusts. Throws a `FormatError` (`tile-missing`, `tile-length`, `bundle-length`). */
  static async resume(sha256: Sha256, { size, readTile }: { readonly size: number; readonly readTile: ReadTile }): Promise<TreeBuilder> {
    const rows: Uint8Array[][] = [];
    for (let level = 0; level < rowCount(size); level += 1) {
      const length = rowLength(size, level);
      const number = Math.floor(length / TILE_WIDTH);
      rows.push(length % TILE_WIDTH === 0 ? [] : await readHashes(readTile, tileAt(size, level, number)));
    }
    if (rows.length === 0) rows.push([]);
    const width = size % TILE_WIDTH;
    const last: Tile = { level: "entries", number: Math.floor(size / TILE_WIDTH), width };
    const entries = width === 0 ? [] : parseBundle(await readWhole(readTile, last), width).map((entry) => Uint8Array.from(entry));
    return new TreeBuilder(sha256, { size, rows, entries });
  }

  /** Entries so far. */
  get size(): number {
    return this.#size;
  }

  /** Appends an entry. Returns the tiles that it filled, lowest first; mostly none. The entry's bytes must not change afterwards. */
  append(entry: Uint8Array): readonly TileFile[] {
    this.#entries.push(entry);
    this.#size += 1;
    const filled: TileFile[] = [];
    const number = Math.floor((this.#size - 1) / TILE_WIDTH);
    if (this.#entries.length === TILE_WIDTH) {
      filled.push(tileFile({ level: "entries", number, width: TILE_WIDTH }, formatBundle(this.#entries)));
      this.#entries = [];
    }
    this.#push(0, leafHash(this.#sha256, entry), filled);
    return filled;
  }

  #push(level: number, hash: Uint8Array, filled: TileFile[]): void {
    let row = this.#rows[level];
    if (row === undefined) {
      row = [];
      this.#rows.push(row);
    }
    row.push(hash);
    if (row.length < TILE_WIDTH) return;
    const number = rowLength(this.#size, level) / TILE_WIDTH - 1;
    filled.push(tileFile({ level, number, width: TILE_WIDTH }, joined(row)));
    const root = listRoot(this.#sha256, row);
    this.#rows[level] = [];
    this.#push(level + 1, root, filled);
  }

  /** The unfinished tiles, as they are now. */
  partials(): readonly TileFile[] {
    const files: TileFile[] = [];
    const number = Math.floor(this.#size / TILE_WIDTH);
    if (this.#entries.length > 0)
      files.push(tileFile({ level: "entries", number, width: this.#entries.length }, formatBundle(this.#entries)));
    this.#rows.forEach((row, level) => {
      if (row.length > 0)
        files.push(tileFile({ level, number: Math.floor(rowLength(this.#size, level) / TILE_WIDTH), width: row.length }, joined(row)));
    });
    return files;
  }

  /** Root hash of the tree as it is now. */
  root(): Uint8Array {
    let right: Uint8Array | undefined;
    for (const row of this.#rows) {
      const list: readonly Uint8Array[] = right === undefined ? row : [...row, right];
      if (list.length > 0) right = listRoot(this.#sha256, list);
    }
    return right ?? listRoot(this.#sha256, []);
  }
}

/** The hashes of a tile. A wider one of the same place serves too. Throws a `FormatError` (`tile-missing`, `tile-length`). */
export async function readHashes(readTile: ReadTile, tile: Tile): Promise<Uint8Array[]> {
  const bytes = await readWhole(readTile, tile);
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < tile.width; at += 1) hashes.push(bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES));
  return hashes;
}

/** The bytes of a tile as wide as asked; of a log that grew since, the whole tile may stand in its place. */
async function readWhole(readTile: ReadTile, tile: Tile): Promise<Uint8Array> {
  const path = tilePath(tile);
  let bytes = await readTile(path);
  const isHashes = tile.level !== "entries";
  if (bytes === undefined && tile.width < TILE_WIDTH) {
    const whole = await readTile(tilePath({ ...tile, width: TILE_WIDTH }));
    if (whole !== undefined) bytes = isHashes ? whole.subarray(0, tile.width * HASH_BYTES) : firstEntries(whole, tile.width);
  }
  if (bytes === undefined) throw new FormatError("tile-missing", { format: "tlog-tiles", offset: 0, field: path }, "the tile is not there");
  if (isHashes && bytes.byteLength !== tile.width * HASH_BYTES)
    throw new FormatError(
      "tile-length",
      { format: "tlog-tiles", offset: bytes.byteLength, field: path },
      `a tile of ${tile.width} hashes has ${bytes.byteLength} bytes`,
    );
  return bytes;
}

function firstEntries(bundle: Uint8Array, width: number): Uint8Array {
  return formatBundle(parseBundle(bundle, TILE_WIDTH).slice(0, width));
}

function joined(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  hashes.forEach((hash, at) => {
    bytes.set(hash, at * HASH_BYTES);
  });
  return bytes;
}

function tileFile(tile: Tile, bytes: Uint8Array): TileFile {
  return { ...tile, path: tilePath(tile), bytes };
}
