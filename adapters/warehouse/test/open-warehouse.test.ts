import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWarehouse } from "../src/index.ts";
import { sampleKey, sampleNames, sampleRows, sampleTable } from "./sample-table.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "creance-warehouse-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (root: string): string => join(root, "made-up-1", "ab", `${sampleKey.sha256}-0.parquet`);

describe("openWarehouse", () => {
  test("keeps a table under reader, two characters and hash, and leaves nothing else", async () => {
    const warehouse = openWarehouse(join(folder, "derived"));
    expect(warehouse.has(sampleKey)).toBe(false);
    expect(await warehouse.read(sampleKey, sampleTable, ["flag"])).toBeUndefined();
    await warehouse.write(sampleKey, sampleTable, sampleRows(1000));
    expect(warehouse.has(sampleKey)).toBe(true);
    expect(statSync(fileOf(join(folder, "derived"))).isFile()).toBe(true);
    expect(readdirSync(join(folder, "derived", "tmp"))).toEqual([]);
    const read = await openWarehouse(join(folder, "derived")).read(sampleKey, sampleTable, sampleNames);
    expect(read).toEqual(sampleRows(1000));
  });

  test("writing again does nothing", async () => {
    const warehouse = openWarehouse(folder);
    await warehouse.write(sampleKey, sampleTable, sampleRows(10));
    const before = readFileSync(fileOf(folder));
    await warehouse.write(sampleKey, sampleTable, sampleRows(20));
    expect(readFileSync(fileOf(folder)).equals(before)).toBe(true);
  });

  test("many writers of one key leave one whole file", async () => {
    const warehouses = Array.from({ length: 8 }, () => openWarehouse(folder));
    await Promise.all(warehouses.map((warehouse) => warehouse.write(sampleKey, sampleTable, sampleRows(300))));
    expect(await openWarehouse(folder).read(sampleKey, sampleTable, sampleNames)).toEqual(sampleRows(300));
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  test("a damaged file reads as absent and makes room for a whole one", async () => {
    const warehouse = openWarehouse(folder);
    await warehouse.write(sampleKey, sampleTable, sampleRows(300));
    truncateSync(fileOf(folder), 1000);
    expect(await warehouse.read(sampleKey, sampleTable, ["flag"])).toBeUndefined();
    expect(warehouse.has(sampleKey)).toBe(false);
    await warehouse.write(sampleKey, sampleTable, sampleRows(300));
    expect(await warehouse.read(sampleKey, sampleTable, sampleNames)).toEqual(sampleRows(300));
  });

  test("an empty file, left by a power cut, reads as absent", async () => {
    const warehouse = openWarehouse(folder);
    await warehouse.write(sampleKey, sampleTable, sampleRows(3));
    truncateSync(fileOf(folder), 0);
    expect(await warehouse.read(sampleKey, sampleTable, ["flag"])).toBeUndefined();
  });

  test("segments and reader versions stand side by side", async () => {
    const warehouse = openWarehouse(folder);
    const keys = [sampleKey, { ...sampleKey, segment: 1 }, { ...sampleKey, reader: "made-up/2" }];
    for (const [at, key] of keys.entries()) await warehouse.write(key, sampleTable, sampleRows(at + 1));
    const reads = await Promise.all(keys.map((key) => warehouse.read(key, sampleTable, ["flag"])));
    expect(reads.map((read) => read?.rows)).toEqual([1, 2, 3]);
  });

  test("clear removes everything, and writing goes on afterwards", async () => {
    const warehouse = openWarehouse(folder);
    await warehouse.write(sampleKey, sampleTable, sampleRows(3));
    await warehouse.clear();
    expect(warehouse.has(sampleKey)).toBe(false);
    await warehouse.write(sampleKey, sampleTable, sampleRows(3));
    expect(warehouse.has(sampleKey)).toBe(true);
  });

  test("what a killed process left a day ago is removed, what is being written is not", async () => {
    await openWarehouse(folder).write(sampleKey, sampleTable, sampleRows(3));
    const [old, fresh] = [join(folder, "tmp", "1-old"), join(folder, "tmp", "1-fresh")];
    writeFileSync(old, "cut");
    writeFileSync(fresh, "being written");
    utimesSync(old, 1, 1);
    await openWarehouse(folder).write({ ...sampleKey, segment: 1 }, sampleTable, sampleRows(3));
    expect(readdirSync(join(folder, "tmp"))).toEqual(["1-fresh"]);
  });

  test.each([
    ["a hash with a path", { ...sampleKey, sha256: `../${"a".repeat(61)}` }],
    ["a negative segment", { ...sampleKey, segment: -1 }],
    ["a reader that climbs", { ...sampleKey, reader: "../x/1" }],
    ["a reader without a version", { ...sampleKey, reader: "reader" }],
  ])("refuses %s", async (_, key) => {
    const warehouse = openWarehouse(folder);
    expect(() => warehouse.has(key)).toThrow(RangeError);
    await expect(warehouse.write(key, sampleTable, sampleRows(1))).rejects.toThrow(RangeError);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a folder that cannot be written rejects and leaves no half file", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(openWarehouse(join(folder, "file")).write(sampleKey, sampleTable, sampleRows(1))).rejects.toMatchObject({
      code: "ENOTDIR",
    });
    expect(await openWarehouse(join(folder, "file")).read(sampleKey, sampleTable, ["flag"])).toBeUndefined();
  });
});
