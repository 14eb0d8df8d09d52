import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openOperation } from "../../../src/operation/open-operation.ts";
import { openRequests } from "../../../src/operation/requests/open-requests.ts";
import type { Operation } from "../../../src/operation/types.ts";
import { heldUpWriter } from "../held-up-writer.ts";
import { temporaryFolder } from "../made-files.ts";

const folder = temporaryFolder();
const open = new Set<Operation>();
afterEach(async () => {
  for (const operation of open) await operation.close();
  open.clear();
});

async function opened(name: string): Promise<Operation> {
  const operation = await openOperation({ vaultPath: join(folder, `${name}.vault`), workers: 1 });
  open.add(operation);
  return operation;
}

const by = "M. Sample";
const receivedUs = Date.UTC(2026, 2, 3) * 1000;
const asked = {
  asker: "Harbour police",
  reference: "HP-12/26",
  scope: "pictures of the quay",
  basis: "warrant",
  receivedUs,
  dueUs: receivedUs + 1,
  notes: null,
  attachments: [],
  by,
} as const;

test("asked, late, decided, given, counted, erased: every step an entry, every word behind a salted hash", async () => {
  const operation = await opened("story");
  const { requests, vault } = operation;
  const letter = join(folder, "letter.pdf");
  await writeFile(letter, "a letter");
  const item = join(folder, "item.txt");
  await writeFile(item, "an item");
  await operation.importPaths([item]);
  const itemSha256 = vault.files({ offset: 0, limit: 1 }).rows[0]?.sha256 as string;

  const { requestId, document, isLate } = await requests.add({ ...asked, attachments: [{ path: letter, title: "letter" }] });
  expect([document?.asker, isLate]).toEqual(["Harbour police", true]);
  expect(vault.originalSize(document?.attachments[0]?.sha256 as string)).toBe(8);
  const id = requestId.slice(0, 10);
  await expect(requests.disclose(id, { items: [itemSha256], shareId: null, how: "medium", by })).rejects.toMatchObject({
    code: "not-granted",
  });
  expect(await requests.decide(id, { decision: "partly", reason: "only the quay", by })).toMatchObject({
    decision: "partly",
    isLate: false,
  });
  const given = await requests.disclose(id, { items: [itemSha256.slice(0, 9)], shareId: null, how: "medium", by });
  expect(given.disclosures).toMatchObject([{ sha256: itemSha256, how: "medium", shareId: null }]);
  await expect(requests.decide(id, { decision: "refused", reason: null, by })).rejects.toMatchObject({ code: "already-disclosed" });
  await requests.decide(id, { decision: "granted", reason: "all of it", by });
  const counts = [{ year: 2026, basis: "warrant", decision: "granted", requests: 1, answered: 1, items: 1 }];
  expect(await requests.counts()).toEqual(counts);

  const journal = readFileSync(join(vault.path, "journal/000001.jsonl"), "utf8");
  for (const words of ["Harbour", "quay", by, "letter"]) expect(journal).not.toContain(words);
  expect(await requests.erase(id, by)).toBe(3);
  for (const words of ["Harbour police", "only the quay", "all of it"])
    expect(readFileSync(join(vault.path, "journal/texts.jsonl"), "utf8")).not.toContain(words);
  expect((await requests.show(id)).document).toBeNull();
  expect(await requests.counts()).toEqual(counts);
  await expect(requests.decide(id, { decision: "granted", reason: null, by })).rejects.toMatchObject({ code: "request-erased" });
  const { damaged, missing } = await vault.fsck();
  expect({ damaged, missing }).toEqual({ damaged: [], missing: [] });
});

test("a share that was whole is given as one; one that was not is refused", async () => {
  const { requests, vault } = await opened("shares");
  const [shareId, half] = ["a".repeat(32), "b".repeat(32)];
  const writer = await vault.beginWriting();
  await writer.enter((words) =>
    [shareId, half, shareId].map((id, at) => ({
      kind: "shareItem",
      timeUs: 1,
      shareId: id,
      sha256: `${at % 2}`.repeat(64),
      outSha256: "c".repeat(64),
      sealedSha256: "d".repeat(64),
      sealedBytes: 1,
      recipientsHash: words("r"),
      objectHash: words("o"),
    })),
  );
  await writer.enter(() => [{ kind: "shareDone", timeUs: 2, shareId, items: 1, sealedBytes: 1 }]);
  writer.release();
  const { requestId } = await requests.add(asked);
  await requests.decide(requestId, { decision: "granted", reason: null, by });
  await expect(requests.disclose(requestId, { items: [], shareId: half, how: "share", by })).rejects.toMatchObject({
    code: "no-such-share",
  });
  const { disclosures } = await requests.disclose(requestId, { items: [], shareId, how: "medium", by });
  expect(disclosures).toMatchObject([{ sha256: "0".repeat(64), shareId, how: "share" }]);
});

test("what is not right is refused, and nothing is entered or kept", async () => {
  const { requests, vault } = await opened("refused");
  const { entries } = await vault.ledger.state();
  for (const [code, step] of [
    ["bad-request-document", () => requests.add({ ...asked, asker: "  " })],
    ["received-ahead", () => requests.add({ ...asked, receivedUs: Date.now() * 2000 })],
    ["no-such-request", () => requests.show("0123456789")],
    ["no-such-request", () => requests.show("../../../x")],
  ] as const) {
    await expect(step(), code).rejects.toMatchObject({ code });
  }
  await expect(requests.add({ ...asked, attachments: [{ path: join(folder, "none"), title: "x" }] })).rejects.toBeDefined();
  expect((await vault.ledger.state()).entries).toBe(entries);
});

/** The register of the same vault; nothing of it gets the writer until `letGo`. */
function heldUp({ vault }: Operation) {
  const { writers, asked, letGo } = heldUpWriter(vault);
  const requests = openRequests({ vault, writers, work: (step) => step(), now: () => Date.now() * 1000 });
  return { requests, letBothGo: () => vi.waitUntil(() => asked() === 2, 20_000).then(letGo) };
}

test.each(["decide, erase", "erase, decide"])("decided and erased at once (%s): nothing of the text stays", async (order) => {
  const operation = await opened(order);
  const { requestId } = await operation.requests.add(asked);
  const { requests, letBothGo } = heldUp(operation);
  const decide = () => requests.decide(requestId, { decision: "granted", reason: "only the quay", by });
  const erase = () => requests.erase(requestId, by);
  const both = Promise.allSettled(order === "decide, erase" ? [decide(), erase()] : [erase(), decide()]);
  await letBothGo();
  await both;
  expect((await requests.show(requestId)).document).toBeNull();
  expect(readFileSync(join(operation.vault.path, "journal/texts.jsonl"), "utf8")).not.toContain("Harbour police");
});

test("refused and given out at once: one of the two is refused", async () => {
  const operation = await opened("both");
  const item = join(folder, "given.txt");
  await writeFile(item, "given");
  await operation.importPaths([item]);
  const items = operation.vault.files({ offset: 0, limit: 1 }).rows.map(({ sha256 }) => sha256);
  const { requestId } = await operation.requests.add(asked);
  await operation.requests.decide(requestId, { decision: "granted", reason: null, by });
  const { requests, letBothGo } = heldUp(operation);
  const both = Promise.allSettled([
    requests.decide(requestId, { decision: "refused", reason: null, by }),
    requests.disclose(requestId, { items, shareId: null, how: "medium", by }),
  ]);
  await letBothGo();
  expect((await both).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const { decision, disclosures } = await requests.show(requestId);
  expect([decision === "refused", disclosures.length]).not.toEqual([true, 1]);
});
