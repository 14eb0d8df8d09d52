/** A journal that lost its newest lines may have lost a revocation or a legal hold: nothing is shared, linked or deleted by it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LyingS3, startLyingS3 } from "../../../../../adapters/courier/test/lab/lying-s3.ts";
import { inspectionWish, keepInspection, labFolder, openLabVault, prepareSender, removeLab } from "./share-lab.ts";

const folder = labFolder();
let server: LyingS3;

beforeAll(async () => {
  server = await startLyingS3();
});
afterAll(async () => {
  await server?.stop();
  removeLab(folder);
});

const refused = { code: "ledger-forked", kind: "conflict" };

it("a cut journal stops plans, links, sync, cleaning and deletions, also once new entries made it as long again", async () => {
  let sender = await openLabVault(folder, "sender");
  const { media } = await keepInspection(sender, folder, 1);
  const { recipient } = await sender.keys.open();
  await prepareSender(sender, { destination: server.destination(), credentials: server.credentials }, recipient);
  // As it is: redaction has tests of its own.
  const wish = inspectionWish(media, { recipe: null, recipientKind: "ownStorage", purpose: "ownRecords" });
  const share = await sender.share.run(await sender.share.plan(wish));
  const holdId = await sender.retention.placeHold(media, { reason: "a synthetic case", by: "tester" });
  await sender.close();

  const journal = join(sender.vault.path, "journal");
  const newest = readdirSync(journal)
    .filter((name) => /^\d+\.jsonl$/.test(name))
    .sort()
    .at(-1);
  const path = join(journal, newest ?? "");
  const lines = readFileSync(path, "utf8").split("\n");
  const at = lines.findIndex((line) => line.includes(holdId));
  expect(at).toBeGreaterThan(0);
  expect(sealed(sender.vault.path)).toBeGreaterThan(at);
  writeFileSync(path, `${lines.slice(0, at).join("\n")}\n`);

  sender = await openLabVault(folder, "sender");
  const before = server.requests.length;
  const objects = server.objects.size;
  const look = async (): Promise<void> => {
    await expect(sender.share.plan(wish)).rejects.toMatchObject(refused);
    await expect(sender.share.links(share.shareId, { untilUs: (Date.now() + 60_000) * 1000, by: "tester" })).rejects.toMatchObject(refused);
    await expect(sender.share.sync("nightly")).rejects.toMatchObject(refused);
    await expect(sender.share.recover()).rejects.toMatchObject(refused);
    await expect(sender.retention.delete(media, { by: "tester" })).rejects.toMatchObject(refused);
    await expect(sender.retention.run({ clockIsRight: true })).rejects.toMatchObject(refused);
  };
  await look();
  for (let index = 0; index < 6; index += 1) {
    await sender.share.addRecipient({ name: `later-${index}`, kind: "customer", key: await anotherKey(index), by: "tester" });
  }
  const state = await sender.vault.ledger.state();
  expect(state.entries).toBeGreaterThan(state.sealed);
  await look();
  expect(server.requests).toHaveLength(before);
  expect(server.objects.size).toBe(objects);
  expect(sender.vault.originalSize(media[0] ?? "")).toBeGreaterThan(0);
  await sender.close();
}, 120_000);

function sealed(vaultPath: string): number {
  return Number(readFileSync(join(vaultPath, "ledger", "checkpoint"), "utf8").split("\n")[1]);
}

async function anotherKey(index: number): Promise<string> {
  const other = await openLabVault(folder, `other-${index}`);
  try {
    return (await other.keys.open()).recipient;
  } finally {
    await other.close();
  }
}
