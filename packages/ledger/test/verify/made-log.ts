/** A made-up log in memory, with a key, for tests of verifying. */
import { nodePlatform } from "@creance/node";
import { formatCheckpoint, formatVkey, type LedgerSource, type NoteSigner, signNote, TreeBuilder } from "../../src/index.ts";

export const platform = nodePlatform;

export function madeSigner(seedByte: number, name = "log.invalid/test"): NoteSigner & { readonly vkey: string } {
  const seed = new Uint8Array(32).fill(seedByte);
  const publicKey = platform.ed25519PublicKey(seed);
  return { name, publicKey, sign: (bytes) => platform.ed25519Sign(seed, bytes), vkey: formatVkey(platform.sha256, { name, publicKey }) };
}

/** Lines as a journal holds them. `change` may bend one. */
export function madeLines(count: number, change: (line: string, at: number) => string = (line) => line): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, at) =>
    new TextEncoder().encode(
      change(`{"kind":"program","sequence":${at},"timeUs":${1_700_000_000_000_000 + at},"versionHash":"${"ab".repeat(32)}"}`, at),
    ),
  );
}

export interface MadeLog {
  readonly files: Map<string, Uint8Array>;
  lines: readonly Uint8Array[];
  readonly notes: readonly string[];
}

/** A log with a checkpoint at each of the sizes. */
export function madeLog(lines: readonly Uint8Array[], sizes: readonly number[], signer: NoteSigner): MadeLog {
  const files = new Map<string, Uint8Array>();
  const builder = TreeBuilder.empty(platform.sha256);
  const notes: string[] = [];
  for (const size of sizes) {
    while (builder.size < size) for (const { path, bytes } of builder.append(lines[builder.size] as Uint8Array)) files.set(path, bytes);
    for (const { path, bytes } of builder.partials()) files.set(path, bytes);
    notes.push(signNote(formatCheckpoint({ origin: signer.name, size, rootHash: builder.root() }), { signer, sha256: platform.sha256 }));
  }
  files.set("checkpoint", new TextEncoder().encode(notes.at(-1)));
  files.set("checkpoints", new TextEncoder().encode(notes.map((note) => `${JSON.stringify(note)}\n`).join("")));
  return { files, lines, notes };
}

/** The log as verifying reads it. */
export function sourceOf(log: MadeLog): LedgerSource {
  return {
    readFile: (path) => Promise.resolve(log.files.get(path)),
    async *lines() {
      for (let at = 0; at < log.lines.length; at += 100) yield log.lines.slice(at, at + 100);
    },
  };
}
