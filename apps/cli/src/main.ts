/** The `creance` command. */
import { creanceVersion } from "@creance/server";
import { Command, CommanderError } from "commander";
import { addBench } from "./commands/bench.ts";
import { addConfig } from "./commands/config.ts";
import { addDecode } from "./commands/decode.ts";
import { addDemo } from "./commands/demo.ts";
import { addFlight } from "./commands/flight.ts";
import { addFlights } from "./commands/flights.ts";
import { addFlows } from "./commands/flows.ts";
import { addFsck } from "./commands/fsck.ts";
import { addImport } from "./commands/import.ts";
import { addKeys } from "./commands/keys.ts";
import { addRebuild } from "./commands/rebuild.ts";
import { addServe } from "./commands/serve.ts";
import { exitStatus, explain } from "./exit-status.ts";
import { endWhenReaderLeaves } from "./output.ts";

/** Runs the command with `process.argv` and sets the exit status. Never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  endWhenReaderLeaves();
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUse) : explain(error);
  }
}

/** The commands with their options and help. */
export function program(): Command {
  const creance = new Command("creance")
    .description("Keeps what your drones recorded, on your own machine, and shows every flight. It opens no outbound connection.")
    .version(creanceVersion, "--version", "print the version")
    .exitOverride()
    .showHelpAfterError("Add --help to see how it is used.")
    .configureHelp({ helpWidth: 100 });
  for (const add of [
    addImport,
    addDecode,
    addFlights,
    addFlight,
    addFlows,
    addServe,
    addDemo,
    addKeys,
    addFsck,
    addRebuild,
    addConfig,
    addBench,
  ]) {
    add(creance);
  }
  return creance;
}
