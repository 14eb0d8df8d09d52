import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type NewJournalEntry, verifyLedger } from "@creance/ledger";
import { describe, expect, it } from "vitest";
import { openVault, type Vault, type VaultDisk, type VaultWriter } from "../src/index.ts";
import { ledgerPlatform } from "../src/ledger/ledger-files.ts";
import { signerOf } from "./made-signer.ts";
import { tmpFolder } from "./readings.ts";
import { type DiskOperation, killedAfter, layDown, recordedDisk, type Survival } from "./recorded-disk.ts";

const signer = signerOf("power");

/** Entries that need no file: only the journal and the ledger are looked at here. */
function entries(count: number, seed: number): readonly NewJournalEntry[] {
  return Array.from({ length: count }, (_, at) => ({
    kind: "scrubbed",
    timeUs: 1_700_000_000_000_000 + seed * 1000 + at,
    files: at,
    bytes: seed,
    damaged: 0,
    missing: 0,
  }));
}

/** Enters and seals so that tiles of both levels fill up; tells after each seal how many entries are covered. */
async function sealSome(path: string, disk: VaultDisk, tell: (sealed: number) => void): Promise<void> {
  const vault = await openVault(path, { create: true, disk });
  let writer: VaultWriter | undefined;
  try {
    writer = await vault.beginWriting();
    for (const [seed, count] of [3, 250, 2, 300].entries()) {
      await writer.enter(() => entries(count, seed));
      tell((await writer.sealLedger(signer)).sealed);
    }
  } finally {
    writer?.release();
    vault.close();
  }
}

async function record(path: string): Promise<readonly DiskOperation[]> {
  const log: DiskOperation[] = [];
  await sealSome(path, recordedDisk(path, log), (sealed) => log.push({ kind: "acknowledged", path: "", check: String(sealed) }));
  return log;
}

function promisedBy(operations: readonly DiskOperation[]): number {
  const last = operations.findLast(({ kind }) => kind === "acknowledged");
  return last?.kind === "acknowledged" ? Number(last.check) : 0;
}

/** What is wrong with a ledger as it was found; nothing when none was sealed yet. */
async function faults(vault: Vault, promised: number): Promise<readonly string[]> {
  const { sealed, vkey } = await vault.ledger.state();
  const { damaged, missing } = await vault.fsck();
  const found = [...damaged, ...missing].map(({ path }) => path);
  if (sealed < promised) found.push(`${sealed} of ${promised} entries are sealed`);
  if (sealed === 0) return found;
  const { failures } = await verifyLedger(vault.ledger.source, { platform: ledgerPlatform, vkeys: vkey === null ? [] : [vkey] });
  return [...found, ...failures.map(({ code, where }) => `${code} ${where}`)];
}

describe("power loss while sealing", () => {
  it.each<Survival>(["nothing unsynced", "everything", "some"])(
    "V31: leaves the ledger extended whole or as it was after every operation, when %s survives",
    async (survival) => {
      const log = await record(join(tmpFolder("inMemory"), "vault"));
      expect(log.length).toBeGreaterThan(100);
      const root = tmpFolder("inMemory");
      for (let length = 1; length <= log.length; length += 1) {
        const operations = log.slice(0, length);
        const target = join(root, String(length));
        mkdirSync(target);
        let state = length * 7 + 1;
        const random = (): number => {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          return state / 2 ** 32;
        };
        layDown(target, operations, { survival, random });
        const vault = await openVault(target, { create: true });
        expect({ length, faults: await faults(vault, promisedBy(operations)) }).toEqual({ length, faults: [] });
        if (length % 7 === 0 || length === log.length) {
          const writer = await vault.beginWriting();
          const before = (await vault.ledger.state()).entries;
          await writer.enter(() => entries(5, 99));
          expect((await writer.sealLedger(signer)).sealed).toBe(before + 6);
          expect({ length, faults: await faults(vault, before + 6) }).toEqual({ length, faults: [] });
          writer.release();
        }
        vault.close();
        rmSync(target, { recursive: true });
      }
    },
    180_000,
  );

  it("V31: another process seals on wherever the first was killed", async () => {
    let killed = true;
    for (let operations = 0; killed; operations += 3) {
      const path = join(tmpFolder("inMemory"), "vault");
      const log: DiskOperation[] = [];
      const disk = recordedDisk(path, log);
      (await openVault(path, { create: true, disk })).close();
      let sealed = 0;
      killed = await sealSome(path, killedAfter(disk, operations), (size) => {
        sealed = size;
      }).then(
        () => false,
        () => true,
      );
      const vault = await openVault(path, { disk });
      expect({ operations, faults: await faults(vault, sealed) }).toEqual({ operations, faults: [] });
      const writer = await vault.beginWriting();
      const state = await writer.sealLedger(signer);
      expect(state.sealed).toBe(state.entries);
      writer.release();
      vault.close();
      const target = tmpFolder("inMemory");
      layDown(target, log, { survival: "nothing unsynced", random: () => 0 });
      const after = await openVault(target);
      expect({ operations, faults: await faults(after, state.sealed) }).toEqual({ operations, faults: [] });
      after.close();
      rmSync(path, { recursive: true });
    }
  }, 180_000);

  // Planted faults: without one of the syncs the same check must find a loss, or it would prove nothing.
  it.each([
    ["tiles and checkpoints are not synced before the rename", "datasync", "tmp/"],
    ["the folder of tiles is not synced", "sync", "ledger/tile/0"],
    ["the folder of levels is not synced", "sync", "ledger/tile"],
    ["the folder of the checkpoint is not synced", "sync", "ledger"],
    ["the journal is not synced", "datasync", "journal/"],
  ])("V31: would be seen to lose something when %s", async (_, kind, start) => {
    const log = await record(join(tmpFolder("inMemory"), "vault"));
    const target = tmpFolder("inMemory");
    const faulty = log.filter((operation) => operation.kind !== kind || !operation.path.startsWith(start));
    expect(faulty.length).toBeLessThan(log.length);
    layDown(target, faulty, { survival: "nothing unsynced", random: () => 0 });
    const vault = await openVault(target, { create: true });
    expect(await faults(vault, promisedBy(log))).not.toEqual([]);
    vault.close();
  });
});
