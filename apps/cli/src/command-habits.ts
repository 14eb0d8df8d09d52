/** How every command of ours speaks. */
import type { Command } from "commander";

/** Gives a command our habits: errors come back as exceptions, help is offered, lines are 100 characters long. */
export function asWeSpeak(command: Command): Command {
  return command.exitOverride().showHelpAfterError("Add --help to see how it is used.").configureHelp({ helpWidth: 100 });
}
