/** Conversations, a page at a time, with the totals over everything that matches. */
import type { FlowPage, FlowQuery, FlowRow } from "@creance/api";
import type { Cell, ColumnStore, Dataset, GroupQuery, PageQuery } from "@creance/warehouse";
import { type FlowFilter, flowConditions } from "./flow-conditions.ts";
import { flowsTable } from "./flows-table.ts";
import { measured } from "./measured.ts";
import { type CaptureDatabases, rowColumns, rowsOfPage } from "./page-rows.ts";

/** What is answered from: a store and the captures asked about. */
export interface AskedStore {
  readonly store: ColumnStore;
  readonly datasets: readonly Dataset[];
}

/** Answers a list. */
export async function answerList({ store, datasets }: AskedStore, query: FlowQuery, databases: CaptureDatabases): Promise<FlowPage> {
  const [page, totals] = await Promise.all([store.page(listQuestion(query, datasets)), store.groups(totalsQuestion(query, datasets))]);
  return { total: page.total, totals: totalsOf(totals.rows[0]?.measures ?? {}), rows: rowsOfPage(page, databases) satisfies FlowRow[] };
}

/** The question behind a list. */
function listQuestion(query: FlowQuery, datasets: readonly Dataset[]): PageQuery {
  const { sort, direction, offset, limit } = query;
  return {
    table: flowsTable,
    datasets,
    where: flowConditions(query),
    columns: rowColumns,
    order: [{ name: sort === "app" ? "appKey" : sort, direction }],
    offset,
    limit,
  };
}

/** The question behind the totals. */
function totalsQuestion(filter: FlowFilter, datasets: readonly Dataset[]): GroupQuery {
  return {
    table: flowsTable,
    datasets,
    where: flowConditions(filter),
    by: [],
    measures: {
      conversations: { of: "count" },
      bytesOut: { of: "sum", column: "origBytes" },
      bytesIn: { of: "sum", column: "respBytes" },
      servers: { of: "distinct", column: "server" },
      missed: { of: "sum", column: "missedBytes" },
    },
    order: [],
    offset: 0,
    limit: 1,
  };
}

function totalsOf(measures: Readonly<Record<string, Cell>>): FlowPage["totals"] {
  return {
    conversations: measured(measures["conversations"]),
    bytesOut: measured(measures["bytesOut"]),
    bytesIn: measured(measures["bytesIn"]),
    servers: measured(measures["servers"]),
    missedBytes: measured(measures["missed"]),
  };
}
