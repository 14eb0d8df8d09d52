/** A process that imports captures without end and prints each hash once it is reported as kept. Tests kill it. Arguments: vault folder, seed. */
import { memorySource } from "@creance/core";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { ImportItem } from "../../src/operation/types.ts";
import { captureStartUs, madeCapture } from "./made-captures.ts";

const [vaultPath, seed] = process.argv.slice(2) as [string, string];
const operation = await openOperation({ vaultPath, workers: 1 });

async function* items(): AsyncGenerator<ImportItem> {
  for (let number = 0; ; number++) {
    // Another time makes another capture: each is new to the vault.
    const startUs = captureStartUs + (Number(seed) * 100_000 + number) * 1_000_000;
    const bytes = madeCapture({ conversations: 50 + ((number * 37) % 100) * 10, startUs, payloadBytes: 1 });
    yield { path: `capture ${seed} ${number}`, source: memorySource(bytes), release: () => Promise.resolve() };
  }
}
process.stdout.write("started\n");
await operation.importItems(items(), { onFile: ({ sha256, status }) => void process.stdout.write(`${sha256} ${status}\n`) });
