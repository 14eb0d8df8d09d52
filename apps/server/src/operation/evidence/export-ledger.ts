/** An export of the ledger: what a stranger needs to check it, and nothing else. Words behind salted hashes stay in the vault. */
import { join } from "node:path";
import { UserError } from "@creance/core";
import { TILE_WIDTH, type Tile, tileAt, tilePath, verifyScript } from "@creance/ledger";
import type { Vault } from "@creance/vault";
import { folderTiles, latestCheckpoint, namesEnding, readBounded } from "./ledger-folder.ts";
import { NewFolder } from "./new-folder.ts";
import type { LedgerExport } from "./types.ts";

/** Folder of tokens below the ledger's. */
export const TIMESTAMPS = "timestamps";
/** Folder of cosigned checkpoints below the ledger's. */
export const COSIGNED = "cosigned";

/** Writes the export. Rejects with `UserError`: `not-sealed-yet`, `exists`, `ledger-damaged` (a tile is missing). */
export async function exportLedger(vault: Vault, path: string): Promise<LedgerExport> {
  const { note, vkey, size } = await latestCheckpoint(vault);
  const folder = await NewFolder.begin(path);
  try {
    const readTile = folderTiles(vault.ledger.folder);
    for (const tile of tilesOf(size)) {
      const bytes = await readTile(tilePath(tile));
      if (bytes === undefined) {
        throw new UserError(
          "ledger-damaged",
          "conflict",
          `The ledger lacks ${tilePath(tile)}; nothing was written. See: creance ledger verify`,
        );
      }
      await folder.write(tilePath(tile), bytes);
    }
    await folder.write("checkpoint", note);
    await folder.write("vkey", `${vkey}\n`);
    await copyOthers(vault, folder, "");
    await folder.write("verify.sh", verifyScript, { mode: 0o700 });
    await folder.write("README.txt", readme(size));
    await folder.finish();
  } catch (error) {
    await folder.abandon();
    throw error;
  }
  return { path: folder.path, files: folder.files, sizeBytes: folder.sizeBytes, entries: size, vkey };
}

/** Copies what others signed: tokens with the checkpoints that they are about, and cosigned checkpoints. */
export async function copyOthers(vault: Vault, folder: NewFolder, prefix: string): Promise<readonly string[]> {
  const names = [
    ...(await namesEnding(join(vault.ledger.folder, TIMESTAMPS), ".tsr")).flatMap((name) =>
      [".tsr", ".tsq", ".checkpoint"].map((ending) => join(TIMESTAMPS, name.replace(/\.tsr$/, ending))),
    ),
    ...(await namesEnding(join(vault.ledger.folder, COSIGNED), ".checkpoint")).map((name) => join(COSIGNED, name)),
  ];
  const written: string[] = [];
  for (const name of names) {
    const bytes = await readBounded(join(vault.ledger.folder, name));
    if (bytes === undefined) continue;
    await folder.write(`${prefix}${name}`, bytes);
    written.push(`${prefix}${name}`);
  }
  return written;
}

/** Every tile of a log of `size` entries. */
function* tilesOf(size: number): Generator<Tile> {
  for (let level = 0; Math.floor(size / TILE_WIDTH ** level) > 0; level += 1) {
    const length = Math.floor(size / TILE_WIDTH ** level);
    for (let number = 0; number * TILE_WIDTH < length; number += 1) {
      const tile = tileAt(size, level, number);
      yield tile;
      if (level === 0) yield { ...tile, level: "entries" };
    }
  }
}

function readme(size: number): string {
  return `A transparency log of ${size} entries (C2SP tlog-tiles, tlog-checkpoint, signed-note).

Check it with openssl 3 and sha256sum alone:

    sh verify.sh --vkey KEY

KEY is the verifier key that its owner gave you. The file vkey holds the one that the log came with: compare them.
Any other program for these formats can check it too. Entries are JSON, one for each thing that happened; names, notes and reasons
are not in it, only their salted hashes.

What it shows: that these entries stood in this order when the checkpoint was signed, and that none was changed since.
What it does not show: that the log was never cut before a witness saw it; who sat at the machine; that a clock was right.
`;
}
