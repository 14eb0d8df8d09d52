/** `creance hold`: the field gateway. */
import type { Command } from "commander";
import { addDown } from "../hold/down.ts";
import { addKeep } from "../hold/keep.ts";
import { addPlan } from "../hold/plan.ts";
import { addProve } from "../hold/prove.ts";
import { addSetup } from "../hold/setup.ts";
import { addClose, addOpen, addReload, addStatus } from "../hold/status.ts";
import { addUp } from "../hold/up.ts";
import { addVerify } from "../hold/verify.ts";
import { addWatch } from "../hold/watch.ts";

/** What adds a command of the gateway. */
const parts: readonly ((hold: Command) => void)[] = [
  addPlan,
  addSetup,
  addUp,
  addDown,
  addStatus,
  addWatch,
  addOpen,
  addClose,
  addReload,
  addProve,
  addVerify,
  addKeep,
];

/** Adds the commands. */
export function addHold(creance: Command): void {
  const hold = creance
    .command("hold")
    .description("The field gateway: nothing passes between a drone's controller and the internet but what a policy names.");
  for (const add of parts) add(hold);
}
