/**
 * Where a page far into a sorted list begins. Sorting millions of rows to throw them away takes seconds; counting the values of the first sort column in
 * buckets takes a fraction, and says between which two values the page lies. Only whole columns; the rows in between are sorted as ever.
 */
import type { PageQuery } from "../query.ts";
import { type PageSpan, type Scope, spreadSql } from "./question-sql.ts";
import type { Statement } from "./statement.ts";

/** When and how finely it is counted. */
export interface DeepPages {
  /** Pages from this offset on. */
  readonly from: number;
  /** Buckets at a time, at most 16,384. */
  readonly buckets: number;
  /** A bucket of so many rows is fine enough. */
  readonly enough: number;
}

/** What pays with millions of rows. */
export const deepPages: DeepPages = { from: 10_000, buckets: 16_384, enough: 10_000 };

/** Rows in each bucket that has any, in rising order, and rows whose value is unknown. */
export interface Spread {
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
  readonly unknown: number;
}

/** Where a page begins: the rows it lies in, and how many come before them. */
export interface PageStart {
  readonly span: PageSpan;
  readonly skipped: number;
}

/** What is asked. */
export interface DeepQuestions {
  /** The least and the greatest known value of a column in the loads; `undefined` when there is none. */
  bounds(column: string): Promise<readonly [number, number] | undefined>;
  spread(statement: Statement): Promise<Spread>;
}

const MAX_ROUNDS = 4;
/** Differences beyond are not counted exactly in doubles. */
const MAX_RANGE = 2 ** 52;

/** Where a page begins; `undefined` where it is as well asked for as it is. */
export async function pageStart(
  query: PageQuery,
  scope: Scope,
  questions: DeepQuestions,
  { from, buckets, enough }: DeepPages = deepPages,
): Promise<PageStart | undefined> {
  const [first] = query.order;
  if (first === undefined || query.offset < from || query.limit === 0 || scope.table.column(first.name).kind !== "whole") return undefined;
  const bounds = await questions.bounds(first.name);
  if (bounds === undefined || !(bounds[1] - bounds[0] < MAX_RANGE)) return undefined;
  const isRising = first.direction === "asc";
  const end = query.offset + query.limit;
  let [low, high] = bounds;
  let skipped = 0;
  /** The value that the page's last row does not lie beyond; unknown when it may be among the unknown ones. */
  let far: number | undefined;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const width = Math.ceil((high - low + 1) / buckets);
    const within = round === 0 ? {} : { atLeast: low, atMost: high };
    const {
      buckets: numbers,
      counts,
      unknown,
    } = await questions.spread(
      spreadSql(query, scope, { column: first.name, low, width, span: { column: first.name, orUnknown: round === 0, ...within } }),
    );
    const start = low;
    const last = high;
    const edges = (at: number): readonly [number, number] => {
      const from = start + (numbers[at] as number) * width;
      return [from, Math.min(from + width - 1, last)];
    };
    let found: number | undefined;
    let before = skipped;
    for (let step = 0; step < numbers.length; step += 1) {
      const at = isRising ? step : numbers.length - 1 - step;
      const after = before + (counts[at] as number);
      if (found === undefined && after > query.offset) {
        found = at;
        skipped = before;
      }
      if (after >= end) {
        far = edges(at)[isRising ? 1 : 0];
        break;
      }
      before = after;
    }
    if (found === undefined) {
      // Among the unknown ones, or beyond the last row.
      if (round > 0 || unknown === 0) return undefined;
      return { span: { column: first.name, orUnknown: true, noneKnown: true }, skipped: before };
    }
    [low, high] = edges(found);
    if ((counts[found] as number) <= enough || low === high) break;
  }
  const near = isRising ? { atLeast: low } : { atMost: high };
  if (far === undefined) return { span: { column: first.name, orUnknown: true, ...near }, skipped };
  return { span: { column: first.name, orUnknown: false, ...near, ...(isRising ? { atMost: far } : { atLeast: far }) }, skipped };
}

/** A spread from an answer's rows. */
export function spreadOf(rows: readonly (readonly unknown[])[]): Spread {
  const all = rows.map(([bucket, count]) => [Number(bucket), Number(count)] as const);
  const known = all.filter(([bucket]) => bucket !== UNKNOWN_BUCKET);
  return {
    buckets: known.map(([bucket]) => bucket),
    counts: known.map(([, count]) => count),
    unknown: all.find(([bucket]) => bucket === UNKNOWN_BUCKET)?.[1] ?? 0,
  };
}

const UNKNOWN_BUCKET = 65_535;
