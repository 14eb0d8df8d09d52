/** Options that the `hold` commands share, and where the running gateway is. */
import { join } from "node:path";
import { UserError } from "@creance/core";
import { DEFAULT_RUNTIME_FOLDER, DEFAULT_STATE_FOLDER, type HoldControl, openControl } from "@creance/gateway";
import type { Command } from "commander";

/** Where the policy is where nothing else is said. */
export const DEFAULT_POLICY = "/etc/creance/policy.yaml";

/** Options that say which gateway is meant. */
export interface PlaceOptions {
  readonly runtime?: string;
  readonly state?: string;
}

/** Adds `--runtime`. */
export function withRuntime(command: Command): Command {
  return command.option("--runtime <dir>", `folder of the control socket (default: $CREANCE_HOLD_RUNTIME, else ${DEFAULT_RUNTIME_FOLDER})`);
}

/** Adds `--state`. */
export function withState(command: Command): Command {
  return command.option("--state <dir>", `folder of the sessions (default: $CREANCE_HOLD_STATE, else ${DEFAULT_STATE_FOLDER})`);
}

/** Folder of the control socket. */
export function runtimeFolder({ runtime }: PlaceOptions): string {
  return runtime ?? process.env["CREANCE_HOLD_RUNTIME"] ?? DEFAULT_RUNTIME_FOLDER;
}

/** Folder of the sessions. */
export function stateFolder({ state }: PlaceOptions): string {
  return state ?? process.env["CREANCE_HOLD_STATE"] ?? DEFAULT_STATE_FOLDER;
}

/** The running gateway. */
export function holdControl(options: PlaceOptions): HoldControl {
  return openControl(join(runtimeFolder(options), "control.sock"));
}

/** Who asks: the account that is behind `sudo`, where there is one. */
export function whoAsks(): string {
  return process.env["SUDO_USER"] ?? process.env["USER"] ?? process.env["LOGNAME"] ?? `user ${process.getuid?.() ?? "unknown"}`;
}

/** Microseconds of `10m`, `90 s`, `1 hour`. Throws `UserError`. */
export function lengthUs(words: string, parse: (words: string) => number | null): number {
  const us = parse(
    words
      .trim()
      .toLowerCase()
      .replace(/^([\d.]+) ?m$/, "$1 min"),
  );
  if (us === null)
    throw new UserError("bad-length", "wrongUse", `"${words}" is no length of time: write 10m, 90s or 1h. Nothing was opened.`);
  return us;
}
