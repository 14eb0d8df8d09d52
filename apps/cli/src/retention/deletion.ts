/** `creance retention run|delete`: deleting what is due, or what a person names. */
import { formatBytes, UserError } from "@creance/core";
import type { Operation } from "@creance/server";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { alarmSentence, itemsWord, minuteOf, printSafe } from "./rows.ts";

type Plan = Awaited<ReturnType<Operation["retention"]["plan"]>>;
type Run = Awaited<ReturnType<Operation["retention"]["run"]>>;

/** Adds `run`. */
export function addRun(retention: Command): void {
  withVaultOptions(retention.command("run"))
    .description("Delete what is due, from every place, and go on with deletions that did not end.")
    .option("--dry-run", "only list exactly what would go")
    .option("--clock-is-right", "delete although the clock of this machine is doubtful: you have looked at it")
    .addHelpText(
      "after",
      "\nExamples:\n  creance retention run --dry-run\n  creance retention run\n\nExit status: 0; 1 when something could not be deleted everywhere, or nothing was because of a doubtful clock.",
    )
    .action((options: VaultOptions & { readonly dryRun?: boolean; readonly clockIsRight?: boolean }) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        if (options.dryRun === true) printPlan(await times.plan(), options.json === true);
        else printRun(await times.run({ clockIsRight: options.clockIsRight === true }), options.json === true);
      }),
    );
}

/** Adds `delete`. */
export function addDelete(retention: Command): void {
  withVaultOptions(retention.command("delete <items...>"))
    .option("--by <name>", BY_HELP)
    .description("Delete items because you say so: the ones named, of a flight its records, pictures and clips. Lists them first.")
    .option("--yes", "delete them; without it they are only listed")
    .addHelpText("after", "\nExamples:\n  creance retention delete 3f0c91aa\n  creance retention delete 3f0c91aa --yes")
    .action((items: readonly string[], options: VaultOptions & { readonly by?: string } & { readonly yes?: boolean }) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        if (options.yes === true) {
          printRun(await times.delete(items, { by: actingPerson(options.by) }), options.json === true);
          return;
        }
        const plan = await times.plan(items);
        printPlan(plan, options.json === true);
        const held = plan.items.filter(({ row }) => row.retention.holds.length > 0).length;
        if (held > 0)
          throw new UserError("held", "conflict", `${held} of them are under a legal hold: nothing of this can be deleted together.`);
        tell("Nothing was deleted. Say --yes to delete them.");
      }),
    );
}

function printPlan(plan: Plan, isJson: boolean): void {
  for (const item of plan.items) {
    if (isJson) {
      printJson(item);
      continue;
    }
    const { sha256, fileName, sizeBytes, retention } = item.row;
    const why = retention.mayDelete ? `${retention.rule ?? ""}, due ${minuteOf(retention.dueUs)}` : retention.phase;
    printSafe(`${sha256}  ${fileName ?? "(name erased)"}  ${formatBytes(sizeBytes)}  ${why}`);
    for (const copy of item.shared) printSafe(`  ${copyWords(copy)}`);
    for (const id of item.disclosedFor) printSafe(`  was given out because of the request ${id}`);
  }
  if (!isJson) {
    printLine(
      `${itemsWord(plan.items.length)} (${formatBytes(plan.bytes)}) would go: the originals, everything made of them, their names, notes and keys.`,
    );
  }
  for (const one of plan.unfinished) tell(alarmSentence(one));
  if (plan.clockDoubt !== null) tell(plan.clockDoubt);
}

function printRun(run: Run, isJson: boolean): void {
  if (isJson) printJson(run);
  else {
    for (const { sha256, places } of run.deleted) printLine(`${sha256}  gone; ${places} places were looked at and are empty`);
    for (const { sha256, left } of run.failed) {
      for (const { place, sentence } of left) printSafe(`${sha256}  NOT deleted from ${place}: ${sentence}`);
    }
    for (const copy of run.shared) printSafe(`${copy.sha256}  ${copyWords(copy)}`);
    printLine(`${run.deleted.length} deleted, ${run.failed.length} not deleted everywhere.`);
  }
  if (run.shared.length > 0) tell("Copies that were shared are not deleted by this: `creance share revoke` takes them back.");
  if (run.clockDoubt !== null) tell(run.clockDoubt);
  if (run.failed.length > 0 || run.clockDoubt !== null) process.exitCode = exitStatus.damaged;
}

function copyWords({
  shareId,
  sharedUs,
  outcome,
}: {
  readonly shareId: string;
  readonly sharedUs: number;
  readonly outcome: string | null;
}): string {
  const why = outcome === null ? "" : ` (removing it was tried: ${outcome})`;
  return `a copy lies at the destination of the share ${shareId} since ${minuteOf(sharedUs)}${why}`;
}
