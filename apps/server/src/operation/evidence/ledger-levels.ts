/** How far others can rely on the ledger, from its files and from the entries about cosignatures and tokens. */
import { isoFromEpochUs } from "@creance/core";
import type { LedgerRow, Vault } from "@creance/vault";
import type { LedgerLevels } from "./types.ts";

/** Entries about cosignatures that are looked at, newest first. */
const LOOKED_AT = 1000;

/** The levels as they are now. Nothing is verified here. */
export async function ledgerLevels(vault: Vault): Promise<LedgerLevels> {
  const state = await vault.ledger.state();
  const { rows: cosigned } = await vault.ledger.entries({ kinds: ["cosigned"], offset: 0, limit: LOOKED_AT });
  const { rows: stamped } = await vault.ledger.entries({ kinds: ["timestamped"], offset: 0, limit: 1 });
  const signed = state.vkey === null ? null : { entries: state.sealed, vkey: state.vkey };
  const witnessed = newestOfEach(cosigned);
  const [token] = stamped.flatMap(({ entry }) => (entry.kind === "timestamped" ? [entry] : []));
  const timestamped = token === undefined ? null : { entries: token.entries, stampedUs: token.stampedUs };
  const levels = { entries: state.entries, signed, witnessed, timestamped };
  return { ...levels, sentences: sentencesOf(levels) };
}

function newestOfEach(rows: readonly LedgerRow[]): LedgerLevels["witnessed"] {
  const newest = new Map<string, LedgerLevels["witnessed"][number]>();
  for (const { entry, words } of rows) {
    if (entry.kind !== "cosigned") continue;
    const witness = words["witnessHash"] ?? null;
    const key = witness ?? entry.witnessHash;
    if (!newest.has(key)) newest.set(key, { entries: entry.entries, witness, cosignedUs: entry.cosignedUs });
  }
  return [...newest.values()];
}

function sentencesOf({ entries, signed, witnessed, timestamped }: Omit<LedgerLevels, "sentences">): readonly string[] {
  if (signed === null) return [`Nothing is signed yet: ${entries} entries stand in the journal, and a change to them would not show.`];
  const tail = entries - signed.entries;
  const witnesses = witnessed.map(
    ({ entries: seen, witness, cosignedUs }) =>
      `WITNESSED: ${witness?.split("+")[0] ?? "(name erased)"} saw the first ${seen} entries at ${isoFromEpochUs(cosignedUs)}, by its own clock.`,
  );
  return [
    `SIGNED: the first ${signed.entries} of ${entries} entries, by the vault's own key.${tail === 0 ? "" : ` The last ${tail} are not signed yet.`}`,
    ...(witnesses.length > 0
      ? witnesses
      : ["Not witnessed: whoever has the vault and its key could write another history, and nobody could show it."]),
    timestamped === null
      ? "Not timestamped: the times in the entries are this machine's."
      : `TIMESTAMPED: an authority saw the first ${timestamped.entries} entries at ${isoFromEpochUs(timestamped.stampedUs)}.`,
  ];
}
