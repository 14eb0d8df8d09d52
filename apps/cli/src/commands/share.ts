/** `creance share`: opt-in, to a place you named, for a purpose you stated, with proof, and revocable. */
import type { Command } from "commander";
import { addRecover, addResume, addRevoke } from "../share/ended.ts";
import { addList, addShow } from "../share/listed.ts";
import { addDestinations, addRecipients } from "../share/places.ts";
import { addLink, addOpen } from "../share/received.ts";
import { addProcess, addSend } from "../share/send.ts";
import { addSync } from "../share/sync.ts";

/** What adds a command of sharing; `addSend` makes `share` itself one. */
const parts: readonly ((share: Command) => void)[] = [
  addSend,
  addDestinations,
  addRecipients,
  addList,
  addShow,
  addRevoke,
  addResume,
  addRecover,
  addOpen,
  addLink,
  addSync,
  addProcess,
];

/** Adds the commands. */
export function addShare(creance: Command): void {
  const share = creance
    .command("share")
    .description("Share flights, pictures and clips: to a place you named, for a purpose you stated, encrypted, entered, revocable.");
  for (const add of parts) add(share);
}
