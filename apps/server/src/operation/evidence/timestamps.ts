/** Tokens of timestamp authorities (RFC 3161) over checkpoints. The request is a file that a person hands to an authority; nothing is sent. */
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { isFormatError, UserError } from "@creance/core";
import { parseCheckpoint, parseNote, readTimestampReply, readTimestampRequest, timestampFaults, timestampRequest } from "@creance/ledger";
import { checkTimestampSignature } from "@creance/node";
import type { Vault } from "@creance/vault";
import type { SharedWriter } from "../shared-writer.ts";
import { TIMESTAMPS } from "./export-ledger.ts";
import { latestCheckpoint, namesEnding, readBounded, readTextBounded } from "./ledger-folder.ts";
import type { TimestampAsked, TimestampTaken } from "./types.ts";
import { writeBeside } from "./write-beside.ts";

const NONCE_BYTES = 8;

/** Makes a request and remembers it. Rejects with `UserError` (`not-sealed-yet`). */
export async function askTimestamp(vault: Vault, writers: SharedWriter): Promise<TimestampAsked> {
  const { note, size, rootHash } = await latestCheckpoint(vault);
  const imprint = createHash("sha256").update(note).digest();
  const nonce = randomBytes(NONCE_BYTES);
  const request = timestampRequest(imprint, nonce);
  const name = `${size}-${Buffer.from(rootHash).toString("hex").slice(0, 16)}-${nonce.toString("hex")}`;
  const lease = await writers.lease();
  try {
    await writeBeside(join(vault.ledger.folder, TIMESTAMPS, `${name}.checkpoint`), note);
    await writeBeside(join(vault.ledger.folder, TIMESTAMPS, `${name}.tsq`), request);
  } finally {
    lease.release();
  }
  return { request, entries: size, checkpointSha256: imprint.toString("hex") };
}

/** Takes a reply. Rejects with `UserError` (`bad-timestamp`, `no-such-request`). */
export async function takeTimestamp(
  vault: Vault,
  { writers, reply, authorityPath }: { readonly writers: SharedWriter; readonly reply: Uint8Array; readonly authorityPath: string | null },
): Promise<TimestampTaken> {
  const token = tokenOf(reply);
  const folder = join(vault.ledger.folder, TIMESTAMPS);
  const { name, note } = await findRequest(folder, reply);
  const { size, rootHash } = parseCheckpoint(parseNote(note).text);
  const lease = await writers.lease();
  let signature: Awaited<ReturnType<typeof checkTimestampSignature>> | null = null;
  try {
    const path = join(folder, `${name}.tsr`);
    await writeBeside(`${path}.new`, reply);
    if (authorityPath !== null) {
      const dataPath = join(folder, `${name}.checkpoint`);
      signature = await checkTimestampSignature({ dataPath, replyPath: `${path}.new`, authorityPath });
      if (signature.fits === false) {
        throw bad(`openssl did not find the authority's signature right (${signature.said})`);
      }
    }
    await writeBeside(path, reply);
    await lease.inTurn(() =>
      lease.writer.enter(() => [
        {
          kind: "timestamped",
          timeUs: Date.now() * 1000,
          entries: size,
          rootSha256: Buffer.from(rootHash).toString("hex"),
          tokenSha256: createHash("sha256").update(reply).digest("hex"),
          stampedUs: token.stampedUs,
        },
      ]),
    );
  } finally {
    await removeQuietly(join(folder, `${name}.tsr.new`));
    lease.release();
  }
  const fits = signature?.fits ?? null;
  return {
    entries: size,
    stampedUs: token.stampedUs,
    signatureFits: fits,
    sentence: sentenceOf(fits, authorityPath, signature?.said ?? ""),
  };
}

function sentenceOf(fits: boolean | null, authorityPath: string | null, said: string): string {
  if (fits === true) return "openssl found the authority's signature right.";
  if (authorityPath === null) return "The authority's signature was not checked: name its certificate with --authority.";
  return `The authority's signature was not checked: ${said}.`;
}

function tokenOf(reply: Uint8Array) {
  try {
    const { token, status } = readTimestampReply(reply);
    if (token === null) throw bad(`the authority did not stamp it (status ${status})`);
    return token;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    throw bad(error.message);
  }
}

/** The remembered request that a reply answers. */
async function findRequest(folder: string, reply: Uint8Array): Promise<{ readonly name: string; readonly note: string }> {
  const read = readTimestampReply(reply);
  let nearest = "";
  for (const file of await namesEnding(folder, ".tsq")) {
    const name = file.slice(0, -".tsq".length);
    const bytes = await readBounded(join(folder, file));
    const note = await readTextBounded(join(folder, `${name}.checkpoint`));
    if (bytes === undefined || note === undefined) continue;
    const request = readTimestampRequest(bytes);
    if (request.imprintSha256 !== createHash("sha256").update(note).digest("hex")) continue;
    const faults = timestampFaults(request, read);
    if (faults.length === 0) return { name, note };
    if (faults.length === 1) nearest = ` ${faults[0]?.sentence ?? ""}`;
  }
  throw new UserError("no-such-request", "notFound", `The reply answers no request of this vault.${nearest} Nothing was changed.`);
}

async function removeQuietly(path: string): Promise<void> {
  const { rm } = await import("node:fs/promises");
  await rm(path, { force: true });
}

function bad(why: string): UserError {
  return new UserError("bad-timestamp", "wrongUse", `The reply was not taken: ${why}. Nothing was changed.`);
}
