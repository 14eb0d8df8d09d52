/**
 * The whole story: the sample operation shares a redacted inspection to a bucket in a named region, a second vault opens it (and Debian's age does), the
 * grant is revoked, the keeping time deletes, and the ledger verifies with our code, with openssl and sha256sum alone, and in Go.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flightQuerySchema, mediaQuerySchema } from "@creance/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rgwMissing } from "../../../../../adapters/courier/test/lab/rgw.ts";
import { buildLedgercheck, hasGo, ledgercheck } from "../../../../../packages/ledger/test/go/build-ledgercheck.ts";
import type { Operation } from "../../../src/operation/types.ts";
import {
  type Bucket,
  inspectionRecipe,
  inspectionWish,
  type LabServer,
  labBucket,
  labFolder,
  labServer,
  openLabVault,
  prepareSender,
  removeLab,
} from "./share-lab.ts";

const hasAge = spawnSync("age", ["--version"]).status === 0;
const missing = [
  ...(rgwMissing === null ? [] : [rgwMissing]),
  ...(hasGo ? [] : ["Go is not installed"]),
  ...(hasAge ? [] : ["age is not installed"]),
];

describe.skipIf(missing.length > 0 && process.env["CREANCE_NO_SKIP"] !== "1")(
  `the story of a share${missing.length === 0 ? "" : ` (${missing.join("; ")})`}`,
  () => {
    const folder = labFolder();
    const name = `story-${process.pid}-${Date.now()}`;
    let rgw: LabServer;
    let bucket: Bucket;
    let sender: Operation;
    let receiver: Operation;

    beforeAll(async () => {
      rgw = await labServer();
      bucket = await labBucket(rgw, name);
      sender = await openLabVault(folder, "sender");
      receiver = await openLabVault(folder, "receiver");
      await sender.loadSample();
      await prepareSender(
        sender,
        { destination: rgw.destination(name), credentials: rgw.credentials },
        (await receiver.keys.open()).recipient,
      );
    }, 300_000);
    afterAll(async () => {
      await sender?.close();
      await receiver?.close();
      bucket?.sdk.destroy();
      await rgw?.stop();
      removeLab(folder);
    }, 60_000);

    it("is shared, opened, revoked, deleted, and can be shown", async () => {
      const photos = sender.vault
        .listMedia({ ...mediaQuerySchema.parse({}), kind: "photo" })
        .rows.filter(({ format, position, thermal }) => format === "jpeg" && position !== null && !thermal)
        .slice(0, 2);
      const flight = sender.vault.listFlights(flightQuerySchema.parse({})).rows.find(({ sealed, home }) => !sealed && home !== null);
      if (photos.length < 2 || flight === undefined) throw new Error("the sample has no such pictures or flight");
      const originals = photos.map(({ sha256 }) => sha256);
      const before = originals.map((sha256) => readFileSync(sender.vault.originalPath(sha256)));

      // A flight's rows without positions still hold times and heights: telemetry.
      const plan = await sender.share.plan(
        inspectionWish(originals, {
          things: [...originals.map((sha256) => ({ kind: "media" as const, sha256 })), { kind: "flight", id: flight.id, form: "csv" }],
          recipe: inspectionRecipe,
          reason: "As ordered",
        }),
      );
      expect(plan.missing).toEqual([]);
      expect(plan.leaks).toMatchObject({ ok: true, found: [] });
      expect(plan.leaks?.searched.values).toBeGreaterThan(0);
      const share = await sender.share.run(plan);
      expect(share).toMatchObject({ state: "whole", itemsPlanned: 4 });
      for (const [index, sha256] of originals.entries()) expect(readFileSync(sender.vault.originalPath(sha256))).toEqual(before[index]);

      const received = join(folder, "received");
      await bucket.fetchInto(received);
      const opened = await receiver.share.open([received]);
      expect(opened.issues).toEqual([]);
      expect(opened.kept).toHaveLength(3);
      for (const { name: file } of opened.kept) expect(file).toMatch(/^item-\d\.(jpe?g|csv)$/i);
      // Without any program of ours.
      const identity = join(folder, "identity");
      writeFileSync(identity, `${(await receiver.keys.open()).identity}\n`, { mode: 0o600 });
      const plain = new Set(
        readdirSync(received).map((file) =>
          createHash("sha256")
            .update(execFileSync("age", ["-d", "-i", identity, join(received, file)], { maxBuffer: 1 << 28 }))
            .digest("hex"),
        ),
      );
      expect(plain).toEqual(new Set(plan.items.map(({ outSha256 }) => outSha256)));

      await sender.grants.revoke(share.grantId, { by: "tester", reason: "the work is done" });
      expect(await sender.share.revoke(share.shareId, { by: "tester", reason: "the work is done" })).toMatchObject({
        removed: 4,
        notRemoved: 0,
      });
      expect(await bucket.objects()).toEqual([]);

      const [doomed = ""] = originals;
      await sender.retention.setClock([doomed], {
        rule: "own",
        keepUs: 1e6,
        source: "contract of the synthetic job",
        by: "tester",
        fromUs: Date.now() * 1000 - 86_400e6,
      });
      const { deleted, failed, shared } = await sender.retention.run({ clockIsRight: true });
      expect([deleted.length, failed, shared]).toEqual([1, [], []]);
      expect(existsSync(sender.vault.originalPath(doomed))).toBe(false);

      const exported = join(folder, "exported");
      const { vkey } = await sender.evidence.exportLedger(exported);
      const script = spawnSync("sh", [join(exported, "verify.sh"), "--vkey", vkey], { encoding: "utf8" });
      expect(script.stdout).toMatch(/, 0 failed/);
      expect(script.status).toBe(0);
      expect(ledgercheck(buildLedgercheck(folder), ["log", exported, vkey])).toMatchObject({ status: 0 });
      const kinds = (await sender.vault.ledger.entries({ sha256: doomed, offset: 0, limit: 100 })).rows
        .map(({ entry }) => entry.kind)
        .reverse();
      expect(kinds).toEqual(expect.arrayContaining(["kept", "redacted", "shareItem", "clockSet", "deleting", "deleted"]));
      expect(kinds.indexOf("deleting")).toBeLessThan(kinds.indexOf("deleted"));
    }, 300_000);
  },
);
