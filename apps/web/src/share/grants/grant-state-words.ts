/** Words for how a grant stands. */
import type { GrantListRow } from "@creance/api";

/** States in a word or two. */
export const stateWords: Readonly<Record<GrantListRow["state"], string>> = {
  active: "holds",
  "not-yet": "not yet",
  expired: "ended",
  revoked: "taken back",
};
