/** Cosignatures of witnesses: what a witness is asked, and taking its answer. Files go by hand or by whatever the two sites use; nothing connects. */
import { join } from "node:path";
import { isFormatError, UserError } from "@creance/core";
import { addCosignature, consistencyProof, formatWitnessRequest, noteVerifier, parseCheckpoint, parseNote } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import type { Vault } from "@creance/vault";
import type { SharedWriter } from "../shared-writer.ts";
import { COSIGNED } from "./export-ledger.ts";
import { folderTiles, latestCheckpoint, readTextBounded } from "./ledger-folder.ts";
import { ownCheckpoint } from "./own-checkpoint.ts";
import type { CosignatureTaken } from "./types.ts";
import { writeBeside } from "./write-beside.ts";

/** The request for a cosignature on the latest checkpoint. Rejects with `UserError` (`not-sealed-yet`, `bad-size`). */
export async function witnessRequest(vault: Vault, oldSize: number): Promise<string> {
  const { note, size } = await latestCheckpoint(vault);
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > size) {
    throw new UserError(
      "bad-size",
      "wrongUse",
      `The latest checkpoint covers ${size} entries, so a proof from ${oldSize} cannot be made; nothing was written.`,
    );
  }
  const readTile = folderTiles(vault.ledger.folder);
  const proof = await consistencyProof(nodePlatform.sha256, { size, oldSize, readTile });
  return formatWitnessRequest({ oldSize, proof, checkpoint: note });
}

/** Takes an answer. Rejects with `UserError` (`bad-cosignature`, `bad-vkey`, `not-our-checkpoint`). */
export async function takeCosignature(
  vault: Vault,
  { writers, answer, vkey }: { readonly writers: SharedWriter; readonly answer: string; readonly vkey: string },
): Promise<CosignatureTaken> {
  const witness = noteVerifier(vkey, nodePlatform);
  try {
    const { text } = parseNote(answer);
    const { size, rootHash } = parseCheckpoint(text);
    const ours = await ownCheckpoint(vault, text);
    const name = `${size}-${Buffer.from(rootHash).toString("hex").slice(0, 16)}.checkpoint`;
    const path = join(vault.ledger.folder, COSIGNED, name);
    const { note, cosignedUs } = addCosignature((await readTextBounded(path)) ?? ours, answer, witness);
    const lease = await writers.lease();
    try {
      await writeBeside(path, note);
      await lease.inTurn(() =>
        lease.writer.enter((words) => [
          {
            kind: "cosigned",
            timeUs: Date.now() * 1000,
            entries: size,
            rootSha256: Buffer.from(rootHash).toString("hex"),
            witnessHash: words(vkey),
            cosignedUs,
          },
        ]),
      );
    } finally {
      lease.release();
    }
    return { entries: size, witness: vkey, cosignedUs };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    throw new UserError("bad-cosignature", "wrongUse", `The answer was not taken: ${error.message}. Nothing was changed.`, {
      cause: error,
    });
  }
}
