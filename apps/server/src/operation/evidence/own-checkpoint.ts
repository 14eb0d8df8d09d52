/** Whether a checkpoint is one of this ledger's own: signed by its key, and its entries the beginning of the ledger as it is now. */
import { join } from "node:path";
import { UserError } from "@creance/core";
import { checkConsistency, consistencyProof, parseCheckpoint, sameHash } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import type { Vault } from "@creance/vault";
import { folderTiles, latestCheckpoint, readTextBounded } from "./ledger-folder.ts";

/** Longest file of checkpoints that is read. */
const MAX_HISTORY_BYTES = 128 << 20;

/** Our own signed note with this text. Rejects with `UserError` (`not-our-checkpoint`). */
export async function ownCheckpoint(vault: Vault, text: string): Promise<string> {
  const { note, size, rootHash } = await latestCheckpoint(vault);
  const asked = parseCheckpoint(text);
  const found = note.startsWith(`${text}\n`) ? note : await fromHistory(vault, text);
  if (found === undefined || asked.size > size) throw notOurs();
  if (asked.size === size) {
    if (!sameHash(asked.rootHash, rootHash)) throw notOurs();
    return found;
  }
  const sha256 = nodePlatform.sha256;
  const proof = await consistencyProof(sha256, { size, oldSize: asked.size, readTile: folderTiles(vault.ledger.folder) });
  if (!checkConsistency(sha256, { oldSize: asked.size, oldRoot: asked.rootHash, size, root: rootHash, proof })) throw notOurs();
  return found;
}

/** Every checkpoint that was signed stands in `checkpoints`, one JSON text a line. */
async function fromHistory(vault: Vault, text: string): Promise<string | undefined> {
  const history = await readTextBounded(join(vault.ledger.folder, "checkpoints"), MAX_HISTORY_BYTES);
  for (const line of (history ?? "").split("\n").reverse()) {
    if (line === "") continue;
    const note = parsed(line);
    if (note?.startsWith(`${text}\n`) === true) return note;
  }
  return undefined;
}

function parsed(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function notOurs(): UserError {
  return new UserError(
    "not-our-checkpoint",
    "conflict",
    "That checkpoint is none of this ledger as it is now; nothing was changed. If it was signed with this ledger's key, the ledger was rolled back or forked since: keep it, and see creance ledger verify --checkpoint.",
  );
}
