/** `creance hold verify`: checks a proof bundle, on any machine, with nothing but the bundle. */
import { isFormatError } from "@creance/core";
import { openProof } from "@creance/gateway";
import { checkProof, type ProofFiles, type ProofVerdict } from "@creance/hold";
import { nodePlatform } from "@creance/node";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine } from "../output.ts";
import { verdictLines } from "./verdict-lines.ts";

interface VerifyOptions {
  readonly json?: boolean;
}

/** Adds the command. */
export function addVerify(hold: Command): void {
  hold
    .command("verify <dir>")
    .description("Check a proof: every file, log line and packet of it against every other. Works on any machine, without a gateway.")
    .option("--json", "print one object: {ok, checked, failures: [{code, where, sentence}], ...}")
    .addHelpText(
      "after",
      `
Examples:
  creance hold verify proof-monday
  creance hold verify proof-monday --json

The list of hashes can be checked without this program too: cd proof-monday && sha256sum -c SHA256SUMS
Exit status: 0 the proof holds; 1 it does not, for the reasons printed; 2 no such folder.`,
    )
    .action(async (folder: string, options: VerifyOptions) => {
      const verdict = await verdictOf(folder);
      if (options.json === true) printJson(verdict);
      else for (const line of verdictLines(verdict)) printLine(line);
      if (!verdict.ok) process.exitCode = exitStatus.damaged;
    });
}

/** The verdict of a bundle on disk. A folder that is no bundle is a verdict too; only one that is not there throws a `UserError`. */
export async function verdictOf(folder: string): Promise<ProofVerdict> {
  let files: ProofFiles;
  try {
    files = await openProof(folder);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    const sentence = `This proof does not hold: ${error.message}.`;
    return {
      ok: false,
      checked: [],
      failures: [{ code: error.code, where: folder, sentence: error.message }],
      sentence,
      fromUs: Number.NaN,
      untilUs: Number.NaN,
      tried: [],
      carried: [],
      limits: [],
    };
  }
  return await checkProof(files, nodePlatform);
}
