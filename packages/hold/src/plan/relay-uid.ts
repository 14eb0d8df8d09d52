/** Whom the rules call the relay. */
import { holdAccounts } from "./tools.table.ts";

/**
 * Account number of the relay; `null` where one of the accounts is missing: processes have theirs all or none, for a rule about an account that
 * the relay does not have would shut everything.
 */
export function relayUidOf(accounts: Readonly<Record<string, unknown>>): number | null {
  const uid = accounts["creance-relay"];
  return holdAccounts.every((name) => Object.hasOwn(accounts, name)) && typeof uid === "number" ? uid : null;
}
