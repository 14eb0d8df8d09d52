/** Loads datasets one after the other, and prints the hash of each that is in. */
import { type Dataset, openColumnEngine, openWarehouse } from "../../src/index.ts";
import { talks } from "./made-up-talks.ts";

/** Prints `pid N` of the engine's process first; ends when all are in and the engine is closed. */
export async function loadAll(folder: string, derived: string, datasets: readonly Dataset[], prefix: readonly string[]): Promise<void> {
  const engine = openColumnEngine({ folder, warehouse: openWarehouse(derived), prefix });
  for (const dataset of datasets) {
    await engine.load(talks, dataset);
    process.stdout.write(`${dataset.sha256}\n`);
  }
  await engine.page({ table: talks, datasets, columns: ["server"], where: [], order: [], offset: 0, limit: 1 });
  await engine.close();
}
