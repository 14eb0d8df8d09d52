/** Where the passphrase of a vault's keyring comes from: a file that the operator named, else the terminal. Never an argument. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { UserError } from "@creance/core";
import { askLine, canAsk } from "./ask-line.ts";

const MOST_BYTES = 4_096;

/** Gives the passphrase as `OperationOptions.passphrase` wants it. `file`: as set with `CREANCE_PASSPHRASE_FILE`, empty: none. */
export function passphraseFrom(file: string): (how: "ask" | "quiet") => Promise<string | undefined> {
  return async (how) => {
    if (file !== "") return readPassphraseFile(file);
    if (how === "quiet" || !canAsk()) return undefined;
    return askLine("Passphrase of the vault's keyring: ", { hidden: true });
  };
}

/** Asks for a new passphrase twice, or takes the file's. Throws a `UserError` (`passphrase-needed`, `passphrases-differ`, `weak-passphrase`). */
export async function newPassphrase(file: string): Promise<string> {
  if (file !== "") return longEnough(readPassphraseFile(file));
  if (!canAsk()) {
    const sentence =
      "A new passphrase is typed on a terminal or read from the file that CREANCE_PASSPHRASE_FILE names; there is neither. Nothing was changed.";
    throw new UserError("passphrase-needed", "wrongUse", sentence);
  }
  const first = longEnough(await askLine("New passphrase: ", { hidden: true }));
  if (first === (await askLine("The same again: ", { hidden: true }))) return first;
  throw new UserError("passphrases-differ", "wrongUse", "The two passphrases are not the same. Nothing was changed.");
}

function longEnough(passphrase: string): string {
  if ([...passphrase].length >= 10) return passphrase;
  throw new UserError(
    "weak-passphrase",
    "wrongUse",
    "A passphrase has at least 10 characters; four or five words are better. Nothing was changed.",
  );
}

/** First line of the file. */
function readPassphraseFile(path: string): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new UserError("no-passphrase-file", "notFound", `The passphrase file ${path} could not be read. Nothing was changed.`, {
      cause: error,
    });
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new UserError("bad-passphrase-file", "wrongUse", `${path} is not a file. Nothing was changed.`);
    if ((found.mode & 0o007) !== 0) {
      const sentence = `Everybody on this machine may read or change ${path}; it was not used and nothing was changed: chmod 600 it, and change the passphrase.`;
      throw new UserError("passphrase-file-open-to-others", "machineRefused", sentence);
    }
    const buffer = Buffer.alloc(MOST_BYTES);
    const text = buffer.subarray(0, readSync(file, buffer, 0, MOST_BYTES, 0)).toString("utf8");
    const line = text.split(/\r?\n/)[0] ?? "";
    if (line === "" || text.length >= MOST_BYTES) {
      throw new UserError("bad-passphrase-file", "wrongUse", `The first line of ${path} holds no passphrase. Nothing was changed.`);
    }
    return line;
  } finally {
    closeSync(file);
  }
}
