/** The rules of the last start as a file that the machine loads before its network comes up (packaging/systemd/creance-hold-rules.service). */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "@creance/core";
import { DEFAULT_STATE_FOLDER } from "../control-client.ts";

/** Where the unit looks. In a folder of root's, not in the gateway's own: what root loads is nobody else's to write. */
export const BOOT_RULES_FILE = "/etc/creance/hold-boot.nft";

/** Comes with that unit: where it is, the unit is installed. */
const LOCK_FILE = "/etc/creance/hold-lock.nft";

/** `BOOT_RULES_FILE` for the machine's own gateway where the unit is installed; `null` for any other (a test, a second one). */
export function bootRulesFile(stateFolder: string): string | null {
  return stateFolder === DEFAULT_STATE_FOLDER && existsSync(LOCK_FILE) ? BOOT_RULES_FILE : null;
}

/** Replaces the file in one step. Throws a `UserError` (`boot-rules`). */
export function writeBootRules(file: string, rulesText: string): void {
  const fresh = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(fresh, `# Written by creance hold at its last start; loaded before the network comes up.\n${rulesText}`, {
      mode: 0o644,
      flush: true,
    });
    renameSync(fresh, file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError("boot-rules", "machineRefused", `The rules for the next start of the machine could not be written (${why}).`, {
      cause: error,
    });
  }
}
