/**
 * The key file: an age identity outside of the vault that opens the vault's keyring, so that a copy of the vault alone signs nothing and opens
 * nothing. Only its owner may read it. Debian's `age -d -i KEYFILE VAULT/keys/keyring.age` takes it as it is.
 */
import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "@creance/core";
import { newIdentity, readIdentity, recipientOf } from "@creance/seal";
import { keepBeside, writeDurably } from "./durable-file.ts";

const MOST_BYTES = 65_536;

/** `$XDG_CONFIG_HOME/creance/<vaultId>.key`, else below `~/.config`. Throws a `UserError` (`no-home`) for an account that has neither. */
export function defaultKeyFile(vaultId: string): string {
  const folder = process.env["XDG_CONFIG_HOME"];
  return join(folder === undefined || folder === "" ? join(homeFolder(), ".config") : folder, "creance", `${vaultId}.key`);
}

function homeFolder(): string {
  try {
    return homedir();
  } catch (error) {
    const sentence =
      "This account has no home folder, so there is no usual place for the vault's key file; nothing was changed; name one with CREANCE_KEY_FILE.";
    throw new UserError("no-home", "machineRefused", sentence, { cause: error });
  }
}

/**
 * The identity in a key file; `undefined` when there is no file. Throws a `UserError`: `key-file-open-to-others`, `bad-key-file`,
 * `key-file-unreadable`.
 */
export async function readKeyFile(path: string): Promise<string | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw unreadable(path, error);
  });
  if (handle === undefined) return undefined;
  try {
    const { mode, uid, size } = await handle.stat();
    const own = process.getuid?.();
    if ((mode & 0o077) !== 0 || (own !== undefined && own !== 0 && uid !== own)) {
      const sentence = `Others than you may read or change the key file ${path}; it was not used and nothing was changed; take their rights away with chmod 600, and think about who read it.`;
      throw new UserError("key-file-open-to-others", "machineRefused", sentence);
    }
    if (size > MOST_BYTES) throw notOne(path);
    const text = await handle.readFile("utf8");
    const line = text.split("\n").find((one) => one.trim() !== "" && !one.startsWith("#"));
    if (line === undefined) throw notOne(path);
    try {
      return readIdentity(line);
    } catch {
      throw notOne(path);
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EISDIR" ? notOne(path) : error;
  } finally {
    await handle.close();
  }
}

/** Makes a key file with a new identity, unless there is one already; gives the identity that it holds. Durable before it resolves. */
export async function makeKeyFile(path: string, vaultId: string): Promise<string> {
  const held = await readKeyFile(path);
  if (held !== undefined) return held;
  const identity = await newIdentity();
  const text = [
    `# Key file of the Creance vault ${vaultId}. It opens the vault's keyring: keep a copy apart from copies of the vault.`,
    `# public key: ${await recipientOf(identity)}`,
    identity,
    "",
  ].join("\n");
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeDurably(path, new TextEncoder().encode(text), "new");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      const other = await readKeyFile(path);
      if (other !== undefined) return other;
    }
    const sentence = `The key file ${path} could not be written; nothing was changed; name another place with CREANCE_KEY_FILE.`;
    throw new UserError("key-file-unwritable", "machineRefused", sentence, { cause: error });
  }
  return identity;
}

/** Puts a key file that cannot be used aside, under a name of its own. Nothing happens when there is none. */
export async function setKeyFileAside(path: string): Promise<void> {
  await keepBeside(path, { remove: true });
}

function unreadable(path: string, cause: unknown): UserError {
  return new UserError("key-file-unreadable", "machineRefused", `The key file ${path} could not be read; nothing was changed.`, { cause });
}

function notOne(path: string): UserError {
  const sentence = `${path} is not a key file; nothing was changed; put a copy of the right one in its place, or use the recovery sheet: creance keys recover.`;
  return new UserError("bad-key-file", "machineRefused", sentence);
}
