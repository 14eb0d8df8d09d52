/** Questions by hand, each with the same question in DuckDB's SQL by hand: what the engine, the cluster and the reader are measured against. */
import type { Cell, ColumnStore, Dataset, GroupQuery, PageQuery } from "../../src/index.ts";
import { talks } from "./made-up-talks.ts";

/** A question, and the rows that DuckDB gives for it. */
export interface Question {
  readonly name: string;
  readonly query: Omit<PageQuery, "table" | "datasets"> | Omit<GroupQuery, "table" | "datasets">;
  /** Over the view `talks`, which has the columns of the table and `original`. */
  readonly duckdb: string;
  /** Rows or groups that there are, as DuckDB counts them. */
  readonly duckdbTotal: string;
}

/** An answer as plain rows: keys first, then measures. */
export interface PlainAnswer {
  readonly total: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** Asks a store. */
export async function askPlain(store: ColumnStore, { query }: Pick<Question, "query">, datasets: readonly Dataset[]): Promise<PlainAnswer> {
  if ("columns" in query) return await store.page({ ...query, table: talks, datasets });
  const { total, rows } = await store.groups({ ...query, table: talks, datasets });
  return { total, rows: rows.map(({ keys, measures }) => [...keys, ...Object.values(measures)]) };
}

const key = "timeUs ASC NULLS LAST, talkId ASC NULLS LAST, original ASC NULLS LAST";
const page = { columns: ["original", "talkId", "timeUs", "server", "bytes"], where: [], order: [], offset: 0, limit: 50 } as const;
const cells = "original, talkId, timeUs, server, bytes";
const group = { where: [], order: [], offset: 0, limit: 1000 } as const;

export const questions: readonly Question[] = [
  {
    name: "every column of the first rows",
    query: { ...page, columns: [...Object.keys(talks.columns), "original"] },
    duckdb: `SELECT ${Object.keys(talks.columns).join(", ")}, original FROM talks ORDER BY ${key} LIMIT 50`,
    duckdbTotal: "SELECT count(*) FROM talks",
  },
  {
    name: "latest first, unknown times last",
    query: { ...page, order: [{ name: "timeUs", direction: "desc" }], offset: 5, limit: 1000 },
    duckdb: `SELECT ${cells} FROM talks ORDER BY timeUs DESC NULLS LAST, talkId ASC NULLS LAST, original LIMIT 1000 OFFSET 5`,
    duckdbTotal: "SELECT count(*) FROM talks",
  },
  {
    name: "by text, in the order of bytes",
    query: { ...page, order: [{ name: "server", direction: "asc" }], limit: 2000 },
    duckdb: `SELECT ${cells} FROM talks ORDER BY server ASC NULLS LAST, ${key} LIMIT 2000`,
    duckdbTotal: "SELECT count(*) FROM talks",
  },
  {
    name: "by text backwards, then by size",
    query: {
      ...page,
      order: [
        { name: "server", direction: "desc" },
        { name: "bytes", direction: "desc" },
      ],
      limit: 2000,
    },
    duckdb: `SELECT ${cells} FROM talks ORDER BY server DESC NULLS LAST, bytes DESC NULLS LAST, ${key} LIMIT 2000`,
    duckdbTotal: "SELECT count(*) FROM talks",
  },
  {
    name: "these servers, or none known",
    query: {
      ...page,
      where: [{ is: "oneOf", column: "server", values: ["it's", "back\\slash", "line\nfeed", null, "absent"] }],
      limit: 1000,
    },
    duckdb: `SELECT ${cells} FROM talks WHERE server IN ('it''s', 'back\\slash', 'line\nfeed') OR server IS NULL ORDER BY ${key} LIMIT 1000`,
    duckdbTotal: "SELECT count(*) FROM talks WHERE server IN ('it''s', 'back\\slash', 'line\nfeed') OR server IS NULL",
  },
  {
    name: "sizes in a range of broken bounds",
    query: { ...page, where: [{ is: "between", column: "bytes", from: -4.5, below: 1e12 + 0.5 }], limit: 1000 },
    duckdb: `SELECT ${cells} FROM talks WHERE bytes >= -4.5 AND bytes < 1000000000000.5 ORDER BY ${key} LIMIT 1000`,
    duckdbTotal: "SELECT count(*) FROM talks WHERE bytes >= -4.5 AND bytes < 1000000000000.5",
  },
  {
    name: "text in two columns, letters of either case",
    query: { ...page, where: [{ is: "contains", columns: ["server", "countries"], text: "aPI.EXAMPLE" }], limit: 1000 },
    duckdb: `SELECT ${cells} FROM talks WHERE contains(lower(server), 'api.example') OR contains(lower(countries), 'api.example') ORDER BY ${key} LIMIT 1000`,
    duckdbTotal: "SELECT count(*) FROM talks WHERE contains(lower(server), 'api.example')",
  },
  {
    name: "a word among words, and a port",
    query: {
      ...page,
      where: [
        { is: "hasWord", column: "countries", word: "CN" },
        { is: "oneOf", column: "port", values: [-1, 1000] },
      ],
      limit: 1000,
    },
    duckdb: `SELECT ${cells} FROM talks WHERE list_contains(string_split(countries, ' '), 'CN') AND port IN (-1, 1000) ORDER BY ${key} LIMIT 1000`,
    duckdbTotal: "SELECT count(*) FROM talks WHERE list_contains(string_split(countries, ' '), 'CN') AND port IN (-1, 1000)",
  },
  {
    name: "groups by server, with every measure",
    query: {
      ...group,
      by: [{ column: "server" }],
      measures: {
        rows: { of: "count" },
        sum: { of: "sum", column: "bytes" },
        least: { of: "min", column: "level" },
        most: { of: "max", column: "small" },
        first: { of: "min", column: "countries" },
        different: { of: "distinct", column: "countries" },
        some: { of: "list", column: "countries", limit: 3 },
      },
      order: [{ name: "sum", direction: "desc" }],
      limit: 12,
    },
    duckdb: `SELECT server, count(*), sum(bytes::HUGEINT), min(level::DOUBLE), max(small), min(countries), count(DISTINCT countries),
      array_to_string(list_sort(list(DISTINCT countries) FILTER (countries IS NOT NULL))[1:3], chr(10))
      FROM talks GROUP BY server ORDER BY 3 DESC NULLS LAST, server ASC NULLS LAST LIMIT 12`,
    duckdbTotal: "SELECT count(*) FROM (SELECT DISTINCT server FROM talks)",
  },
  {
    name: "groups by two columns, by the number of different times",
    query: {
      ...group,
      by: [{ column: "flag" }, { column: "original" }],
      measures: { times: { of: "distinct", column: "timeUs" } },
      order: [{ name: "times", direction: "asc" }],
    },
    duckdb: "SELECT flag, original, count(DISTINCT timeUs) FROM talks GROUP BY 1, 2 ORDER BY 3, 1, 2",
    duckdbTotal: "SELECT count(*) FROM (SELECT DISTINCT flag, original FROM talks)",
  },
  {
    name: "a time line of buckets, unknown times in one of their own",
    query: {
      ...group,
      by: [{ column: "timeUs", from: 1.7e15 + 3e6, width: 7e6 }],
      measures: { rows: { of: "count" }, sum: { of: "sum", column: "bytes" } },
      order: [{ name: "timeUs", direction: "asc" }],
    },
    duckdb:
      "SELECT floor((timeUs - 1700000003000000) / 7000000.0) AS bucket, count(*), sum(bytes::HUGEINT) FROM talks GROUP BY 1 ORDER BY 1 ASC NULLS LAST",
    duckdbTotal: "SELECT count(*) FROM (SELECT DISTINCT floor((timeUs - 1700000003000000) / 7000000.0) FROM talks)",
  },
  {
    name: "everything in one group",
    query: {
      ...group,
      by: [],
      measures: {
        rows: { of: "count" },
        sum: { of: "sum", column: "bytes" },
        from: { of: "min", column: "timeUs" },
        servers: { of: "distinct", column: "server" },
      },
    },
    duckdb: "SELECT count(*), sum(bytes::HUGEINT), min(timeUs), count(DISTINCT server) FROM talks",
    duckdbTotal: "SELECT 1",
  },
  {
    name: "no row at all, in one group",
    query: {
      ...group,
      by: [],
      where: [{ is: "oneOf", column: "server", values: ["absent"] }],
      measures: { rows: { of: "count" }, sum: { of: "sum", column: "bytes" }, port: { of: "max", column: "port" } },
    },
    duckdb: "SELECT count(*), sum(bytes::HUGEINT), max(port) FROM talks WHERE server = 'absent'",
    duckdbTotal: "SELECT 1",
  },
  {
    name: "groups far down the list",
    query: {
      ...group,
      by: [{ column: "talkId" }],
      measures: { rows: { of: "count" } },
      order: [{ name: "talkId", direction: "desc" }],
      offset: 300,
      limit: 20,
    },
    duckdb: "SELECT talkId, count(*) FROM talks GROUP BY 1 ORDER BY 1 DESC NULLS LAST LIMIT 20 OFFSET 300",
    duckdbTotal: "SELECT count(DISTINCT talkId) FROM talks",
  },
];
