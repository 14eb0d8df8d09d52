import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openVault, type Vault } from "../src/index.ts";
import { Sqlite } from "../src/sqlite.ts";
import { bytesOf, keepSeed, readingOf, tmpFolder } from "./readings.ts";

/** A closed vault with three originals, a named flight and a keychain. */
async function madeVault(): Promise<{ path: string; hashes: readonly [string, string, string]; flightId: string }> {
  const vault = await openVault(join(tmpFolder(), "vault"), { create: true });
  const writer = await vault.beginWriting();
  const hashes = [
    (await keepSeed(writer, "a")).sha256,
    (await keepSeed(writer, "b")).sha256,
    (await keepSeed(writer, "c")).sha256,
  ] as const;
  await writer.commit();
  const [flightId] = writer.addReading(readingOf(hashes[0])).flightIds as [string];
  await writer.annotateFlight(flightId, { name: "Weir" });
  await writer.addKeychain(hashes[1], "{}");
  writer.release();
  vault.close();
  return { path: vault.path, hashes: [...hashes], flightId };
}

async function rebuilt(path: string): Promise<Vault> {
  const vault = await openVault(path);
  const writer = await vault.beginWriting();
  await writer.rebuildCatalogue();
  writer.release();
  return vault;
}

/** Everything that must be there after a rebuild, whatever was lost. */
async function expectWhole(vault: Vault, { hashes, flightId }: Awaited<ReturnType<typeof madeVault>>): Promise<void> {
  expect([...vault.unreadOriginals("test-record/1")].sort()).toEqual([...hashes].sort());
  expect(vault.files({ offset: 0, limit: 9 }).rows.map(({ fileName }) => fileName)).not.toContain(null);
  expect(vault.keychain(hashes[1])).toBe("{}");
  expect(vault.info().keychains).toBe(1);
  const writer = await vault.beginWriting();
  writer.addReading(readingOf(hashes[0]));
  writer.release();
  expect(vault.flight(flightId)?.summary.name).toBe("Weir");
  expect((await vault.fsck()).extra).toEqual([]);
  vault.close();
}

describe("a rebuild after the journal was damaged", () => {
  it("enters originals, words and keychains again that a deleted journal no longer names", async () => {
    const made = await madeVault();
    rmSync(join(made.path, "journal"), { recursive: true });
    await expectWhole(await rebuilt(made.path), made);
    const again = await openVault(made.path);
    expect(again.info().originals).toBe(3);
    expect((await again.fsck()).missing).toEqual([]);
    again.close();
  });

  it("enters what stood in a line that became unreadable", async () => {
    const made = await madeVault();
    const path = join(made.path, "journal", "000001.jsonl");
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, lines.map((line, at) => (at === 2 ? "x".repeat(line.length) : line)).join("\n"));
    await expectWhole(await rebuilt(made.path), made);
  });

  it("enters no original whose bytes have changed", async () => {
    const made = await madeVault();
    rmSync(join(made.path, "journal"), { recursive: true });
    const [changed] = made.hashes;
    const file = join(made.path, "originals", changed.slice(0, 2), changed);
    rmSync(file);
    writeFileSync(file, bytesOf("other"));
    const vault = await rebuilt(made.path);
    expect(vault.info().originals).toBe(2);
    expect((await vault.fsck()).extra).toMatchObject([{ sha256: changed }]);
    vault.close();
  });
});

describe("a catalogue whose tables are damaged and whose schema is whole", () => {
  it("is named by every query and by fsck, and a rebuild makes it anew", async () => {
    const made = await madeVault();
    const path = join(made.path, "catalogue.sqlite");
    const database = new Sqlite(path, { mode: "ro", busyTimeoutMs: 1000 });
    const pages = database
      .all("SELECT rootpage FROM sqlite_master WHERE rootpage > 0 AND tbl_name <> 'state'")
      .map((row) => Number(row["rootpage"]));
    database.close();
    const file = openSync(path, "r+");
    for (const page of pages) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096);
    closeSync(file);
    const vault = await openVault(made.path);
    expect(() => vault.info()).toThrow(expect.objectContaining({ name: "UserError", code: "catalogue-damaged" }));
    expect((await vault.fsck()).damaged).toMatchObject([{ path: "catalogue.sqlite" }]);
    const writer = await vault.beginWriting();
    await writer.rebuildCatalogue();
    writer.release();
    await expectWhole(vault, made);
  });
});

it("a vault without its vault.json is not taken for a foreign folder: the sentence says how to open it", async () => {
  const made = await madeVault();
  const mark = readFileSync(join(made.path, "vault.json"));
  rmSync(join(made.path, "vault.json"));
  for (const create of [true, false]) {
    await expect(openVault(made.path, { create })).rejects.toMatchObject({
      code: "vault-damaged",
      message: expect.stringContaining("is missing"),
    });
  }
  writeFileSync(join(made.path, "vault.json"), mark);
  const vault = await openVault(made.path);
  expect(vault.info().originals).toBe(3);
  vault.close();
});
