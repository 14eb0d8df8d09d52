/** `creance ledger verify`: a vault's ledger or an exported folder, every entry and every signature. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "@creance/core";
import type { LedgerFolderVerdict } from "@creance/server";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { readSmallText } from "./text-input.ts";

interface VerifyOptions extends VaultOptions {
  readonly checkpoint: readonly string[];
  readonly vkey: readonly string[];
  readonly cosigner: readonly string[];
  readonly authority?: string;
}

/** Adds `verify`. */
export function addVerify(ledger: Command): void {
  const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  withVaultOptions(ledger.command("verify [dir]"))
    .description(
      "Check every entry, tile, signature, earlier checkpoint and word: of the vault, of a copy of one, or of an exported folder.",
    )
    .option("--vkey <key>", "the log's key, as you were given it (default: the one beside the log); may come several times", several, [])
    .option("--checkpoint <file>", "an earlier checkpoint that you kept elsewhere; may come several times", several, [])
    .option("--cosigner <key>", "a witness's key: its cosignature must be there; may come several times", several, [])
    .option("--authority <file>", "certificate of a timestamp authority (PEM): tokens must be signed by it (needs openssl)")
    .addHelpText(
      "after",
      `
With --json one object: {ok, checked, failures: [{code, where, sentence}], remarks, origin, entries, sealed}.
Exit status: 0 everything holds; 1 something does not; 2 no such folder or key.

Examples:
  creance ledger verify --json
  creance ledger verify --checkpoint checkpoint-monday --vkey 'creance/1a2b+...'
  creance ledger verify exported-ledger --vkey 'creance/1a2b+...'`,
    )
    .action(async (dir: string | undefined, options: VerifyOptions) => {
      const verdict = await verdictOf(dir, options);
      if (options.json === true) printJson(verdict);
      else printVerdict(verdict);
      if (!verdict.ok) process.exitCode = exitStatus.damaged;
    });
}

async function verdictOf(dir: string | undefined, options: VerifyOptions): Promise<LedgerFolderVerdict> {
  const given = {
    vkeys: options.vkey,
    earlier: options.checkpoint.map(readSmallText),
    cosigners: options.cosigner,
    authorityPath: authorityOf(options.authority),
  };
  if (dir === undefined) {
    return withOperation(options, "existing", async ({ vault }) => {
      const { verifyLedgerFolder } = await import("@creance/server");
      if (!existsSync(vault.ledger.folder)) return nothingSigned(vault.ledger.folder);
      return verifyLedgerFolder(vault.ledger.folder, { ...given, vaultPath: vault.path });
    });
  }
  const inside = [dir, join(dir, "ledger")].find((folder) => existsSync(join(folder, "checkpoint")));
  if (inside === undefined)
    throw new UserError(
      "no-such-folder",
      "notFound",
      `No checkpoint lies in ${dir}: that is no exported ledger. A vault is named with --vault.`,
    );
  const { verifyLedgerFolder } = await import("@creance/server");
  // A vault that was copied: its journal is what counts, not only what was derived from it.
  const vaultPath = existsSync(join(dir, "journal")) ? dir : null;
  return verifyLedgerFolder(inside, { ...given, vaultPath });
}

function nothingSigned(folder: string): LedgerFolderVerdict {
  const sentence = "Nothing of this ledger is signed yet, so nothing can be checked. Sign it with: creance ledger seal";
  return {
    ok: false,
    checked: [],
    failures: [{ code: "not-sealed-yet", where: folder, sentence }],
    remarks: [],
    origin: null,
    entries: null,
    sealed: 0,
  };
}

function printVerdict({ ok, checked, failures, remarks }: LedgerFolderVerdict): void {
  for (const sentence of checked) printLine(`ok      ${sentence}`);
  for (const { code, where, sentence } of failures) printLine(`FAILED  ${where}: ${sentence} (${code})`);
  for (const sentence of remarks) printLine(`note    ${sentence}`);
  tell(ok ? "What could be checked holds." : "Something does not hold: see the lines with FAILED.");
}

function authorityOf(path: string | undefined): string | null {
  if (path === undefined) return null;
  if (!existsSync(path)) throw new UserError("no-such-file", "notFound", `There is no file ${path}; nothing was checked.`);
  return resolve(path);
}
