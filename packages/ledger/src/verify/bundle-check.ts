/** One stretch of up to 256 entries: what the journal, the bundle and the tile of hashes say of it, and which of them the tree above bears out. */
import { isFormatError } from "@creance/core";
import { parseBundle } from "../tlog/entry-bundle.ts";
import { TILE_WIDTH, type Tile, tilePath } from "../tlog/tile-path.ts";
import type { ReadTile } from "../tlog/tree-builder.ts";
import { HASH_BYTES, leafHash, type Sha256, sameHash } from "../tlog/tree-hash.ts";
import type { FindingList, LedgerFailureCode } from "./verdict.ts";

/** A stretch as it was found. */
export interface Stretch {
  readonly number: number;
  readonly width: number;
  /** Lines of the journal; fewer than `width` when it ends here; `undefined` when there is no journal at hand. */
  readonly lines: readonly Uint8Array[] | undefined;
}

/** What was read of it. */
export interface ReadStretch extends Stretch {
  readonly bundle: readonly Uint8Array[] | undefined;
  readonly tile: readonly Uint8Array[] | undefined;
  /** Hashes that the stretch may have, without repeats; those that most of the places tell come first. */
  readonly candidates: readonly (readonly Uint8Array[])[];
}

/** Reads a stretch; says what is missing or no tile at all. */
export async function readStretch(
  stretch: Stretch,
  {
    readTile,
    sha256,
    failures,
  }: { readonly readTile: ReadTile; readonly sha256: Sha256; readonly failures: FindingList<LedgerFailureCode> },
): Promise<ReadStretch> {
  const { number, width, lines } = stretch;
  const entriesTile: Tile = { level: "entries", number, width };
  const hashTile: Tile = { level: 0, number, width };
  const bundle = bundleOf(await wideRead(readTile, entriesTile), { tile: entriesTile, failures });
  const tile = hashesOf(await wideRead(readTile, hashTile), { tile: hashTile, failures });
  const whole = lines?.length === width ? lines : undefined;
  const bundleHashes = bundle?.map((entry) => leafHash(sha256, entry));
  // The journal's lines are hashed only where they differ: mostly they are the bundle's.
  const lineHashes =
    whole === undefined || (bundle !== undefined && sameEntries(whole, bundle)) ? undefined : whole.map((line) => leafHash(sha256, line));
  const found: { readonly hashes: readonly Uint8Array[]; places: number }[] = [];
  for (const hashes of [tile, bundleHashes, lineHashes ?? (whole === undefined ? undefined : bundleHashes)]) {
    const known = hashes === undefined ? undefined : found.find((one) => sameHashes(one.hashes, hashes));
    if (known !== undefined) known.places += 1;
    else if (hashes !== undefined) found.push({ hashes, places: 1 });
  }
  const candidates = found.sort((a, b) => b.places - a.places).map(({ hashes }) => hashes);
  return { ...stretch, bundle, tile, candidates };
}

/** Says which of the places differ from the hashes that the tree bears out. */
export function compareStretch(
  { number, width, lines, bundle, tile }: ReadStretch,
  truth: readonly Uint8Array[],
  { sha256, failures }: { readonly sha256: Sha256; readonly failures: FindingList<LedgerFailureCode> },
): void {
  const first = number * TILE_WIDTH;
  if (tile !== undefined && !sameHashes(tile, truth))
    failures.add(
      "tile-changed",
      tilePath({ level: 0, number, width }),
      `This tile of hashes differs from what was signed; it can be made anew from the journal.`,
    );
  for (let at = 0; at < width; at += 1) {
    const entry = bundle?.[at];
    const line = lines?.[at];
    const signed = truth[at] as Uint8Array;
    if (entry !== undefined && !sameHash(leafHash(sha256, entry), signed))
      failures.add(
        "bundle-changed",
        tilePath({ level: "entries", number, width }),
        `Entry ${first + at} in this bundle is not the one that was signed.`,
      );
    if (line !== undefined && !sameHash(leafHash(sha256, line), signed))
      failures.add(
        "entry-changed",
        `entry ${first + at}`,
        `Entry ${first + at} of the journal is not the one that was signed: it was changed after that.`,
      );
  }
}

/** A tile as wide as asked for; of a log that grew since, the whole one. */
export async function wideRead(
  readTile: ReadTile,
  tile: Tile,
): Promise<{ readonly bytes: Uint8Array; readonly width: number } | undefined> {
  const bytes = await readTile(tilePath(tile));
  if (bytes !== undefined) return { bytes, width: tile.width };
  const whole = tile.width === TILE_WIDTH ? undefined : await readTile(tilePath({ ...tile, width: TILE_WIDTH }));
  return whole === undefined ? undefined : { bytes: whole, width: TILE_WIDTH };
}

/** Hashes of a tile; `undefined` after a finding. */
export function hashesOf(
  read: { readonly bytes: Uint8Array; readonly width: number } | undefined,
  { tile, failures }: { readonly tile: Tile; readonly failures: FindingList<LedgerFailureCode> },
): readonly Uint8Array[] | undefined {
  const where = tilePath(tile);
  if (read === undefined) {
    failures.add("tile-missing", where, "This tile of hashes is not there; it can be made anew from the journal.");
    return undefined;
  }
  if (read.bytes.byteLength !== read.width * HASH_BYTES) {
    failures.add("tile-changed", where, `This tile of hashes has ${read.bytes.byteLength} bytes instead of ${read.width * HASH_BYTES}.`);
    return undefined;
  }
  return Array.from({ length: tile.width }, (_, at) => read.bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

function bundleOf(
  read: { readonly bytes: Uint8Array; readonly width: number } | undefined,
  { tile, failures }: { readonly tile: Tile; readonly failures: FindingList<LedgerFailureCode> },
): readonly Uint8Array[] | undefined {
  const where = tilePath(tile);
  if (read === undefined) {
    failures.add("bundle-missing", where, "This bundle of entries is not there; it can be made anew from the journal.");
    return undefined;
  }
  try {
    return parseBundle(read.bytes, read.width).slice(0, tile.width);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    failures.add("bundle-changed", where, `This bundle of entries cannot be read: ${error.message}.`);
    return undefined;
  }
}

function sameEntries(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (!sameHash(a[at] as Uint8Array, b[at] as Uint8Array)) return false;
  return true;
}

function sameHashes(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return sameEntries(a, b);
}
