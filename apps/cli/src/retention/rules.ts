/** `creance retention presets|list|due|set|unset|except|end-exception`: clocks and what they say. */
import { UserError } from "@creance/core";
import { clockStarts } from "@creance/ledger";
import { findRetentionRule, PRESET_ADVICE, retentionPresets } from "@creance/policy";
import type { Operation } from "@creance/server";
import { type Command, Option } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { instantOption, numberOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { fromWords, printRows, tellStanding } from "./rows.ts";

const HOUR_US = 3_600_000_000;

/** Adds `presets`. */
export function addPresets(retention: Command): void {
  retention
    .command("presets")
    .description("The keeping times that are known here, each with its source and the day on which we read it.")
    .option("--json", "print one object a line")
    .addHelpText("after", "\nExamples:\n  creance retention presets\n  creance retention presets --json")
    .action((options: { readonly json?: boolean }) => {
      for (const preset of retentionPresets) {
        if (options.json === true) {
          printJson({ ...preset, advice: PRESET_ADVICE });
          continue;
        }
        printLine(`${preset.title}`);
        if (preset.source !== null) printLine(`  ${preset.source.title}\n  ${preset.source.url}, read ${preset.checkedOn ?? ""}`);
        for (const { id, title, clock, applies } of preset.rules)
          printLine(`  --rule ${id}: ${title}, from ${fromWords[clock]}. ${applies}`);
        for (const { id, sentence } of preset.exceptions) printLine(`  --ground ${id}: ${sentence}`);
        for (const note of preset.notes) printLine(`  ${note}`);
      }
      if (options.json !== true) printLine(PRESET_ADVICE);
    });
}

/** Adds `list`. */
export function addList(retention: Command): void {
  withVaultOptions(retention.command("list [items...]"))
    .description("Kept items with their keeping times: all, or the ones named (a hash, the beginning of one, a flight).")
    .addHelpText("after", "\nExamples:\n  creance retention list\n  creance retention list 5f1d2c3b4a596877 --json")
    .action((items: readonly string[], options: VaultOptions) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        const list = await times.list(items.length === 0 ? {} : { items });
        await printRows(list.rows, options.json === true);
        tellStanding(list);
      }),
    );
}

/** Adds `due`. */
export function addDue(retention: Command): void {
  withVaultOptions(retention.command("due"))
    .description("What is due, what will be soon (half, nine tenths passed), exceptions to look at again, and deletions that failed.")
    .addHelpText(
      "after",
      "\nExamples:\n  creance retention due\n  creance retention due --json\n\nExit status: 0; 1 when a deletion failed: an alarm until it is resolved.",
    )
    .action((options: VaultOptions) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        const list = await times.list();
        const near = new Set(["half", "nearly", "due"]);
        await printRows(
          list.rows.filter(({ retention: { phase, needsReview } }) => near.has(phase) || needsReview),
          options.json === true,
        );
        if (options.json === true) for (const alarm of list.alarms) printJson({ alarm: true, ...alarm });
        tellStanding(list);
        if (list.alarms.some(({ state }) => state === "failed")) process.exitCode = exitStatus.damaged;
      }),
    );
}

interface SetOptions extends VaultOptions {
  readonly by?: string;
  readonly rule: string;
  readonly days?: number;
  readonly hours?: number;
  readonly from?: string;
  readonly source?: string;
}

/** Adds `set`. */
export function addSet(retention: Command): void {
  withVaultOptions(retention.command("set [items...]"))
    .option("--by <name>", BY_HELP)
    .description("Set a clock on items; without items: a keeping time for everything recorded that has no clock of its own.")
    .requiredOption("--rule <id>", "rule of a preset: see `creance retention presets`")
    .option("--days <number>", "how long, where the rule has no time of its own", numberOption("days"))
    .option("--hours <number>", "the same in hours", numberOption("hours"))
    .option("--from <when>", "from when it counts: flight-end, collected, kept, or (for items) a date; default: as the rule says")
    .option("--source <text>", "what it rests on: a contract, a policy, a law (needed for the rule own)")
    .addHelpText(
      "after",
      `
Examples:
  creance retention set --rule mn-7-days
  creance retention set 5f1d2c3b4a596877 --rule il-24-hours
  creance retention set 3f0c91aa --rule own --days 90 --source "contract 7/26, section 4"`,
    )
    .action((items: readonly string[], options: SetOptions) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        const wish = wishOf(options);
        if (items.length === 0) {
          if (wish.fromUs !== undefined) {
            throw new UserError("from-date", "wrongUse", "A date as the beginning of a clock is for named items; nothing was changed.");
          }
          const { fromUs: _, ...rest } = wish;
          const standing = await times.setStanding(rest);
          if (options.json === true) printJson(standing);
          else tellStanding({ standing, alarms: [], clockDoubt: null });
        } else await printRows(await times.setClock(items, wish), options.json === true);
        tell(`Nothing is deleted by this alone: \`creance retention run\` deletes what is due. ${PRESET_ADVICE}`);
      }),
    );
}

function wishOf(options: SetOptions): Parameters<Operation["retention"]["setClock"]>[1] {
  const { rule, days, hours, from, source } = options;
  const start = clockStarts.find((one) => one === from);
  const keepUs = days === undefined && hours === undefined ? undefined : Math.round(((days ?? 0) * 24 + (hours ?? 0)) * HOUR_US);
  return {
    rule: findRetentionRule(rule).rule.id,
    by: actingPerson(options.by),
    ...(keepUs === undefined ? {} : { keepUs }),
    ...(source === undefined ? {} : { source }),
    ...(start === undefined ? {} : { clock: start }),
    ...(from === undefined || start !== undefined ? {} : { fromUs: instantOption("from")(from) }),
  };
}

/** Adds `unset`. */
export function addUnset(retention: Command): void {
  withVaultOptions(retention.command("unset [items...]"))
    .option("--by <name>", BY_HELP)
    .description("Take clocks of items away; without items: the keeping time of everything recorded.")
    .addHelpText("after", "\nExamples:\n  creance retention unset 3f0c91aa\n  creance retention unset")
    .action((items: readonly string[], options: VaultOptions & { readonly by?: string }) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        const by = actingPerson(options.by);
        const taken = items.length === 0 ? 0 : await times.takeClock(items, by);
        if (items.length === 0) await times.setStanding({ rule: null, by });
        if (options.json === true) printJson({ taken });
        else
          printLine(items.length === 0 ? "There is no keeping time for everything recorded any more." : `${taken} clocks were taken away.`);
      }),
    );
}

interface ExceptOptions extends VaultOptions {
  readonly by?: string;
  readonly ground: string;
  readonly reason: string;
  readonly until: number;
}

/** Adds `except` and `end-exception`. */
export function addExcept(retention: Command): void {
  withVaultOptions(retention.command("except <items...>"))
    .option("--by <name>", BY_HELP)
    .description("Except items from their clock until a day on which it is looked at again. The exception then runs out.")
    .requiredOption("--ground <id>", "ground of the rule's preset: see `creance retention presets`")
    .requiredOption("--reason <text>", "why, in your words")
    .addOption(new Option("--until <date>", "day of review").argParser(instantOption("until")).makeOptionMandatory())
    .addHelpText(
      "after",
      '\nExample:\n  creance retention except 3f0c91aa --ground mn-investigation --reason "case 26-114" --until 2027-01-15',
    )
    .action((items: readonly string[], options: ExceptOptions) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        const { ground, reason, until } = options;
        const ids = await times.makeException(items, { ground, reason, reviewUs: until, by: actingPerson(options.by) });
        for (const exceptionId of ids) {
          if (options.json === true) printJson({ exceptionId });
          else printLine(exceptionId);
        }
      }),
    );
  withVaultOptions(retention.command("end-exception <id>"))
    .option("--by <name>", BY_HELP)
    .description("End an exception before its review: the clock counts again.")
    .addHelpText("after", "\nExample:\n  creance retention end-exception 0123456789abcdef0123456789abcdef")
    .action((exceptionId: string, options: VaultOptions & { readonly by?: string }) =>
      withOperation(options, "existing", async ({ retention: times }) => {
        await times.endException(exceptionId, actingPerson(options.by));
        if (options.json === true) printJson({ exceptionId, ended: true });
        else printLine("The exception ended; the clock counts again.");
      }),
    );
}
