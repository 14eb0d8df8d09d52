/** A count or a sum in an answer. A sum over nothing is nothing: 0. */
import type { Cell } from "@creance/warehouse";

/** The number; 0 where there was nothing to add up. */
export function measured(cell: Cell | undefined): number {
  return typeof cell === "number" ? cell : 0;
}

/** A number that may be unknown. */
export function knownOrNull(cell: Cell | undefined): number | null {
  return typeof cell === "number" ? cell : null;
}
