/** `creance serve`: the web app on this machine. */
import { UserError } from "@creance/core";
import { HANDED_IN_FD, prepareSealed } from "@creance/node";
import { handOverLoopbackSocket, startServer } from "@creance/server";
import type { Command } from "commander";
import { checkoutFolder, ensureWebApp } from "../ensure-web-app.ts";
import { exitStatus } from "../exit-status.ts";
import { listenForInterrupt } from "../listen-for-interrupt.ts";
import { printLine, tell } from "../output.ts";
import { readSettings, settingValue } from "../settings.ts";
import { type VaultOptions, withOperation } from "../with-operation.ts";

/** What `serve` and `demo` take. */
export interface ServeOptions extends VaultOptions {
  readonly port?: string;
  readonly host?: string;
  readonly sealed?: boolean;
  readonly listenFd?: string;
}

/** Adds the command. */
export function addServe(creance: Command): void {
  creance
    .command("serve")
    .description("Start the web app on this machine and print its address.")
    .option("--vault <dir>", "folder of the vault (default: $CREANCE_VAULT, else ~/.local/share/creance)")
    .option("--port <number>", "port (default 8787; 0 takes a free one)")
    .option("--host <name>", "127.0.0.1, localhost or ::1: it listens on this machine only")
    .option("--sealed", "start it where there is no network: it can answer on its port, and reach nothing")
    .option("--listen-fd <number>", "use the listening socket handed in here (systemd: 3) instead of opening one")
    .addHelpText(
      "after",
      "\nExamples:\n  creance serve\n  creance serve --port 0 --vault /srv/creance\n  creance serve --sealed\n\nWith --sealed and --listen-fd it starts no namespace of its own: whoever handed the socket in has done so.",
    )
    .action((options: ServeOptions) =>
      options.sealed === true && options.listenFd === undefined ? serveSealed(options) : serveVault(options),
    );
}

/** Opens the socket, hands it to this program started again without a network, and waits for that to end. Opens nothing else: no vault, no file. */
async function serveSealed(options: ServeOptions): Promise<void> {
  const settings = readSettings({ port: options.port, vault: options.vault });
  const start = await prepareSealed();
  ensureWebApp(checkoutFolder());
  const argv = [
    process.argv[1] ?? "",
    "serve",
    "--sealed",
    ...["--listen-fd", `${HANDED_IN_FD}`],
    ...["--vault", settingValue(settings, "vault")],
  ];
  const interrupt = listenForInterrupt();
  const at = { port: Number(settingValue(settings, "port")), ...(options.host === undefined ? {} : { host: options.host }) };
  const sealed = await handOverLoopbackSocket(at, (fd) => start(argv, fd));
  void interrupt.ended.then(() => sealed.end());
  const status = await sealed.ended;
  if (status !== exitStatus.done) process.exitCode = status;
}

/** Serves a vault until Ctrl-C. Originals that were kept and not read (a crash) are read beside it. */
export async function serveVault(options: ServeOptions): Promise<void> {
  const port = Number(settingValue(readSettings({ port: options.port }), "port"));
  ensureWebApp(checkoutFolder());
  // Before the first word is printed: whoever reads it may answer at once.
  const interrupt = listenForInterrupt();
  const listenFd = options.listenFd === undefined ? undefined : fileDescriptor(options.listenFd);
  await withOperation(options, "any", async (operation) => {
    const at = listenFd !== undefined ? { listenFd } : options.host === undefined ? { port } : { port, host: options.host };
    const retentionRun = settingValue(readSettings(), "retentionRun") === "on" && !operation.vault.readOnly;
    const server = await startServer({ operation, ...at, sealed: options.sealed === true, retentionRun });
    printLine(`Creance is at ${server.url}`);
    printLine(
      `${(await server.seal())?.sentence ?? "It opens no outbound connection unless you share something."} Press Ctrl-C to end it.`,
    );
    if (!operation.vault.readOnly) {
      operation.readPending({ onNotice: tell }).catch((error: Error) => tell(`Some kept files could not be read yet: ${error.message}`));
    }
    await Promise.race([interrupt.ended, parentIsGone()]);
    await server.close();
  });
}

/** Resolves when the process that started this one sealed is gone; never where there is none. */
function parentIsGone(): Promise<void> {
  const { channel } = process;
  if (channel === undefined || channel === null) return new Promise(() => {});
  return new Promise((resolve) => {
    process.once("disconnect", () => resolve());
    // Listening to the channel must not keep this process from ending.
    channel.unref();
  });
}

function fileDescriptor(words: string): number {
  const fd = Number(words);
  if (!/^\d{1,4}$/.test(words) || fd < 3)
    throw new UserError("bad-option", "wrongUse", `--listen-fd "${words}" is no file descriptor: 3 is the first that can be handed in.`);
  return fd;
}
