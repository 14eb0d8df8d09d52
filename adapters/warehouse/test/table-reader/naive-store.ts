/** The meaning of questions, written down as plainly as can be and without a thought for speed: what the stores are compared with. */
import type { Cell, Condition, GroupQuery, Groups, Measure, Order, Page, PageQuery } from "../../src/index.ts";

export type NaiveRow = Readonly<Record<string, Cell>>;

export function naivePage(rows: readonly NaiveRow[], query: PageQuery): Page {
  const matching = rows.filter((row) => query.where.every((condition) => holds(row, condition)));
  const ties = [...query.table.key, "original"].map((name): Order => ({ name, direction: "asc" }));
  const sorted = [...matching].sort((a, b) => compareBy([...query.order, ...ties], (row, name) => row[name] as Cell, a, b));
  const window = sorted.slice(query.offset, query.offset + query.limit);
  return { total: matching.length, rows: window.map((row) => query.columns.map((name) => row[name] as Cell)) };
}

export function naiveGroups(rows: readonly NaiveRow[], query: GroupQuery): Groups {
  const matching = rows.filter((row) => query.where.every((condition) => holds(row, condition)));
  const groups = new Map<string, { keys: Cell[]; rows: NaiveRow[] }>();
  if (query.by.length === 0) groups.set("[]", { keys: [], rows: [] });
  for (const row of matching) {
    const keys = query.by.map((key) => {
      const value = row[key.column] as Cell;
      return "width" in key && value !== null ? Math.floor(((value as number) - key.from) / key.width) : value;
    });
    const name = JSON.stringify(keys);
    const group = groups.get(name) ?? { keys, rows: [] };
    groups.set(name, group);
    group.rows.push(row);
  }
  const told = [...groups.values()].map((group) => ({
    keys: group.keys,
    measures: Object.fromEntries(Object.entries(query.measures).map(([name, measure]) => [name, measured(group.rows, measure)])),
  }));
  const valueIn = (group: (typeof told)[number], name: string): Cell => {
    const key = query.by.findIndex(({ column }) => column === name);
    return key >= 0 ? (group.keys[key] as Cell) : (group.measures[name] as Cell);
  };
  const ties = query.by.map(({ column }): Order => ({ name: column, direction: "asc" }));
  told.sort((a, b) => compareBy([...query.order, ...ties], valueIn, a, b));
  return { total: told.length, rows: told.slice(query.offset, query.offset + query.limit) };
}

function holds(row: NaiveRow, condition: Condition): boolean {
  if (condition.is === "contains") {
    const fold = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    return condition.columns.some((name) => row[name] !== null && fold(row[name] as string).includes(fold(condition.text)));
  }
  const value = row[condition.column] as Cell;
  if (condition.is === "oneOf") return condition.values.includes(value);
  if (value === null) return false;
  if (condition.is === "hasWord") return condition.word !== "" && (value as string).split(" ").includes(condition.word);
  return (
    (condition.from === undefined || (value as number) >= condition.from) &&
    (condition.below === undefined || (value as number) < condition.below)
  );
}

function measured(rows: readonly NaiveRow[], measure: Measure): Cell {
  if (measure.of === "count") return rows.length;
  const known = rows.map((row) => row[measure.column] as Cell).filter((value) => value !== null);
  if (measure.of === "distinct") return new Set(known).size;
  if (known.length === 0) return null;
  if (measure.of === "sum") return Number((known as number[]).reduce((sum, value) => sum + BigInt(value), 0n));
  const sorted = [...new Set(known)].sort(compareCells);
  if (measure.of === "list") return sorted.slice(0, measure.limit).join("\n");
  return (measure.of === "min" ? sorted[0] : sorted.at(-1)) as Cell;
}

function compareBy<Item>(order: readonly Order[], valueIn: (item: Item, name: string) => Cell, a: Item, b: Item): number {
  for (const { name, direction } of order) {
    const [x, y] = [valueIn(a, name), valueIn(b, name)];
    if (x === null && y === null) continue;
    if (x === null) return 1;
    if (y === null) return -1;
    const compared = compareCells(x, y);
    if (compared !== 0) return direction === "asc" ? compared : -compared;
  }
  return 0;
}

function compareCells(a: string | number, b: string | number): number {
  if (typeof a === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return a - (b as number);
}
