/** `creance keys`: what is sealed, the exact request for its keys, taking the reply; and the vault's own keys. Nothing is ever sent. */
import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { UserError } from "@creance/core";
import type { Operation } from "@creance/server";
import type { Command } from "commander";
import { addKeyringCommands } from "../keyring/keyring-commands.ts";
import { printJson, printLine, tell } from "../output.ts";
import { printable } from "../text-table.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

/** Replies are a few kB; anything larger is not one. */
const LARGEST_REPLY_BYTES = 4_000_000;

/** Adds the commands. */
export function addKeys(creance: Command): void {
  const keys = creance.command("keys").description("Sealed records and their keys; the vault's own keys.");
  addList(keys);
  addRequest(keys);
  addAdd(keys);
  addKeyringCommands(keys);
}

function addList(keys: Command): void {
  withVaultOptions(keys.command("list"))
    .description("List the sealed originals.")
    .addHelpText("after", "\nExample:\n  creance keys list --json")
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async ({ vault }) => {
        for (let offset = 0; ; offset += 1000) {
          const { total, rows } = vault.files({ state: "sealed", offset, limit: 1000 });
          for (const row of rows) {
            if (options.json === true) printJson(row);
            else printLine(`${row.sha256}  ${printable(row.fileName ?? "")}`);
          }
          if (rows.length === 0 || offset + rows.length >= total) break;
        }
        const { keychains } = vault.info();
        if (keychains > 0)
          tell(
            `${keychains === 1 ? "1 keychain is" : `${keychains} keychains are`} kept in the vault's keys folder, readable by this user only, and not encrypted.`,
          );
      }),
    );
}

function addRequest(keys: Command): void {
  withVaultOptions(keys.command("request <sha256>"))
    .description("Write the exact request for the keys of one sealed original. It is not sent.")
    .option("--out <file>", "write the request to this new file instead of standard output")
    .addHelpText("after", "\nExamples:\n  creance keys request 3f0c... --out request.json\n  creance keys request 3f0c... --json")
    .action((sha256: string, options: VaultOptions & { out?: string }) =>
      withOperation(options, "existing", async (operation) => {
        const request = await operation.keyRequest(fullHash(operation, sha256));
        if (options.out !== undefined) writeNew(options.out, request.body);
        if (options.json === true) printJson(request);
        else if (options.out === undefined) printLine(request.body);
        tell(request.sentence);
      }),
    );
}

function addAdd(keys: Command): void {
  withVaultOptions(keys.command("add <reply>"))
    .description("Take a keychain reply from a file and open what it fits.")
    .option("--for <sha256>", "try it on this original only")
    .addHelpText("after", "\nExamples:\n  creance keys add reply.json\n  creance keys add reply.json --for 3f0c...")
    .action((path: string, options: VaultOptions & { for?: string }) =>
      withOperation(options, "existing", async (operation) => {
        const sha256 = options.for === undefined ? undefined : fullHash(operation, options.for);
        const { opened, sentence } = await operation.addKeys(readReply(path), sha256);
        if (options.json === true) printJson({ opened, sentence });
        else {
          for (const one of opened) printLine(one);
          tell(sentence);
        }
      }),
    );
}

/** Reads a keychain reply from a file. `UserError` when it is not there or larger than any reply. */
export function readReply(path: string): string {
  try {
    const bytes = readAtMost(path, LARGEST_REPLY_BYTES + 1);
    if (bytes.byteLength > LARGEST_REPLY_BYTES) {
      throw new UserError("not-a-reply", "wrongUse", `${path} is larger than any keychain reply. Nothing was changed.`);
    }
    return bytes.toString("utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR")) {
      throw new UserError("no-such-file", "notFound", `There is no file ${path}. Nothing was changed.`, { cause: error });
    }
    if (error instanceof Error && "code" in error && (error.code === "ELOOP" || error.code === "ENAMETOOLONG")) {
      throw new UserError("no-such-file", "notFound", `The path ${path} leads to no file. Nothing was changed.`, { cause: error });
    }
    throw error;
  }
}

/** The first bytes of a file or pipe, whatever size it claims. */
function readAtMost(path: string, mostBytes: number): Buffer {
  const buffer = Buffer.alloc(mostBytes);
  const file = openSync(path, "r");
  try {
    let filled = 0;
    while (filled < mostBytes) {
      const bytes = readSync(file, buffer, filled, mostBytes - filled, null);
      if (bytes === 0) break;
      filled += bytes;
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

/** The hash itself, or the one sealed original whose hash starts so. */
function fullHash({ vault }: Operation, sha256: string): string {
  const wanted = sha256.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(wanted)) return wanted;
  const found = /^[0-9a-f]{6,63}$/.test(wanted)
    ? vault.files({ state: "sealed", offset: 0, limit: 1000 }).rows.filter((row) => row.sha256.startsWith(wanted))
    : [];
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first.sha256;
  throw new UserError(
    "no-such-original",
    "notFound",
    `"${sha256.slice(0, 70)}" names no single sealed original. \`creance keys list\` shows them.`,
  );
}

function writeNew(path: string, body: string): void {
  try {
    writeFileSync(path, body, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new UserError("file-exists", "wrongUse", `${path} is there already and was not changed. Name a new file.`, { cause: error });
    }
    if (error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"].includes(String(error.code))) {
      const sentence = `${path} cannot be made there: the folder does not exist. Nothing was written.`;
      throw new UserError("no-such-folder", "wrongUse", sentence, { cause: error });
    }
    throw error;
  }
}
