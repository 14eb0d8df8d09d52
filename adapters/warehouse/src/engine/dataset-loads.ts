/**
 * Each dataset once, whatever ends in between. A load has a number of its own; its rows carry it. Only when all segments are in and counted does a row in
 * `loads` say that it is finished, and questions see finished loads alone. Rows of unfinished loads are deleted at the next start.
 */
import type { Dataset } from "../query.ts";
import { derivedMissing } from "../table-reader/load-columns.ts";
import { createTableSql, type EngineTable, LOAD_COLUMN } from "./engine-table.ts";
import type { SqlClient } from "./sql-client.ts";
import { identifier, ownNumber, ownText, plainStatement } from "./statement.ts";
import { createTallySql, fillTallySql, ROWS_COLUMN } from "./tally-table.ts";

/** A ClickHouse that rows are loaded into. */
export interface LoadTarget {
  readonly client: SqlClient;
  /** Puts some derived files into a table: the one thing that an embedded engine and a server do differently. */
  insertSegments(table: EngineTable, load: number, dataset: Dataset, segments: readonly number[]): Promise<void>;
  /** Numbers up to this one were given before; 0 unless said. */
  readonly newest?: number;
  /** Finished loads are being taken away: an answer that was asked for before may lack their rows. */
  readonly onDrop?: () => void;
}

/** The loads of one running engine. */
export interface DatasetLoads {
  /** Number of the finished load that holds a dataset. */
  find(table: EngineTable, dataset: Dataset): number | undefined;
  /** Loads a dataset unless it is there; returns its load. One at a time. Rejects with `UserError` (`derived-missing`, `column-engine`). */
  load(table: EngineTable, dataset: Dataset): Promise<number>;
  /** Deletes the loads of a table that hold none of these datasets. Waits for the load that runs. */
  keepOnly(table: EngineTable, datasets: readonly Dataset[]): Promise<void>;
  /** Deletes everything. Waits for the load that runs. */
  dropAll(): Promise<void>;
  /** The highest number given to a load. */
  readonly newest: number;
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
export async function openDatasetLoads({ client, insertSegments, newest: given = 0, onDrop }: LoadTarget): Promise<DatasetLoads> {
  await client.run(
    plainStatement(
      `CREATE TABLE IF NOT EXISTS ${LOADS} (\`load\` UInt64, \`table\` String, \`original\` String, \`reader\` String, \`segments\` UInt32, \`rows\` UInt64) ENGINE = MergeTree ORDER BY \`load\``,
    ),
  );
  const tables = new Set(await tableNames(client));
  const finished = new Map<string, FinishedLoad>();
  let newest = given;

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
  for (const table of [...tables].filter((name) => name.startsWith(ROWS))) {
    const counts = await countsByLoad(client, table, "count()");
    const tally = tables.has(tallyOf(table)) ? await countsByLoad(client, tallyOf(table), `sum(${ROWS_COLUMN})`) : undefined;
    const present = [...new Set([...counts.keys(), ...(tally?.keys() ?? [])])];
    for (const load of present) newest = Math.max(newest, load);
    for (const load of known.filter((one) => one.table === table)) {
      // Files are not synced to the disk: after a power cut a load may lack rows, and is then loaded anew.
      const isWhole = [counts, tally].every((one) => one === undefined || (one.get(load.load) ?? 0) === load.rows);
      if (isWhole) finished.set(keyOf(load.table, load.original, load.reader), load);
      else stale.push(load);
    }
    const whole = new Set([...finished.values()].map(({ load }) => load));
    await deleteRows(
      table,
      present.filter((load) => !whole.has(load)),
    );
  }
  stale.push(...known.filter(({ table }) => !tables.has(table)));
  for (const { load } of known) newest = Math.max(newest, load);
  await forget(client, stale);

  /** Deletes rows of loads, and what was added up of them. */
  async function deleteRows(table: string, loads: readonly number[]): Promise<void> {
    if (loads.length === 0) return;
    for (const name of [table, tallyOf(table)].filter((one) => tables.has(one))) {
      await deleteWhere(client, name, `${LOAD_COLUMN} IN (${loads.map(ownNumber).join(", ")})`);
    }
  }

  /** Takes finished loads away. */
  async function drop(gone: readonly FinishedLoad[]): Promise<void> {
    if (gone.length === 0) return;
    onDrop?.();
    for (const { table, original, reader } of gone) finished.delete(keyOf(table, original, reader));
    for (const table of new Set(gone.map((one) => one.table))) {
      await deleteRows(
        table,
        gone.filter((one) => one.table === table).map(({ load }) => load),
      );
    }
    await forget(client, gone);
  }

  async function dropTable(name: string): Promise<void> {
    await client.run(plainStatement(`DROP TABLE IF EXISTS ${identifier(name)} SYNC`));
    tables.delete(name);
  }

  async function prepare(table: EngineTable): Promise<void> {
    const { name, tallyName } = table;
    if (tables.has(name) && (tallyName === null || tables.has(tallyName))) return;
    // The same table with other columns is of another version of this program.
    const isOld = (other: string): boolean =>
      other !== name && other !== tallyName && [name, tallyOf(name)].some((one) => stem(one) === stem(other));
    for (const old of [...tables].filter(isOld)) {
      await dropTable(old);
      const gone = [...finished].filter(([, one]) => one.table === old);
      for (const [key] of gone) finished.delete(key);
      await forget(
        client,
        gone.map(([, one]) => one),
      );
    }
    await client.run(createTableSql(table));
    tables.add(name);
    if (tallyName === null) return;
    await client.run(createTallySql(table, { name: tallyName }));
    tables.add(tallyName);
  }

  function find(table: EngineTable, dataset: Dataset): number | undefined {
    if (table.tallyName !== null && !tables.has(table.tallyName)) return undefined;
    const found = finished.get(keyOf(table.name, dataset.sha256, dataset.reader));
    return found !== undefined && found.rows === dataset.rows && found.segments === dataset.segments ? found.load : undefined;
  }

  async function loadNow(table: EngineTable, dataset: Dataset): Promise<number> {
    const there = find(table, dataset);
    if (there !== undefined) return there;
    await prepare(table);
    const key = keyOf(table.name, dataset.sha256, dataset.reader);
    const other = finished.get(key);
    // Derived anew, into other segments.
    if (other !== undefined) await drop([other]);
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
      if (table.tallyName !== null) await client.run(fillTallySql(table, load, dataset.sha256));
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
      await deleteRows(table.name, [load]).catch(() => {});
      throw error;
    }
  }

  let queue: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = queue.then(work);
    queue = mine.catch(() => {});
    return mine;
  }

  return {
    find,
    load: (table, dataset) => inTurn(() => loadNow(table, dataset)),
    keepOnly: (table, datasets) =>
      inTurn(async () => {
        const kept = new Set(datasets.map((dataset) => find(table, dataset)));
        await drop([...finished.values()].filter((one) => one.table === table.name && !kept.has(one.load)));
      }),
    dropAll: () =>
      inTurn(async () => {
        onDrop?.();
        finished.clear();
        for (const name of [...tables]) await dropTable(name);
        await client.run(plainStatement(`TRUNCATE TABLE ${LOADS} SYNC`));
      }),
    get newest() {
      return newest;
    },
  };
}

const ROWS = "rows_";

/** Name of the tally that belongs to a table. */
function tallyOf(table: string): string {
  return `tally_${table.slice(ROWS.length)}`;
}

/** A table's name without the hash of its columns. */
function stem(table: string): string {
  return table.slice(0, table.lastIndexOf("_"));
}

async function countsByLoad(client: SqlClient, table: string, count: string): Promise<ReadonlyMap<number, number>> {
  const rows = await rowsOf(client, `SELECT ${LOAD_COLUMN}, ${count} FROM ${identifier(table)} GROUP BY ${LOAD_COLUMN}`);
  return new Map(rows.map(([load, counted]) => [Number(load), Number(counted)]));
}

function keyOf(table: string, original: string, reader: string): string {
  return `${table} ${original} ${reader}`;
}

async function rowsOf(client: SqlClient, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await client.ask(plainStatement(sql), "plain")).rows;
}

async function tableNames(client: SqlClient): Promise<string[]> {
  const rows = await rowsOf(
    client,
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND (startsWith(name, 'rows_') OR startsWith(name, 'tally_'))",
  );
  return rows.map(([name]) => String(name));
}

async function deleteWhere(client: SqlClient, table: string, condition: string): Promise<void> {
  await client.run(plainStatement(`ALTER TABLE ${identifier(table)} DELETE WHERE ${condition} SETTINGS mutations_sync = 2`));
}

async function forget(client: SqlClient, loads: readonly FinishedLoad[]): Promise<void> {
  if (loads.length === 0) return;
  const numbers = loads.map(({ load }) => ownNumber(load)).join(", ");
  await deleteWhere(client, LOADS, `\`load\` IN (${numbers})`);
}
