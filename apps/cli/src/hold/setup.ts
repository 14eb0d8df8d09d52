/** `creance hold setup`: what a machine needs once, said first and done when asked. */
import { existsSync } from "node:fs";
import { UserError } from "@creance/core";
import { createAccounts, readMachine } from "@creance/gateway";
import { holdAccounts } from "@creance/hold";
import type { Command } from "commander";
import { printJson, printLine } from "../output.ts";
import { SERVICE_PROGRAM, setupSteps } from "./setup-steps.ts";

interface SetupOptions {
  readonly yes?: boolean;
  readonly accounts?: boolean;
  readonly root: string;
  readonly json?: boolean;
}

/** Adds the command. */
export function addSetup(hold: Command): void {
  hold
    .command("setup")
    .description("Say what this machine needs once (accounts, folders, service files), and make it with --yes. Starts nothing.")
    .option("--yes", "do it; needs root")
    .option("--no-accounts", "leave the accounts to somebody else (packaging/systemd/creance-hold.sysusers.conf)")
    .option("--root <dir>", "put folders and files below this folder instead, as for an image; makes no accounts", "/")
    .option("--json", "print one object: missing, done, next")
    .addHelpText(
      "after",
      `
Examples:
  creance hold setup
  sudo creance hold setup --yes
  sudo usermod --append --groups creance-hold alice        who may then ask for the state and open services`,
    )
    .action(setup);
}

async function setup(options: SetupOptions): Promise<void> {
  const wantsAccounts = options.root === "/" && options.accounts !== false;
  const lacking = wantsAccounts ? await lackingAccounts() : [];
  const steps = setupSteps(options.root).filter(({ isDone }) => !isDone);
  const missing = [...lacking.map((name) => `Make the account ${name}.`), ...steps.map(({ sentence }) => sentence)];
  if (options.yes === true && missing.length > 0) {
    if (wantsAccounts && process.geteuid?.() !== 0) {
      throw new UserError("no-rights", "machineRefused", "Only root can set this machine up; nothing was changed. Start it with sudo.");
    }
    if (wantsAccounts) await createAccounts();
    for (const step of steps) step.run();
  }
  const next = nextSteps(options);
  if (options.json === true) printJson({ missing: options.yes === true ? [] : missing, done: options.yes === true ? missing : [], next });
  else for (const line of lines(missing, next, options.yes === true)) printLine(line);
}

async function lackingAccounts(): Promise<readonly string[]> {
  const { accounts } = await readMachine();
  return holdAccounts.filter((name) => !Object.hasOwn(accounts, name));
}

function nextSteps({ root }: SetupOptions): readonly string[] {
  const next: string[] = [];
  if (root === "/" && !existsSync(SERVICE_PROGRAM)) next.push(`Link the program: ln -s .../bin/creance ${SERVICE_PROGRAM}`);
  if (!existsSync(`${root}/etc/creance/policy.yaml`)) {
    next.push("Write the policy: creance policy init --lan INTERFACE --wan INTERFACE > /etc/creance/policy.yaml");
  }
  next.push(
    "Look at the plan: creance hold plan",
    "Start it, now and at every start: systemctl daemon-reload && systemctl enable --now creance-hold-rules creance-hold",
  );
  return next;
}

function lines(missing: readonly string[], next: readonly string[], isDone: boolean): readonly string[] {
  const first =
    missing.length === 0 ? ["Everything is there."] : [isDone ? "Done:" : "This is missing; nothing was changed (--yes does it):"];
  return [...first, ...missing.map((sentence) => `  ${sentence}`), "", "Next:", ...next.map((sentence) => `  ${sentence}`)];
}
