/**
 * Each dataset once, whatever ends in between. A load has a number of its own; its rows carry it. Only when all segments are in and counted does a row in
 * `loads` say that it is finished, and questions see finished loads alone. Rows of unfinished loads are deleted at the next start.
 */
import type { Dataset } from "../query.ts";
import { derivedMissing } from "../table-reader/load-columns.ts";
import { createTableSql, type EngineTable, LOAD_COLUMN } from "./engine-table.ts";
import type { SqlClient } from "./sql-client.ts";
import { identifier, ownNumber, ownText, plainStatement } from "./statement.ts";

/** A ClickHouse that rows are loaded into. */
export interface LoadTarget {
  readonly client: SqlClient;
  /** Puts some derived files into a table: the one thing that an embedded engine and a server do differently. */
  insertSegments(table: EngineTable, load: number, dataset: Dataset, segments: readonly number[]): Promise<void>;
}

/** The loads of one running engine. */
export interface DatasetLoads {
  /** Number of the finished load that holds a dataset. */
  find(table: EngineTable, dataset: Dataset): number | undefined;
  /** Loads a dataset unless it is there; returns its load. One at a time. Rejects with `UserError` (`derived-missing`, `column-engine`). */
  load(table: EngineTable, dataset: Dataset): Promise<number>;
}

interface FinishedLoad {
  readonly load: number;
  readonly table: string;
  readonly original: string;
  readonly reader: string;
  readonly segments: number;
  readonly rows: number;
}

const LOADS = "loads";
/** Every insert makes a part that is merged later: fewer and larger ones cost less. */
const SEGMENTS_AT_ONCE = 8;

/** Reads what is loaded, checks that the rows are there, and deletes what an unfinished load left behind. */
export async function openDatasetLoads({ client, insertSegments }: LoadTarget): Promise<DatasetLoads> {
  await client.run(
    plainStatement(
      `CREATE TABLE IF NOT EXISTS ${LOADS} (\`load\` UInt64, \`table\` String, \`original\` String, \`reader\` String, \`segments\` UInt32, \`rows\` UInt64) ENGINE = MergeTree ORDER BY \`load\``,
    ),
  );
  const tables = new Set(await tableNames(client));
  const finished = new Map<string, FinishedLoad>();
  let newest = 0;

  const known = (await rowsOf(client, `SELECT \`load\`, \`table\`, \`original\`, \`reader\`, \`segments\`, \`rows\` FROM ${LOADS}`)).map(
    ([load, table, original, reader, segments, rows]): FinishedLoad => ({
      load: Number(load),
      table: String(table),
      original: String(original),
      reader: String(reader),
      segments: Number(segments),
      rows: Number(rows),
    }),
  );
  const stale: FinishedLoad[] = [];
  for (const table of tables) {
    const counts = new Map<number, number>();
    for (const [load, rows] of await rowsOf(client, `SELECT ${LOAD_COLUMN}, count() FROM ${identifier(table)} GROUP BY ${LOAD_COLUMN}`)) {
      counts.set(Number(load), Number(rows));
      newest = Math.max(newest, Number(load));
    }
    for (const load of known.filter((one) => one.table === table)) {
      // Files are not synced to the disk: after a power cut a load may lack rows, and is then loaded anew.
      if ((counts.get(load.load) ?? 0) === load.rows) finished.set(keyOf(load.table, load.original, load.reader), load);
      else stale.push(load);
    }
    const whole = new Set([...finished.values()].map(({ load }) => load));
    const orphans = [...counts.keys()].filter((load) => !whole.has(load));
    if (orphans.length > 0) await deleteRows(client, table, orphans);
  }
  stale.push(...known.filter(({ table }) => !tables.has(table)));
  for (const { load } of known) newest = Math.max(newest, load);
  await forget(client, stale);

  async function prepare(table: EngineTable): Promise<void> {
    if (tables.has(table.name)) return;
    // The same table with other columns is of another version of this program.
    const prefix = table.name.slice(0, table.name.lastIndexOf("_") + 1);
    for (const old of [...tables].filter((name) => name.startsWith(prefix))) {
      await client.run(plainStatement(`DROP TABLE IF EXISTS ${identifier(old)} SYNC`));
      tables.delete(old);
      const gone = [...finished].filter(([, one]) => one.table === old);
      for (const [key] of gone) finished.delete(key);
      await forget(
        client,
        gone.map(([, one]) => one),
      );
    }
    await client.run(createTableSql(table));
    tables.add(table.name);
  }

  function find(table: EngineTable, dataset: Dataset): number | undefined {
    const found = finished.get(keyOf(table.name, dataset.sha256, dataset.reader));
    return found !== undefined && found.rows === dataset.rows && found.segments === dataset.segments ? found.load : undefined;
  }

  async function loadNow(table: EngineTable, dataset: Dataset): Promise<number> {
    const there = find(table, dataset);
    if (there !== undefined) return there;
    await prepare(table);
    const key = keyOf(table.name, dataset.sha256, dataset.reader);
    const other = finished.get(key);
    if (other !== undefined) {
      // Derived anew, into other segments.
      finished.delete(key);
      await deleteRows(client, table.name, [other.load]);
      await forget(client, [other]);
    }
    const load = newest + 1;
    newest = load;
    try {
      for (let from = 0; from < dataset.segments; from += SEGMENTS_AT_ONCE) {
        const count = Math.min(SEGMENTS_AT_ONCE, dataset.segments - from);
        const segments = Array.from({ length: count }, (_, at) => from + at);
        await insertSegments(table, load, dataset, segments);
      }
      const [count] = await rowsOf(client, `SELECT count() FROM ${identifier(table.name)} WHERE ${LOAD_COLUMN} = ${ownNumber(load)}`);
      const rows = Number(count?.[0] ?? 0);
      if (rows !== dataset.rows) throw derivedMissing(dataset.sha256);
      const one = { load, table: table.name, original: dataset.sha256, reader: dataset.reader, segments: dataset.segments, rows };
      const values = [
        ownNumber(load),
        ownText(one.table),
        ownText(one.original),
        ownText(one.reader),
        ownNumber(one.segments),
        ownNumber(rows),
      ];
      await client.run(plainStatement(`INSERT INTO ${LOADS} SELECT ${values.join(", ")}`));
      finished.set(key, one);
      return load;
    } catch (error) {
      // When the engine itself is gone, the next start deletes them.
      await deleteRows(client, table.name, [load]).catch(() => {});
      throw error;
    }
  }

  let queue: Promise<unknown> = Promise.resolve();
  return {
    find,
    load(table, dataset) {
      const mine = queue.then(() => loadNow(table, dataset));
      queue = mine.catch(() => {});
      return mine;
    },
  };
}

function keyOf(table: string, original: string, reader: string): string {
  return `${table} ${original} ${reader}`;
}

async function rowsOf(client: SqlClient, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await client.ask(plainStatement(sql), "plain")).rows;
}

async function tableNames(client: SqlClient): Promise<string[]> {
  const rows = await rowsOf(client, "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'rows_')");
  return rows.map(([name]) => String(name));
}

async function deleteRows(client: SqlClient, table: string, loads: readonly number[]): Promise<void> {
  await client.run(
    plainStatement(
      `ALTER TABLE ${identifier(table)} DELETE WHERE ${LOAD_COLUMN} IN (${loads.map(ownNumber).join(", ")}) SETTINGS mutations_sync = 2`,
    ),
  );
}

async function forget(client: SqlClient, loads: readonly FinishedLoad[]): Promise<void> {
  if (loads.length === 0) return;
  const numbers = loads.map(({ load }) => ownNumber(load)).join(", ");
  await client.run(plainStatement(`ALTER TABLE ${LOADS} DELETE WHERE \`load\` IN (${numbers}) SETTINGS mutations_sync = 2`));
}
