import { join } from "node:path";
import { memorySource } from "@creance/core";
import { openVault } from "@creance/vault";
import { expect, test } from "vitest";
import { shareWriter } from "../../src/operation/shared-writer.ts";
import { temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();

test("leases share one writer; the last one lets the next process in", async () => {
  const vault = await openVault(join(folder, "shared"), { create: true });
  const writers = shareWriter(vault);
  const [one, two] = await Promise.all([writers.lease(), writers.lease()]);
  expect(one.writer).toBe(two.writer);
  one.release();
  one.release();
  await two.inTurn(() => two.writer.keep(memorySource(new Uint8Array(3)), { fileName: "three" }));
  await two.inTurn(() => two.writer.commit());
  two.release();
  const other = await openVault(join(folder, "shared"));
  (await other.beginWriting()).release();
  other.close();
  vault.close();
});

test("one that gives up waiting does not take the others with it", async () => {
  const path = join(folder, "contended");
  const holder = await openVault(path, { create: true });
  const held = await holder.beginWriting();
  const vault = await openVault(path);
  const writers = shareWriter(vault);
  const impatient = new AbortController();
  const first = writers.lease({ signal: impatient.signal });
  const second = writers.lease();
  impatient.abort();
  await expect(first).rejects.toBeDefined();
  held.release();
  const lease = await second;
  await lease.inTurn(() => lease.writer.commit());
  lease.release();
  vault.close();
  holder.close();
});
