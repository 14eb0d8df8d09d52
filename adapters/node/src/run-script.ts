/** Runs one of this program's own scripts in a process of its own, and waits for it. */
import { type StdioOptions, spawnSync } from "node:child_process";

/** Where the words of the script go: to our own outputs, or all to standard error (when standard output is only the result). */
export type ScriptOutput = "inherit" | "standardError";

/** Runs a script with this very Node and returns its exit status; 1 when it was killed or could not be started. */
export function runScript(
  path: string,
  options: { readonly args?: readonly string[]; readonly cwd: string; readonly output: ScriptOutput },
): number {
  const stdio: StdioOptions = options.output === "inherit" ? "inherit" : ["ignore", 2, 2];
  const { status } = spawnSync(process.execPath, [path, ...(options.args ?? [])], {
    cwd: options.cwd,
    stdio: stdio === "inherit" ? stdio : [...stdio],
  });
  return status ?? 1;
}
