/** Whether this machine's clock can be trusted with deleting. */
import type { EpochUs } from "@creance/core";

/** Longer than this without an entry, and a jump of the clock cannot be told from a pause. */
const LONG_PAUSE_US = 31 * 24 * 3_600_000_000;
/** Clocks of machines differ by so much without anybody having set one. */
const SMALL_US = 120_000_000;

/** Why nothing should be deleted by a timer now; `null` when nothing speaks against it. `newestUs`: time of the newest entry. */
export function clockDoubt(nowUs: EpochUs, newestUs: EpochUs | null): string | null {
  if (newestUs === null) return null;
  if (nowUs < newestUs - SMALL_US) {
    return "This machine's clock is behind the newest entry of the ledger: it was set back, or an entry was written while it was ahead. No timer deletes anything until that is settled.";
  }
  if (nowUs > newestUs + LONG_PAUSE_US) {
    return "Nothing was entered for more than 31 days: a pause, or a clock that jumped ahead. No timer deletes anything by itself; a person who has looked at the clock can.";
  }
  return null;
}
