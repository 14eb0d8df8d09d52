/** An instant for a reader: to the second, in UTC. */
import { isoFromEpochUs } from "@creance/core";

/** `2026-09-12 09:14:07 UTC`, `unknown` for `null` and what is no instant. `timeUs` in microseconds since 1970 UTC. */
export function instantWords(timeUs: number | null): string {
  const iso = timeUs === null ? null : isoFromEpochUs(timeUs);
  return iso === null ? "unknown" : `${iso.slice(0, 19).replace("T", " ")} UTC`;
}
