/** The sheet that is printed once and put away. */

/** What stands on it. */
export interface RecoverySheet {
  readonly vaultId: string;
  readonly origin: string;
  readonly vkey: string;
  readonly recipient: string;
  /** Groups of the recovery code, in their order. */
  readonly groups: readonly string[];
}

/** The sheet as lines of at most 100 characters. */
export function sheetLines({ vaultId, origin, vkey, recipient, groups }: RecoverySheet): readonly string[] {
  const rows = Array.from({ length: Math.ceil(groups.length / 3) }, (_, row) =>
    groups
      .slice(row * 3, row * 3 + 3)
      .map((group, at) => `${String(row * 3 + at + 1).padStart(2)}  ${group}`)
      .join("      "),
  );
  return [
    "CREANCE RECOVERY SHEET",
    "",
    `vault      ${vaultId}`,
    `ledger     ${origin}`,
    `verifier   ${vkey}`,
    `recipient  ${recipient}`,
    "",
    ...rows.map((row) => `    ${row}`),
    "",
    "Whoever has these groups can sign as this vault and open what was shared with it.",
    "Keep this sheet apart from the machine and from copies of the vault.",
    "To use it: creance keys recover. Credentials of destinations are not part of it.",
  ];
}
