/** What on the machine could pass packets by the rules in force: looked for before the start, and again while the gateway runs. */
import { type PlanObjection, wireObjections } from "@creance/hold";
import { readForeignTables, readTcFilters } from "../machine/read-foreign.ts";
import { readInterfaces } from "../machine/read-interfaces.ts";

/** Bridges over a side, filters before the rules. Empty when there are none; what cannot be looked for is said. */
export async function readWire(sides: { readonly lanInterface: string; readonly wanInterface: string }): Promise<readonly PlanObjection[]> {
  const [{ interfaces, withXdp }, tables, filters] = await Promise.all([readInterfaces(), readForeignTables(), readTcFilters()]);
  const earlyFilters = [...withXdp, ...filters.found];
  return wireObjections(sides, { interfaces, earlyFilters, foreignTables: tables.found, unread: [...tables.unread, ...filters.unread] });
}
