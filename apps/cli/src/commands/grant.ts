/** `creance grant`: who may have what, why, where and until when. */
import type { Command } from "commander";
import { addList, addRevoke, addShow } from "../grant/list.ts";
import { addMake } from "../grant/make.ts";

/** Adds the commands. */
export function addGrant(creance: Command): void {
  const grant = creance
    .command("grant")
    .description("Consent grants: who may have what, why, where and until when. Signed, listed, expiring, revocable.");
  for (const add of [addMake, addList, addShow, addRevoke]) add(grant);
}
