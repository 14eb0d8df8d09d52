import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEntry } from "@creance/ledger";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openVault } from "../src/index.ts";
import { keepSeed, readingOf, tmpFolder } from "./readings.ts";

/** A vault with a handful of entries of every kind, closed. */
async function makeVault(): Promise<{ readonly path: string; readonly journal: string; readonly bytes: Buffer }> {
  const path = join(tmpFolder("inMemory"), "vault");
  const vault = await openVault(path, { create: true });
  const writer = await vault.beginWriting();
  const { sha256 } = await keepSeed(writer, "a");
  await keepSeed(writer, "b");
  await writer.commit();
  const [id] = writer.addReading(readingOf(sha256)).flightIds as [string];
  await writer.annotateFlight(id, { name: "Sluice" });
  await writer.addKeychain(sha256, "{}");
  await keepSeed(writer, "c");
  await writer.commit();
  writer.release();
  vault.close();
  const journal = join(path, "journal", "000001.jsonl");
  return { path, journal, bytes: readFileSync(journal) };
}

function dropCatalogue(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(path, `catalogue.sqlite${suffix}`), { force: true });
}

function tornCopies(path: string): readonly string[] {
  return readdirSync(join(path, "journal")).filter((name) => name.startsWith("torn-"));
}

describe("the journal", () => {
  it("V4: loses at most the half line at its end, which is saved", async () => {
    const { path, journal, bytes } = await makeVault();
    const lineEnds = [...bytes.keys()].filter((at) => bytes[at] === 10).map((at) => at + 1);
    for (let length = 0; length <= bytes.byteLength; length += 1) {
      // Every cut near a line's ends and every 9th elsewhere: an opening costs some milliseconds.
      if (length % 9 !== 0 && !lineEnds.some((end) => Math.abs(end - length) <= 2)) continue;
      dropCatalogue(path);
      for (const name of tornCopies(path)) rmSync(join(path, "journal", name));
      writeFileSync(journal, bytes.subarray(0, length));
      const vault = await openVault(path);
      const whole = [...lineEnds].reverse().find((end) => end <= length) ?? 0;
      const lacksOnlyItsEnd = lineEnds.includes(length + 1);
      const after = readFileSync(journal);
      const expected = lacksOnlyItsEnd ? bytes.subarray(0, length + 1) : bytes.subarray(0, whole);
      if (expected.byteLength > 0) expect(after.equals(expected)).toBe(true);
      const [torn] = tornCopies(path);
      if (whole < length && !lacksOnlyItsEnd)
        expect(readFileSync(join(path, "journal", torn as string)).equals(bytes.subarray(whole, length))).toBe(true);
      else expect(torn).toBeUndefined();
      expect((await vault.fsck()).missing).toEqual([]);
      vault.close();
    }
  });

  it("V4: never keeps a vault from opening, whatever bytes stand in it, and fsck tells", async () => {
    const { path, journal, bytes } = await makeVault();
    const change = fc.oneof(
      fc.record({ at: fc.nat(bytes.byteLength - 1), bit: fc.nat(7) }).map(({ at, bit }) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ (1 << bit);
        return changed;
      }),
      fc
        .record({ at: fc.nat(bytes.byteLength), junk: fc.uint8Array({ maxLength: 300 }) })
        .map(({ at, junk }) => Buffer.concat([bytes.subarray(0, at), junk, bytes.subarray(at)])),
      fc.uint8Array({ maxLength: 2000 }).map((junk) => Buffer.from(junk)),
    );
    await fc.assert(
      fc.asyncProperty(change, fc.boolean(), async (changed, keepsCatalogue) => {
        if (!keepsCatalogue) dropCatalogue(path);
        writeFileSync(journal, changed);
        const vault = await openVault(path);
        const found = await vault.fsck();
        for (const { sentence } of found.damaged) expect(sentence).toMatch(/\.$/);
        const lines = changed.toString("latin1").split("\n");
        const wholeBad = lines.slice(0, -1).some((line) => !parseEntry(line).ok);
        if (wholeBad) expect(found.damaged.length).toBeGreaterThan(0);
        const writer = await vault.beginWriting();
        expect(["kept", "alreadyKept"]).toContain((await keepSeed(writer, "a")).status);
        await writer.commit();
        writer.release();
        vault.close();
      }),
      { numRuns: 60 },
    );
  });

  it("V9: tells when its end was lost although the catalogue knew more", async () => {
    const { path, journal, bytes } = await makeVault();
    const lines = bytes.toString().split("\n");
    writeFileSync(journal, `${lines.slice(0, 3).join("\n")}\n`);
    const reader = await openVault(path, { readOnly: true });
    expect((await reader.fsck()).damaged.map(({ sentence }) => sentence).join(" ")).toContain("journal lost its end");
    reader.close();
    const vault = await openVault(path);
    const writer = await vault.beginWriting();
    await keepSeed(writer, "d");
    await writer.commit();
    writer.release();
    expect((await vault.fsck()).damaged.map(({ sentence }) => sentence).join(" ")).toContain("entries are missing");
    vault.close();
  });

  it("V4: bounds what one line may take", async () => {
    const { path, journal, bytes } = await makeVault();
    dropCatalogue(path);
    writeFileSync(journal, Buffer.concat([bytes, Buffer.alloc(5_000_000, 0x61), Buffer.from("\n"), Buffer.alloc(3_000_000, 0x62)]));
    const vault = await openVault(path);
    expect(vault.info().originals).toBe(3);
    expect((await vault.fsck()).damaged.length).toBe(1);
    expect(readFileSync(join(path, "journal", "torn-1")).byteLength).toBe(3_000_000);
    vault.close();
  });
});
