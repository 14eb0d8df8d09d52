/** Derived files of a capture that are made again, when the address databases are others than those that the capture was read with. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flowColumns, flowRowAt } from "@creance/capture";
import { memorySource } from "@creance/core";
import { openWarehouse } from "@creance/warehouse";
import { expect, test } from "vitest";
import { v4Path, writeMmdb } from "../../../../packages/capture/test/operator/write-mmdb.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import { readKept } from "../../src/operation/read-kept.ts";
import { openReadPool } from "../../src/operation/read-pool.ts";
import type { ImportItem } from "../../src/operation/types.ts";
import { madeCapture } from "./made-captures.ts";
import { temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();

function database(name: string, country: string): string {
  const path = join(folder, name);
  writeFileSync(path, writeMmdb([[v4Path("11.22.33.0/24"), { country_code: country }]], { recordBits: 24, ipVersion: 4 }));
  return path;
}

const made = madeCapture({ conversations: 3, server: 0x0b16_212c });

async function* items(): AsyncGenerator<ImportItem> {
  yield { path: "made.pcap", source: memorySource(made), release: () => Promise.resolve() };
}

test("rows hold the opinions of the databases that their capture's page names, in that order, and no others", async () => {
  const [one, two, three] = [database("one.mmdb", "AA"), database("two.mmdb", "BB"), database("three.mmdb", "CC")];
  const operation = await openOperation({ vaultPath: join(folder, "vault"), workers: 1, databases: [one, two] });
  try {
    await operation.importItems(items());
    const [place] = operation.vault.flowsPlaces();
    if (place === undefined) throw new Error("the capture is not there");
    const derived = join(operation.vault.path, "derived");
    const opinions = async (): Promise<unknown> => {
      const read = await openWarehouse(derived).read({ ...place, segment: 0 }, flowColumns, Object.keys(flowColumns));
      const last = (read?.rows ?? 0) - 1;
      const row = flowRowAt(read?.columns ?? {}, last, { capture: place.sha256, countryDatabases: place.countryDatabases });
      return row.countries.slice(-2).map(({ database: name, country }) => [name, country]);
    };
    expect(await opinions()).toEqual([
      ["one", "AA"],
      ["two", "BB"],
    ]);
    rmSync(derived, { recursive: true });
    const pool = openReadPool({ warehousePath: derived, workers: 1, databases: [three, two] });
    const again = await readKept({ vault: operation.vault, pool }, place.sha256);
    await pool.close();
    expect(again.capture?.detail.countryDatabases).toEqual(place.countryDatabases);
    expect(await opinions()).toEqual([
      ["one", null],
      ["two", "BB"],
    ]);
  } finally {
    await operation.close();
  }
});

test("a database that cannot be read costs its opinions and is named, not the reading", async () => {
  const broken = join(folder, "broken.mmdb");
  writeFileSync(broken, "no database at all");
  const operation = await openOperation({ vaultPath: join(folder, "broken"), workers: 1, databases: [broken] });
  try {
    const summary = await operation.importItems(items());
    expect(summary).toMatchObject({ kept: 1, captures: 1, damaged: 0 });
    const { rows } = operation.vault.files({ offset: 0, limit: 1 });
    expect(rows[0]?.sentence).toMatch(/^Capture: 3 conversations .* Not all address databases could be used\. .*broken\.mmdb/);
  } finally {
    await operation.close();
  }
});
