/** A bundle on disk, opened for checking: regular files only, no links, no folders, a bounded number. */
import type { Dirent } from "node:fs";
import { constants, lstatSync } from "node:fs";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { FormatError, UserError } from "@creance/core";
import type { ProofFiles } from "@creance/hold";

/** Files in a bundle at most. */
const MAX_PROOF_FILES = 100_000;
const PIECE_BYTES = 1_048_576;
/** Names that a bundle's files can have: they are printed, and written into a list that another program reads. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * Opens a bundle. Throws a `UserError` (`no-such-proof`) where there is no folder, and a `FormatError` (`not-a-bundle`) for what no bundle
 * holds: a link, a folder, a device, a name that no bundle has, more than 100,000 files.
 */
export async function openProof(folder: string): Promise<ProofFiles> {
  const sizes = new Map<string, number>();
  for (const entry of await entriesOf(folder)) {
    if (!NAME.test(entry.name)) throw notABundle(`the name ${JSON.stringify(entry.name.slice(0, 200))} is none that a bundle has`);
    const kind = lstatSync(join(folder, entry.name));
    if (!kind.isFile()) throw notABundle(`${entry.name} is not a regular file`);
    sizes.set(entry.name, kind.size);
  }
  const names = [...sizes.keys()].sort();
  const sizeBytes = (name: string): number => {
    const size = sizes.get(name);
    if (size === undefined) throw notABundle(`it has no ${name}`);
    return size;
  };

  async function* bytes(name: string): AsyncGenerator<Uint8Array> {
    const file = await openWhole(join(folder, name), name);
    try {
      const size = sizeBytes(name);
      const piece = new Uint8Array(Math.min(PIECE_BYTES, Math.max(1, size)));
      for (let at = 0; at < size; ) {
        const { bytesRead } = await file.read(piece, 0, Math.min(piece.byteLength, size - at), at);
        if (bytesRead === 0) throw notABundle(`${name} became shorter while it was read`);
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  return {
    names: () => names,
    sizeBytes,
    async text(name, maxBytes) {
      const size = sizeBytes(name);
      if (size > maxBytes) throw notABundle(`${name} has ${size} bytes, more than the ${maxBytes} that it may have`);
      const whole = new Uint8Array(size);
      let at = 0;
      for await (const piece of bytes(name)) {
        whole.set(piece, at);
        at += piece.byteLength;
      }
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(whole);
      } catch {
        throw notABundle(`${name} is not UTF-8 text`);
      }
    },
    bytes,
  };
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new UserError("no-such-proof", "notFound", `There is no folder ${folder}.`, { cause: error });
    if (code === "ENOTDIR")
      throw new UserError("no-such-proof", "wrongUse", `${folder} is not a folder: a proof is one.`, { cause: error });
    throw error;
  }
  if (entries.length > MAX_PROOF_FILES) throw notABundle(`it has ${entries.length} files, more than ${MAX_PROOF_FILES}`);
  return entries;
}

async function openWhole(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ELOOP" || code === "ENOENT") throw notABundle(`${name} was changed while it was read`);
    throw error;
  }
}

function notABundle(why: string): FormatError {
  return new FormatError("not-a-bundle", { format: "creance-proof", offset: 0 }, `This is no bundle: ${why}`);
}
