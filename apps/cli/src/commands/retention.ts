/** `creance retention`: keeping times, legal holds, deletion. */
import type { Command } from "commander";
import { addDelete, addRun } from "../retention/deletion.ts";
import { addHolds } from "../retention/holds.ts";
import { addDue, addExcept, addList, addPresets, addSet, addUnset } from "../retention/rules.ts";

/** Adds the commands. */
export function addRetention(creance: Command): void {
  const retention = creance
    .command("retention")
    .description("How long things are kept, what must not be deleted, and deleting with proof. Off until you set a rule.");
  for (const add of [addPresets, addList, addDue, addSet, addUnset, addExcept, addRun, addHolds, addDelete]) add(retention);
}
