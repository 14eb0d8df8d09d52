/** How a grant stands at an instant, and in words. */
import type { EpochUs } from "@creance/core";
import { isoFromEpochUs } from "@creance/core";
import { recipientKindTable } from "../vocabulary/recipient-kinds.table.ts";
import type { Grant, GrantState, StandingScope } from "./types.ts";

/** How a grant stands. A revoked one stays revoked, whatever its times say. */
export function grantState(grant: Pick<Grant, "fromUs" | "untilUs">, nowUs: EpochUs, revoked: boolean): GrantState {
  if (revoked) return "revoked";
  if (nowUs >= grant.untilUs) return "expired";
  return nowUs < grant.fromUs ? "not-yet" : "active";
}

/** One sentence about a grant: who may have what, why, where, until when. */
export function grantSentence(grant: Grant): string {
  const what =
    grant.items === null ? scopeWords(grant.standing) : grant.items.length === 1 ? "one original" : `${grant.items.length} originals`;
  const without = grant.redact.length === 0 ? "" : `, without ${grant.redact.join(", ")}`;
  return `${grant.giver.name} lets ${grant.recipient.name} (${recipientKindTable[grant.recipient.kind].title}) have ${what}${without}: ${grant.data.join(", ")}; for ${grant.purposes.join(", ")} (${grant.why}); at ${grant.destinations.join(", ")} in ${grant.regions.join(", ")}; until ${instantWords(grant.untilUs)}.`;
}

/** A standing grant's scope in words: what goes, and when. */
export function scopeWords(standing: StandingScope | null): string {
  if (standing === null) return "nothing";
  const aircraft = standing.aircraft.length === 0 ? "every aircraft" : standing.aircraft.join(", ");
  const at = standing.atMinute === null ? "" : ` at ${clock(standing.atMinute)} UTC`;
  const when = standing.every === "week" ? `every Monday${at}` : `every ${standing.every}${at}`;
  return `every ${standing.kinds.join(", every ")} of ${aircraft}, ${when}`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function instantWords(us: EpochUs): string {
  return `${(isoFromEpochUs(us) ?? "").slice(0, 16).replace("T", " ")} UTC`;
}
