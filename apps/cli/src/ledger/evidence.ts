/** `creance ledger evidence`: a package that shows what happened to files, and checking one. */
import { formatBytes, UserError } from "@creance/core";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

interface EvidenceOptions extends VaultOptions {
  readonly out?: string;
  readonly check?: string;
  readonly vkey?: string;
  readonly description?: string;
}

/** Adds `evidence`. */
export function addEvidence(ledger: Command): void {
  withVaultOptions(ledger.command("evidence [items...]"))
    .description("Write files with everything that happened to them as one package (BagIt) that checks without this program; or check one.")
    .option("--out <dir or file.zip>", "where it is written: a new folder, or a new .zip")
    .option("--description <text>", "a line about what it is for; it stands in the package")
    .option("--check <dir>", "check a package instead (a zip is unpacked first)")
    .option("--vkey <key>", "with --check: the log's key, as you were given it (default: the package's own)")
    .addHelpText(
      "after",
      `
An item is a flight's id, or at least 8 digits of a file's SHA-256. The package holds the originals byte for byte, their history in words
with the names that stand behind it, proofs, grants, CASE JSON-LD, a page that prints, and verify.sh.
Exit status of --check: 0 everything holds; 1 something does not, for the reasons printed; 2 no such folder.

Examples:
  creance ledger evidence 3f0c2a91 --out package --description 'Inspection of 12 September'
  creance ledger evidence --check package --vkey 'creance/1a2b+...'
  cd package && sha256sum -c manifest-sha256.txt && sh verify.sh`,
    )
    .action(async (items: readonly string[], options: EvidenceOptions) => {
      if (options.check !== undefined) await check(options.check, items, options);
      else await pack(items, options);
    });
}

async function pack(items: readonly string[], options: EvidenceOptions): Promise<void> {
  const { out } = options;
  if (out === undefined || items.length === 0) {
    throw new UserError("bad-option", "wrongUse", "Name the items and --out, or a package with --check. Nothing was written.");
  }
  await withOperation(options, "existing", async ({ evidence }) => {
    const made = await evidence.pack(items, { out, description: options.description ?? null });
    if (options.json === true) printJson(made);
    else
      printLine(
        `${made.path}: ${made.items.length} originals, ${made.entries} entries, ${made.files} files, ${formatBytes(made.sizeBytes)}.`,
      );
    for (const sentence of made.left) tell(sentence);
  });
}

async function check(folder: string, items: readonly string[], options: EvidenceOptions): Promise<void> {
  if (items.length > 0 || options.out !== undefined) {
    throw new UserError("bad-option", "wrongUse", "--check takes a package and neither items nor --out. Nothing was done.");
  }
  const { checkEvidence } = await import("@creance/server");
  const verdict = await checkEvidence(folder, options.vkey);
  if (options.json === true) printJson(verdict);
  else {
    for (const sentence of verdict.checked) printLine(`ok      ${sentence}`);
    for (const { code, where, sentence } of verdict.failures) printLine(`FAILED  ${where}: ${sentence} (${code})`);
    for (const sentence of verdict.remarks) printLine(`note    ${sentence}`);
    tell(verdict.ok ? "What could be checked holds." : "Something does not hold: see the lines with FAILED.");
  }
  if (!verdict.ok) process.exitCode = exitStatus.damaged;
}
