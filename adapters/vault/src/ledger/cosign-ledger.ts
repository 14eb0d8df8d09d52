/** Signatures of witnesses under the latest checkpoint. */
import { UserError } from "@creance/core";
import { formatNote, parseNote, sameHash } from "@creance/ledger";
import { LedgerFiles, ledgerNames, readLedgerFile } from "./ledger-files.ts";
import type { SealSetting } from "./seal-ledger.ts";

/** Adds the signatures of `note` that the latest checkpoint lacks. Throws a `UserError` (`other-checkpoint`), a `FormatError` for what is no note. */
export async function cosignLedger(setting: Omit<SealSetting, "enter">, note: string): Promise<void> {
  const given = parseNote(note);
  const bytes = await readLedgerFile(setting.vaultPath, ledgerNames.checkpoint);
  const latest = bytes === undefined ? undefined : parseNote(Buffer.from(bytes).toString("utf8"));
  if (latest === undefined || latest.text !== given.text) {
    throw new UserError(
      "other-checkpoint",
      "conflict",
      "The cosigned checkpoint is not the ledger's latest one; nothing was changed; have the latest one cosigned.",
    );
  }
  const added = given.signatures.filter(
    ({ name, keyId }) => !latest.signatures.some((one) => one.name === name && sameHash(one.keyId, keyId)),
  );
  if (added.length === 0) return;
  const files = new LedgerFiles(setting);
  await files.writeText(ledgerNames.checkpoint, formatNote({ text: latest.text, signatures: [...latest.signatures, ...added] }));
  await files.settle();
}
