/** Looks and exports in the journal of a real vault. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openVault, type Vault } from "@creance/vault";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAccess } from "../../../src/operation/access/open-access.ts";
import { shareWriter } from "../../../src/operation/shared-writer.ts";

const [one, two] = ["a".repeat(64), "b".repeat(64)];
let folder = "";
let vault: Vault;
let timeUs = 1_700_000_000_000_000;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "creance-access-"));
  vault = await openVault(join(folder, "v"), { create: true });
});
afterEach(() => {
  vault.close();
  rmSync(folder, { recursive: true, force: true });
});

const accessOf = (by: string | null, more: Partial<Parameters<typeof openAccess>[0]> = {}) =>
  openAccess({ vault, writers: shareWriter(vault), by, now: () => timeUs, everyMs: 60_000, ...more });
const journal = (): Record<string, unknown>[] =>
  readdirSync(join(folder, "v", "journal"))
    .filter((name) => /^\d+\.jsonl$/.test(name))
    .flatMap((name) =>
      readFileSync(join(folder, "v", "journal", name), "utf8")
        .trimEnd()
        .split("\n"),
    )
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ kind }) => kind === "viewed" || kind === "exported");

test("a look is entered once a thing and hour", async () => {
  const access = accessOf("M. Sample");
  access.viewed("media", one);
  access.viewed("media", one);
  access.viewed("flight", one);
  access.viewed("media", two);
  expect(journal()).toEqual([]);
  await access.drain();
  expect(journal().map(({ what, sha256 }) => [what, sha256])).toEqual([
    ["media", one],
    ["flight", one],
    ["media", two],
  ]);
  expect(journal()[0]?.["byHash"]).toMatch(/^[0-9a-f]{64}$/);
  timeUs += 3_600e6;
  access.viewed("media", one);
  await access.drain();
  expect(journal()).toHaveLength(4);
});

test("an export is entered before it resolves, without a name where none is known", async () => {
  await accessOf(null).exported("flight", one, "gpx");
  expect(journal()).toMatchObject([{ kind: "exported", what: "flight", sha256: one, format: "gpx", byHash: null }]);
});

test("a piece of an original is an export of its own, unless one was entered within the hour", async () => {
  const access = accessOf(null);
  await access.exportedPiece(one);
  await access.exportedPiece(one);
  await access.exported("original", two, "original");
  await access.exportedPiece(two);
  expect(journal().map(({ sha256 }) => sha256)).toEqual([one, two]);
  timeUs += 3_600e6;
  await access.exportedPiece(two);
  expect(journal()).toHaveLength(3);
});

test("pieces that come while the first one is being entered go out only when it is", async () => {
  let refuse = (): void => {};
  const refused = new Promise<never>((_, reject) => {
    refuse = () => reject(new Error("the disk is full (planted)"));
  });
  const real = shareWriter(vault);
  let asks = 0;
  const access = accessOf(null, {
    writers: {
      lease: (options) => {
        asks += 1;
        return asks === 1 ? refused : real.lease(options);
      },
    },
  });
  const pieces = Promise.allSettled([1, 2, 3].map(() => access.exportedPiece(one)));
  refuse();
  expect((await pieces).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(journal()).toEqual([]);
  await Promise.all([1, 2, 3].map(() => access.exportedPiece(one)));
  expect([journal().length, asks]).toEqual([1, 2]);
});

test("looks that cannot be entered now go with the next ones", async () => {
  const access = accessOf(null);
  const other = await vault.beginWriting();
  access.viewed("capture", one);
  const drained = access.drain();
  access.viewed("capture", two);
  other.release();
  await drained;
  await access.drain();
  expect(journal().map(({ sha256 }) => sha256)).toEqual([one, two]);
});

test("a report over several is one look, named when it is about one; an export of one names it", async () => {
  const access = accessOf(null);
  access.viewedReport("audit", { originals: [one] });
  access.viewedReport("audit", { originals: [one, two] });
  access.viewedReport("audit", { originals: [two, one] });
  access.viewedReport("exposure", { originals: [two, two] });
  await access.drain();
  await access.exportedReport("exposure", { originals: [two] }, "pdf");
  await access.exportedReport("audit", { originals: [one, two] }, "json");
  expect(journal().map(({ kind, what, sha256 }) => [kind, what, sha256])).toEqual([
    ["viewed", "audit", one],
    ["viewed", "audit", null],
    ["viewed", "exposure", two],
    ["exported", "exposure", two],
    ["exported", "audit", null],
  ]);
});

test("looks that could not be entered are tried again by themselves", async () => {
  const tries: number[] = [];
  const real = shareWriter(vault);
  const writers: ReturnType<typeof shareWriter> = {
    lease: async (options) => {
      tries.push(1);
      if (tries.length < 3) throw new Error("busy (planted)");
      return real.lease(options);
    },
  };
  accessOf(null, { writers, everyMs: 5, retryMs: 5 }).viewed("capture", one);
  await expect.poll(() => journal().length).toBe(1);
  expect(tries).toHaveLength(3);
});

test("closing waits seconds for another process, and says what was not entered", async () => {
  const said: string[] = [];
  const access = accessOf(null, { onLost: (sentence) => said.push(sentence) });
  access.viewed("flight", one);
  await access.close();
  expect([journal().length, said]).toEqual([1, []]);

  const other = await openVault(join(folder, "v"));
  const held = await other.beginWriting();
  const late = accessOf(null, { onLost: (sentence) => said.push(sentence) });
  late.viewed("flight", one);
  late.viewed("capture", two);
  const startedMs = performance.now();
  await late.close();
  // Looks that are entered while nobody closes wait for 15 seconds.
  expect(performance.now() - startedMs).toBeLessThan(12_000);
  expect(said).toEqual([
    expect.stringMatching(
      /^2 looks could not be entered in the ledger, .*: flight aaaaaaaaaaaaaaaa at 2023-.*, capture bbbbbbbbbbbbbbbb at /,
    ),
  ]);
  held.release();
  other.close();
  expect(journal()).toHaveLength(1);
});
