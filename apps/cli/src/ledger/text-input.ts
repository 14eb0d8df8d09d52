/** Small files that a command is given: read whole, bounded; `-` is standard input. */
import { closeSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { UserError } from "@creance/core";

/** Larger than any note, proof, request or token. */
const LARGEST_BYTES = 1_200_000;

/** The bytes of a file. Throws a `UserError` (`no-such-file`, `too-large`). */
export function readSmallFile(path: string): Uint8Array {
  if (path !== "-" && statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UserError("no-such-file", "notFound", `There is no file ${path}; nothing was done.`);
  }
  const handle = path === "-" ? 0 : openSync(path, "r");
  try {
    const bytes = Buffer.alloc(LARGEST_BYTES + 1);
    let length = 0;
    for (;;) {
      const read = readSync(handle, bytes, length, bytes.byteLength - length, null);
      if (read === 0) break;
      length += read;
      if (length > LARGEST_BYTES)
        throw new UserError("too-large", "wrongUse", `${path} is larger than anything that belongs here; nothing was done.`);
    }
    return Uint8Array.from(bytes.subarray(0, length));
  } finally {
    if (handle !== 0) closeSync(handle);
  }
}

/** The same as text. */
export function readSmallText(path: string): string {
  return new TextDecoder().decode(readSmallFile(path));
}

/** Writes a new file, readable by this user only. Throws a `UserError` (`exists`, `no-such-folder`). */
export function writeNewFile(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw new UserError("exists", "conflict", `${path} is there already; nothing was written.`, { cause: error });
    if (code === "ENOENT")
      throw new UserError("no-such-folder", "notFound", `There is no folder for ${path}; nothing was written.`, { cause: error });
    throw error;
  }
}
