/** What of the engine's needs is on this machine: tests that need more say so in their title. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

function isInstalled(name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** The engine's packages are installed. */
export const engineIsHere = isInstalled("chdb/connection") && isInstalled("@clickhouse/client");

/** A program answers. */
export function hasProgram(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}
