/** Words for how a share stands. */
import type { ShareRow } from "@creance/api";

/** States in a word or two. */
export const stateWords: Readonly<Record<ShareRow["state"], string>> = {
  unfinished: "cut off",
  whole: "shared",
  failed: "failed",
  revoked: "taken back, not removed yet",
  removed: "taken back and removed",
  expired: "its time ended",
};
