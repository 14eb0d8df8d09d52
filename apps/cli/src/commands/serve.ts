/** `creance serve`: the web app on this machine. */
import { startServer } from "@creance/server";
import type { Command } from "commander";
import { checkoutFolder, ensureWebApp } from "../ensure-web-app.ts";
import { listenForInterrupt } from "../listen-for-interrupt.ts";
import { printLine, tell } from "../output.ts";
import { readSettings, settingValue } from "../settings.ts";
import { type VaultOptions, withOperation } from "../with-operation.ts";

/** What `serve` and `demo` take. */
export interface ServeOptions extends VaultOptions {
  readonly port?: string;
  readonly host?: string;
}

/** Adds the command. */
export function addServe(creance: Command): void {
  creance
    .command("serve")
    .description("Start the web app on this machine and print its address.")
    .option("--vault <dir>", "folder of the vault (default: $CREANCE_VAULT, else ~/.local/share/creance)")
    .option("--port <number>", "port (default 8787; 0 takes a free one)")
    .option("--host <name>", "127.0.0.1, localhost or ::1: it listens on this machine only")
    .addHelpText("after", "\nExamples:\n  creance serve\n  creance serve --port 0 --vault /srv/creance")
    .action((options: ServeOptions) => serveVault(options));
}

/** Serves a vault until Ctrl-C. Originals that were kept and not read (a crash) are read beside it. */
export async function serveVault(options: ServeOptions): Promise<void> {
  const port = Number(settingValue(readSettings({ port: options.port }), "port"));
  ensureWebApp(checkoutFolder());
  // Before the first word is printed: whoever reads it may answer at once.
  const interrupt = listenForInterrupt();
  await withOperation(options, "any", async (operation) => {
    const host = options.host === undefined ? {} : { host: options.host };
    const server = await startServer({ operation, port, ...host });
    printLine(`Creance is at ${server.url}`);
    printLine("It opens no outbound connection. Press Ctrl-C to end it.");
    if (!operation.vault.readOnly) {
      operation.readPending({ onNotice: tell }).catch((error: Error) => tell(`Some kept files could not be read yet: ${error.message}`));
    }
    await interrupt.ended;
    await server.close();
  });
}
