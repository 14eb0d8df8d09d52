/** What a filter of conversations means, column by column (`packages/api/src/captures.ts` says it in words). */
import type { FlowQuery } from "@creance/api";
import type { AddressScope } from "@creance/capture";
import type { Condition } from "@creance/warehouse";

/** The filter that lists, groups and the time line share. */
export type FlowFilter = Omit<FlowQuery, "sort" | "direction" | "offset" | "limit">;

/** Columns that `search` looks into. */
const SEARCHED = ["server", "respIp", "origIp", "operator", "appKey", "app", "service", "endpointRole"];

/** What stands for a value that is not known, where a filter can ask for it. */
const UNKNOWN = "unknown";

/** The same for roles: the catalogue has a role `unknown` of its own (listed, purpose unknown). */
const NOT_LISTED = "notListed";

const localScopes = {
  private: true,
  shared: true,
  loopback: true,
  "link-local": true,
  multicast: true,
  documentation: true,
  synthetic: true,
  unspecified: true,
  reserved: true,
} as const satisfies Record<Exclude<AddressScope, "public">, true>;

/** The conditions of a filter; `capture` is not one of them, it decides what is asked. */
export function flowConditions(filter: FlowFilter): Condition[] {
  const conditions: Condition[] = [];
  const exactly = (column: string, value: string | undefined): void => {
    if (value !== undefined) conditions.push({ is: "oneOf", column, values: [value] });
  };
  const exactlyOrNull = (column: string, value: string | undefined, stands: string): void => {
    if (value !== undefined) conditions.push({ is: "oneOf", column, values: [value === stands ? null : value] });
  };
  const text = filter.search.trim();
  if (text !== "") conditions.push({ is: "contains", columns: SEARCHED, text });
  exactly("server", filter.server);
  exactlyOrNull("service", filter.service, UNKNOWN);
  exactlyOrNull("endpointRole", filter.role, NOT_LISTED);
  exactlyOrNull("operator", filter.operator, UNKNOWN);
  if (filter.country !== undefined) conditions.push({ is: "hasWord", column: "countries", word: filter.country });
  exactlyOrNull("appKey", filter.app, UNKNOWN);
  exactly("serverNameSource", filter.nameSource);
  exactly("origIp", filter.device);
  if (filter.scope === "internet") conditions.push({ is: "oneOf", column: "respScope", values: ["public"] });
  if (filter.scope === "local") conditions.push({ is: "oneOf", column: "respScope", values: [...Object.keys(localScopes), null] });
  if (filter.fromUs !== undefined || filter.toUs !== undefined) {
    conditions.push({
      is: "between",
      column: "timeUs",
      ...(filter.fromUs === undefined ? {} : { from: filter.fromUs }),
      ...(filter.toUs === undefined ? {} : { below: filter.toUs }),
    });
  }
  return conditions;
}
