/** A vault's keys are made by whatever writes to it first; never in the place of lost ones, and what is missing is told once. */
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { expect, test } from "vitest";
import { openOperation } from "../../../src/operation/open-operation.ts";
import type { Operation, OperationOptions } from "../../../src/operation/types.ts";
import { temporaryFolder } from "../made-files.ts";

const folder = temporaryFolder();

/** Imports one small file and closes. Gives what was said, and how the ledger stands; `besides`: another one may be writing still. */
async function write(
  name: string,
  more: Partial<OperationOptions> = {},
  besides: "nobody" | "another" = "nobody",
): Promise<{ made: string[]; missing: string[]; vkey: string | null }> {
  const [made, missing]: [string[], string[]] = [[], []];
  const operation = await openOperation({
    vaultPath: join(folder, name),
    keyFile: join(folder, `${name}.key`),
    ledgerKeys: "by-itself",
    workers: 1,
    onKeysMade: (sentence) => made.push(sentence),
    onLedgerProblem: (sentence) => missing.push(sentence),
    ...more,
  });
  const summary = await operation.importItems(item(`${name} ${Math.random()}`));
  expect(summary.kept).toBe(1);
  await operation.close();
  const { vkey, sealed, entries } = await state(join(folder, name));
  if (vkey !== null && missing.length === 0 && besides === "nobody") expect(sealed).toBe(entries);
  return { made, missing, vkey };
}

async function* item(words: string): AsyncGenerator<{ path: string; source: ReturnType<typeof memorySource>; release(): Promise<void> }> {
  yield { path: "a.txt", source: memorySource(new TextEncoder().encode(words)), release: async () => {} };
}

async function state(vaultPath: string): Promise<Awaited<ReturnType<Operation["vault"]["ledger"]["state"]>>> {
  const operation = await openOperation({ vaultPath, readOnly: true, workers: 1 });
  const found = await operation.vault.ledger.state();
  await operation.close();
  return found;
}

const keyring = (name: string): string => join(folder, name, "keys", "keyring.age");

test("the first import makes them, says so once, and everything is signed; by hand it makes none", async () => {
  const first = await write("first");
  expect(first.vkey).not.toBeNull();
  expect(first.missing).toEqual([]);
  expect(first.made).toHaveLength(1);
  expect(first.made[0]).toContain(join(folder, "first.key"));
  expect(first.made[0]).toContain("creance keys recovery");
  expect(statSync(join(folder, "first.key")).mode & 0o777).toBe(0o600);
  expect(await write("first")).toEqual({ made: [], missing: [], vkey: first.vkey });

  expect(await write("hand", { ledgerKeys: "by-hand" })).toEqual({ made: [], missing: [], vkey: null });
  expect(existsSync(keyring("hand"))).toBe(false);
});

test("a vault without its key file, as on another machine, makes no second key and says what is missing", async () => {
  const { vkey } = await write("moved");
  rmSync(join(folder, "moved.key"));
  const there = await write("moved");
  expect(there).toMatchObject({ made: [], vkey });
  expect(there.missing).toEqual([expect.stringMatching(/not signed now.*moved\.key is not here.*creance keys recover/)]);
  expect(existsSync(join(folder, "moved.key"))).toBe(false);
});

test("a vault whose keyring is gone makes no second one, whether the ledger was signed or only says that keys were made", async () => {
  const { vkey } = await write("gone");
  rmSync(keyring("gone"));
  const after = await write("gone");
  expect(after).toMatchObject({ made: [], vkey });
  expect(after.missing).toEqual([expect.stringMatching(/had keys.*keyring\.age is not there.*creance keys recover/)]);
  expect(existsSync(keyring("gone"))).toBe(false);

  // Before the first checkpoint, only the entry tells.
  rmSync(join(folder, "gone", "ledger"), { recursive: true });
  const unsigned = await write("gone");
  expect([unsigned.made, unsigned.missing.length, unsigned.vkey]).toEqual([[], 1, null]);

  // What needs keys does not make them either; a person's word does.
  const operation = await openOperation({ vaultPath: join(folder, "gone"), keyFile: join(folder, "gone.key"), workers: 1 });
  expect(await operation.keys.state()).toMatchObject({ state: "gone" });
  await expect(operation.keys.open()).rejects.toMatchObject({ code: "keyring-gone" });
  expect([await operation.keys.quiet(true), existsSync(keyring("gone"))]).toEqual([null, false]);
  expect((await operation.keys.open({ anew: true })).vkey).not.toBe(vkey);
  await operation.close();
});

test("a passphrase that nobody gives is said; where the folder of key files cannot be written nothing is signed, and the import is whole", async () => {
  const passphrase = async (): Promise<string> => "four words of mine";
  const locked = await write("locked", { passphrase });
  expect(locked.made[0]).toContain("CREANCE_PASSPHRASE_FILE");
  expect(existsSync(join(folder, "locked.key"))).toBe(false);
  const asked = await write("locked");
  expect([asked.made, asked.vkey]).toEqual([[], locked.vkey]);
  expect(asked.missing).toEqual([expect.stringMatching(/not signed now.*passphrase.*creance ledger seal/)]);

  // A file where the folder should be: root's rights do not help.
  writeFileSync(join(folder, "no-folder"), "");
  const refused = await write("refused", { keyFile: join(folder, "no-folder", "creance", "x.key") });
  expect([refused.made, refused.vkey]).toEqual([[], null]);
  expect(refused.missing).toEqual([expect.stringMatching(/^The ledger is not signed\. The key file .* could not be written/)]);
  expect(existsSync(keyring("refused"))).toBe(false);
});

test("two operations that write first at the same time make one keyring", async () => {
  const [one, other] = await Promise.all([write("both", {}, "another"), write("both", {}, "another")]);
  expect([...one.made, ...other.made]).toHaveLength(1);
  const last = await write("both");
  expect(last).toMatchObject({ made: [], missing: [] });
  const operation = await openOperation({ vaultPath: join(folder, "both"), readOnly: true, workers: 1 });
  expect((await operation.vault.ledger.entries({ kinds: ["keyringChanged"], offset: 0, limit: 9 })).total).toBe(1);
  await operation.close();
});

test("reading makes nothing", async () => {
  await write("read", { ledgerKeys: "by-hand" });
  const operation = await openOperation({
    vaultPath: join(folder, "read"),
    keyFile: join(folder, "read.key"),
    ledgerKeys: "by-itself",
    workers: 1,
    onKeysMade: expect.unreachable,
    onLedgerProblem: expect.unreachable,
  });
  operation.vault.files({ offset: 0, limit: 10 });
  await operation.close();
  expect([existsSync(keyring("read")), existsSync(join(folder, "read.key"))]).toEqual([false, false]);
});
