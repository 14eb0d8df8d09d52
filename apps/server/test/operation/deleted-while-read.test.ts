/** Originals that are deleted while they are read: the others are entered, what was deleted is said to be gone, and nothing made of it stays. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportedFile } from "@creance/api";
import { memorySource } from "@creance/core";
import { openVault, type Vault, type VaultWriter } from "@creance/vault";
import { openWarehouse, type Warehouse } from "@creance/warehouse";
import { expect, test } from "vitest";
import { emptyReading } from "../../src/operation/empty-reading.ts";
import { ImportTally } from "../../src/operation/import-tally.ts";
import { readPending } from "../../src/operation/read-pending.ts";
import type { ReadPool } from "../../src/operation/read-pool.ts";
import { runImport } from "../../src/operation/run-import.ts";
import { shareWriter } from "../../src/operation/shared-writer.ts";
import { writeDerived } from "../../src/operation/write-derived.ts";
import { temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();
const bytesOf = (name: string): Uint8Array => new TextEncoder().encode(`bytes of ${name}`);

/** Reads nothing; what is called `doomed` is deleted before its reading is there. */
function poolOver(vault: Vault, writer: VaultWriter): ReadPool {
  return {
    closed: false,
    async run({ sha256 }: { readonly sha256: string }) {
      if (vault.fileName(sha256) === "doomed") await writer.deleteOriginals([{ sha256, rule: "asked", by: null }]);
      return { reading: emptyReading(sha256), derivedFailure: null };
    },
  } as unknown as ReadPool;
}

test("what is pending: the readings of the others are entered", async () => {
  const vault = await openVault(join(folder, "pending"), { create: true });
  const writer = await vault.beginWriting();
  const hashes = new Map<string, string>();
  for (const name of ["first", "doomed", "last"])
    hashes.set(name, (await writer.keep(memorySource(bytesOf(name)), { fileName: name })).sha256);
  await writer.commit();
  expect(await readPending({ vault, pool: poolOver(vault, writer) }, writer, {})).toBe(2);
  expect([...hashes].map(([name, sha256]) => [name, vault.reading(sha256) !== undefined])).toEqual([
    ["first", true],
    ["doomed", false],
    ["last", true],
  ]);
  writer.release();
  vault.close();
});

test("an import: it goes on to its end", async () => {
  const vault = await openVault(join(folder, "import"), { create: true });
  const writers = shareWriter(vault);
  const lease = await writers.lease();
  const files: ImportedFile[] = [];
  async function* items() {
    for (const path of ["first", "doomed", "last"]) yield { path, source: memorySource(bytesOf(path)), release: async () => {} };
  }
  const options = { handlers: { onFile: (file: ImportedFile) => files.push(file) }, tally: new ImportTally() };
  const summary = await runImport({ vault, writers, pool: poolOver(vault, lease.writer) }, items(), options);
  expect(summary).toMatchObject({ files: 3, kept: 3, failed: 0 });
  expect(files.map(({ path, sentence }) => [path, sentence])).toEqual([
    ["first", null],
    ["doomed", expect.stringMatching(/^It was deleted before it was read/)],
    ["last", null],
  ]);
  expect(vault.info().originals).toBe(2);
  lease.release();
  vault.close();
});

test("a column file that is written after its original has gone does not stay", async () => {
  const real = openWarehouse(join(folder, "derived"));
  const key = { sha256: "a".repeat(64), segment: 0, reader: "reader/1" };
  const originalPath = join(folder, "original");
  const table = { timeUs: { type: "float64", unit: "µs", doc: "Time." } } as const;
  const rows = { rows: 1, columns: { timeUs: Float64Array.of(1) } };
  writeFileSync(originalPath, "");
  await writeDerived({ warehouse: real, originalPath }, key, { table, rows });
  expect(existsSync(real.path(key))).toBe(true);
  rmSync(real.path(key));
  const deletedFirst: Warehouse = {
    ...real,
    write: (...given) => {
      rmSync(originalPath);
      return real.write(...given);
    },
  };
  await writeDerived({ warehouse: deletedFirst, originalPath }, key, { table, rows });
  expect(existsSync(real.path(key))).toBe(false);
});
