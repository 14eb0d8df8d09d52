/** `creance ledger entries`: what happened, newest first. */
import { ledgerSubjects } from "@creance/api";
import { isoFromEpochUs, UserError } from "@creance/core";
import { type EntryKind, type EntrySubject, entryKinds, entrySentence, kindsOfSubject } from "@creance/ledger";
import type { LedgerQuery } from "@creance/vault";
import type { Command } from "commander";
import { printJson, printLine, tell } from "../output.ts";
import { instantOption, numberOption, type VaultOptions, withOperation, withVaultOptions } from "../with-operation.ts";

interface EntriesOptions extends VaultOptions {
  readonly about?: string;
  readonly kind?: string;
  readonly from?: number;
  readonly until?: number;
  readonly limit: number;
  readonly offset: number;
}

/** Adds `entries`. */
export function addEntries(ledger: Command): void {
  withVaultOptions(ledger.command("entries"))
    .description("List what happened, newest first: to one file, in one share or grant, of one kind, or all.")
    .option("--about <hash or id>", "a file's SHA-256, or the id of a flight, share, grant, request, hold or deletion")
    .option("--kind <kind>", `a kind of entry, or ${ledgerSubjects.join(", ")}`)
    .option("--from <time>", "not before, such as 2026-09-12", instantOption("from"))
    .option("--until <time>", "before, such as 2026-09-13", instantOption("until"))
    .option("--limit <n>", "at most so many", numberOption("limit"), 100)
    .option("--offset <n>", "pass over the newest so many", numberOption("offset"), 0)
    .addHelpText("after", "\nExamples:\n  creance ledger entries --about 3f0c... \n  creance ledger entries --kind share --json")
    .action((options: EntriesOptions) =>
      withOperation(options, "existing", async ({ vault }) => {
        const { total, rows } = await vault.ledger.entries(queryOf(options));
        const { sealed } = await vault.ledger.state();
        for (const { index, entry, words } of rows) {
          const sentence = entrySentence(entry, words);
          if (options.json === true) printJson({ index, sealed: index < sealed, sentence, entry, words });
          else printLine(`${index}  ${isoFromEpochUs(entry.timeUs) ?? "?"}  ${sentence}${index < sealed ? "" : "  (not signed yet)"}`);
        }
        const shown = options.offset + rows.length;
        if (shown < total) tell(`${total - shown} older entries were not listed: --offset ${shown}.`);
      }),
    );
}

function queryOf({ about, kind, from, until, limit, offset }: EntriesOptions): LedgerQuery {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 100_000 || !Number.isSafeInteger(offset) || offset < 0) {
    throw new UserError("bad-option", "wrongUse", "--limit is a whole number from 1 to 100000, --offset one from 0 on.");
  }
  return {
    limit,
    offset,
    ...(about === undefined ? {} : nameOf(about.toLowerCase())),
    ...(kind === undefined ? {} : { kinds: kindsOf(kind) }),
    ...(from === undefined ? {} : { fromUs: from }),
    ...(until === undefined ? {} : { untilUs: until }),
  };
}

function nameOf(about: string): Pick<LedgerQuery, "sha256" | "id"> {
  if (/^[0-9a-f]{64}$/.test(about)) return { sha256: about };
  if (/^([0-9a-f]{32}|[0-9a-f]{16})$/.test(about)) return { id: about };
  throw new UserError("bad-option", "wrongUse", `--about "${about}" is neither a SHA-256 (64 digits) nor an id (16 or 32 digits).`);
}

function kindsOf(kind: string): readonly EntryKind[] {
  if ((ledgerSubjects as readonly string[]).includes(kind)) return kindsOfSubject(kind as EntrySubject);
  if ((entryKinds as readonly string[]).includes(kind)) return [kind as EntryKind];
  throw new UserError("bad-option", "wrongUse", `--kind "${kind}" is none of: ${[...ledgerSubjects, ...entryKinds].join(", ")}.`);
}
