/** A log in memory: entries, tiles by name, checkpoints signed by keys made from a number. Synthetic, for tests. */
import { nodePlatform } from "@creance/node";
import { formatCheckpoint } from "../src/tlog/checkpoint.ts";
import { formatVkey, type NoteSigner, signNote } from "../src/tlog/signed-note.ts";
import { type ReadTile, TreeBuilder } from "../src/tlog/tree-builder.ts";

/** A signer whose secret is a number. */
export function madeSigner(name: string, number: number): NoteSigner {
  const seed = new Uint8Array(32).fill(number);
  return { name, publicKey: nodePlatform.ed25519PublicKey(seed), sign: (bytes) => nodePlatform.ed25519Sign(seed, bytes) };
}

/** A log with tiles for every size that was asked for. */
export interface MadeLog {
  readonly signer: NoteSigner;
  readonly vkey: string;
  readonly entries: readonly Uint8Array[];
  /** Files by name. */
  readonly files: Map<string, Uint8Array>;
  readonly readTile: ReadTile;
  /** The signed checkpoint at a size of `sizes`. */
  checkpoint(size: number): string;
}

/** The text of a made entry. */
export function madeEntry(index: number, word = "made"): string {
  return `{"index":${index},"word":"${word}"}`;
}

/** Makes a log; entry `i` is `entryOf(i)`. Tiles and checkpoints exist for each of `sizes`; the last is the log's size. */
export function madeLog({
  sizes,
  entryOf = (index) => madeEntry(index),
  origin = "creance/made",
  key = 7,
}: {
  readonly sizes: readonly number[];
  readonly entryOf?: (index: number) => string;
  readonly origin?: string;
  readonly key?: number;
}): MadeLog {
  const signer = madeSigner(origin, key);
  const builder = TreeBuilder.empty(nodePlatform.sha256);
  const files = new Map<string, Uint8Array>();
  const entries: Uint8Array[] = [];
  const notes = new Map<number, string>();
  for (const size of sizes) {
    while (builder.size < size) {
      const entry = new TextEncoder().encode(entryOf(builder.size));
      entries.push(entry);
      for (const { path, bytes } of builder.append(entry)) files.set(path, bytes);
    }
    for (const { path, bytes } of builder.partials()) files.set(path, bytes);
    const text = formatCheckpoint({ origin, size, rootHash: builder.root() });
    notes.set(size, signNote(text, { signer, sha256: nodePlatform.sha256 }));
  }
  return {
    signer,
    vkey: formatVkey(nodePlatform.sha256, { name: origin, publicKey: signer.publicKey }),
    entries,
    files,
    readTile: async (path) => files.get(path),
    checkpoint: (size) => {
      const note = notes.get(size);
      if (note === undefined) throw new Error(`no checkpoint at ${size}`);
      return note;
    },
  };
}
