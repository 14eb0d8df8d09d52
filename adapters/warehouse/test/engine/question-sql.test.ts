import { describe, expect, test } from "vitest";
import { createTableSql, engineTable, fileStructure, loadSelection } from "../../src/engine/engine-table.ts";
import { countSql, groupsSql, pageSql } from "../../src/engine/question-sql.ts";
import { identifier, ownNumber, ownText, StatementWriter } from "../../src/engine/statement.ts";
import type { Condition, GroupQuery, PageQuery, TableSpec } from "../../src/index.ts";
import { oddTexts, talkColumns, talks } from "./made-up-talks.ts";

const table = engineTable(talks);
const scope = { table, loads: [3, 7] };
const page: PageQuery = { table: talks, datasets: [], where: [], columns: ["server"], order: [], offset: 0, limit: 10 };
const groups: GroupQuery = {
  table: talks,
  datasets: [],
  where: [],
  by: [{ column: "server" }],
  measures: {},
  order: [],
  offset: 0,
  limit: 10,
};
const hostile = [
  ...oddTexts,
  "` OR 1=1",
  "server`",
  "server; DROP TABLE loads",
  "a.b",
  "",
  "_load",
  "toString",
  "__proto__",
  "constructor",
];

describe("statements", () => {
  test("a page names finished loads alone, and settles every tie", () => {
    const { sql, parameters } = pageSql({ ...page, order: [{ name: "bytes", direction: "desc" }], offset: 20 }, scope);
    expect(sql).toBe(
      [
        "SELECT `server`",
        `FROM \`${table.name}\``,
        "WHERE `_load` IN (3, 7)",
        "ORDER BY `bytes` DESC NULLS LAST, `timeUs` ASC NULLS LAST, `talkId` ASC NULLS LAST, `original` ASC NULLS LAST",
        "LIMIT 10 OFFSET 20",
      ].join("\n"),
    );
    expect(parameters).toEqual({});
  });

  test("without a finished load there is no row", () => {
    expect(countSql(page, { table, loads: [] }).sql).toContain("WHERE 0");
  });

  test("groups are numbered, whatever their columns and measures are called", () => {
    const { sql } = groupsSql(
      { ...groups, measures: { sum: { of: "sum", column: "port" } }, order: [{ name: "sum", direction: "desc" }] },
      scope,
    );
    expect(sql).toContain("SELECT `server` AS _k0, sumOrNull(`port`) AS _m0");
    expect(sql).toContain("GROUP BY `_k0`\nORDER BY `_m0` DESC NULLS LAST, `_k0` ASC NULLS LAST");
  });

  test("every value travels beside the text, and none in it", () => {
    for (const text of hostile.filter((word) => word.length > 2)) {
      const where: Condition[] = [
        { is: "oneOf", column: "server", values: [text, null] },
        { is: "contains", columns: ["server", "countries"], text },
        { is: "hasWord", column: "countries", word: text.replaceAll(" ", "") },
        { is: "between", column: "loss", from: 0.125, below: 1e300 },
      ];
      const plain = pageSql(
        { ...page, where: where.map((condition) => ({ ...condition, ...(condition.is === "oneOf" ? { values: ["x", null] } : {}) })) },
        scope,
      );
      const { sql, parameters } = pageSql({ ...page, where }, scope);
      expect(sql).toBe(plain.sql);
      expect(sql).not.toContain("DROP");
      expect(JSON.stringify(parameters)).toContain(JSON.stringify(text).slice(1, -1));
      expect(Object.values(parameters)).toContain("1e+300");
    }
  });

  test("names that are none of the table's are refused", () => {
    for (const name of hostile) {
      expect(() => pageSql({ ...page, columns: [name] }, scope)).toThrow(RangeError);
      expect(() => pageSql({ ...page, order: [{ name, direction: "asc" }] }, scope)).toThrow(RangeError);
      expect(() => pageSql({ ...page, where: [{ is: "oneOf", column: name, values: [] }] }, scope)).toThrow(RangeError);
      expect(() => groupsSql({ ...groups, by: [{ column: name }] }, scope)).toThrow(RangeError);
      expect(() => groupsSql({ ...groups, order: [{ name, direction: "asc" }] }, scope)).toThrow(RangeError);
      expect(() => groupsSql({ ...groups, measures: { x: { of: "sum", column: name } } }, scope)).toThrow(RangeError);
    }
    expect(() => pageSql({ ...page, order: [{ name: "server", direction: "asc, 1" as "asc" }] }, scope)).toThrow(RangeError);
  });

  test.each([
    ["a limit beyond 10,000", { limit: 10_001 }],
    ["a limit that is no number", { limit: "1; DROP TABLE loads" as unknown as number }],
    ["an offset below 0", { offset: -1 }],
    ["a broken offset", { offset: 0.5 }],
  ])("%s is refused", (_, more) => {
    expect(() => pageSql({ ...page, ...more }, scope)).toThrow(RangeError);
    expect(() => groupsSql({ ...groups, ...more }, scope)).toThrow(RangeError);
  });
});

describe("tables", () => {
  test("rows lie in the order of load and key, whole numbers as integers, unknown as NULL", () => {
    const { sql } = createTableSql(table);
    expect(sql).toContain("`timeUs` Nullable(Int64)");
    expect(sql).toContain("`server` Nullable(String) CODEC(ZSTD(1))");
    expect(sql).toContain("`port` Int32");
    expect(sql).toContain("ENGINE = MergeTree ORDER BY (`_load`, `timeUs`, `talkId`)");
    expect(fileStructure(table)).toContain("`timeUs` Float64, `server` Nullable(String)");
    expect(loadSelection(table, "1", "'x'")).toContain("if(isNaN(`loss`), NULL, `loss`)");
  });

  test("what is added up beforehand answers what needs nothing else", () => {
    const tally = `FROM \`${table.tallyName}\``;
    const measures: GroupQuery["measures"] = {
      rows: { of: "count" },
      sum: { of: "sum", column: "bytes" },
      first: { of: "min", column: "timeUs" },
      ports: { of: "distinct", column: "port" },
      words: { of: "list", column: "countries", limit: 5 },
    };
    const where: Condition[] = [{ is: "hasWord", column: "countries", word: "DE" }];
    const { sql } = groupsSql({ ...groups, measures, where }, scope);
    expect(sql).toContain(
      "SELECT `server` AS _k0, sum(`_rows`) AS _m0, sumOrNull(`_sum_bytes`) AS _m1, minOrNull(`_min_timeUs`) AS _m2, uniqExact(`port`) AS _m3",
    );
    expect(sql).toContain(tally);
    expect(countSql({ where }, scope).sql).toBe(
      `SELECT sum(\`_rows\`)\n${tally}\nWHERE \`_load\` IN (3, 7) AND position(concat(' ', \`countries\`, ' '), {p0:String}) > 0`,
    );
  });

  test.each<[string, Partial<GroupQuery>]>([
    ["a key", { by: [{ column: "talkId" }] }],
    ["a bucket", { by: [{ column: "timeUs", from: 0, width: 7 }] }],
    ["a measure", { measures: { x: { of: "sum", column: "port" } } }],
    ["a list of what is only added up", { measures: { x: { of: "distinct", column: "bytes" } } }],
    ["a condition", { where: [{ is: "between", column: "timeUs", from: 1 }] }],
    ["one of the columns of a condition", { where: [{ is: "contains", columns: ["server", "talkId"], text: "x" }] }],
  ])("%s that is not added up is asked of the rows themselves", (_, more) => {
    expect(groupsSql({ ...groups, ...more }, scope).sql).toContain(`FROM \`${table.name}\``);
  });

  test("a tally of what is no whole number or no column is refused", () => {
    const none = { by: [], sum: [], min: [], max: [] };
    for (const part of [{ by: ["loss"] }, { by: ["nothing"] }, { sum: ["loss"] }, { min: ["server"] }, { max: ["nothing"] }]) {
      expect(() => engineTable({ ...talks, tally: { ...none, ...part } })).toThrow(RangeError);
    }
  });

  test("other columns, types, keys or tallies are another table", () => {
    const plain: TableSpec = { name: "talks", columns: talkColumns, key: talks.key };
    const names = [
      talks,
      plain,
      { ...talks, key: ["talkId"] },
      { ...plain, columns: { ...talks.columns, bytes: { type: "float64", unit: "B", doc: "Size." } } },
      { ...talks, columns: { ...talks.columns, more: { type: "text", unit: "", doc: "More." } } },
    ].map((spec) => engineTable(spec as TableSpec).name);
    expect(new Set(names).size).toBe(5);
    expect(engineTable({ ...talks }).name).toBe(table.name);
  });

  test.each(["a b", "x`y", "", "Flows", "original", "9a", "_load"])("a column or table called %j is refused", (name) => {
    expect(() => engineTable({ ...talks, columns: { ...talks.columns, [name]: { type: "text", unit: "", doc: "." } } })).toThrow(
      RangeError,
    );
    if (name !== "original") expect(() => engineTable({ ...talks, name })).toThrow(RangeError);
  });

  test("our own text is quoted, our own numbers are whole", () => {
    expect(ownText("a'b\\c")).toBe("'a\\'b\\\\c'");
    expect(() => ownText("a\0")).toThrow(RangeError);
    expect(() => ownNumber(-1)).toThrow(RangeError);
    expect(() => ownNumber(2 ** 53)).toThrow(RangeError);
    expect(() => identifier("a`")).toThrow(RangeError);
    expect(new StatementWriter().value("String", "x")).toBe("{p0:String}");
  });
});
