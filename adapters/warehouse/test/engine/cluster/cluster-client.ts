/** A ClickHouse server over HTTP, with the engine's own statements: the same client package, the same SQL, settings fixed for each request. */
import { createReadStream } from "node:fs";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { createTableSql, type EngineTable, fileStructure, insertColumns, loadSelection } from "../../../src/engine/engine-table.ts";
import { answerSettings, parseAnswer, type SqlClient } from "../../../src/engine/sql-client.ts";
import { identifier, ownNumber, ownText } from "../../../src/engine/statement.ts";
import { createTallySql } from "../../../src/engine/tally-table.ts";
import type { Dataset, Warehouse } from "../../../src/index.ts";
import { CLUSTER } from "./start-cluster.ts";

/** Opens a node. */
export function openNode(url: string): { readonly http: ClickHouseClient; readonly client: SqlClient } {
  const http = createClient({ url, clickhouse_settings: { ...answerSettings, distributed_foreground_insert: 1 } });
  return {
    http,
    client: {
      async ask({ sql, parameters }, mode) {
        const result = await http.query({
          query: sql,
          query_params: { ...parameters },
          format: "JSONCompact",
          clickhouse_settings: { ...answerSettings, exact_rows_before_limit: mode === "counted" ? 1 : 0 },
        });
        return parseAnswer(await result.text());
      },
      async run({ sql }) {
        await http.command({ query: sql });
      },
    },
  };
}

/** Makes a table on every node: its rows there, and a name for the rows of all. */
export async function createOnCluster(nodes: readonly SqlClient[], table: EngineTable): Promise<void> {
  const local = `${table.name}_local`;
  for (const node of nodes) {
    await node.run(createTableSql(table, { name: local }));
    const tally = table.tallyName as string;
    await node.run(createTallySql(table, { name: `${tally}_local` }));
    await node.run(createTallySql(table, { name: tally, engine: `Distributed(${CLUSTER}, default, ${tally}_local, rand())` }));
    await node.run(createTableSql(table, { name: table.name, engine: `Distributed(${CLUSTER}, default, ${local}, rand())` }));
  }
}

/** Sends a derived file to a node, which spreads its rows over the shards. */
export async function sendSegment(
  http: ClickHouseClient,
  warehouse: Warehouse,
  table: EngineTable,
  load: number,
  dataset: Dataset,
  segment: number,
): Promise<void> {
  const selection = loadSelection(table, ownNumber(load), ownText(dataset.sha256));
  const into = `INSERT INTO ${identifier(table.name)} (${insertColumns(table)})`;
  const result = await http.exec({
    query: `${into} SELECT ${selection} FROM input(${ownText(fileStructure(table))}) FORMAT Parquet`,
    values: createReadStream(warehouse.path({ sha256: dataset.sha256, segment, reader: dataset.reader })),
  });
  result.stream.resume();
  await new Promise((resolve, reject) => result.stream.once("end", resolve).once("error", reject));
}
