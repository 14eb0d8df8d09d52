/** The view of the public page's flights as its address. */
import type { PublicFlightRow } from "@creance/api";

/** How a flight can stand, as in the contract. */
export const standings = ["review", "shown", "waiting", "withdrawn"] as const satisfies readonly PublicFlightRow["standing"][];

/** The view. */
export interface PublishSearch {
  readonly standing?: (typeof standings)[number];
  /** Id of the flight that is open. */
  readonly flight?: string;
}

/** The view an address means; fields that mean nothing are dropped. */
export function parsePublishSearch(raw: Record<string, unknown>): PublishSearch {
  const standing = standings.find((one) => one === raw["standing"]);
  const flight = typeof raw["flight"] === "string" && /^[0-9a-f]{16}$/.test(raw["flight"]) ? raw["flight"] : undefined;
  return { ...(standing === undefined ? {} : { standing }), ...(flight === undefined ? {} : { flight }) };
}
