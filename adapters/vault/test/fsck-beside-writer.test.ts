import { cpSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { openVault } from "../src/index.ts";
import { Sqlite } from "../src/sqlite.ts";
import { keepSeed, tmpFolder } from "./readings.ts";

/** What happens once before fsck goes on: before the texts are read, and before a file of this name is hashed. */
const meanwhile = new Map<string, () => Promise<unknown>>();

async function runOnce(name: string): Promise<void> {
  const work = meanwhile.get(name);
  meanwhile.delete(name);
  await work?.();
}

vi.mock("../src/hash-file.ts", async (importActual) => {
  const actual = await importActual<typeof import("../src/hash-file.ts")>();
  const hashFile: typeof actual.hashFile = async (...given) => {
    await runOnce(basename(given[0]));
    return actual.hashFile(...given);
  };
  return { ...actual, hashFile };
});

vi.mock("../src/journal-scan.ts", async (importActual) => {
  const actual = await importActual<typeof import("../src/journal-scan.ts")>();
  const scanTexts: typeof actual.scanTexts = async (...given) => {
    await runOnce("texts");
    return actual.scanTexts(...given);
  };
  return { ...actual, scanTexts };
});

const person = (sha256: string) => ({ sha256, rule: "person", by: "M. Sample" });
const clean = { damaged: [], missing: [], extra: [] };

describe("fsck beside a writer", () => {
  it("V9: names what is missing, and not what was rightly deleted, erased or replaced since it began", async () => {
    const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
    const writer = await vault.beginWriting();
    const kept = [];
    for (const seed of ["first", "deleted", "kept again", "lost", "keyed anew"]) kept.push((await keepSeed(writer, seed)).sha256);
    await writer.commit();
    const [first, deleted, again, lost, keyed] = kept as [string, string, string, string, string];
    for (const sha256 of [deleted, keyed]) await writer.addKeychain(sha256, '{"keys":1}');
    rmSync(vault.originalPath(lost));
    meanwhile.set("texts", () => writer.deleteOriginals([person(deleted)]));
    meanwhile.set(first, async () => {
      await writer.deleteOriginals([person(again)]);
      await writer.addKeychain(keyed, '{"keys":2}');
    });
    meanwhile.set(keyed, async () => {
      await keepSeed(writer, "kept again");
      await writer.commit();
    });
    expect(await vault.fsck()).toMatchObject({ checked: 5, ...clean, missing: [{ sha256: lost }] });
    expect(meanwhile.size).toBe(0);
    expect((await vault.fsck()).missing).toHaveLength(1);
    writer.release();
    vault.close();
  });

  it("V9: does not call a catalogue wrong that only lags behind a deletion", async () => {
    const path = join(tmpFolder(), "vault");
    const vault = await openVault(path, { create: true });
    const writer = await vault.beginWriting();
    const { sha256 } = await keepSeed(writer, "a");
    await writer.commit();
    writer.release();
    vault.close();
    const catalogue = join(path, "catalogue.sqlite");
    cpSync(catalogue, `${path}.sqlite`);
    const next = await openVault(path);
    const deleter = await next.beginWriting();
    await deleter.deleteOriginals([person(sha256)]);
    deleter.release();
    next.close();
    for (const suffix of ["-wal", "-shm"]) rmSync(`${catalogue}${suffix}`, { force: true });
    cpSync(`${path}.sqlite`, catalogue);
    const lagging = await openVault(path, { readOnly: true });
    expect(lagging.originalSize(sha256)).toBeGreaterThan(0);
    expect(await lagging.fsck()).toEqual({ checked: 0, ...clean });
    lagging.close();
  });

  it("V9: reads the catalogue's two numbers from one state of the file", () => {
    const path = join(tmpFolder(), "catalogue.sqlite");
    const [reader, other] = [0, 1].map(() => new Sqlite(path, { mode: "rw", busyTimeoutMs: 1000 })) as [Sqlite, Sqlite];
    reader.get("PRAGMA journal_mode = WAL");
    reader.script("CREATE TABLE a (x)");
    const count = (): unknown => reader.get("SELECT count(*) AS rows FROM a")?.["rows"];
    const seen = reader.snapshot(() => {
      const before = count();
      other.run("INSERT INTO a VALUES (1)");
      return [before, count()];
    });
    expect([seen, count()]).toEqual([[0, 0], 1]);
    reader.close();
    other.close();
  });
});
