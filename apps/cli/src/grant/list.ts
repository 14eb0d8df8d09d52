/** `creance grant list`, `show` and `revoke`. */
import { isoFromEpochUs } from "@creance/core";
import { dataClassTable, grantSentence, keepWords, purposeTable, recipientKindTable } from "@creance/policy";
import type { GrantRow } from "@creance/server";
import type { Command } from "commander";
import { actingPerson, BY_HELP } from "../acting-person.ts";
import { printChunks, printJson, printLine } from "../output.ts";
import { textTable } from "../text-table.ts";
import { type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";
import { grantCells, grantHeads, grantJson, whatWords } from "./grant-words.ts";

/** Adds `list`. */
export function addList(grant: Command): void {
  withVaultOptions(grant.command("list"))
    .description("List grants, newest first: active, not yet, expired, revoked.")
    .option("--active", "only those that hold now")
    .addHelpText("after", "\nExamples:\n  creance grant list\n  creance grant list --active --json")
    .action(async (options: VaultOptions & { readonly active?: boolean }) => {
      const all = await withOperation(options, "existing", ({ grants }) => grants.list());
      const rows = options.active === true ? all.filter(({ state }) => state === "active") : all;
      if (options.json === true) for (const row of rows) printJson(grantJson(row));
      else if (rows.length === 0) printLine(all.length === 0 ? "Nothing was granted." : "No grant holds now.");
      else await printChunks(textTable(grantHeads, rows.map(grantCells)));
    });
}

/** Adds `show`. */
export function addShow(grant: Command): void {
  withVaultOptions(grant.command("show <id>"))
    .description("Show a grant: who may have what, why, where, until when. The id may be shortened.")
    .option("--record", "print the signed record, as it is handed to whoever asks for it")
    .addHelpText("after", "\nExamples:\n  creance grant show 3f1a52\n  creance grant show 3f1a52 --record > grant.note")
    .action(async (id: string, options: VaultOptions & { readonly record?: boolean }) => {
      const row = await withOperation(options, "existing", ({ grants }) => grants.show(id));
      if (options.record === true) await printChunks([row.note]);
      else if (options.json === true) printJson(grantJson(row));
      else for (const line of grantLines(row)) printLine(line);
    });
}

/** Adds `revoke`. */
export function addRevoke(grant: Command): void {
  withVaultOptions(grant.command("revoke <id>"))
    .description(
      "Take a grant back, from now on. What was already read cannot be unread; what lies at a destination is removed with creance share.",
    )
    .option("--reason <text>", "why, kept behind a salted hash")
    .option("--by <name>", BY_HELP)
    .addHelpText("after", "\nExample:\n  creance grant revoke 3f1a52 --reason 'The work is done'")
    .action(async (id: string, options: VaultOptions & { readonly reason?: string; readonly by?: string }) => {
      const by = actingPerson(options.by);
      const row = await withOperation(options, "existing", ({ grants }) => grants.revoke(id, { by, reason: options.reason ?? null }));
      if (options.json === true) printJson(grantJson(row));
      else
        printLine(
          `Revoked: ${row.grant.grantId}, from ${isoFromEpochUs(row.revokedUs ?? 0) ?? ""} on. What was already read cannot be unread; shares under it: creance share list.`,
        );
    });
}

const signatureWords: Readonly<Record<GrantRow["signature"], string>> = {
  fits: "fits this vault's key",
  "other-key": "by another key than this vault's present one",
  "not-checked": "not checked: the vault's keyring is not open",
};

function grantLines({ grant, state, revokedUs, signature, index }: GrantRow): readonly string[] {
  const when = (us: number): string => isoFromEpochUs(us) ?? "";
  return [
    grantSentence(grant),
    `State:        ${state}${revokedUs === null ? "" : ` since ${when(revokedUs)}`}`,
    `Id:           ${grant.grantId}`,
    `Given:        ${when(grant.madeUs)} by ${grant.giver.name}${grant.giver.contact === null ? "" : ` (${grant.giver.contact})`}`,
    `Holds:        ${when(grant.fromUs)} to ${when(grant.untilUs)}`,
    `Recipient:    ${grant.recipient.name}, ${recipientKindTable[grant.recipient.kind].title}`,
    ...(grant.recipient.keys.length === 0
      ? ["Encrypted to: nobody; it lies there readable"]
      : grant.recipient.keys.map((key) => `Encrypted to: ${key}`)),
    `Data:         ${grant.data.map((each) => dataClassTable[each].title).join(", ")}`,
    ...(grant.redact.length === 0 ? [] : [`Taken out:    ${grant.redact.map((each) => dataClassTable[each].title).join(", ")}`]),
    `For:          ${grant.purposes.map((purpose) => purposeTable[purpose].title).join("; ")}`,
    `Where:        ${grant.destinations.join(", ")}, in ${grant.regions.join(", ")}`,
    `Kept there:   ${keepWords(grant.keepUs)}`,
    `What:         ${whatWords(grant)}`,
    ...(grant.items ?? []).map((sha256) => `              ${sha256}`),
    `Policy:       flow ${grant.flowId} of the manifest ${grant.manifestSha256}`,
    `Signature:    ${signatureWords[signature]}`,
    `Ledger entry: ${index}`,
  ];
}
