/** Keys of sealed records: the exact request, and taking the reply. Nothing is ever sent from here. */
import type { KeyRequest } from "@creance/api";
import { UserError } from "@creance/core";
import { collectDjiFlightRecord, djiFlightRecordFormat, keychainRequest, parseKeychainReply } from "@creance/formats";
import { nodePlatform, openFileSource } from "@creance/node";
import type { Vault } from "@creance/vault";
import { enterReadings } from "./enter-readings.ts";
import { readKept } from "./read-kept.ts";
import type { ImportParts } from "./run-import.ts";

/** The exact request for the keys of a sealed original. `UserError` when it is not kept or not sealed. */
export async function requestKeys(vault: Vault, sha256: string): Promise<KeyRequest> {
  const reading = readingOf(vault, sha256);
  if (reading.format !== djiFlightRecordFormat.id || !reading.sealed) {
    throw new UserError("not-sealed", "wrongUse", `The original ${sha256.slice(0, 16)} is not sealed: there are no keys to ask for.`);
  }
  const source = await openFileSource(vault.originalPath(sha256));
  try {
    const record = await collectDjiFlightRecord(source, { platform: nodePlatform });
    const { body } = keychainRequest(record.ending, record.header);
    const sizeBytes = Buffer.byteLength(body);
    return {
      sha256,
      sizeBytes,
      body,
      fileName: `keychain-request-${sha256.slice(0, 16)}.json`,
      sentence: `This file holds ${sizeBytes} bytes and nothing else. It is not sent: whoever sends it to the maker asks for the keys of this one record.`,
    };
  } finally {
    await source.close();
  }
}

/** Tries a reply on one sealed original or on all; what it opens keeps it and is read anew. */
export async function addKeys(
  parts: ImportParts,
  reply: string,
  sha256?: string,
): Promise<{ readonly opened: string[]; readonly sentence: string }> {
  parseKeychainReply(reply);
  if (sha256 !== undefined) readingOf(parts.vault, sha256);
  const candidates = sha256 === undefined ? sealedOriginals(parts.vault) : [sha256];
  const opened: string[] = [];
  const lease = await parts.writers.lease();
  try {
    for (const candidate of candidates) {
      const reading = await readKept(parts, candidate, { keychain: reply });
      if (reading.sealed || reading.flights.length === 0) continue;
      await lease.inTurn(() => lease.writer.addKeychain(candidate, reply));
      enterReadings(parts.vault, lease.writer, [reading]);
      opened.push(candidate);
    }
  } finally {
    lease.release();
  }
  return { opened, sentence: addedSentence(opened.length, candidates.length) };
}

function addedSentence(opened: number, tried: number): string {
  if (tried === 0) return "Nothing in this vault is sealed: the keys were not kept.";
  if (opened === 0) return `The keys fit none of the ${tried} sealed originals that were tried. They were not kept, and nothing changed.`;
  const records = opened === 1 ? "1 record" : `${opened} records`;
  return `${records} opened. The keys are kept in the vault's keys folder, readable by this user only, and not encrypted.`;
}

function readingOf(vault: Vault, sha256: string): NonNullable<ReturnType<Vault["reading"]>> {
  const reading = vault.reading(sha256);
  if (reading === undefined) {
    throw new UserError("no-such-original", "notFound", `No original ${sha256.slice(0, 64)} has been read in this vault.`);
  }
  return reading;
}

function sealedOriginals(vault: Vault): string[] {
  const found: string[] = [];
  for (;;) {
    const { total, rows } = vault.files({ state: "sealed", offset: found.length, limit: 1000 });
    found.push(...rows.map((row) => row.sha256));
    if (rows.length === 0 || found.length >= total) return found;
  }
}
