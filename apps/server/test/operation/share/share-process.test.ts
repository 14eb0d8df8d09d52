/** Pictures handed to a server that works on them: a share like any other, whose results are kept; and what standing grants let go. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LyingS3, startLyingS3 } from "../../../../../adapters/courier/test/lab/lying-s3.ts";
import { type NodeOdmDouble, startNodeOdmDouble } from "../../../../../adapters/courier/test/lab/nodeodm-double.ts";
import type { Operation } from "../../../src/operation/types.ts";
import { inspectionWish, keepInspection, labFolder, openLabVault, policyText, prepareSender, removeLab } from "./share-lab.ts";

const folder = labFolder();
let honest: LyingS3;
let odm: NodeOdmDouble;
let sender: Operation;
let media: readonly string[];
let recipient: string;

beforeAll(async () => {
  [honest, odm] = [await startLyingS3(), await startNodeOdmDouble()];
  sender = await openLabVault(folder, "sender", { courier: { patience: { pollMs: 60, attempts: 2, backoffMs: 20 } } });
  media = (await keepInspection(sender, folder, 2)).media;
  recipient = (await sender.keys.open()).recipient;
  await prepareSender(sender, { destination: honest.destination(), credentials: honest.credentials }, recipient);
  const { id, ...destination } = odm.destination();
  await sender.share.addDestination({
    destination: { ...destination, title: "odm" },
    heldBy: "processor",
    credentials: odm.credentials,
    by: "tester",
  });
  const maps = `    - id: maps
      data: [position, track, homePoint, imagery, faces, serials, telemetry, account, thermal]
      to: [processor]
      regions: [${destination.country}]
      purposes: [processing]
      why: Maps
      keep: 7 days
      readable: true
`;
  await sender.grants.setPolicy(policyText + maps, "tester");
}, 120_000);
afterAll(async () => {
  await sender?.close();
  await honest?.stop();
  await odm?.stop();
  removeLab(folder);
});

const mapWish = () => inspectionWish(media, { destination: "odm", recipients: [], purpose: "processing", reason: "a map", recipe: null });

it("hands pictures over, waits, keeps the results, and has the task forgotten", async () => {
  const plan = await sender.share.plan(mapWish());
  expect(plan).toMatchObject({ verdict: "permit", recipients: [], recipientKind: "processor" });
  expect(plan.items.map(({ isContents }) => isContents)).toEqual([false, false]);
  const steps = new Set<string>();
  const share = await sender.share.run(plan, { onProgress: ({ step }) => steps.add(step) });
  expect([...odm.pictures.values()].sort()).toEqual(plan.items.map(({ outSha256 }) => outSha256).sort());
  expect([...steps]).toEqual(expect.arrayContaining(["region", "sending", "waiting", "fetching", "done"]));
  expect(share.items).toHaveLength(2);
  // Sent, worked on, forgotten there: nothing of it lies anywhere else any more.
  expect(share.state).toBe("removed");
  const kept = sender.vault.files({ offset: 0, limit: 100 }).rows.find(({ sizeBytes }) => sizeBytes === odm.results.byteLength);
  expect(kept?.fileName).toContain(share.shareId.slice(0, 8));
  expect(readdirSync(join(sender.vault.path, "shares"))).toEqual([]);
}, 60_000);

it("a task that fails is a share that failed, in the server's words, with nothing kept", async () => {
  odm.fault = "fails";
  const plan = await sender.share.plan(mapWish());
  await expect(sender.share.run(plan)).rejects.toMatchObject({ code: "task-failed" });
  odm.fault = "none";
  const share = await sender.share.show(plan.shareId);
  expect(share).toMatchObject({ state: "failed", items: [{ removal: "removed" }, { removal: "removed" }] });
  expect([...odm.lying]).toEqual([]);
  expect(readdirSync(join(sender.vault.path, "shares"))).toEqual([]);
}, 60_000);

/** Runs a plan and stops it, by `act`, once the first picture lies at the server. */
async function stoppedMidway(act: (shareId: string, stop: AbortController) => Promise<unknown>) {
  const plan = await sender.share.plan(mapWish());
  const stop = new AbortController();
  let acting: Promise<unknown> | undefined;
  const before = odm.holdSecond(async () => {
    acting = act(plan.shareId, stop);
    await acting;
    // The courier hears of it before the server takes the next picture.
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  const ran = await sender.share.run(plan, { signal: stop.signal }).catch((error: unknown) => error);
  await acting;
  before();
  return { plan, ran, share: await sender.share.show(plan.shareId) };
}

it("pictures are entered before the first one leaves, and a revocation in the middle takes them away there", async () => {
  let entered: number | undefined;
  const { ran, share } = await stoppedMidway(async (shareId) => {
    entered = (await sender.share.show(shareId)).items.length;
    expect(odm.lying.size).toBe(1);
    await sender.share.revoke(shareId, { by: "tester", reason: null });
  });
  expect(entered).toBe(2);
  expect(ran).toMatchObject({ code: "share-revoked" });
  expect([...odm.lying]).toEqual([]);
  expect(share.items.map(({ removal }) => removal)).toEqual(["removed", "removed"]);
  expect(readdirSync(join(sender.vault.path, "shares"))).toEqual([]);
}, 60_000);

it("a server that does not forget leaves the share open, by its folder or without it", async () => {
  odm.fault = "keeps-task";
  const { plan, ran, share } = await stoppedMidway(async (_, stop) => stop.abort());
  expect(ran).toMatchObject({ code: "stopped" });
  expect(share).toMatchObject({ state: "unfinished", items: [{ removal: null }, { removal: null }] });
  const workFolder = join(sender.vault.path, "shares", plan.shareId);
  const [kept] = await sender.share.recover();
  expect(kept).toMatchObject({ shareId: plan.shareId, removed: 0, notRemoved: 2 });
  expect(odm.lying.size).toBeGreaterThan(0);
  expect((await sender.share.show(plan.shareId)).state).toBe("unfinished");
  expect(existsSync(join(workFolder, "task.json"))).toBe(true);
  // The journal alone names the task.
  rmSync(workFolder, { recursive: true });
  odm.fault = "none";
  const done = await sender.share.revoke(plan.shareId, { by: "tester", reason: null });
  expect(done).toMatchObject({ removed: 2, notRemoved: 0 });
  expect([...odm.lying]).toEqual([]);
  expect((await sender.share.show(plan.shareId)).state).toBe("removed");
}, 60_000);

it("a share that was stopped before its task was started begins another task", async () => {
  const { plan, ran } = await stoppedMidway(async (_, stop) => stop.abort());
  expect(ran).toMatchObject({ code: "stopped" });
  expect([...odm.lying]).toEqual([]);
  const share = await sender.share.resume(plan.shareId);
  expect(share).toMatchObject({ state: "removed", items: [{ removal: "removed" }, { removal: "removed" }] });
}, 60_000);

it("a standing grant lets new things go once, by its scope alone, and leaves out what it does not name", async () => {
  expect(await sender.share.sync("nightly")).toEqual([]);
  const { destination } = (await sender.share.destinations()).find((place) => place.destination.title === "lab") ?? {};
  const grant = await sender.grants.draft({
    giver: { name: "tester", contact: null },
    recipient: { name: "customer", contact: null, kind: "customer", keys: [recipient] },
    data: ["imagery", "faces", "telemetry"],
    purposes: ["requestedService"],
    why: "every picture of the inspection",
    destinations: [destination?.id ?? ""],
    regions: [],
    redact: ["position", "serials", "account"],
    fromUs: null,
    untilUs: (Date.now() + 3_600_000) * 1000,
    keepUs: null,
    flowId: "customer-results",
    items: null,
    // Half a day from now: no further run becomes due while the test goes on.
    standing: { aircraft: [], kinds: ["picture", "flight"], every: "day", atMinute: (Math.floor(Date.now() / 60_000) + 720) % 1440 },
  });
  await sender.grants.make(grant, "tester");
  const [first] = await sender.share.sync("nightly");
  expect(first).toMatchObject({ grantId: grant.grantId, isDue: true });
  expect(first?.wish?.things).toEqual(expect.arrayContaining(media.map((sha256) => ({ kind: "media", sha256 }))));
  if (first?.wish == null) throw new Error("nothing would be let go");
  const plan = await sender.share.plan({ ...first.wish, things: first.wish.things.filter(({ kind }) => kind === "media") });
  expect(plan.missing).toEqual([]);
  const share = await sender.share.run(plan);
  expect(share).toMatchObject({ state: "whole", grantId: grant.grantId });
  const [again] = await sender.share.sync("nightly");
  expect(again?.wish?.things.filter(({ kind }) => kind === "media") ?? []).toEqual([]);
  expect(again?.isDue).toBe(false);
  // Taken back by a person: it does not leave again by itself.
  expect(await sender.share.revoke(share.shareId, { by: "tester", reason: "not these" })).toMatchObject({ notRemoved: 0 });
  const [after] = await sender.share.sync("nightly");
  expect(after?.wish?.things.filter(({ kind }) => kind === "media") ?? []).toEqual([]);
  await sender.grants.revoke(grant.grantId, { by: "tester", reason: null });
  expect(await sender.share.sync("nightly")).toEqual([]);
}, 60_000);
