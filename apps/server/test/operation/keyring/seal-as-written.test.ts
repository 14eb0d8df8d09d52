/** The ledger is signed while entries come and when the last writer leaves; nothing waits for it or fails with it. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { memorySource, UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { openVault, type Vault } from "@creance/vault";
import { expect, test } from "vitest";
import { openKeys } from "../../../src/operation/keyring/open-keys.ts";
import { sealAsWritten } from "../../../src/operation/keyring/seal-as-written.ts";
import { openOperation } from "../../../src/operation/open-operation.ts";
import { shareWriter } from "../../../src/operation/shared-writer.ts";
import { temporaryFolder } from "../made-files.ts";

const folder = temporaryFolder();
const seed = new Uint8Array(32).fill(5);
const signer = {
  origin: "creance/test",
  publicKey: nodePlatform.ed25519PublicKey(seed),
  sign: (bytes: Uint8Array) => nodePlatform.ed25519Sign(seed, bytes),
};

async function keep(vault: Vault, writers: ReturnType<typeof sealAsWritten>, name: string): Promise<void> {
  const lease = await writers.lease();
  await lease.inTurn(() => lease.writer.keep(memorySource(new TextEncoder().encode(name)), { fileName: name }));
  await lease.inTurn(() => lease.writer.commit());
  lease.release();
  await writers.settle();
  expect((await vault.ledger.state()).entries).toBeGreaterThan(0);
}

test("signed when the last one lets the writer go, and the next process gets it", async () => {
  const path = join(folder, "last");
  const vault = await openVault(path, { create: true });
  const writers = sealAsWritten(shareWriter(vault), { signer: async () => signer, onProblem: expect.unreachable });
  await keep(vault, writers, "one");
  const state = await vault.ledger.state();
  expect(state.sealed).toBe(state.entries);
  const other = await openVault(path);
  (await other.beginWriting()).release();
  other.close();
  vault.close();
});

test("signed every few seconds while it is held", async () => {
  const vault = await openVault(join(folder, "held"), { create: true });
  const writers = sealAsWritten(shareWriter(vault), { signer: async () => signer, onProblem: expect.unreachable, everyMs: 20 });
  const lease = await writers.lease();
  await lease.inTurn(() => lease.writer.keep(memorySource(new Uint8Array(9)), { fileName: "nine" }));
  await lease.inTurn(() => lease.writer.commit());
  await expect.poll(async () => (await vault.ledger.state()).sealed).toBeGreaterThan(0);
  lease.release();
  await writers.settle();
  vault.close();
});

test("without the key, or when signing fails, what was written stays; the reason is told once", async () => {
  const vault = await openVault(join(folder, "without"), { create: true });
  const told: string[] = [];
  let answer: () => Promise<typeof signer | null> = async () => null;
  const writers = sealAsWritten(shareWriter(vault), { signer: () => answer(), onProblem: (sentence) => told.push(sentence) });
  await keep(vault, writers, "one");
  expect([(await vault.ledger.state()).sealed, told]).toEqual([0, []]);
  answer = async () => {
    throw new UserError("keyring-damaged", "machineRefused", "The keyring is damaged.");
  };
  await keep(vault, writers, "two");
  await keep(vault, writers, "three");
  expect(told).toEqual(["The keyring is damaged."]);
  answer = async () => signer;
  await keep(vault, writers, "four");
  const state = await vault.ledger.state();
  expect(state.sealed).toBe(state.entries);
  vault.close();
});

test("a listener that fails keeps nobody from the writer, and later entries are signed", async () => {
  const vault = await openVault(join(folder, "deaf"), { create: true });
  let answer: () => Promise<typeof signer | null> = () => Promise.reject(new Error("no key"));
  const writers = sealAsWritten(shareWriter(vault), {
    signer: () => answer(),
    onProblem: () => {
      throw new Error("nobody listens");
    },
  });
  await keep(vault, writers, "one");
  const other = await openVault(join(folder, "deaf"));
  (await other.beginWriting()).release();
  other.close();
  answer = async () => signer;
  await keep(vault, writers, "two");
  const state = await vault.ledger.state();
  expect(state.sealed).toBe(state.entries);
  vault.close();
});

test("two that need the keyring at once make one; making and changing it are entered, and the ledger is signed with it", async () => {
  const path = join(folder, "made");
  mkdirSync(join(folder, "config"));
  const options = { vaultPath: path, keyFile: join(folder, "config", "made.key"), workers: 1 };
  const operation = await openOperation(options);
  const [one, other] = await Promise.all([operation.keys.open(), operation.keys.open()]);
  expect(other.vkey).toBe(one.vkey);
  await one.setSecret("s3/one", "value");
  await operation.keys.showRecoveryCode();
  const { rows } = await operation.vault.ledger.entries({ kinds: ["keyringChanged"], offset: 0, limit: 10 });
  expect(rows.map(({ entry }) => entry.kind === "keyringChanged" && entry.event)).toEqual(["recoveryShown", "secretSet", "made"]);
  expect(rows[0]?.words["vkeyHash"]).toBe(one.vkey);
  await operation.close();

  const again = await openOperation({ ...options, readOnly: true });
  const state = await again.vault.ledger.state();
  expect([state.sealed, state.vkey]).toEqual([state.entries, one.vkey]);
  const reading = await again.keys.open();
  expect(reading.secret("s3/one")).toBe("value");
  await expect(reading.setSecret("s3/two", "no")).rejects.toMatchObject({ code: "vault-read-only" });
  await again.close();
});

test("two processes that make it at once end with one", async () => {
  const path = join(folder, "two");
  const keyFile = join(folder, "config", "two.key");
  const open = async () => {
    const vault = await openVault(path, { create: true });
    return { vault, keys: openKeys({ vault, writers: shareWriter(vault), keyFile, by: null }) };
  };
  const [first, second] = [await open(), await open()];
  const [one, other] = await Promise.all([first.keys.open(), second.keys.open()]);
  expect(other.vkey).toBe(one.vkey);
  first.vault.close();
  second.vault.close();
});

test("what another process put into the keyring is there at the next opening, also when it was locked in another way", async () => {
  const path = join(folder, "changed");
  const keyFile = join(folder, "config", "changed.key");
  const open = async (words?: string) => {
    const vault = await openVault(path, { create: true });
    const asked: string[] = [];
    const passphrase = async (how: string) => {
      asked.push(how);
      return words;
    };
    return { vault, asked, keys: openKeys({ vault, writers: shareWriter(vault), keyFile, by: null, passphrase }) };
  };
  const [serving, command] = [await open("four words of mine"), await open("four words of mine")];
  const first = await serving.keys.open();
  await (await command.keys.open()).setSecret("s3/one", "value");
  expect(first.secret("s3/one")).toBeUndefined();
  expect((await serving.keys.open()).secret("s3/one")).toBe("value");
  const asked = serving.asked.length;
  await (await command.keys.open()).setSecret("s3/two", "value");
  expect((await serving.keys.quiet(false))?.secretNames()).toEqual(["s3/one", "s3/two"]);
  // The passphrase that opened it before is tried first: nobody is asked again.
  expect(serving.asked.length).toBe(asked);
  await (await command.keys.open()).relock(null);
  await (await serving.keys.open()).setSecret("s3/one", null);
  expect((await command.keys.open()).secretNames()).toEqual(["s3/two"]);
  expect((await command.keys.open()).lock).toBe("keyFile");
  const [one, again] = [await serving.keys.open(), await serving.keys.open()];
  await Promise.all(Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? one : again).setSecret(`many/${at}`, "value")));
  expect((await command.keys.open()).secretNames()).toHaveLength(7);
  serving.vault.close();
  command.vault.close();
});

test("what may be signed later is signed within its time, with the next that may not, and at the end", async () => {
  const vault = await openVault(join(folder, "later"), { create: true });
  const parts = { signer: async () => signer, onProblem: expect.unreachable };
  const look = async (writers: ReturnType<typeof sealAsWritten>): Promise<void> => {
    const lease = await writers.lease({ signLater: true });
    await lease.inTurn(() =>
      lease.writer.enter(() => [{ kind: "viewed", timeUs: 1, what: "flight", sha256: "ab".repeat(32), byHash: null }]),
    );
    lease.release();
  };
  const unsigned = async (): Promise<number> => {
    const { entries, sealed } = await vault.ledger.state();
    return entries - sealed;
  };
  const slow = sealAsWritten(shareWriter(vault), parts);
  await look(slow);
  await look(slow);
  // The first entry is the vault's own.
  expect(await unsigned()).toBe(3);
  (await slow.lease()).release();
  await expect.poll(unsigned).toBe(0);
  await look(slow);
  expect(await unsigned()).toBe(1);
  await slow.settle();
  expect(await unsigned()).toBe(0);

  const quick = sealAsWritten(shareWriter(vault), { ...parts, laterMs: 20 });
  await look(quick);
  await expect.poll(unsigned).toBe(0);

  // Another process holds the writer at the end: it is not waited for long, and the next one signs.
  await look(slow);
  const other = await openVault(vault.path);
  const held = await other.beginWriting();
  await slow.settle();
  expect(await unsigned()).toBe(1);
  held.release();
  other.close();
  (await slow.lease()).release();
  await slow.settle();
  expect(await unsigned()).toBe(0);
  vault.close();
});
