import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openVault, type Vault, type VaultDisk, type VaultWriter } from "../src/index.ts";
import { keepSeed, pictureReading, readingOf, tmpFolder } from "./readings.ts";
import { type DiskOperation, killedAfter, layDown, recordedDisk, type Survival } from "./recorded-disk.ts";

interface Promised {
  readonly kept: readonly string[];
  readonly words: readonly string[];
  readonly keychains: readonly string[];
  /** Pictures on which a person gave a word. */
  readonly settled: readonly string[];
}

/** Imports, annotates, crashes in between and imports again, recording what reached the disk and what the user was told. */
async function record(path: string): Promise<readonly DiskOperation[]> {
  const log: DiskOperation[] = [];
  const disk = recordedDisk(path, log);
  let kept: readonly string[] = [];
  let words: readonly string[] = [];
  let keychains: readonly string[] = [];
  let settled: readonly string[] = [];
  const tell = (): void => {
    log.push({ kind: "acknowledged", path: "", check: JSON.stringify({ kept, words, keychains, settled } satisfies Promised) });
  };
  for (let opening = 0; opening < 2; opening += 1) {
    const vault = await openVault(path, { create: true, disk });
    const writer = await vault.beginWriting();
    for (let group = 0; group < 2; group += 1) {
      const hashes: string[] = [];
      for (let file = 0; file < 3; file += 1) hashes.push((await keepSeed(writer, `${opening}/${group}/${file}`, 40 + 300 * file)).sha256);
      await writer.commit();
      kept = [...kept, ...hashes];
      tell();
      const [first] = hashes as [string];
      const [id] = writer.addReading(readingOf(first, { wishes: [{ serial: null }] })).flightIds as [string];
      await writer.annotateFlight(id, { name: `flight ${opening}${group}` });
      words = [...words, `flight ${opening}${group}`];
      tell();
      await writer.addKeychain(first, `{"keys":"${opening}${group}"}`);
      keychains = [...keychains, first];
      tell();
      const second = hashes[1] as string;
      writer.addReading(pictureReading(second));
      await writer.settleMedia([second], { flightId: id, undo: false });
      settled = [...settled, second];
      tell();
    }
    // The second opening finds an interrupted import: kept, but never committed.
    await keepSeed(writer, `interrupted ${opening}`);
    writer.release();
    vault.close();
  }
  return log;
}

/** Imports through a disk; the vault's own opening stays outside of it. */
async function importAll(vault: Vault, disk: VaultDisk, seeds: readonly string[]): Promise<readonly string[]> {
  const through = await openVault(vault.path, { disk });
  let writer: VaultWriter | undefined;
  try {
    writer = await through.beginWriting();
    const hashes: string[] = [];
    for (const seed of seeds) {
      hashes.push((await keepSeed(writer, seed, 200)).sha256);
      if (seed !== "a") await writer.commit();
    }
    return hashes;
  } finally {
    writer?.release();
    through.close();
  }
}

function promisedBy(operations: readonly DiskOperation[]): Promised {
  const last = operations.findLast((operation) => operation.kind === "acknowledged");
  return last === undefined ? { kept: [], words: [], keychains: [], settled: [] } : (JSON.parse(last.check) as Promised);
}

/** Numbers from 0 to 1 that are the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("power loss", () => {
  it.each<Survival>(["nothing unsynced", "everything", "some"])(
    "V2: keeps what was promised after every operation, when %s survives",
    async (survival) => {
      const log = await record(join(tmpFolder("inMemory"), "vault"));
      expect(log.length).toBeGreaterThan(100);
      const root = tmpFolder("inMemory");
      for (let length = 0; length <= log.length; length += 1) {
        const operations = log.slice(0, length);
        const promised = promisedBy(operations);
        const target = join(root, String(length));
        mkdirSync(target);
        layDown(target, operations, { survival, random: randomFrom(length * 7 + 1) });
        const vault = await openVault(target, { create: true });
        const found = await vault.fsck();
        expect({ length, damaged: found.damaged, missing: found.missing }).toEqual({ length, damaged: [], missing: [] });
        for (const sha256 of promised.kept) expect(vault.originalSize(sha256)).toBeTypeOf("number");
        for (const sha256 of promised.keychains) expect(vault.keychain(sha256)).toBeTypeOf("string");
        if (length % 10 === 0 || length === log.length) {
          const writer = await vault.beginWriting();
          const names: (string | undefined | null)[] = [];
          for (const sha256 of vault.unreadOriginals("test-record/1")) {
            const { flightIds } = writer.addReading(readingOf(sha256, { wishes: [{ serial: null }] }));
            names.push(vault.flight(flightIds[0] as string)?.summary.name);
          }
          for (const sha256 of promised.settled) {
            writer.addReading(pictureReading(sha256));
            const { card } = vault.mediaEntry(sha256) ?? { card: "" };
            expect(vault.mediaWords(card).get(sha256)?.word).toBe("flight");
          }
          for (const words of promised.words) expect(names).toContain(words);
          await keepSeed(writer, "after");
          await writer.commit();
          writer.release();
          expect((await vault.fsck()).damaged).toEqual([]);
        }
        vault.close();
        rmSync(target, { recursive: true });
      }
    },
  );

  it("V2: keeps what a second process reported, wherever the first was killed before the power went", async () => {
    const seeds = ["a", "b", "c", "d"];
    let killed = true;
    for (let operations = 0; killed; operations += 1) {
      const path = join(tmpFolder("inMemory"), "vault");
      const log: DiskOperation[] = [];
      const disk = recordedDisk(path, log);
      const first = await openVault(path, { create: true, disk });
      killed = await importAll(first, killedAfter(disk, operations), seeds.slice(0, 3)).then(
        () => false,
        () => true,
      );
      first.close();
      const second = await openVault(path, { disk });
      const kept = await importAll(second, disk, seeds);
      second.close();
      const target = tmpFolder("inMemory");
      layDown(target, log, { survival: "nothing unsynced", random: () => 0 });
      const after = await openVault(target);
      const { damaged, missing } = await after.fsck();
      expect({ operations, damaged, missing }).toEqual({ operations, damaged: [], missing: [] });
      for (const sha256 of kept) expect({ operations, size: after.originalSize(sha256) }).toEqual({ operations, size: 200 });
      after.close();
      rmSync(path, { recursive: true });
    }
  });

  // Planted faults: without one of the syncs the same check must find a loss, or it would prove nothing.
  it.each([
    ["files are not synced before the rename", "datasync", "tmp"],
    ["folders of originals are not synced", "sync", "originals/"],
    ["the folder of new folders is not synced", "sync", "originals"],
    ["the journal is not synced", "datasync", "journal/000001.jsonl"],
    ["texts are not synced", "datasync", "journal/texts.jsonl"],
    ["the journal's folder is not synced", "sync", "journal"],
    ["the folder of keychains is not synced", "sync", "keys"],
  ])("V2: would be seen to lose something when %s", async (_, kind, start) => {
    const log = await record(join(tmpFolder("inMemory"), "vault"));
    const target = tmpFolder("inMemory");
    const faulty = log.filter((operation) => operation.kind !== kind || !operation.path.startsWith(start));
    expect(faulty.length).toBeLessThan(log.length);
    layDown(target, faulty, { survival: "nothing unsynced", random: () => 0 });
    const vault = await openVault(target);
    const { damaged, missing } = await vault.fsck();
    const promised = promisedBy(log);
    const unknown = promised.kept.filter((sha256) => vault.originalSize(sha256) === undefined);
    const noKeychain = promised.keychains.filter((sha256) => vault.keychain(sha256) === undefined);
    expect(damaged.length + missing.length + unknown.length + noKeychain.length).toBeGreaterThan(0);
    vault.close();
  });
});
