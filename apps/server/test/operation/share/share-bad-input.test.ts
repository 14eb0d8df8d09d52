/** What must not be shared is not, and what goes wrong leaves nothing half shared: refusals, ends in the middle, lying servers. */
import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Lie, type LyingS3, startLyingS3 } from "../../../../../adapters/courier/test/lab/lying-s3.ts";
import { checkLeaks } from "../../../src/operation/leaks/index.ts";
import { openShare } from "../../../src/operation/share/open-share.ts";
import { planShare } from "../../../src/operation/share/plan-share.ts";
import { runShare } from "../../../src/operation/share/run-share.ts";
import { ShareFolder } from "../../../src/operation/share/share-folder.ts";
import type { ShareWish } from "../../../src/operation/share/types.ts";
import { wireShare } from "../../../src/operation/share/wire-share.ts";
import { shareWriter } from "../../../src/operation/shared-writer.ts";
import type { Operation } from "../../../src/operation/types.ts";
import { inspectionWish, keepInspection, labFolder, openLabVault, prepareSender, removeLab } from "./share-lab.ts";

const folder = labFolder();
/** Five parts, four of them on their way at a time: the fifth is read only after it was told that one lies there, so a stop is in time. */
const LARGE_BYTES = 33 * 1024 * 1024;
let offsetUs = 0;
const now = (): number => Date.now() * 1000 + offsetUs;
let liar: LyingS3;
let sender: Operation;
let media: readonly string[];
let large: string;

beforeAll(async () => {
  liar = await startLyingS3();
  sender = await openLabVault(folder, "sender", { now, courier: { patience: { attempts: 1, backoffMs: 20 }, countryOf: () => null } });
  media = (await keepInspection(sender, folder, 1)).media;
  writeFileSync(join(folder, "SYNTH_large.bin"), randomBytes(LARGE_BYTES));
  await sender.importPaths([join(folder, "SYNTH_large.bin")]);
  large = sender.vault.files({ offset: 0, limit: 100 }).rows.find(({ sizeBytes }) => sizeBytes === LARGE_BYTES)?.sha256 ?? "";
  const { recipient } = await sender.keys.open();
  await prepareSender(sender, { destination: liar.destination(), credentials: liar.credentials }, recipient);
}, 120_000);
afterAll(async () => {
  await sender?.close();
  await liar?.stop();
  removeLab(folder);
});
beforeEach(() => {
  liar.lie = "none";
});

const wish = (more: Partial<ShareWish> = {}): ShareWish => inspectionWish(media, { untilUs: now() + 3600e6, ...more });
const largeWish = (more: Partial<ShareWish> = {}): ShareWish =>
  wish({ things: [{ kind: "original", sha256: large }], recipientKind: "ownStorage", purpose: "ownRecords", recipe: null, ...more });
const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "resolved",
    (error: { code?: string }) => error.code ?? String(error),
  );
const workFolders = (): readonly string[] => readdirSync(join(sender.vault.path, "shares"));
const stateOf = async (shareId: string): Promise<string> =>
  (await sender.share.list()).find((share) => share.shareId === shareId)?.state ?? "never begun";
/** Sharing as the sender's own, with keys that a test may have planted something in. */
const wiredOver = (keys: Pick<typeof sender.keys, "open"> = sender.keys) =>
  wireShare({
    // Pictures need neither columns nor reading workers.
    views: { vault: sender.vault, warehouse: {} as never, pool: {} as never },
    writers: shareWriter(sender.vault),
    keys,
    rules: { ...sender.grants, standing: async () => [] },
    checkLeaks,
    importItems: sender.importItems,
    work: (step) => step(),
    closing: new AbortController().signal,
    now,
  });
/** Runs it and stops it as soon as so many bytes of it were sent. */
async function cutOff(share: ShareWish, afterBytes: number): Promise<string> {
  const plan = await sender.share.plan(share);
  const stop = new AbortController();
  const code = await codeOf(
    sender.share.run(plan, {
      signal: stop.signal,
      onProgress: ({ step, bytesDone }) => {
        if (step === "sending" && bytesDone >= afterBytes) stop.abort();
      },
    }),
  );
  expect(code).toBe("stopped");
  return plan.shareId;
}

describe("what the policy, the grant and the recipients decide", () => {
  it("names every condition that is not met, and sends nothing", async () => {
    const before = liar.requests.length;
    const plan = await sender.share.plan(wish({ purpose: "marketing", recipe: null }));
    expect(plan.verdict).toBe("refuse");
    expect(plan.missing.map(({ code }) => code)).toEqual(expect.arrayContaining(["flow-purpose", "flow-data"]));
    expect(plan.missing.every(({ satisfiedBy }) => satisfiedBy !== "")).toBe(true);
    expect(await codeOf(sender.share.run(plan))).toBe("share-refused");
    expect(await stateOf(plan.shareId)).toBe("never begun");
    // The region was looked at; nothing was put.
    expect(liar.requests.slice(before).filter((one) => one.startsWith("PUT"))).toEqual([]);
    expect(workFolders()).toEqual([]);
  });

  it("refuses a recipient that was revoked, also between the preview and the sending", async () => {
    const { recipient } = await sender.keys.open();
    const plan = await sender.share.plan(wish());
    await sender.share.revokeRecipient("customer", "tester");
    expect(await codeOf(sender.share.run(plan))).toBe("recipient-revoked");
    expect(await codeOf(sender.share.plan(wish()))).toBe("recipient-revoked");
    expect(await codeOf(sender.share.plan(wish({ recipients: [recipient] })))).toBe("recipient-revoked");
    expect(await codeOf(sender.share.addRecipient({ name: "again", kind: "customer", key: recipient, by: "tester" }))).toBe("name-taken");
    expect(workFolders()).toEqual([]);
    expect(liar.objects.size).toBe(0);
    // Another key for what follows.
    const other = await openLabVault(folder, "other");
    await sender.share.addRecipient({ name: "customer2", kind: "customer", key: (await other.keys.open()).recipient, by: "tester" });
    await other.close();
  });

  it("asks for what a share needs before anything is made", async () => {
    expect(await codeOf(sender.share.plan(wish({ untilUs: now() - 1 })))).toBe("until-past");
    expect(await codeOf(sender.share.plan(wish({ reason: " " })))).toBe("no-reason");
    expect(await codeOf(sender.share.plan(wish({ destination: "nowhere" })))).toBe("no-such-destination");
    expect(await codeOf(sender.share.plan(wish({ recipients: [] })))).toBe("no-recipient");
    expect(await codeOf(sender.share.plan(wish({ recipients: ["age1notakey"] })))).toBe("bad-recipient");
    expect(await codeOf(sender.share.plan(wish({ recipients: ["customer2"], grantId: "00".repeat(16) })))).toBe("no-such-grant");
    expect(await codeOf(sender.share.plan(wish({ recipients: ["customer2"], things: [{ kind: "media", sha256: "0".repeat(64) }] })))).toBe(
      "no-such-item",
    );
    expect(workFolders()).toEqual([]);
  });

  it("stops when what was taken out is told in the words that go with it", async () => {
    const serial = sender.vault.mediaEntry(media[0] ?? "")?.ownReveals.find(({ kind }) => kind === "aircraftSerial")?.value ?? "";
    expect(serial).not.toBe("");
    const plan = await sender.share.plan(wish({ recipients: ["customer2"], reason: `Inspection with aircraft ${serial}` }));
    expect(plan.leaks?.ok).toBe(false);
    expect(plan.missing.map(({ code }) => code)).toContain("leak-found");
    expect(await codeOf(sender.share.run(plan))).toBe("leak-found");
    expect(liar.objects.size).toBe(0);
    expect(workFolders()).toEqual([]);
  });
});

describe("a redaction that misses a needle", () => {
  it("is stopped: planted, the original's own bytes under the name of a redacted file", async () => {
    const wired = wiredOver();
    const planted = {
      ...wired.parts,
      exposureOf: async () => [],
      redactItem: async (...asked: Parameters<typeof wired.parts.redactItem>) => {
        const made = await wired.parts.redactItem(...asked);
        return { ...made, redaction: { ...made.redaction, out: memorySource(readFileSync(asked[0].originalPath ?? "")) } };
      },
    };
    const honest = await planShare(wired.parts, wish({ recipients: ["customer2"] }), new Set());
    expect([honest.leaks?.ok, honest.verdict]).toEqual([true, "permit"]);
    await sender.share.discard(honest);
    const plan = await planShare(planted, wish({ recipients: ["customer2"] }), new Set());
    expect([plan.leaks?.ok, plan.verdict]).toEqual([false, "refuse"]);
    expect(plan.leaks?.found.map(({ name }) => name)).toContain("item-1.jpg");
    expect(await codeOf(sender.share.run(plan))).toBe("leak-found");
    expect(liar.objects.size).toBe(0);
    expect(workFolders()).toEqual([]);
  }, 60_000);
});

describe("two that name the same at once", () => {
  it("a destination: one gets the name, and the keyring keeps nothing of the other", async () => {
    const { id, ...given } = liar.destination();
    const add = () =>
      sender.share.addDestination({
        destination: { ...given, title: "twice" },
        heldBy: "ownStorage",
        credentials: liar.credentials,
        by: "tester",
      });
    expect((await Promise.all([codeOf(add()), codeOf(add())])).sort()).toEqual(["name-taken", "resolved"]);
    const places = await sender.share.destinations();
    expect(places.filter(({ destination }) => destination.title === "twice")).toHaveLength(1);
    const secrets = (await sender.keys.open()).secretNames().filter((one) => one.startsWith("destination-"));
    expect(secrets.sort()).toEqual(places.map(({ destination }) => `destination-${destination.id}`).sort());
    await sender.share.removeDestination("twice", "tester");
  }, 60_000);

  it("a recipient: one gets the name", async () => {
    const keys = [];
    for (const name of ["fourth", "fifth"]) {
      const other = await openLabVault(folder, name);
      keys.push((await other.keys.open()).recipient);
      await other.close();
    }
    const added = keys.map((key) => codeOf(sender.share.addRecipient({ name: "twice", kind: "customer", key, by: "tester" })));
    expect((await Promise.all(added)).sort()).toEqual(["name-taken", "resolved"]);
    expect((await sender.share.recipients()).filter(({ name }) => name === "twice")).toHaveLength(1);
    await sender.share.revokeRecipient("twice", "tester");
  }, 60_000);
});

describe("a share that is cut off", () => {
  it("is continued where it stopped, and is then whole", async () => {
    const shareId = await cutOff(largeWish({ recipients: ["customer2"] }), 8 * 1024 * 1024);
    expect(await stateOf(shareId)).toBe("unfinished");
    const before = liar.requests.length;
    const share = await sender.share.resume(shareId.slice(0, 8));
    expect(share.state).toBe("whole");
    const parts = liar.requests.slice(before).filter((one) => one.startsWith("PUT") && one.includes("partNumber"));
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.length).toBeLessThan(5);
    expect(liar.objects.size).toBe(2);
    expect(workFolders()).toEqual([]);
    expect(await sender.share.revoke(shareId, { by: "tester", reason: null })).toMatchObject({ removed: 2, notRemoved: 0 });
    expect(liar.objects.size).toBe(0);
  }, 60_000);

  it("never happened once the next run has cleaned up", async () => {
    const shareId = await cutOff(largeWish({ recipients: ["customer2"] }), 8 * 1024 * 1024);
    // The secrets of its sealings are not in the clear on this disk.
    const kept = readdirSync(join(sender.vault.path, "shares", shareId));
    expect(kept).toContain("sealings.age");
    expect(readFileSync(join(sender.vault.path, "shares", shareId, "work.json"), "utf8")).not.toContain("fileKey");
    expect(await sender.share.recover()).toMatchObject([{ shareId, notRemoved: 0 }]);
    expect(await stateOf(shareId)).toBe("failed");
    expect(liar.objects.size).toBe(0);
    expect(liar.requests.some((one) => one.startsWith("DELETE") && one.includes("uploadId"))).toBe(true);
    expect(workFolders()).toEqual([]);
    expect(await codeOf(sender.share.resume(shareId))).toBe("no-work-folder");
  }, 60_000);

  it("is removed even when its work folder was lost", async () => {
    const shareId = await cutOff(
      largeWish({ things: [...wish().things, ...largeWish().things], recipients: ["customer2"] }),
      2 * 1024 * 1024,
    );
    expect(liar.objects.size).toBe(1);
    rmSync(join(sender.vault.path, "shares", shareId), { recursive: true });
    expect(await sender.share.recover()).toMatchObject([{ shareId, removed: 1, notRemoved: 0 }]);
    expect(await stateOf(shareId)).toBe("failed");
    expect(liar.objects.size).toBe(0);
  }, 60_000);

  it("can be revoked before it is whole", async () => {
    const shareId = await cutOff(
      largeWish({ things: [...wish().things, ...largeWish().things], recipients: ["customer2"] }),
      2 * 1024 * 1024,
    );
    expect(await sender.share.revoke(shareId, { by: "tester", reason: "no" })).toMatchObject({ notRemoved: 0 });
    expect(liar.objects.size).toBe(0);
    expect(await codeOf(sender.share.resume(shareId))).toMatch(/no-work-folder|share-removed/);
    expect(workFolders()).toEqual([]);
  }, 60_000);
});

describe("a share that was ended before everything was gone", () => {
  it("revoked and killed: the next run removes what is left", async () => {
    const share = await sender.share.run(await sender.share.plan(wish({ recipients: ["customer2"] })));
    // As a kill leaves it: the revocation stands in the journal, and nothing was removed.
    const writer = await sender.vault.beginWriting();
    await writer.enter((words) => [
      { kind: "shareRevoked", timeUs: now(), shareId: share.shareId, reasonHash: null, byHash: words("tester") },
    ]);
    writer.release();
    expect(await stateOf(share.shareId)).toBe("revoked");
    expect(liar.objects.size).toBe(2);
    expect(await sender.share.recover({ onDiskOnly: true })).toEqual([]);
    expect(liar.objects.size).toBe(2);
    expect(await sender.share.recover()).toMatchObject([{ shareId: share.shareId, removed: 2, notRemoved: 0 }]);
    expect(await stateOf(share.shareId)).toBe("removed");
    expect(liar.objects.size).toBe(0);
    expect(await sender.share.recover()).toEqual([]);
  }, 60_000);

  it("failed with objects that the server kept: a revocation tries again, and never says that nothing lies there", async () => {
    const shareId = await cutOff(
      largeWish({ things: [...wish().things, ...largeWish().things], recipients: ["customer2"] }),
      2 * 1024 * 1024,
    );
    liar.lie = "keeps-removed";
    expect(await sender.share.recover()).toMatchObject([{ shareId, notRemoved: 1 }]);
    const first = await sender.share.revoke(shareId, { by: "tester", reason: null });
    expect(first).toMatchObject({ removed: 0, notRemoved: 1 });
    expect(first.sentence).toMatch(/still lie/);
    liar.lie = "none";
    expect(await sender.share.revoke(shareId, { by: "tester", reason: null })).toMatchObject({ removed: 1, notRemoved: 0 });
    expect(liar.objects.size).toBe(0);
    await sender.share.recover();
    expect(workFolders()).toEqual([]);
  }, 60_000);

  it("cleaning this disk alone connects to nothing, and leaves what can be resumed", async () => {
    const shareId = await cutOff(largeWish({ recipients: ["customer2"] }), 8 * 1024 * 1024);
    const before = liar.requests.length;
    expect(await sender.share.recover({ onDiskOnly: true })).toEqual([]);
    expect(liar.requests).toHaveLength(before);
    expect(await stateOf(shareId)).toBe("unfinished");
    // What another process continues just now is not ended.
    let recovering: Promise<unknown> | undefined;
    const share = await sender.share.resume(shareId, { onProgress: () => (recovering ??= sender.share.recover()) });
    expect(await recovering).toEqual([]);
    expect(share.state).toBe("whole");
    await sender.share.revoke(shareId, { by: "tester", reason: null });
    expect(liar.objects.size).toBe(0);
  }, 60_000);
});

describe("a work folder that somebody changed", () => {
  const change = (shareId: string, edit: (work: { plan: { recipients: unknown; destination: { endpoint: string } } }) => void): void => {
    const path = join(sender.vault.path, "shares", shareId, "work.json");
    const work = JSON.parse(readFileSync(path, "utf8"));
    edit(work);
    writeFileSync(path, JSON.stringify(work));
  };

  it("never leaves in the clear: recipients taken out before it begins, and in the middle", async () => {
    const plan = await sender.share.plan(wish({ recipients: ["customer2"] }));
    change(plan.shareId, (work) => {
      work.plan.recipients = [];
    });
    expect(await codeOf(sender.share.run(plan))).toBe("share-work-changed");
    const shareId = await cutOff(largeWish({ recipients: ["customer2"] }), 8 * 1024 * 1024);
    change(shareId, (work) => {
      work.plan.recipients = [];
    });
    const before = liar.requests.length;
    expect(await codeOf(sender.share.resume(shareId))).toBe("share-work-changed");
    expect(liar.requests.slice(before).filter((one) => one.startsWith("PUT"))).toEqual([]);
    expect(await stateOf(shareId)).toBe("failed");
    expect(liar.objects.size).toBe(0);
    expect(workFolders()).toEqual([]);
  }, 60_000);

  it("a list of sealings that is too short seals nothing and sends nothing", async () => {
    const plan = await sender.share.plan(wish({ recipients: ["customer2"] }));
    const folderOf = await ShareFolder.find(sender.vault.path, plan.shareId);
    const work = await folderOf?.work();
    if (folderOf === undefined || work === undefined) throw new Error("the plan has no work folder");
    await folderOf.begin(work, [], await sender.keys.open());
    expect(await codeOf(sender.share.run(plan))).toBe("not-sealed");
    expect(liar.objects.size).toBe(0);
    expect(await stateOf(plan.shareId)).toBe("failed");
  }, 60_000);

  it("another destination is not connected to, not even to clean up", async () => {
    const shareId = await cutOff(largeWish({ recipients: ["customer2"] }), 8 * 1024 * 1024);
    const other = await startLyingS3();
    change(shareId, (work) => {
      work.plan.destination.endpoint = other.endpoint;
    });
    expect(await sender.share.recover()).toMatchObject([{ shareId, notRemoved: 0 }]);
    expect(other.requests).toEqual([]);
    await other.stop();
    expect(liar.objects.size).toBe(0);
    expect(workFolders()).toEqual([]);
  }, 60_000);
});

describe("what changes while it is sent", () => {
  it("removes what is there when the revocation comes after the last look", async () => {
    const plan = await sender.share.plan(wish({ recipients: ["customer2"] }));
    const wired = wireShare({
      views: { vault: sender.vault, warehouse: {} as never, pool: {} as never },
      writers: shareWriter(sender.vault),
      keys: sender.keys,
      rules: { ...sender.grants, standing: async () => [] },
      checkLeaks,
      importItems: sender.importItems,
      work: (step) => step(),
      closing: new AbortController().signal,
      now,
    });
    // Planted: right before `shareDone` is entered, a revocation by another process is.
    const planted = {
      ...wired.parts,
      writers: {
        lease: async () => {
          const lease = await wired.parts.writers.lease();
          const writer = {
            ...lease.writer,
            enter: async (build: Parameters<typeof lease.writer.enter>[0]) => {
              if (build(() => "0".repeat(64)).some(({ kind }) => kind === "shareDone")) {
                await lease.writer.enter((words) => [
                  { kind: "shareRevoked", timeUs: now(), shareId: plan.shareId, reasonHash: null, byHash: words("another") },
                ]);
              }
              return lease.writer.enter(build);
            },
          };
          return { ...lease, writer: writer as typeof lease.writer };
        },
      },
    };
    const workFolder = await ShareFolder.find(sender.vault.path, plan.shareId);
    if (workFolder === undefined) throw new Error("the plan has no work folder");
    expect(await codeOf(runShare(planted, workFolder, plan))).toBe("share-revoked");
    await wired.close();
    expect(liar.objects.size).toBe(0);
    expect(await stateOf(plan.shareId)).toBe("removed");
    expect(workFolders()).toEqual([]);
  }, 60_000);

  it("removes what is there when the revocation comes after the run's very last look, and finds the run under way still", async () => {
    const plan = await sender.share.plan(wish({ recipients: ["customer2"] }));
    let revoking: ReturnType<typeof sender.share.revoke> | undefined;
    // Planted: the answer to the run's last question is held up until the revocation is through.
    const entries: typeof sender.vault.ledger.entries = async (query) => {
      const answer = await sender.vault.ledger.entries(query);
      if (query.id === plan.shareId) await revoking;
      return answer;
    };
    const wired = wiredOver();
    const share = openShare(
      { ...wired.parts, ledger: { entries, assertWhole: () => sender.vault.ledger.assertWhole() } },
      { courier: { get: wired.parts.courier, connections: sender.share.connections, close: wired.close }, work: (step) => step() },
    );
    const code = await codeOf(
      share.run(plan, {
        onProgress: ({ step }) => {
          if (step === "done") revoking = share.revoke(plan.shareId, { by: "another", reason: null });
        },
      }),
    );
    expect((await revoking)?.sentence).toMatch(/whoever sends it stops and removes what is there/);
    await wired.close();
    expect(code).toBe("share-revoked");
    expect(liar.objects.size).toBe(0);
    expect(await stateOf(plan.shareId)).toBe("removed");
  }, 60_000);

  it("stops when a recipient is revoked in the middle, and removes what is there", async () => {
    const other = await openLabVault(folder, "third");
    await sender.share.addRecipient({ name: "customer3", kind: "customer", key: (await other.keys.open()).recipient, by: "tester" });
    await other.close();
    const plan = await sender.share.plan(wish({ recipients: ["customer2", "customer3"] }));
    const wired = wiredOver();
    let uploads = 0;
    // Planted: the first file is looked after, and goes out once the recipient was revoked.
    const courier: typeof wired.parts.courier = () => ({
      ...wired.parts.courier(),
      async upload(errand) {
        uploads += 1;
        await sender.share.revokeRecipient("customer3", "tester");
        return wired.parts.courier().upload(errand);
      },
    });
    const workFolder = await ShareFolder.find(sender.vault.path, plan.shareId);
    if (workFolder === undefined) throw new Error("the plan has no work folder");
    expect(await codeOf(runShare({ ...wired.parts, courier }, workFolder, plan))).toBe("recipient-revoked");
    await wired.close();
    expect(uploads).toBe(1);
    expect(liar.objects.size).toBe(0);
    expect(await stateOf(plan.shareId)).toBe("failed");
  }, 60_000);

  it.each(["share", "grant"] as const)(
    "makes no links when the %s is revoked while the keyring is waited for",
    async (which) => {
      const share = await sender.share.run(await sender.share.plan(wish({ recipients: ["customer2"] })));
      const open: typeof sender.keys.open = async () => {
        if (which === "share") await sender.share.revoke(share.shareId, { by: "tester", reason: null });
        else await sender.grants.revoke(share.grantId, { by: "tester", reason: null });
        return sender.keys.open();
      };
      const wired = wiredOver({ open });
      const code = await codeOf(wired.share.links(share.shareId, { untilUs: now() + 600e6, by: "tester" }));
      await wired.close();
      expect(code).toBe(which === "share" ? "share-not-whole" : "grant-revoked");
      expect((await sender.vault.ledger.entries({ kinds: ["linksMade"], id: share.shareId, offset: 0, limit: 9 })).total).toBe(0);
      await sender.share.revoke(share.shareId, { by: "tester", reason: null });
      expect(liar.objects.size).toBe(0);
    },
    60_000,
  );

  it("makes no links under a grant that was taken back", async () => {
    const share = await sender.share.run(await sender.share.plan(wish({ recipients: ["customer2"] })));
    const until = { untilUs: now() + 600e6, by: "tester" };
    expect(await sender.share.links(share.shareId, until)).toHaveLength(2);
    await sender.grants.revoke(share.grantId, { by: "tester", reason: null });
    expect(await codeOf(sender.share.links(share.shareId, until))).toBe("grant-revoked");
    expect((await sender.vault.ledger.entries({ kinds: ["linksMade"], id: share.shareId, offset: 0, limit: 9 })).total).toBe(1);
    await sender.share.revoke(share.shareId, { by: "tester", reason: null });
    expect(liar.objects.size).toBe(0);
  }, 60_000);

  it("stops when the grant ends in the middle, and removes what is there", async () => {
    const plan = await sender.share.plan(largeWish({ recipients: ["customer2"], untilUs: now() + 600e6 }));
    const code = await codeOf(
      sender.share.run(plan, {
        onProgress: ({ step, bytesDone }) => {
          if (step === "sending" && bytesDone >= 8 * 1024 * 1024 && offsetUs === 0) offsetUs += 1200e6;
        },
      }),
    );
    expect(code).toBe("grant-expired");
    expect(liar.objects.size).toBe(0);
    expect((await sender.share.show(plan.shareId)).code).toBe("grant-expired");
    expect(workFolders()).toEqual([]);
  }, 60_000);

  it("stops when the grant is revoked in the middle", async () => {
    const plan = await sender.share.plan(largeWish({ recipients: ["customer2"], things: [...wish().things, ...largeWish().things] }));
    let revoked: Promise<unknown> | undefined;
    const code = await codeOf(
      sender.share.run(plan, {
        onProgress: ({ step, item }) => {
          if (step !== "sending" || item !== 1 || revoked !== undefined) return;
          revoked = sender.grants
            .list()
            .then(async (rows) => sender.grants.revoke(rows[0]?.grant.grantId ?? "", { by: "tester", reason: "changed my mind" }));
        },
      }),
    );
    await revoked;
    expect(code).toBe("grant-revoked");
    expect(liar.objects.size).toBe(0);
    expect(await stateOf(plan.shareId)).toBe("failed");
  }, 60_000);

  it("refuses to go by a clock that was set back", async () => {
    const before = offsetUs;
    offsetUs -= 1800e6;
    expect(await codeOf(sender.share.plan(wish({ recipients: ["customer2"] })))).toBe("clock-set-back");
    offsetUs = before;
  });

  it("does not send an original that changed on the disk", async () => {
    const plan = await sender.share.plan(largeWish({ recipients: ["customer2"] }));
    const path = sender.vault.originalPath(large);
    const whole = readFileSync(path);
    const damaged = Buffer.from(whole);
    damaged[1000] = (damaged[1000] ?? 0) ^ 1;
    chmodSync(path, 0o600);
    writeFileSync(path, damaged);
    expect(await codeOf(sender.share.run(plan))).toBe("original-damaged");
    writeFileSync(path, whole);
    chmodSync(path, 0o400);
    expect(liar.objects.size).toBe(0);
    expect(await stateOf(plan.shareId)).toBe("failed");
  }, 60_000);
});

describe("a server that lies", () => {
  const cases: readonly (readonly [Lie, "small" | "large", string])[] = [
    ["other-bytes", "small", "read-back-differs"],
    ["short-object", "small", "read-back-differs"],
    ["other-bytes", "large", "read-back-differs"],
    ["drops-part", "large", "read-back-differs"],
    ["error-in-200", "large", "server-failed"],
    ["other-region", "small", "region-contradicted"],
    ["two-regions", "small", "region-contradicted"],
    ["replicates", "small", "region-contradicted"],
  ];
  it.each(cases)(
    "%s (%s): %s, and nothing is half shared",
    async (lie, size, code) => {
      liar.lie = lie;
      const plan = await sender.share.plan(
        size === "small" ? wish({ recipients: ["customer2"] }) : largeWish({ recipients: ["customer2"] }),
      );
      expect(await codeOf(sender.share.run(plan))).toBe(code);
      liar.lie = "none";
      await sender.share.recover();
      expect(["failed", "never begun"]).toContain(await stateOf(plan.shareId));
      expect(liar.objects.size).toBe(0);
      expect(workFolders()).toEqual([]);
      const { rows } = await sender.vault.ledger.entries({ kinds: ["shareDone"], id: plan.shareId, offset: 0, limit: 1 });
      expect(rows).toEqual([]);
    },
    60_000,
  );

  it.each(["silent", "always-busy", "redirects", "no-http"] as const)(
    "%s: nothing is sent, and it can be tried again",
    async (lie) => {
      // Nobody else is that impatient: an honest server may be slow.
      const patience = { connectMs: 2000, idleMs: 1500, answerMs: 2000, attempts: 1, backoffMs: 20 };
      const impatient = await openLabVault(folder, "sender", { now, courier: { patience, countryOf: () => null } });
      liar.lie = lie;
      const plan = await impatient.share.plan(wish({ recipients: ["customer2"] }));
      expect(await codeOf(impatient.share.run(plan))).not.toBe("resolved");
      liar.lie = "none";
      expect(liar.objects.size).toBe(0);
      expect(await stateOf(plan.shareId)).toBe("never begun");
      await impatient.share.discard(plan);
      await impatient.close();
      expect(workFolders()).toEqual([]);
    },
    60_000,
  );

  it("says so when the server keeps what it was told to remove", async () => {
    const share = await sender.share.run(await sender.share.plan(wish({ recipients: ["customer2"] })));
    liar.lie = "keeps-removed";
    const removal = await sender.share.revoke(share.shareId, { by: "tester", reason: null });
    expect(removal.notRemoved).toBe(2);
    expect(await stateOf(share.shareId)).toBe("revoked");
    liar.lie = "none";
    expect(await sender.share.revoke(share.shareId, { by: "tester", reason: null })).toMatchObject({ removed: 2, notRemoved: 0 });
    expect(await stateOf(share.shareId)).toBe("removed");
    expect(liar.objects.size).toBe(0);
  }, 60_000);
});
