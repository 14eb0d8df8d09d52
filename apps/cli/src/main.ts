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

/** Commands that need neither vault nor server, loaded by themselves: a small capture is read sooner, a gateway stays small. */
const alone: Readonly<Record<string, () => Promise<(creance: Command) => void>>> = {
  flows: async () => (await import("./commands/flows.ts")).addFlows,
  hold: async () => (await import("./commands/hold.ts")).addHold,
};

async function commandFor(argv: readonly string[]): Promise<Command> {
  const name = argv[2] ?? "";
  const load = Object.hasOwn(alone, name) ? alone[name] : undefined;
  if (load === undefined) return (await import("./program.ts")).program();
  const [add, { asWeSpeak }] = await Promise.all([load(), import("./command-habits.ts")]);
  const creance = asWeSpeak(new Command("creance"));
  add(creance);
  return creance;
}
