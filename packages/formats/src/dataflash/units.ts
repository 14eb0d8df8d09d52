/** Units and multipliers of a log's columns, from its own `UNIT`, `MULT` and `FMTU` messages. */
import type { DataflashFormat } from "./types.ts";

/** What the log says of units, collected while it is read. */
export interface UnitTables {
  /** Label by the letter's code. */
  readonly labels: Map<number, string>;
  readonly multipliers: Map<number, number>;
  /** Letters of units and of multipliers, by message type. */
  readonly ofType: Map<number, { readonly unitIds: string; readonly multIds: string }>;
}

/** No units known yet. */
export function newUnitTables(): UnitTables {
  return { labels: new Map(), multipliers: new Map(), ofType: new Map() };
}

/** Index of the column that numbers the instance (unit letter `#`); -1 without one. */
export function instanceColumn(unitIds: string): number {
  return unitIds.indexOf("#");
}

/** Units and multipliers of a kind's columns. Letter `-` means none; multiplier 0 means that none applies. */
export function unitsOf(
  { labels, multipliers, ofType }: UnitTables,
  type: number,
  columns: number,
): Pick<DataflashFormat, "units" | "multipliers"> {
  const ids = ofType.get(type);
  const at = (text: string | undefined, index: number): number => text?.charCodeAt(index) ?? Number.NaN;
  const indices = Array.from({ length: columns }, (_, index) => index);
  return {
    units: indices.map((index) => labels.get(at(ids?.unitIds, index)) || null),
    multipliers: indices.map((index) => multipliers.get(at(ids?.multIds, index)) || null),
  };
}
