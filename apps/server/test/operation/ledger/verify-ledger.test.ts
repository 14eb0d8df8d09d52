/** The page's check of the ledger: entries, and the words behind them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Operation } from "../../../src/index.ts";
import { importMade, openMade } from "../evidence/made-vault.ts";

const folder = mkdtempSync(join(tmpdir(), "i7-K-verify-"));
let operation: Operation;

beforeAll(async () => {
  operation = await openMade(folder);
  await importMade(operation, folder, [1]);
  await operation.ledger.seal();
});
afterAll(async () => {
  await operation.close();
  rmSync(folder, { recursive: true, force: true });
});

it("holds the words against their hashes: a name that was changed fails it", async () => {
  const whole = await operation.ledger.verify();
  expect(whole).toMatchObject({ ok: true, failures: [] });
  expect(whole.checked.join()).toMatch(/\d+ names, notes and records behind the entries are those of their hashes/);
  const texts = join(operation.vault.path, "journal/texts.jsonl");
  const before = readFileSync(texts, "utf8");
  expect(before).toContain("Flug 1.txt");
  writeFileSync(texts, before.replace("Flug 1.txt", "Flug 2.txt"));
  expect(await operation.ledger.verify()).toMatchObject({ ok: false, failures: [{ code: "words-changed", where: "journal/texts.jsonl" }] });
  writeFileSync(texts, `no text\n${before}`);
  expect(await operation.ledger.verify()).toMatchObject({ ok: false, failures: [{ code: "words-changed" }] });
});
