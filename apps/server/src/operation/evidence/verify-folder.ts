/** Verifies a ledger's folder, a vault's or an export: the whole log, what witnesses cosigned, what authorities stamped. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isFormatError, isoFromEpochUs, isUserError, UserError } from "@creance/core";
import {
  checkNote,
  noteVerifier,
  parseCheckpoint,
  parseNote,
  readTimestampReply,
  readTimestampRequest,
  timestampFaults,
  verifyLedger,
} from "@creance/ledger";
import { checkTimestampSignature, nodePlatform } from "@creance/node";
import { ledgerSource } from "@creance/vault";
import { checkVaultWords } from "../ledger/vault-words.ts";
import { COSIGNED, TIMESTAMPS } from "./export-ledger.ts";
import { namesEnding, readBounded, readTextBounded } from "./ledger-folder.ts";
import type { EvidenceVerdict } from "./types.ts";

/** Longest file of a ledger that is read whole: every checkpoint that was signed. */
const MAX_FILE_BYTES = 128 << 20;

const NO_JOURNAL =
  "No journal lies here, so none was read: the entries are those of the log's own bundles, and the words behind them were not checked.";

/** How to verify. */
export interface VerifyFolderOptions {
  /** Keys of the log that are believed; empty: those beside the log, which the verdict says. */
  readonly vkeys: readonly string[];
  /** Earlier checkpoints as signed notes, kept elsewhere. */
  readonly earlier: readonly string[];
  /** Keys of witnesses that are believed. */
  readonly cosigners: readonly string[];
  /** Certificates of timestamp authorities that are believed (PEM). */
  readonly authorityPath: string | null;
  /** The vault whose journal and words are held against the log; `null`: only the log's folder is at hand, which the verdict says. */
  readonly vaultPath: string | null;
  readonly onProgress?: (done: { readonly entries: number; readonly total: number }) => void;
}

/** What verifying found; `remarks` are said and fail nothing. */
export interface LedgerFolderVerdict extends EvidenceVerdict {
  readonly remarks: readonly string[];
  readonly origin: string | null;
  readonly entries: number | null;
  readonly sealed: number;
}

/** Verifies. Rejects with `UserError` (`no-such-folder`, `bad-vkey`). Memory is flat. */
export async function verifyLedgerFolder(path: string, options: VerifyFolderOptions): Promise<LedgerFolderVerdict> {
  const folder = resolve(path);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) {
    throw new UserError("no-such-folder", "notFound", `There is no folder ${folder}.`);
  }
  const { vkeys, remarks: keyRemarks } = await believedKeys(folder, options.vkeys);
  const failures: { code: string; where: string; sentence: string }[] = [];
  const checked: string[] = [];
  const cosigned = await notesOf(join(folder, COSIGNED));
  const stamped = await notesOf(join(folder, TIMESTAMPS));
  const { vaultPath } = options;
  const { lines } = vaultPath === null ? {} : ledgerSource(vaultPath);
  const verdict = await verifyLedger(
    {
      readFile: (name) => readBounded(join(folder, name), MAX_FILE_BYTES),
      ...(lines === undefined ? {} : { lines }),
    },
    {
      platform: nodePlatform,
      vkeys,
      cosigners: options.cosigners,
      earlier: [...options.earlier, ...cosigned.map(({ note }) => note), ...stamped.map(({ note }) => note)],
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    },
  );
  for (const vkey of options.cosigners) checkCosigner(vkey, cosigned, { checked, failures });
  await checkTokens(join(folder, TIMESTAMPS), options.authorityPath, { checked, failures });
  if (vaultPath !== null) {
    const words = await checkVaultWords(vaultPath);
    checked.push(...words.checked);
    failures.push(...words.failures);
  }
  return {
    ok: verdict.ok && failures.length === 0,
    checked: [...verdict.checked.map(({ sentence }) => sentence), ...checked],
    failures: [...verdict.failures, ...failures],
    remarks: [...keyRemarks, ...(vaultPath === null ? [NO_JOURNAL] : []), ...verdict.remarks.map(({ sentence }) => sentence)],
    origin: verdict.origin,
    entries: verdict.entries,
    sealed: verdict.size,
  };
}

interface Found {
  readonly checked: string[];
  readonly failures: { code: string; where: string; sentence: string }[];
}

async function believedKeys(
  folder: string,
  given: readonly string[],
): Promise<{ readonly vkeys: readonly string[]; readonly remarks: readonly string[] }> {
  if (given.length > 0) return { vkeys: given, remarks: [] };
  const lines = ((await readTextBounded(join(folder, "vkey"))) ?? "").split("\n");
  const vkeys = lines.slice(0, 1000).filter((line) => {
    try {
      return noteVerifier(line, nodePlatform).vkey === line;
    } catch (error) {
      if (!isUserError(error)) throw error;
      return false;
    }
  });
  if (vkeys.length === 0)
    return { vkeys, remarks: ["No key of this log was given, and none lies beside it: no signature could be checked."] };
  return { vkeys, remarks: [`The key lies beside the log (${vkeys.at(-1)}). Whoever keeps it elsewhere checks more: --vkey.`] };
}

async function notesOf(folder: string): Promise<readonly { readonly name: string; readonly note: string }[]> {
  const notes: { readonly name: string; readonly note: string }[] = [];
  for (const name of await namesEnding(folder, ".checkpoint")) {
    const note = await readTextBounded(join(folder, name));
    if (note !== undefined) notes.push({ name, note });
  }
  return notes;
}

/** The newest checkpoint that this witness cosigned. That it fits the log was held against the log as an earlier checkpoint. */
function checkCosigner(
  vkey: string,
  notes: readonly { readonly name: string; readonly note: string }[],
  { checked, failures }: Found,
): void {
  const witness = noteVerifier(vkey, nodePlatform);
  let best: { readonly size: number; readonly cosignedUs: number } | undefined;
  for (const { name, note } of notes) {
    try {
      const parsed = parseNote(note);
      const { size } = parseCheckpoint(parsed.text);
      const cosignedUs = checkNote(parsed, [witness])[0]?.cosignedUs ?? null;
      if (cosignedUs !== null && size >= (best?.size ?? 0)) best = { size, cosignedUs };
    } catch (error) {
      if (!isFormatError(error)) throw error;
      failures.push({ code: error.code, where: `${COSIGNED}/${name}`, sentence: error.message });
    }
  }
  if (best === undefined)
    failures.push({ code: "not-witnessed", where: COSIGNED, sentence: `No checkpoint here is cosigned by ${witness.name}.` });
  else
    checked.push(`WITNESSED: ${witness.name} saw the first ${best.size} entries at ${isoFromEpochUs(best.cosignedUs)}, by its own clock.`);
}

async function checkTokens(folder: string, authorityPath: string | null, { checked, failures }: Found): Promise<void> {
  for (const file of await namesEnding(folder, ".tsr")) {
    const name = file.slice(0, -".tsr".length);
    const where = `${TIMESTAMPS}/${file}`;
    const [reply, request, note] = await Promise.all([
      readBounded(join(folder, file)),
      readBounded(join(folder, `${name}.tsq`)),
      readTextBounded(join(folder, `${name}.checkpoint`)),
    ]);
    if (reply === undefined || request === undefined || note === undefined) {
      failures.push({ code: "timestamp-incomplete", where, sentence: "The request or the checkpoint of this token is missing." });
      continue;
    }
    try {
      const asked = readTimestampRequest(request);
      const read = readTimestampReply(reply);
      const faults = timestampFaults(asked, read);
      for (const { code, sentence } of faults) failures.push({ code, where, sentence });
      const { size } = parseCheckpoint(parseNote(note).text);
      if (asked.imprintSha256 !== createHash("sha256").update(note).digest("hex")) {
        failures.push({ code: "timestamp-other-hash", where, sentence: "The token is not about the checkpoint beside it." });
        continue;
      }
      if (faults.length > 0 || read.token === null) continue;
      const when = isoFromEpochUs(read.token.stampedUs);
      if (authorityPath === null) {
        checked.push(`A token says that the first ${size} entries were there at ${when}; whose it is was not checked: --authority.`);
        continue;
      }
      const dataPath = join(folder, `${name}.checkpoint`);
      const { fits, said } = await checkTimestampSignature({ dataPath, replyPath: join(folder, file), authorityPath });
      if (fits === true) checked.push(`TIMESTAMPED: an authority of ${authorityPath} saw the first ${size} entries at ${when}.`);
      else
        failures.push({
          code: "timestamp-signature",
          where,
          sentence: `The token's signature is not of an authority of ${authorityPath}: ${said}.`,
        });
    } catch (error) {
      if (!isFormatError(error)) throw error;
      failures.push({ code: error.code, where, sentence: error.message });
    }
  }
}
