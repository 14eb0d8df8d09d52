/** What is added up over a group. */
import type { ColumnArray, ColumnSpec, TextColumnSpec } from "@creance/core";
import { type CodedText, UNKNOWN } from "../coded-text.ts";
import { sortText } from "../compare-text.ts";
import type { StoredColumn } from "../decode-table.ts";
import type { Cell, Measure } from "../query.ts";
import { type GroupedRows, knownOrNull } from "./group-rows.ts";

/** A measure of a group, worked out when it is asked for. */
export type GroupMeasure = (group: number) => Cell;

/** Where a measure's values come from. */
export interface MeasuredColumn {
  readonly spec: ColumnSpec | TextColumnSpec;
  readonly values: StoredColumn;
}

/** A measure over groups; `column` is what it is taken of (a count is of no column). */
export function groupMeasure(groups: GroupedRows, measure: Measure, column: MeasuredColumn | undefined): GroupMeasure {
  if (measure.of === "count" || column === undefined) {
    return (group) => (groups.starts[group + 1] as number) - (groups.starts[group] as number);
  }
  const { spec, values } = column;
  if ("codes" in values) return textMeasure(groups, measure, values);
  const numbers = { groups, values, exact: spec.type.includes("int") || ("whole" in spec && spec.whole === true) };
  if (measure.of === "sum") return (group) => sumOf(numbers, group);
  if (measure.of === "distinct") return (group) => distinctNumbers(numbers, group);
  const isMin = measure.of === "min";
  return (group) => extremeOf(numbers, group, isMin);
}

/** Measured values as sort keys: numbers as they are, text by its order, unknown NaN. */
export function measureRanks(values: readonly Cell[]): Float64Array {
  const texts = sortText([...new Set(values.filter((value) => typeof value === "string"))]);
  const ranks = new Map(texts.map((text, rank) => [text, rank]));
  return Float64Array.from(values, (value) => (typeof value === "string" ? (ranks.get(value) as number) : (value ?? Number.NaN)));
}

interface MeasuredNumbers {
  readonly groups: GroupedRows;
  readonly values: ColumnArray;
  /** Whole numbers: their sum is exact. */
  readonly exact: boolean;
}

/** Whole numbers are added exactly; others with the error of each addition carried along (Neumaier). */
function sumOf({ groups: { starts, members }, values, exact }: MeasuredNumbers, group: number): number | null {
  const end = starts[group + 1] as number;
  let sum = 0;
  let size = 0;
  let lost = 0;
  let known = 0;
  for (let at = starts[group] as number; at < end; at += 1) {
    const value = values[members[at] as number] as number;
    if (Number.isNaN(value)) continue;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    size += Math.abs(value);
    known += 1;
  }
  if (known === 0) return null;
  // Below 2^53 every partial sum was exact.
  if (exact && size > Number.MAX_SAFE_INTEGER) return bigSum(values, members.subarray(starts[group], end));
  return sum + (exact || !Number.isFinite(lost) ? 0 : lost) + 0;
}

function bigSum(values: ColumnArray, rows: Uint32Array): number {
  let sum = 0n;
  for (const row of rows) {
    const value = values[row] as number;
    if (!Number.isInteger(value)) {
      if (Number.isNaN(value)) continue;
      throw new RangeError(`a whole column holds ${value}`);
    }
    sum += BigInt(value);
  }
  return Number(sum);
}

function extremeOf({ groups: { starts, members }, values }: MeasuredNumbers, group: number, isMin: boolean): number | null {
  let extreme = Number.NaN;
  for (let at = starts[group] as number; at < (starts[group + 1] as number); at += 1) {
    const value = values[members[at] as number] as number;
    if (Number.isNaN(extreme) || (isMin ? value < extreme : value > extreme)) extreme = value;
  }
  return knownOrNull(extreme);
}

function distinctNumbers({ groups: { starts, members }, values }: MeasuredNumbers, group: number): number {
  const found = new Set<number>();
  for (let at = starts[group] as number; at < (starts[group + 1] as number); at += 1) found.add(values[members[at] as number] as number);
  found.delete(Number.NaN);
  return found.size;
}

function textMeasure(groups: GroupedRows, measure: Measure, { dictionary, codes }: CodedText): GroupMeasure {
  // The group (plus 1) that met a value last: no set is needed to tell whether this group has met it.
  const metBy = new Uint32Array(dictionary.length);
  const distinctCodes = (group: number): Int32Array => {
    const end = groups.starts[group + 1] as number;
    const found = new Int32Array(Math.min(end - (groups.starts[group] as number), dictionary.length));
    let count = 0;
    for (let at = groups.starts[group] as number; at < end; at += 1) {
      const code = codes[groups.members[at] as number] as number;
      if (code === UNKNOWN || metBy[code] === group + 1) continue;
      metBy[code] = group + 1;
      found[count] = code;
      count += 1;
    }
    // Asked again, the group must find its values anew.
    for (let at = 0; at < count; at += 1) metBy[found[at] as number] = 0;
    return found.subarray(0, count);
  };
  if (measure.of === "distinct") return (group) => distinctCodes(group).length;
  const first = (group: number, limit: number): Cell => {
    const sorted = distinctCodes(group).sort().subarray(0, limit);
    return sorted.length === 0 ? null : Array.from(sorted, (code) => dictionary[code]).join("\n");
  };
  if (measure.of === "list") return (group) => first(group, measure.limit);
  if (measure.of === "min") return (group) => first(group, 1);
  return (group) => dictionary[distinctCodes(group).reduce((most, code) => Math.max(most, code), UNKNOWN)] ?? null;
}
