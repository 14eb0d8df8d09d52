/** Who was talked to: conversations grouped. */
import type { FlowGroup, FlowGroupPage, FlowGroupQuery } from "@creance/api";
import type { Cell, Dataset, GroupQuery, Measure } from "@creance/warehouse";
import { flowConditions } from "./flow-conditions.ts";
import type { AskedStore } from "./flow-list.ts";
import { flowsTable } from "./flows-table.ts";
import { knownOrNull, measured } from "./measured.ts";

/** Values that a list in a group holds at most. */
const LISTED = 5;

const keyColumns = {
  server: "server",
  operator: "operator",
  role: "endpointRole",
  service: "service",
  app: "appKey",
  countries: "countries",
  nameSource: "serverNameSource",
  device: "origIp",
} as const satisfies Record<FlowGroupQuery["by"], string>;

const list = (column: string): Measure => ({ of: "list", column, limit: LISTED });

const measures = {
  conversations: { of: "count" },
  bytesOut: { of: "sum", column: "origBytes" },
  bytesIn: { of: "sum", column: "respBytes" },
  firstTimeUs: { of: "min", column: "timeUs" },
  lastTimeUs: { of: "max", column: "timeUs" },
  servers: { of: "distinct", column: "server" },
  operators: list("operator"),
  roles: list("endpointRole"),
  owners: list("endpointOwner"),
  services: list("service"),
  apps: list("appKey"),
  countrySets: list("countries"),
  nameSources: list("serverNameSource"),
  shortestRttUs: { of: "min", column: "rttUs" },
} as const satisfies Record<string, Measure>;

/** Answers a question for groups. */
export async function answerGroups({ store, datasets }: AskedStore, query: FlowGroupQuery): Promise<FlowGroupPage> {
  const groups = await store.groups(groupsQuestion(query, datasets));
  return { total: groups.total, rows: groups.rows.map(({ keys, measures: values }) => groupOf(keys[0] ?? null, values)) };
}

/** The question behind groups. */
function groupsQuestion(query: FlowGroupQuery, datasets: readonly Dataset[]): GroupQuery {
  const column = keyColumns[query.by];
  const { sort, direction, offset, limit } = query;
  return {
    table: flowsTable,
    datasets,
    where: flowConditions(query),
    by: [{ column }],
    measures,
    order: [{ name: sort === "key" ? column : sort, direction }],
    offset,
    limit,
  };
}

function groupOf(key: Cell, values: Readonly<Record<string, Cell>>): FlowGroup {
  const cell = (name: keyof typeof measures): Cell => values[name] ?? null;
  return {
    key: key === null ? null : String(key),
    conversations: measured(cell("conversations")),
    bytesOut: measured(cell("bytesOut")),
    bytesIn: measured(cell("bytesIn")),
    firstTimeUs: knownOrNull(cell("firstTimeUs")),
    lastTimeUs: knownOrNull(cell("lastTimeUs")),
    servers: measured(cell("servers")),
    operators: listed(cell("operators")),
    roles: listed(cell("roles")),
    owners: listed(cell("owners")),
    services: listed(cell("services")),
    apps: listed(cell("apps")),
    countries: listed(cell("countrySets")),
    nameSources: listed(cell("nameSources")),
    shortestRttUs: knownOrNull(cell("shortestRttUs")),
  };
}

function listed(cell: Cell): string[] {
  return typeof cell === "string" ? cell.split("\n") : [];
}
