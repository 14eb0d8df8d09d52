/** The flight that goes into a proof: a file, or a kept flight by its id. */
import { createReadStream, existsSync } from "node:fs";
import { UserError } from "@creance/core";
import type { ProofFlight } from "@creance/gateway";
import { decodeFile } from "@creance/server";
import { type VaultOptions, withOperation } from "../with-operation.ts";

/** Reads it for its times. Throws a `UserError` where there is no such flight, or it has no times of its own. */
export async function proofFlight(word: string, options: VaultOptions): Promise<ProofFlight> {
  return existsSync(word) ? await fileFlight(word) : await keptFlight(word, options);
}

async function fileFlight(path: string): Promise<ProofFlight> {
  const { file } = await decodeFile(path, { keychain: null });
  const { firstTimeUs, lastTimeUs } = file.track;
  return flightOf(path, path, firstTimeUs, lastTimeUs);
}

async function keptFlight(id: string, options: VaultOptions): Promise<ProofFlight> {
  return await withOperation(options, "existing", async ({ vault }) => {
    const detail = vault.flight(id);
    const original = detail?.originals[0];
    if (detail === undefined || original === undefined) {
      throw new UserError("no-such-flight", "notFound", `There is no file and no kept flight ${id.slice(0, 64)}. No proof was made.`);
    }
    const { startUs, durationUs } = detail.summary;
    const endUs = startUs === null || durationUs === null ? null : startUs + durationUs;
    return flightOf(vault.originalPath(original.sha256), original.fileName ?? id, startUs, endUs);
  });
}

function flightOf(path: string, fileName: string, startUs: number | null, endUs: number | null): ProofFlight {
  if (startUs === null || endUs === null) {
    const sentence = `${fileName} has no times of its own: it cannot show that it was flown in the window. No proof was made.`;
    throw new UserError("flight-without-times", "wrongUse", sentence);
  }
  return { fileName, pieces: piecesOf(path), startUs, endUs };
}

/** Opened when the bundle is made: the window may be long. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}
