/** `creance hold keep`: what the local network sent, as captures of the vault, so that an audit can look into it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isUserError, UserError } from "@creance/core";
import type { Command } from "commander";
import { reportImport } from "../import-report.ts";
import { tell } from "../output.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { holdControl, type PlaceOptions, withRuntime, withState } from "./hold-options.ts";
import { newestSession } from "./newest-session.ts";

interface KeepOptions extends PlaceOptions, VaultOptions {
  readonly session?: string;
}

/** Adds the command. */
export function addKeep(hold: Command): void {
  withVaultOptions(withRuntime(withState(hold.command("keep"))))
    .description("Keep the captures of the local network in the vault. Running it again adds only what is new.")
    .option("--session <dir>", "folder of a session (default: the newest)")
    .addHelpText(
      "after",
      "\nExamples:\n  creance hold keep\n  creance hold keep --session /var/lib/creance-hold/sessions/2026-09-12T09-14-00Z",
    )
    .action(async (options: KeepOptions) => {
      const session = options.session ?? newestSession(options);
      await keepLanCaptures(
        wholeCaptures(session, await isBeingWritten(session, options)).map((name) => join(session, name)),
        options,
      );
    });
}

/** Keeps captures and says so; the result goes to standard error when something else is printed. */
export async function keepLanCaptures(paths: readonly string[], options: VaultOptions, quiet = false): Promise<void> {
  await withOperation(options, "any", (operation) =>
    reportImport(quiet ? { quiet: true } : options, (handlers) => operation.importPaths(paths, handlers)),
  );
}

/** The file that is being written may end inside a packet: it is kept once the next one is begun, or the session has ended. */
function wholeCaptures(session: string, isOpen: boolean): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(session).filter((name) => /^lan-[0-9]{6}[.]pcap$/.test(name));
  } catch (error) {
    throw new UserError("no-such-session", "notFound", `There is no session ${session}, or it may not be read.`, { cause: error });
  }
  names.sort();
  if (isOpen && names.length > 0) tell(`${names.pop()} is still being written: it is kept later, or now by \`creance hold prove --keep\`.`);
  if (names.length === 0)
    throw new UserError("nothing-to-keep", "notFound", `There is no finished capture in ${session}. Nothing was kept.`);
  return names;
}

async function isBeingWritten(session: string, options: PlaceOptions): Promise<boolean> {
  try {
    return (await holdControl(options).status()).session === session;
  } catch (error) {
    if (isUserError(error) && error.code === "hold-not-running") return false;
    throw error;
  }
}
