/** The routes of keeping times over a real vault: each answer fits its schema, and nothing goes that was not shown. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract, type DeletionJob, type RetentionItem, type RetentionOverview } from "@creance/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { createDeletionJobs } from "../../src/http/deletion-jobs.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { DeletionPlan, DeletionRun } from "../../src/operation/retention/types.ts";
import type { Operation } from "../../src/operation/types.ts";
import { type RunningServer, startServer } from "../../src/start-server.ts";
import { record } from "../operation/made-files.ts";
import { ask, programJson } from "./serve-made.ts";

const { retention } = contract;
const DAY_US = 86_400_000_000;
const folder = mkdtempSync(join(tmpdir(), "creance-retention-routes-"));
let operation: Operation;
let server: RunningServer;
let days = 0;
const now = (): number => Date.now() * 1000 + days * DAY_US;

beforeAll(async () => {
  operation = await openOperation({ vaultPath: join(folder, "vault"), keyFile: join(folder, "vault.key"), workers: 1, now });
  mkdirSync(join(folder, "card"));
  writeFileSync(join(folder, "card", "record.txt"), record(7, 100_000));
  for (const name of ["apple", "berry", "cherry"]) writeFileSync(join(folder, "card", `${name}.txt`), `a letter about a ${name}`);
  await operation.importPaths([join(folder, "card")]);
  server = await startServer({ operation, port: 0, webFolder: folder, basemapFolder: folder, writeLog: () => {} });
}, 60_000);
afterAll(async () => {
  await server?.close();
  await operation?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function answered<Answer>(route: unknown, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await ask(server.port, method, `/api${path}`, {
    headers: programJson,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status, `${path} ${answer.text}`).toBe(200);
  const schema = (route as { "~orpc": { outputSchema: z.ZodType } })["~orpc"].outputSchema;
  expect(schema.parse(answer.json()), path).toEqual(answer.json());
  return answer.json() as Answer;
}

async function refused(method: string, path: string, body: unknown): Promise<readonly [number, string]> {
  const answer = await ask(server.port, method, `/api${path}`, { headers: programJson, body: JSON.stringify(body) });
  return [answer.status, answer.text];
}

const overview = (): Promise<RetentionOverview> => answered(retention.overview, "GET", "/retention");
async function items(query: string): Promise<{ readonly total: number; readonly bytes: number; readonly rows: readonly RetentionItem[] }> {
  return answered(retention.items, "GET", `/retention/items${query}`);
}
async function hashOf(name: string): Promise<string> {
  const found = await items(`?search=${name}`);
  expect(found.total).toBe(1);
  return found.rows[0]?.sha256 as string;
}
async function ended(): Promise<DeletionJob> {
  for (let tries = 0; tries < 1000; tries++) {
    const job = await answered<DeletionJob>(retention.job, "GET", "/retention/job");
    if (job.state !== "running") return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the deletion did not end");
}

describe("keeping times on the page", { timeout: 60_000 }, () => {
  test("nothing stands: said in words, with the presets, their sources and the day they were read", async () => {
    const said = await overview();
    expect(said.sentences).toEqual(["Nothing is deleted by itself: no rule is set."]);
    expect(said).toMatchObject({ standing: null, timer: false, clockDoubt: null, alarms: [], holds: [], job: null, items: 4 });
    expect(said.presets.find(({ id }) => id === "minnesota")).toMatchObject({
      checkedOn: "2026-11-22",
      source: { url: expect.stringMatching(/^https:/) },
      grounds: [{ id: "mn-investigation" }],
    });
    expect(said.advice).toContain("no legal advice");
  });

  test("a rule is looked at before it is set: what it covers, what would be due; then it stands and is taken away", async () => {
    const wish = { rule: "mn-7-days" };
    const preview = await answered<{ sentences: string[] }>(retention.preview, "POST", "/retention/preview", wish);
    // The made flight is long ago; letters are no recordings.
    expect(preview).toMatchObject({ covered: 1, due: { items: 1 }, kept: 0 });
    expect(preview.sentences.join(" ")).toContain("DUE NOW");
    expect((await overview()).standing).toBeNull();
    await answered(retention.setRule, "POST", "/retention/rule", { ...wish, by: "M. Sample" });
    const said = await overview();
    expect(said.standing).toMatchObject({
      title: "Minnesota, law enforcement agencies: 7 days",
      keepWords: "7 days",
      covers: 1,
      by: "M. Sample",
    });
    expect(said.sentences[0]).toBe("Minnesota, law enforcement agencies: 7 days stands; 1 item is due.");
    expect(said.due.items).toBe(1);
    const due = await items("?show=due");
    expect(due.rows).toMatchObject([
      { phase: "due", kind: "flight", hasOwnClock: false, mayDelete: true, flights: [{ name: expect.any(String) }] },
    ]);
    expect((await items(`?item=${due.rows[0]?.flights[0]?.id}`)).total).toBe(1);
    await answered(retention.takeRule, "POST", "/retention/rule/take", { by: "M. Sample" });
    expect((await overview()).standing).toBeNull();
    expect(await refused("POST", "/retention/rule", { rule: "own", keepHours: 24, by: "M. Sample" })).toEqual([
      400,
      expect.stringContaining("source"),
    ]);
    expect(await refused("POST", "/retention/rule", { rule: "no-such", by: "M. Sample" })).toEqual([
      400,
      expect.stringContaining("no keeping rule"),
    ]);
  });

  test("items: found by name and hash, sorted with the unknown last, pages do not overlap, no question is too odd", async () => {
    const sha256 = await hashOf("berry");
    expect((await items(`?search=${sha256.slice(0, 12)}`)).rows).toMatchObject([{ sha256 }]);
    await answered(retention.setClocks, "POST", "/retention/clocks", {
      rule: "own",
      keepHours: 240,
      source: "contract 7/26",
      items: [sha256],
      by: "M. Sample",
    });
    for (const direction of ["asc", "desc"]) expect((await items(`?sort=due&direction=${direction}`)).rows[0]?.sha256).toBe(sha256);
    const pages = await Promise.all([0, 1, 2, 3].map((offset) => items(`?sort=kept&offset=${offset}&limit=1`)));
    expect(new Set(pages.map(({ rows }) => rows[0]?.sha256)).size).toBe(4);
    expect(await answered(retention.hashes, "GET", "/retention/hashes?search=.txt")).toMatchObject({ total: 4 });
    expect(await answered(retention.item, "GET", `/retention/items/${sha256}`)).toMatchObject({
      row: { hasOwnClock: true, ruleTitle: "Your own rule" },
      clockSource: "contract 7/26",
      clockBy: "M. Sample",
      grounds: [{ id: "own-ground" }],
    });
    expect((await refused("GET", "/retention/items?item=..%2F", {}))[0]).toBe(400);
    expect((await refused("GET", "/retention/items?show=everything", {}))[0]).toBe(400);
    expect((await refused("GET", `/retention/items/${"0".repeat(64)}`, {}))[0]).toBe(404);
    expect((await refused("POST", "/retention/holds", { items: Array(10_001).fill(sha256), reason: "r", by: "b" }))[0]).toBe(400);
    await answered(retention.takeClocks, "POST", "/retention/clocks/take", { items: [sha256], by: "M. Sample" });
    expect((await overview()).ownClocks).toBe(0);
  });

  test("an exception and a hold keep what is due; a hold needs two persons; a plan with a held item deletes nothing", async () => {
    const sha256 = await hashOf("cherry");
    const clock = { rule: "mn-7-days", items: [sha256], fromUs: now() - 30 * DAY_US, by: "M. Sample" };
    expect(await answered(retention.preview, "POST", "/retention/preview", clock)).toMatchObject({ covered: 1, due: { items: 1 } });
    await answered(retention.setClocks, "POST", "/retention/clocks", clock);
    const exception = { items: [sha256], ground: "mn-investigation", reason: "case 26-114", reviewUs: now() + DAY_US, by: "M. Sample" };
    await answered(retention.except, "POST", "/retention/exceptions", exception);
    const [excepted] = (await items("?show=excepted")).rows;
    expect(excepted).toMatchObject({ sha256, exception: { ground: "Part of an active criminal investigation." } });
    await answered(retention.endException, "POST", `/retention/exceptions/${excepted?.exception?.exceptionId}/end`, { by: "M. Sample" });
    const { holdId } = await answered<{ holdId: string }>(retention.hold, "POST", "/retention/holds", {
      items: [sha256],
      reason: "case 26-114",
      by: "M. Sample",
    });
    expect((await items(`?hold=${holdId}`)).rows).toMatchObject([{ phase: "held", mayDelete: false }]);
    expect((await overview()).holds).toMatchObject([{ holdId, items: 1, reason: "case 26-114", by: "M. Sample", releasedUs: null }]);
    const plan = await answered<{ planId: string }>(retention.plan, "POST", "/retention/plans", { what: "items", items: [sha256] });
    expect(plan).toMatchObject({ held: [sha256], items: 1 });
    expect(await refused("POST", `/retention/plans/${plan.planId}/delete`, { by: "M. Sample" })).toEqual([
      409,
      expect.stringContaining("legal hold"),
    ]);
    const release = { reason: "over", by: "M. Sample", second: "m. sample" };
    expect(await refused("POST", `/retention/holds/${holdId}/release`, release)).toEqual([
      400,
      expect.stringContaining("two different persons"),
    ]);
    await answered(retention.release, "POST", `/retention/holds/${holdId}/release`, { ...release, second: "J. Example" });
    expect((await items("?show=due")).rows).toMatchObject([{ sha256 }]);
  });

  test("a plan names exactly what goes; what becomes due later stays; the proof leads to the ledger", async () => {
    const [cherry, apple] = [await hashOf("cherry"), await hashOf("apple")];
    const plan = await answered<{ planId: string }>(retention.plan, "POST", "/retention/plans", { what: "due" });
    expect(plan).toMatchObject({ what: "due", items: 1, held: [], shared: 0, clockDoubt: null });
    expect(await answered(retention.planItems, "GET", `/retention/plans/${plan.planId}/items`)).toMatchObject({
      rows: [{ sha256: cherry, shared: [] }],
    });
    // Due after the plan was looked at: it must not go with it.
    await answered(retention.setClocks, "POST", "/retention/clocks", {
      rule: "mn-7-days",
      items: [apple],
      fromUs: now() - 30 * DAY_US,
      by: "M. Sample",
    });
    const started = await answered<DeletionJob>(retention.delete, "POST", `/retention/plans/${plan.planId}/delete`, { by: "M. Sample" });
    expect(started).toMatchObject({ state: "running", items: 1 });
    const job = await ended();
    expect(job).toMatchObject({ state: "done", deleted: 1, failedItems: 0, left: 0, proofs: [{ sha256: cherry }] });
    expect(job.sentence).toMatch(/^1 item is gone: \d+ places were looked at and are empty\.$/);
    expect((await items("?search=cherry")).total).toBe(0);
    expect((await items("?search=apple")).rows).toMatchObject([{ phase: "due" }]);
    const told = await answered<{ rows: { kind: string; sentence: string }[] }>(
      contract.ledger.entries,
      "GET",
      `/ledger/entries?id=${job.proofs[0]?.deletionId}`,
    );
    expect(told.rows.map(({ kind }) => kind)).toEqual(["deleted", "deleting"]);
    expect(told.rows[1]?.sentence).toContain("M. Sample");
    expect(await refused("POST", `/retention/plans/${plan.planId}/delete`, { by: "M. Sample" })).toEqual([
      404,
      expect.stringContaining("nothing was deleted"),
    ]);
  });

  test("a doubtful clock is said loudly and deletes nothing until a person looked at it", async () => {
    days = 40;
    const said = await overview();
    expect(said.clockDoubt).toContain("31 days");
    const plan = await answered<{ planId: string }>(retention.plan, "POST", "/retention/plans", { what: "due" });
    expect(plan).toMatchObject({ items: 1, clockDoubt: expect.stringContaining("31 days") });
    expect((await refused("POST", `/retention/plans/${plan.planId}/delete`, { by: "M. Sample" }))[0]).toBe(409);
    await answered(retention.delete, "POST", `/retention/plans/${plan.planId}/delete`, { by: "M. Sample", clockIsRight: true });
    expect(await ended()).toMatchObject({ state: "done", deleted: 1 });
  });

  test("a person deletes what was chosen; what is gone by then is said", async () => {
    const sha256 = await hashOf("berry");
    const body = { what: "items", items: [sha256] };
    const [first, second] = [
      await answered<{ planId: string }>(retention.plan, "POST", "/retention/plans", body),
      await answered<{ planId: string }>(retention.plan, "POST", "/retention/plans", body),
    ];
    await answered(retention.delete, "POST", `/retention/plans/${first.planId}/delete`, { by: "M. Sample" });
    expect(await ended()).toMatchObject({ state: "done", deleted: 1 });
    await answered(retention.delete, "POST", `/retention/plans/${second.planId}/delete`, { by: "M. Sample" });
    expect(await ended()).toMatchObject({ state: "failed", deleted: 0, left: 1, error: expect.stringContaining("holds no item") });
    expect(await refused("POST", "/retention/plans", { what: "items" })).toEqual([400, expect.stringContaining("No items")]);
  });
});

describe("the deletion under way", () => {
  const hash = (digit: string): string => digit.repeat(64);
  const row = (sha256: string) =>
    ({ row: { sha256, retention: { holds: [] } }, shared: [], disclosedFor: [] }) as unknown as DeletionPlan["items"][number];
  const nothing: DeletionRun = { deleted: [], failed: [], shared: [], clockDoubt: null };

  test("one at a time; stopped before the next group; a failure is listed with its place", async () => {
    let letGo = (): void => {};
    const jobs = createDeletionJobs(
      {
        plan: async () => ({ items: [row(hash("1")), row(hash("2"))], bytes: 5, unfinished: [], clockDoubt: null }),
        run: async () => nothing,
        delete: async (_items, _who, handlers) => {
          const left = [{ sha256: hash("1"), place: "derived", sentence: "It is open." }];
          handlers?.onDone?.([{ deletionId: "a", sha256: hash("1"), outcome: "failed", places: 4, left }]);
          await new Promise<void>((resolve) => {
            letGo = resolve;
          });
          return nothing;
        },
      },
      () => {},
    );
    const first = await jobs.plan("items", [hash("1"), hash("2")]);
    const second = await jobs.plan("items", [hash("1")]);
    jobs.start(first.planId, { by: "M. Sample", clockIsRight: false });
    expect(() => jobs.start(second.planId, { by: "M. Sample", clockIsRight: false })).toThrow(/under way/);
    expect(jobs.job()).toMatchObject({ state: "running", itemsDone: 1, failedItems: 1, failed: [{ sentences: ["derived: It is open."] }] });
    jobs.stop();
    letGo();
    await jobs.close();
    expect(jobs.job()).toMatchObject({ state: "stopped", left: 1, deleted: 0 });
    expect(jobs.job()?.sentence).toContain("1 item could NOT be deleted everywhere.");
  });

  test("plans are forgotten when there are many of them", async () => {
    const jobs = createDeletionJobs(
      {
        plan: async () => ({ items: [], bytes: 0, unfinished: [], clockDoubt: null }),
        run: async () => nothing,
        delete: async () => nothing,
      },
      () => {},
    );
    const first = await jobs.plan("due", undefined);
    for (let more = 0; more < 10; more++) await jobs.plan("due", undefined);
    expect(() => jobs.planOf(first.planId)).toThrow(/not known any more/);
  });
});
