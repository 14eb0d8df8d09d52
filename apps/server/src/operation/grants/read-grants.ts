/** The grants of a vault as a fold over its journal. */
import { type EpochUs, isUserError } from "@creance/core";
import { checkNote, type NoteVerifier, parseNote } from "@creance/ledger";
import { type Grant, grantState, readGrant } from "@creance/policy";
import type { LedgerRow, Vault } from "@creance/vault";
import { ledgerRows } from "../share/ledger-rows.ts";
import type { GrantRow, SignatureState } from "./types.ts";

/** What grants are read with. */
export interface GrantReading {
  readonly vault: Vault;
  readonly nowUs: EpochUs;
  /** Our key as it is now; `null`: it is not at hand, and no signature is checked. */
  readonly verifier: NoteVerifier | null;
  /** Only the grant of this id. */
  readonly grantId?: string;
}

/** Every grant whose words are there, oldest first. A text that is no grant, or one with our signature that does not fit, counts for none. */
export async function readGrants({ vault, nowUs, verifier, grantId }: GrantReading): Promise<readonly GrantRow[]> {
  const rows = await ledgerRows(vault.ledger, { kinds: ["grantMade", "grantRevoked"], ...(grantId === undefined ? {} : { id: grantId }) });
  const revoked = new Map<string, EpochUs>();
  for (const { entry } of rows) {
    if (entry.kind === "grantRevoked" && !revoked.has(entry.grantId)) revoked.set(entry.grantId, entry.timeUs);
  }
  const found = new Map<string, GrantRow>();
  for (const row of rows) {
    const made = madeGrant(row, verifier);
    if (made === null || found.has(made.grant.grantId)) continue;
    const revokedUs = revoked.get(made.grant.grantId) ?? null;
    found.set(made.grant.grantId, { ...made, revokedUs, state: grantState(made.grant, nowUs, revokedUs !== null), index: row.index });
  }
  return [...found.values()];
}

function madeGrant(
  { entry, words }: LedgerRow,
  verifier: NoteVerifier | null,
): { readonly grant: Grant; readonly note: string; readonly signature: SignatureState } | null {
  const note = words["grantHash"];
  if (entry.kind !== "grantMade" || note === null || note === undefined) return null;
  try {
    const grant = readGrant(note);
    if (grant.grantId !== entry.grantId || grant.untilUs !== entry.untilUs) return null;
    return { grant, note, signature: signatureState(note, verifier) };
  } catch (error) {
    if (isUserError(error) || (error instanceof Error && error.name === "FormatError")) return null;
    throw error;
  }
}

/** Throws a `FormatError` when the signature is by our key and does not fit. */
function signatureState(note: string, verifier: NoteVerifier | null): SignatureState {
  if (verifier === null) return "not-checked";
  return checkNote(parseNote(note), [verifier]).length > 0 ? "fits" : "other-key";
}
