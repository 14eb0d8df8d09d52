/** Numbers and flags in cells of exports. */

/** Words that exports write where they have no value. */
const NO_VALUE = new Set(["", "-", "--", "n/a", "na", "nan", "null", "none", "no data", "unknown", "undefined"]);
const FIRST = /^[-+.\d]/;
const SHAPE = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** The number of a cell, NaN where it says that there is none, `undefined` when it is neither. */
export function csvNumber(cell: string, decimal: "." | ","): number | undefined {
  let text = cell.trim();
  if (!FIRST.test(text)) return NO_VALUE.has(text.toLowerCase()) ? Number.NaN : undefined;
  if (decimal === ",") {
    if (text.includes(".")) return undefined;
    text = text.replace(",", ".");
  }
  if (SHAPE.test(text)) return Number(text);
  return NO_VALUE.has(text.toLowerCase()) ? Number.NaN : undefined;
}

/** 1 or 0 of a flag, NaN where the cell says nothing, `undefined` when it is no flag. */
export function csvFlag(cell: string): number | undefined {
  const text = cell.trim().toLowerCase();
  if (text === "true" || text === "1" || text === "yes" || text === "1.0") return 1;
  if (text === "false" || text === "0" || text === "no" || text === "0.0") return 0;
  return NO_VALUE.has(text) ? Number.NaN : undefined;
}
