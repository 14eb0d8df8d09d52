/** The `creance` command. */
import { Command, CommanderError } from "commander";
import { exitStatus, explain } from "./exit-status.ts";
import { endWhenReaderLeaves } from "./output.ts";

/** Runs the command with `process.argv` and sets the exit status. Never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  endWhenReaderLeaves();
  try {
    await (await commandFor(argv)).parseAsync([...argv]);
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUse) : explain(error);
  }
}

/** `flows` needs neither vault nor server: loading those takes longer than reading a small capture. */
async function commandFor(argv: readonly string[]): Promise<Command> {
  if (argv[2] !== "flows") return (await import("./program.ts")).program();
  const [{ addFlows }, { asWeSpeak }] = await Promise.all([import("./commands/flows.ts"), import("./command-habits.ts")]);
  const creance = asWeSpeak(new Command("creance"));
  addFlows(creance);
  return creance;
}
