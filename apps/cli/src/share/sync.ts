/** `creance share sync`: what standing grants let go, on a schedule of the machine's, each run a share like any other. */
import { isUserError } from "@creance/core";
import { scopeWords } from "@creance/policy";
import type { Operation, ShareHandlers } from "@creance/server";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { exitStatus } from "../exit-status.ts";
import { printChunks, printJson, printLine, tell } from "../output.ts";
import { stopOnInterrupt } from "../stop-on-interrupt.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { planLines } from "./plan-lines.ts";
import { shareHandlers } from "./share-progress.ts";
import { shareJson, shareSentence } from "./share-words.ts";

interface SyncOptions extends VaultOptions {
  readonly grant?: string;
  readonly due?: boolean;
  readonly by?: string;
}

/** Adds `sync plan` and `sync run`. */
export function addSync(share: Command): void {
  const sync = share.command("sync").description("Standing grants: off until a person makes one (creance grant make --standing).");
  withSyncOptions(sync.command("plan"))
    .description("Show exactly what would leave now under each standing grant, and send nothing.")
    .addHelpText("after", "\nExample:\n  creance share sync plan")
    .action((_: object, command: Command) => runSync(command.optsWithGlobals<SyncOptions>(), "plan"));
  withSyncOptions(sync.command("run"))
    .description("Send what the standing grants let go. For a person, or a timer of the machine (the guide has one).")
    .option("--due", "only grants whose schedule says that it is time")
    .addHelpText(
      "after",
      "\nExample:\n  creance share sync run --due --by nightly\n\nExit status: 0 done, nothing new included; 1 a grant's share was refused or failed.",
    )
    .action((_: object, command: Command) => runSync(command.optsWithGlobals<SyncOptions>(), "run"));
}

function withSyncOptions(command: Command): Command {
  return withVaultOptions(command).option("--grant <id>", "only this standing grant").option("--by <name>", BY_HELP);
}

async function runSync(options: SyncOptions, what: "plan" | "run"): Promise<void> {
  const by = actingPerson(options.by);
  await stopOnInterrupt((signal) =>
    withOperation(options, "existingToRead", async (operation) => {
      const handlers = shareHandlers(signal);
      const wanted = options.grant === undefined ? null : (await operation.grants.show(options.grant)).grant.grantId;
      if (what === "run") for (const { sentence } of await operation.share.recover(handlers)) tell(sentence);
      const found = (await operation.share.sync(by)).filter(({ grantId }) => wanted === null || grantId === wanted);
      if (found.length === 0) tell("No standing grant holds now: nothing leaves by itself.");
      for (const one of found) {
        const name = `Standing grant ${one.grantId.slice(0, 12)} (${scopeWords(one.standing)})`;
        for (const left of one.leftOut) tell(`${name}: ${left.name} is left out. ${left.sentence}`);
        if (one.wish === null) tell(`${name}: nothing new.`);
        else if (options.due === true && !one.isDue) tell(`${name}: not due yet.`);
        else await shareOne(operation, one.wish, { name, what, json: options.json === true, handlers });
      }
    }),
  );
}

async function shareOne(
  { share }: Operation,
  wish: Parameters<Operation["share"]["plan"]>[0],
  {
    name,
    what,
    json,
    handlers,
  }: { readonly name: string; readonly what: "plan" | "run"; readonly json: boolean; readonly handlers: ShareHandlers },
): Promise<void> {
  try {
    const plan = await share.plan(wish, handlers);
    try {
      if (what === "plan" || plan.verdict === "refuse") {
        if (json) printJson(plan);
        else {
          printLine(`${name}:`);
          await printChunks(planLines(plan));
        }
        if (plan.verdict === "refuse") process.exitCode = exitStatus.damaged;
        return;
      }
      const done = await share.run(plan, handlers);
      if (json) printJson(shareJson(done));
      else printLine(`${name}: ${shareSentence(done)}`);
    } finally {
      await share.discard(plan);
    }
  } catch (error) {
    // One grant's trouble does not keep the others.
    if (!isUserError(error) || error.code === "stopped") throw error;
    tell(`${name}: ${error.message}`);
    process.exitCode = exitStatus.damaged;
  }
}
