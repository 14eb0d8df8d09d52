/** Who acts: `--by`, else the account's name on this machine. It goes behind a salted hash. */
import { userInfo } from "node:os";
import { UserError } from "@creance/core";

/** What `--by` says in every help. */
export const BY_HELP = "who does it, kept behind a salted hash (default: your account's name on this machine)";

/** The person's name. Throws `UserError` when there is none. */
export function actingPerson(by: string | undefined): string {
  const name = by ?? accountName();
  if (name === undefined || name.trim() === "" || name.length > 200)
    throw new UserError(
      "bad-option",
      "wrongUse",
      "Nobody is named: say who does it with --by NAME (at most 200 characters). Nothing was changed.",
    );
  return name.trim();
}

/** The account's name on this machine; `undefined` when it has none. */
export function accountName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
