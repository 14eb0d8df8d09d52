/** Derived files that are gone are made again from their originals, each original once at a time. */
import type { Dataset, Warehouse } from "@creance/warehouse";
import { type ReadKeptParts, readKept } from "../read-kept.ts";

/** Makes the missing files of captures. */
export interface DeriveAnew {
  /** Derives every dataset with a file missing anew. Resolves with how many are whole now that were not. */
  mend(datasets: readonly Dataset[]): Promise<number>;
}

/** `warehouse` tells what is missing: a file that turned out damaged when it was read counts as missing since. */
export function deriveAnew(parts: ReadKeptParts, warehouse: Warehouse): DeriveAnew {
  const underWay = new Map<string, Promise<unknown>>();
  function derive(sha256: string): Promise<unknown> {
    const running = underWay.get(sha256);
    if (running !== undefined) return running;
    const started = readKept(parts, sha256).finally(() => underWay.delete(sha256));
    underWay.set(sha256, started);
    return started;
  }
  return {
    async mend(datasets) {
      const gone = datasets.filter((dataset) => !isWhole(warehouse, dataset));
      for (const { sha256 } of gone) await derive(sha256);
      return gone.filter((dataset) => isWhole(warehouse, dataset)).length;
    },
  };
}

function isWhole(warehouse: Warehouse, { sha256, reader, segments }: Dataset): boolean {
  for (let segment = 0; segment < segments; segment += 1) if (!warehouse.has({ sha256, segment, reader })) return false;
  return true;
}
