/** `creance ledger witness`, `request-cosignature`, `add-cosignature`: somebody else signs what they saw. By files; nothing connects. */
import { isoFromEpochUs, UserError } from "@creance/core";
import { noteVerifier, parseWitnessRequest, witnessCheckpoint } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { numberOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { readSmallText, writeNewFile } from "./text-input.ts";
import { lastSeen, makeWitness, openWitness, remember, withWitnessLock } from "./witness-folder.ts";

/** Adds what the owner of a ledger does: asking for a cosignature and taking it. */
export function addCosign(ledger: Command): void {
  withVaultOptions(ledger.command("request-cosignature"))
    .description("Write what a witness is handed: the latest checkpoint, and the proof that it continues the one that it saw last.")
    .option("--witness <key>", "the witness's key: the proof begins where it signed last (default: for a witness that saw nothing yet)")
    .option("--old <n>", "how many entries it saw last, when it asks so", numberOption("old"))
    .option("--out <file>", "write it to this new file instead of standard output")
    .addHelpText("after", "\nExample:\n  creance ledger request-cosignature --out ask.txt")
    .action((options: VaultOptions & { readonly witness?: string; readonly old?: number; readonly out?: string }) =>
      withOperation(options, "existing", async ({ evidence }) => {
        const { witnessed } = await evidence.levels();
        const seen = witnessed.find(({ witness }) => witness === options.witness && options.witness !== undefined)?.entries ?? 0;
        const request = await evidence.witnessRequest(options.old ?? seen);
        if (options.out !== undefined) writeNewFile(options.out, request);
        if (options.json === true) printJson({ request });
        else if (options.out === undefined) printLine(request.trimEnd());
      }),
    );
  withVaultOptions(ledger.command("add-cosignature <file>"))
    .description("Take a witness's answer, after checking that it is about one of this ledger's checkpoints and signed by this witness.")
    .requiredOption("--witness <key>", "the witness's key, as it was given to you")
    .addHelpText("after", "\nExample:\n  creance ledger add-cosignature answer.txt --witness 'w1.example.org+...'")
    .action((file: string, options: VaultOptions & { readonly witness: string }) =>
      withOperation(options, "existing", async ({ evidence }) => {
        const taken = await evidence.addCosignature(readSmallText(file), options.witness);
        if (options.json === true) printJson(taken);
        else printLine(`WITNESSED: the first ${taken.entries} entries, ${isoFromEpochUs(taken.cosignedUs)} by the witness's clock.`);
      }),
    );
}

/** Adds what a witness does, on its own machine. */
export function addWitness(ledger: Command): void {
  const witness = ledger
    .command("witness")
    .description("Be a witness for somebody's ledger: sign only what continues what you saw. Needs no vault.");
  witness
    .command("init <dir>")
    .description("Make a witness: a folder with a new key. Give the printed key to whoever checks.")
    .requiredOption("--name <name>", "its name, such as w1.example.org: no spaces, no plus")
    .option("--json", "print one object: vkey")
    .addHelpText("after", "\nExample:\n  creance ledger witness init my-witness --name w1.example.org")
    .action((dir: string, options: { readonly name: string; readonly json?: boolean }) => {
      const vkey = makeWitness(dir, options.name);
      if (options.json === true) printJson({ vkey });
      else printLine(vkey);
    });
  witness
    .command("sign <dir> <request>")
    .description("Cosign a checkpoint, if it continues the last one of that log that this witness saw; otherwise say why not.")
    .requiredOption("--vkey <key>", "the log's key, as its owner gave it to you")
    .option("--out <file>", "write the answer to this new file instead of standard output")
    .option("--json", "print one object: ok, and cosignature or code and sentence")
    .addHelpText(
      "after",
      "\nExit status: 0 signed; 1 refused, for the reason printed; 2 wrong use.\n\nExample:\n  creance ledger witness sign my-witness ask.txt --vkey 'creance/1a2b+...' --out answer.txt",
    )
    .action((dir: string, request: string, options: { readonly vkey: string; readonly out?: string; readonly json?: boolean }) => {
      const answer = signedAnswer(dir, readSmallText(request), options.vkey);
      if (options.json === true) printJson(answer.ok ? { ok: true, cosignature: answer.cosignature, entries: answer.seen.size } : answer);
      if (!answer.ok) {
        tell(answer.sentence);
        process.exitCode = exitStatus.damaged;
        return;
      }
      if (options.out !== undefined) writeNewFile(options.out, answer.cosignature);
      else if (options.json !== true) printLine(answer.cosignature.trimEnd());
      tell(`Signed: the first ${answer.seen.size} entries of ${answer.seen.origin}.`);
    });
}

function signedAnswer(folder: string, request: string, vkey: string): ReturnType<typeof witnessCheckpoint> {
  const log = noteVerifier(vkey, nodePlatform);
  if (log.kind !== "signature") throw new UserError("bad-vkey", "wrongUse", "--vkey is a witness's key, not a log's; nothing was signed.");
  const witness = openWitness(folder);
  return withWitnessLock(folder, () => {
    const answer = witnessCheckpoint(parseWitnessRequest(request), {
      log,
      seen: lastSeen(folder, log.name),
      witness,
      timeSeconds: Math.floor(Date.now() / 1000),
      platform: nodePlatform,
    });
    // Before it leaves: a witness that forgets could be made to sign two histories.
    if (answer.ok) remember(folder, log.name, answer.cosignature);
    return answer;
  });
}
