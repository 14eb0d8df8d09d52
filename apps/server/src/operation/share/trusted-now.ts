/** The time by which grants are judged: neither a clock that was set back nor a journal that was cut may bring an ended grant to life. */
import { type EpochUs, isoFromEpochUs, UserError } from "@creance/core";
import type { ShareParts } from "./parts.ts";

/** How far a clock may step back, as time services do it: 2 minutes. */
const STEP_US = 120e6;

/**
 * Now. Rejects with a `UserError`: `clock-set-back` when the newest entry of the journal is later than that; `ledger-forked` or `ledger-damaged` when the
 * journal lost something that was signed, which may be a revocation.
 */
export async function trustedNow({ ledger, now }: Pick<ShareParts, "ledger" | "now">): Promise<EpochUs> {
  await ledger.assertWhole();
  const nowUs = now();
  const newest = (await ledger.entries({ offset: 0, limit: 1 })).rows[0]?.entry.timeUs;
  if (newest === undefined || newest <= nowUs + STEP_US) return nowUs;
  throw new UserError(
    "clock-set-back",
    "conflict",
    `This machine's clock says ${isoFromEpochUs(nowUs)}, but the journal has an entry of ${isoFromEpochUs(newest)}. Set the clock right first: until then nobody can tell which grants have ended. Nothing was sent.`,
  );
}
