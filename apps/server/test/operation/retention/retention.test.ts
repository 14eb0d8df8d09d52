import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mediaQuerySchema } from "@creance/api";
import { memorySource } from "@creance/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openOperation } from "../../../src/operation/open-operation.ts";
import { openRetention } from "../../../src/operation/retention/open-retention.ts";
import { foldShares, shareEntryKinds } from "../../../src/operation/share/fold-shares.ts";
import { type SharedWriter, shareWriter } from "../../../src/operation/shared-writer.ts";
import type { Operation } from "../../../src/operation/types.ts";
import { heldUpWriter } from "../held-up-writer.ts";
import { record, temporaryFolder } from "../made-files.ts";
import { airborneRows, photoAt } from "../made-media.ts";

const DAY_US = 86_400_000_000;
const folder = temporaryFolder();
const open = new Set<Operation>();
afterEach(async () => {
  for (const operation of open) await operation.close();
  open.clear();
});

/** A vault with a flight, two pictures of it and a text file; its clock is as many days ahead as `clock.days` says. */
async function filled(name: string): Promise<{
  readonly operation: Operation;
  readonly clock: { days: number };
  readonly flight: string;
  readonly log: string;
  readonly photos: readonly string[];
  readonly other: string;
}> {
  const clock = { days: 0 };
  const operation = await openOperation({
    vaultPath: join(folder, `${name}.vault`),
    workers: 1,
    now: () => Date.now() * 1000 + clock.days * DAY_US,
  });
  open.add(operation);
  const card = join(folder, name);
  await mkdir(card, { recursive: true });
  await writeFile(join(card, "record.txt"), record(7, 100_000));
  await writeFile(join(card, "letter.txt"), "a letter");
  await operation.importPaths([card]);
  const [row] = operation.vault.listFlights({ search: "", sort: "startUs", direction: "desc", offset: 0, limit: 1 }).rows;
  const track = await operation.flightTrack(row?.id as string, 100_000);
  const flown = { startUs: row?.startUs as number, aircraftSerial: row?.aircraftSerial as string, track };
  for (const at of airborneRows(track, 2)) await writeFile(join(card, `DJI_${at}.JPG`), photoAt(flown, { row: at, zoneHours: 0 }));
  await operation.importPaths([card]);
  const { rows } = operation.vault.files({ offset: 0, limit: 10 });
  const photos = operation.vault.listMedia(mediaQuerySchema.parse({})).rows.map(({ sha256 }) => sha256);
  return {
    operation,
    clock,
    flight: row?.id as string,
    log: rows.find(({ flightIds }) => flightIds.length > 0)?.sha256 as string,
    photos,
    other: rows.find(({ fileName }) => fileName?.endsWith("letter.txt") === true)?.sha256 as string,
  };
}

/** Keeping times of the same vault, with a writer of the test's own. */
function retentionWith(writers: SharedWriter, { vault }: Operation, clock = { days: 0 }) {
  return openRetention({
    vault,
    writers,
    engine: { count: 0, clear: async () => [] },
    afterDeleting: async () => {},
    work: (step) => step(),
    now: () => Date.now() * 1000 + clock.days * DAY_US,
  });
}

/** Keeps so many papers; resolves with their SHA-256. */
async function keptPapers({ vault }: Operation, count: number): Promise<readonly string[]> {
  const writer = await vault.beginWriting();
  const sha256s: string[] = [];
  for (let index = 0; index < count; index += 1) {
    sha256s.push((await writer.keep(memorySource(new TextEncoder().encode(`paper ${index}`)), { fileName: `${index}.txt` })).sha256);
  }
  await writer.commit();
  writer.release();
  return sha256s;
}

/** Names of files anywhere in the vault that begin with a hash, and files that hold a text; the journal names hashes for ever. */
function traces(vaultPath: string, text: string): readonly string[] {
  return readdirSync(vaultPath, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .filter((path) => !/\/(journal\/\d+\.jsonl|ledger\/)/.test(path) && (path.includes(text) || readFileSync(path).includes(text)));
}

describe("keeping times", () => {
  test("a standing rule covers what was recorded; what is due goes, with everything made of it, and nothing else", async () => {
    const { operation, clock, log, photos, other } = await filled("due");
    const { retention, vault } = operation;
    await operation.media.thumbnail(photos[0] as string);
    expect(traces(vault.path, photos[0] as string).length).toBeGreaterThan(1);
    expect((await retention.run({ clockIsRight: false })).deleted).toEqual([]);
    const standing = await retention.setStanding({ rule: "mn-7-days", by: "M. Sample" });
    expect(standing).toMatchObject({ rule: "mn-7-days", clock: "collected" });
    // The made flight is long ago: by the rule everything of it is due at once.
    const plan = await retention.plan();
    expect(new Set(plan.items.map(({ row }) => row.sha256))).toEqual(new Set([log, ...photos]));
    expect(plan.items.every(({ row }) => row.retention.phase === "due")).toBe(true);
    expect(vault.originalSize(log)).toBeDefined();
    clock.days = 1;
    const run = await retention.run({ clockIsRight: false });
    expect(run).toMatchObject({ failed: [], shared: [], clockDoubt: null });
    expect(run.deleted.map(({ sha256 }) => sha256).sort()).toEqual([log, ...photos].sort());
    // The catalogue, like the journal, knows the hash as that of something deleted.
    for (const sha256 of [log, ...photos])
      expect(traces(vault.path, sha256).filter((path) => !path.includes("/catalogue.sqlite"))).toEqual([]);
    expect(traces(vault.path, "record.txt")).toEqual([]);
    expect(vault.originalSize(other)).toBe(8);
    expect(vault.fileName(other)).toMatch(/letter\.txt$/);
    expect(vault.listFlights({ search: "", sort: "startUs", direction: "desc", offset: 0, limit: 1 }).total).toBe(0);
    const { damaged, missing, extra } = await vault.fsck();
    expect({ damaged, missing, extra }).toEqual({ damaged: [], missing: [], extra: [] });
    // The ledger still tells it, and words that were entered after the texts were written anew are found.
    const { rows } = await vault.ledger.entries({ kinds: ["deleting", "deleted"], sha256: log, offset: 0, limit: 10 });
    expect(rows.map(({ entry }) => entry.kind)).toEqual(["deleted", "deleting"]);
    await retention.placeHold([other], { reason: "case 12", by: "M. Sample" });
    expect((await retention.holds())[0]).toMatchObject({ reason: "case 12", by: "M. Sample" });
    expect(await operation.rebuild()).toBe(1);
    expect(vault.deletions()).toHaveLength(3);
  });

  test("a clock of its own, an exception that is reviewed, and a doubtful clock of the machine", async () => {
    const { operation, clock, flight, log, photos } = await filled("clocks");
    const { retention } = operation;
    const nowUs = Date.now() * 1000;
    const rows = await retention.setClock([flight], {
      rule: "own",
      keepUs: 10 * DAY_US,
      fromUs: nowUs,
      source: "contract 7",
      by: "M. Sample",
    });
    expect(new Set(rows.map(({ sha256 }) => sha256))).toEqual(new Set([log, ...photos]));
    await retention.makeException([log], {
      ground: "own-ground",
      reason: "asked by insurer",
      reviewUs: nowUs + 20 * DAY_US,
      by: "M. Sample",
    });
    const phases = async () =>
      Object.fromEntries((await retention.list({ items: [flight] })).rows.map((row) => [row.sha256, row.retention.phase]));
    clock.days = 9.5;
    expect(await phases()).toEqual({ [log]: "excepted", [photos[0] as string]: "nearly", [photos[1] as string]: "nearly" });
    clock.days = 12;
    expect((await retention.plan()).items.map(({ row }) => row.sha256).sort()).toEqual([...photos].sort());
    await retention.takeClock(photos, "M. Sample");
    expect((await retention.plan()).items).toEqual([]);
    clock.days = 80;
    expect((await retention.run({ clockIsRight: false })).clockDoubt).toMatch(/31 days/);
    expect(operation.vault.originalSize(log)).toBeDefined();
    expect((await retention.run({ clockIsRight: true })).deleted.map(({ sha256 }) => sha256)).toEqual([log]);
    clock.days = -2;
    expect((await retention.list()).clockDoubt).toMatch(/set back/);
  });

  test("rules, exceptions and items that are not right are refused, and nothing changes", async () => {
    const { operation, log, flight } = await filled("refused");
    const { retention, vault } = operation;
    const { entries } = await vault.ledger.state();
    const by = "M. Sample";
    const reviewUs = Date.now() * 1000 + DAY_US;
    for (const [code, step] of [
      ["no-such-rule", () => retention.setStanding({ rule: "de-3-days", by })],
      ["no-source", () => retention.setStanding({ rule: "own", keepUs: DAY_US, by })],
      ["no-keeping-time", () => retention.setStanding({ rule: "keep-none", by })],
      ["fixed-keeping-time", () => retention.setStanding({ rule: "mn-7-days", keepUs: DAY_US, by })],
      ["no-such-item", async () => retention.resolve(["0".repeat(16)])],
      ["no-such-item", async () => retention.resolve(["../../etc"])],
      ["no-clock", () => retention.makeException([log], { ground: "mn-investigation", reason: "x", reviewUs, by })],
      ["no-reason", () => retention.placeHold([log], { reason: " ", by })],
      ["no-such-hold", () => retention.releaseHold({ holdId: "1".repeat(32), reason: "x", by, second: "other" })],
      ["no-such-hold", () => retention.placeHold([log], { reason: "x", by, holdId: "1".repeat(32) })],
    ] as const) {
      await expect((async () => step())(), code).rejects.toMatchObject({ code });
    }
    expect((await vault.ledger.state()).entries).toBe(entries);
    expect(retention.resolve([log.slice(0, 8), flight])[0]).toBe(log);
  });
});

describe("legal holds", () => {
  test("of more than one group of items, none goes when one of the last is held", async () => {
    const { operation } = await filled("many-held");
    const { retention, vault } = operation;
    const sha256s = await keptPapers(operation, 501);
    await retention.placeHold([sha256s.at(-1) as string], { reason: "case 14/26", by: "M. Sample" });
    await expect(retention.delete(sha256s, { by: "M. Sample" })).rejects.toMatchObject({ code: "held" });
    expect(sha256s.filter((sha256) => vault.originalSize(sha256) === undefined)).toEqual([]);
  });

  test.each(["held", "not-kept"] as const)(
    "what is %s between two groups ends the deletion, and what went before is told",
    async (code) => {
      const { operation } = await filled(`midway-${code}`);
      const { vault } = operation;
      const sha256s = await keptPapers(operation, 501);
      const [last] = sha256s.slice(-1) as [string];
      const shared = shareWriter(vault);
      let turns = 0;
      const retention = retentionWith(
        {
          async lease(options) {
            const lease = await shared.lease(options);
            const meanwhile = async (): Promise<void> => {
              if (code === "not-kept") await lease.writer.deleteOriginals([{ sha256: last, rule: "person", by: null }]);
              else
                await lease.writer.enter((words) => [
                  {
                    kind: "holdPlaced",
                    timeUs: 1,
                    holdId: "1".repeat(32),
                    sha256: last,
                    reasonHash: words("case"),
                    byHash: words("M. Sample"),
                  },
                ]);
            };
            return {
              ...lease,
              // The first turn is of what had not ended, the second of the first group.
              async inTurn(step) {
                turns += 1;
                if (turns === 3) await meanwhile();
                return lease.inTurn(step);
              },
            };
          },
        },
        operation,
      );
      const failure: unknown = await retention.delete(sha256s, { by: "M. Sample" }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code, message: expect.stringMatching(/500 of 501 items had been deleted by then/) });
      expect(String(failure)).not.toContain("nothing was deleted");
      expect(sha256s.slice(0, 500).filter((sha256) => vault.originalSize(sha256) !== undefined)).toEqual([]);
      expect(vault.originalSize(last) !== undefined).toBe(code === "held");
    },
  );

  test("a hold keeps what is due from any deletion until two persons release it", async () => {
    const { operation, flight, log, photos } = await filled("held");
    const { retention, vault } = operation;
    await retention.setStanding({ rule: "mn-7-days", by: null });
    const holdId = await retention.placeHold([flight], { reason: "case 12/26", by: "M. Sample" });
    expect((await retention.plan()).items).toEqual([]);
    expect((await retention.run({ clockIsRight: true })).deleted).toEqual([]);
    await expect(retention.delete([log], { by: "M. Sample" })).rejects.toMatchObject({ code: "held" });
    const release = { holdId, reason: "case closed", by: "M. Sample" };
    await expect(retention.releaseHold({ ...release, second: " m. sample " })).rejects.toMatchObject({ code: "second-person" });
    await retention.releaseHold({ ...release, second: "J. Example" });
    expect((await retention.holds())[0]?.releasedUs).toBeTypeOf("number");
    expect((await retention.run({ clockIsRight: true })).deleted).toHaveLength(1 + photos.length);
    expect(vault.originalSize(log)).toBeUndefined();
    const { rows } = await vault.ledger.entries({ kinds: ["holdReleased"], offset: 0, limit: 1 });
    expect(rows[0]?.words).toEqual({ byHash: "M. Sample", secondHash: "J. Example", reasonHash: "case closed" });
  });
});

describe("deleting what was shared", () => {
  test("names copies that still lie where they were given, and the requests because of which it was given", async () => {
    const { operation, log } = await filled("shared");
    const { retention, vault } = operation;
    const [shareId, requestId] = ["a".repeat(32), "b".repeat(32)];
    const writer = await vault.beginWriting();
    const sealed = ["c".repeat(64), "d".repeat(64)];
    await writer.enter((words) => [
      ...sealed.map((sealedSha256) => ({
        kind: "shareItem" as const,
        timeUs: 1,
        shareId,
        sha256: log,
        outSha256: log,
        sealedSha256,
        sealedBytes: 1,
        recipientsHash: words("r"),
        objectHash: words("o"),
      })),
      { kind: "shareRemoved", timeUs: 2, shareId, sealedSha256: sealed[0] as string, outcome: "removed" },
      { kind: "shareRemoved", timeUs: 2, shareId, sealedSha256: sealed[1] as string, outcome: "locked" },
      { kind: "disclosed", timeUs: 3, requestId, sha256: log, shareId: null, how: "medium", byHash: null },
    ]);
    writer.release();
    const plan = await retention.plan([log]);
    expect(plan.items[0]).toMatchObject({ shared: [{ shareId, sealedSha256: sealed[1], outcome: "locked" }], disclosedFor: [requestId] });
    const run = await retention.delete([log], { by: "M. Sample" });
    expect(run.shared).toMatchObject([{ sha256: log, outcome: "locked" }]);
    expect(existsSync(vault.originalPath(log))).toBe(false);
  });
});

describe("what changes while a deletion waits for the writer", () => {
  test("an exception and a later clock that were entered meanwhile are heeded", async () => {
    const { operation, clock, flight, log, photos } = await filled("meanwhile");
    const { vault } = operation;
    const nowUs = Date.now() * 1000;
    const by = "M. Sample";
    const own = { rule: "own", keepUs: 10 * DAY_US, source: "contract 7", by };
    await operation.retention.setClock([flight], { ...own, fromUs: nowUs });
    clock.days = 12;
    expect((await operation.retention.plan()).items).toHaveLength(3);
    // The run gets the writer only when another has entered something.
    const { writers, asked, letGo } = heldUpWriter(vault);
    const running = retentionWith(writers, operation, clock).run({ clockIsRight: true });
    await vi.waitUntil(() => asked() === 1, 20_000);
    const [excepted, longer] = photos as readonly [string, string];
    const writer = await vault.beginWriting();
    await writer.enter((words) => [
      {
        kind: "exceptionMade",
        timeUs: nowUs,
        exceptionId: "e".repeat(32),
        sha256: excepted,
        ground: "own-ground",
        reviewUs: nowUs + 90 * DAY_US,
        reasonHash: words("asked by insurer"),
        byHash: words(by),
      },
      {
        kind: "clockSet",
        timeUs: nowUs,
        sha256: longer,
        rule: "own",
        fromUs: nowUs,
        untilUs: nowUs + 90 * DAY_US,
        reasonHash: words("contract 8"),
        byHash: words(by),
      },
    ]);
    writer.release();
    letGo();
    expect((await running).deleted.map(({ sha256 }) => sha256)).toEqual([log]);
    for (const sha256 of photos) expect(vault.originalSize(sha256)).toBeDefined();
  });
});

describe("what is deleted while others wait for the writer", () => {
  test("no hold, clock or exception is entered on it", async () => {
    const { operation, other } = await filled("gone");
    const { vault } = operation;
    const by = "M. Sample";
    const own = { rule: "own", keepUs: DAY_US, source: "contract 7", by };
    await operation.retention.setClock([other], own);
    const { writers, asked, letGo } = heldUpWriter(vault);
    const retention = retentionWith(writers, operation);
    const entering = Promise.allSettled([
      retention.placeHold([other], { reason: "case 12", by }),
      retention.setClock([other], own),
      retention.makeException([other], { ground: "own-ground", reason: "x", reviewUs: Date.now() * 1000 + DAY_US, by }),
    ]);
    await vi.waitUntil(() => asked() === 3, 20_000);
    await operation.retention.delete([other], { by });
    const { entries } = await vault.ledger.state();
    letGo();
    expect(await entering).toMatchObject(Array.from({ length: 3 }, () => ({ status: "rejected", reason: { code: "no-such-item" } })));
    expect((await vault.ledger.state()).entries).toBe(entries);
    expect(await retention.holds()).toEqual([]);
  });
});

describe("deleting what is shared under its name", () => {
  test("the name goes, also from the words of the share, and the copy can still be taken back by its key", async () => {
    const { operation, log, photos } = await filled("named");
    const { retention, vault } = operation;
    const shareId = "a".repeat(32);
    const random = `${shareId}/${"9".repeat(32)}.age`;
    const rest = { classes: ["imagery"], etag: "etag-1", versionId: null };
    const writer = await vault.beginWriting();
    const items = [
      { sha256: log, sealedSha256: "c".repeat(64), object: { key: random, name: "record.txt", ...rest } },
      { sha256: log, sealedSha256: "d".repeat(64), object: { key: "0001-record.txt", name: "record.txt", ...rest } },
      { sha256: photos[0] as string, sealedSha256: "e".repeat(64), object: { key: "other", name: "picture-name.jpg", ...rest } },
    ];
    await writer.enter((words) => [
      { kind: "shareBegun", timeUs: 1, shareId, grantId: "b".repeat(32), items: 3, planHash: words("{}") },
      ...items.map(({ sha256, sealedSha256, object }) => ({
        kind: "shareItem" as const,
        timeUs: 1,
        shareId,
        sha256,
        outSha256: sha256,
        sealedSha256,
        sealedBytes: 1,
        recipientsHash: words("[]"),
        objectHash: words(JSON.stringify(object)),
      })),
    ]);
    writer.release();
    await retention.placeHold([photos[0] as string], { reason: "case 12", by: "M. Sample" });
    await expect(retention.delete([log, photos[0] as string], { by: "M. Sample" })).rejects.toMatchObject({ code: "held" });
    expect(traces(vault.path, "0001-record.txt")).not.toEqual([]);
    expect((await retention.delete([log], { by: "M. Sample" })).failed).toEqual([]);
    expect(traces(vault.path, "record.txt")).toEqual([]);
    const { rows } = await vault.ledger.entries({ kinds: shareEntryKinds, offset: 0, limit: 100 });
    const share = foldShares(
      [...rows].sort((a, b) => a.index - b.index),
      2,
    ).get(shareId);
    expect(share?.items.map(({ object }) => object)).toEqual([
      { ...rest, key: random, name: `${"9".repeat(32)}.age` },
      { ...rest, key: "d".repeat(64), name: "d".repeat(64) },
      { ...rest, key: "other", name: "picture-name.jpg" },
    ]);
    // A share that is being made ready keeps a deletion from ending; what it enters until then loses its name, too.
    const late = { sha256: photos[1] as string, sealedSha256: "f".repeat(64), key: `${shareId}/${"8".repeat(32)}.age` };
    const ready = join(vault.path, "shares", "7".repeat(32));
    await mkdir(ready, { recursive: true });
    expect((await retention.delete([late.sha256], { by: "M. Sample" })).failed).toMatchObject([{ left: [{ place: "share" }] }]);
    const second = await vault.beginWriting();
    await second.enter((words) => [
      {
        kind: "shareItem",
        timeUs: 1,
        shareId,
        sha256: late.sha256,
        outSha256: late.sha256,
        sealedSha256: late.sealedSha256,
        sealedBytes: 1,
        recipientsHash: words("[]"),
        objectHash: words(JSON.stringify({ key: late.key, name: "late-name.jpg", ...rest })),
      },
    ]);
    second.release();
    await rm(ready, { recursive: true });
    expect((await retention.run({ clockIsRight: true })).deleted).toMatchObject([{ sha256: late.sha256 }]);
    expect(traces(vault.path, "late-name.jpg")).toEqual([]);
    const after = await vault.ledger.entries({ kinds: ["shareUnnamed"], offset: 0, limit: 1 });
    expect(JSON.parse(after.rows[0]?.words["objectHash"] ?? "{}")).toMatchObject({ key: late.key, etag: "etag-1" });
    const { damaged, missing, extra } = await vault.fsck();
    expect({ damaged, missing, extra }).toEqual({ damaged: [], missing: [], extra: [] });
  });
});

test("kept again after it was deleted, it is said, and it stands without a clock", async () => {
  const { operation, log } = await filled("again");
  await operation.retention.setClock([log], { rule: "own", keepUs: DAY_US, source: "contract", by: null });
  await operation.retention.delete([log], { by: "M. Sample" });
  const said: (string | null)[] = [];
  await operation.importPaths([join(folder, "again", "record.txt")], { onFile: ({ sentence }) => said.push(sentence) });
  expect(said[0]).toMatch(/were deleted here .* kept again as new/);
  expect((await operation.retention.list({ items: [log] })).rows[0]?.retention).toMatchObject({ phase: "none", rule: null });
  await rm(join(folder, "again"), { recursive: true });
});
