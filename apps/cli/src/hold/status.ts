/** `creance hold status`, `open`, `close` and `reload`: questions and requests to the running gateway. */
import type { HoldStatus } from "@creance/gateway";
import { durationWords, parseDurationUs } from "@creance/policy";
import type { Command } from "commander";
import { printJson, printLine, tell } from "../output.ts";
import { holdControl, lengthUs, type PlaceOptions, whoAsks, withRuntime } from "./hold-options.ts";
import { statusLines } from "./status-lines.ts";

interface ShownOptions extends PlaceOptions {
  readonly json?: boolean;
}

interface OpenOptions extends ShownOptions {
  readonly for: string;
  readonly reason: string;
}

/** What an opening must lack to be called shortened: asking takes time, too. */
const SHORTER_US = 5e6;

/** Adds `status`. */
export function addStatus(hold: Command): void {
  withRuntime(hold.command("status"))
    .description("Say what the running gateway lets pass now, what it counted and what it had to mend.")
    .option("--json", "print one object")
    .addHelpText(
      "after",
      "\nExamples:\n  creance hold status\n  creance hold status --json\n\nExit status: 0 it runs; 2 no gateway is running; 4 no permission.",
    )
    .action(async (options: ShownOptions) => show(await holdControl(options).status(), options));
}

/** Adds `open`. */
export function addOpen(hold: Command): void {
  withRuntime(hold.command("open <name>"))
    .description("Open a service of the policy for a while. Who asked and why is recorded.")
    .requiredOption("--reason <words>", "why, in your words")
    .option("--for <time>", "how long, at most as long as the policy says: 10m, 90s, 1h", "10m")
    .option("--json", "print the status as one object")
    .addHelpText("after", '\nExample:\n  creance hold open activation.example.com --for 10m --reason "activation of aircraft 3"')
    .action(async (name: string, options: OpenOptions) => {
      const forUs = lengthUs(options.for, parseDurationUs);
      const status = await holdControl(options).open({ name, forUs, by: whoAsks(), reason: options.reason });
      show(status, options);
      const leftUs = status.services.find((service) => service.name === name)?.openLeftUs ?? forUs;
      if (leftUs < forUs - SHORTER_US) tell(`The policy allows no more: it closes in ${durationWords(Math.round(leftUs / 1e6) * 1e6)}.`);
    });
}

/** Adds `close`. */
export function addClose(hold: Command): void {
  withRuntime(hold.command("close <name>"))
    .description("Close a service now. Its open connections are cut.")
    .option("--json", "print the status as one object")
    .addHelpText("after", "\nExample:\n  creance hold close activation.example.com")
    .action(async (name: string, options: ShownOptions) => show(await holdControl(options).close(name, whoAsks()), options));
}

/** Adds `reload`. */
export function addReload(hold: Command): void {
  withRuntime(hold.command("reload"))
    .description("Read the policy file again. Only services may have changed; what is open and still may be stays open.")
    .option("--json", "print the status as one object")
    .addHelpText("after", "\nExample:\n  creance hold reload")
    .action(async (options: ShownOptions) => show(await holdControl(options).reload(), options));
}

function show(status: HoldStatus, options: ShownOptions): void {
  if (options.json === true) printJson(status);
  else for (const line of statusLines(status)) printLine(line);
}
