/** An operation on a vault in a temporary folder, with its own key file. Synthetic. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { makeRecord } from "@creance/sample";
import type { Operation } from "../../../src/index.ts";
import { openOperation } from "../../../src/index.ts";

/** Opens it, made when it is not there. */
export function openMade(folder: string, name = "vault"): Promise<Operation> {
  return openOperation({ vaultPath: join(folder, name), keyFile: join(folder, `${name}.key`), workers: 1, by: "T. Tester (synthetic)" });
}

/** Imports some synthetic flight records; returns the hashes of what was kept. */
export async function importMade(operation: Operation, folder: string, seeds: readonly number[]): Promise<readonly string[]> {
  const source = join(folder, "card");
  mkdirSync(source, { recursive: true });
  const paths = seeds.map((seed) => {
    const path = join(source, `Flug ${seed}.txt`);
    writeFileSync(path, makeRecord(seed, { platform: nodePlatform, sizeBytes: 20_000 }).bytes);
    return path;
  });
  await operation.importPaths(paths);
  const { rows } = operation.vault.files({ offset: 0, limit: 1000 });
  return rows.map(({ sha256 }) => sha256);
}
