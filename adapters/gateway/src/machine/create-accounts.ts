/** The accounts that the gateway's processes run as: made once, by root (`creance hold setup`, or packaging/systemd/creance-hold.sysusers.conf). */
import { UserError } from "@creance/core";
import { holdAccounts } from "@creance/hold";
import { readAccounts } from "./read-rights.ts";
import { runTool, toolWords } from "./run-tool.ts";

/** Makes those that are missing; each has a group of its own name, no home, no shell, no password. Returns the names made. Throws a `UserError` (`no-rights`, `account-refused`). */
export async function createAccounts(): Promise<readonly string[]> {
  const there = readAccounts();
  const missing = holdAccounts.filter((name) => !Object.hasOwn(there, name));
  if (missing.length === 0) return [];
  if (process.geteuid?.() !== 0) {
    throw new UserError(
      "no-rights",
      "machineRefused",
      `Only root can make accounts (missing: ${missing.join(", ")}); nothing was changed.`,
    );
  }
  const made: string[] = [];
  for (const name of missing) {
    const options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"];
    const run = await runTool(["useradd", ...options, "--comment", "Creance field gateway", name]);
    if (run.status !== 0) {
      const done = made.length === 0 ? "none was made" : `made: ${made.join(", ")}`;
      throw new UserError("account-refused", "machineRefused", `The account ${name} could not be made (${toolWords(run)}); ${done}.`);
    }
    made.push(name);
  }
  return made;
}
