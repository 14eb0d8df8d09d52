/** Sharing with a real S3 server, a real policy engine and real keys: what leaves, what is entered, what is taken back. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateMultipartUploadCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rgwMissing } from "../../../../../adapters/courier/test/lab/rgw.ts";
import type { Operation } from "../../../src/operation/types.ts";
import {
  type Bucket,
  inspectionWish,
  keepInspection,
  type LabServer,
  labBucket,
  labFolder,
  labServer,
  openLabVault,
  prepareSender,
  removeLab,
} from "./share-lab.ts";

describe.skipIf(rgwMissing !== null && process.env["CREANCE_NO_SKIP"] !== "1")(
  `shares${rgwMissing === null ? "" : ` (${rgwMissing})`}`,
  () => {
    const folder = labFolder();
    const name = `share-${process.pid}-${Date.now()}`;
    let rgw: LabServer;
    let bucket: Bucket;
    let sender: Operation;
    let receiver: Operation;
    let media: readonly string[];

    beforeAll(async () => {
      rgw = await labServer();
      bucket = await labBucket(rgw, name);
      sender = await openLabVault(folder, "sender");
      receiver = await openLabVault(folder, "receiver");
      const kept = await keepInspection(sender, folder);
      media = kept.media;
      const { recipient } = await receiver.keys.open();
      await prepareSender(sender, { destination: rgw.destination(name), credentials: rgw.credentials }, recipient);
    }, 120_000);
    afterAll(async () => {
      await sender?.close();
      await receiver?.close();
      bucket?.sdk.destroy();
      await rgw?.stop();
      removeLab(folder);
    }, 60_000);

    it("sends exactly what the plan said, sealed; the recipient opens it; a revocation takes it away", async () => {
      const plan = await sender.share.plan(inspectionWish(media));
      expect(plan.missing).toEqual([]);
      expect(plan.verdict).toBe("permit");
      expect(plan.leaks).toMatchObject({ ok: true });
      expect(sender.share.connections().count).toBe(0);
      expect(await bucket.objects()).toEqual([]);
      const share = await sender.share.run(plan);
      expect(share.state).toBe("whole");
      expect(share.items).toHaveLength(media.length + 1);
      const objects = await bucket.objects();
      expect(objects).toHaveLength(plan.items.length);
      expect(objects.every((key) => key.startsWith(`creance/${share.shareId}/`) && key.endsWith(".age"))).toBe(true);
      expect(readdirSync(join(sender.vault.path, "shares"))).toEqual([]);

      const received = join(folder, "received");
      for (const key of objects) {
        const answer = await bucket.sdk.send(new GetObjectCommand({ Bucket: name, Key: key }));
        const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
        writeFileSync(`${received}-${key.split("/").at(-1)}`, bytes);
      }
      const paths = readdirSync(folder)
        .filter((name) => name.startsWith("received-"))
        .map((name) => join(folder, name));
      const opened = await receiver.share.open(paths);
      expect(opened.issues).toEqual([]);
      expect(opened.kept.map((one) => one.name).sort()).toEqual(
        plan.items
          .filter(({ isContents }) => !isContents)
          .map((one) => one.name)
          .sort(),
      );
      expect(opened.kept.map(({ sha256 }) => sha256).sort()).toEqual(
        plan.items
          .filter(({ isContents }) => !isContents)
          .map(({ outSha256 }) => outSha256)
          .sort(),
      );
      expect(opened.contents?.reason).toBe("Results of the synthetic inspection");
      // Where it was taken is in none of them.
      for (const { sha256 } of opened.kept) expect(receiver.vault.mediaEntry(sha256)?.row.position ?? null).toBeNull();

      const removal = await sender.share.revoke(share.shareId.slice(0, 8), { by: "tester", reason: "The job is over" });
      expect(removal).toMatchObject({ removed: plan.items.length, notRemoved: 0 });
      expect(await bucket.objects()).toEqual([]);
      expect((await sender.share.show(share.shareId)).state).toBe("removed");
      const kinds = (await sender.vault.ledger.entries({ id: share.shareId, offset: 0, limit: 100 })).rows
        .map(({ entry }) => entry.kind)
        .reverse();
      // Every connection was entered, and the first one before anything else of the share.
      expect(kinds[0]).toBe("connecting");
      expect(kinds.indexOf("shareBegun")).toBeLessThan(kinds.indexOf("shareItem"));
      expect(kinds.indexOf("shareDone")).toBeLessThan(kinds.indexOf("shareRevoked"));
      expect(kinds.indexOf("shareRevoked")).toBeLessThan(kinds.indexOf("shareRemoved"));
      const connecting = (await sender.vault.ledger.entries({ kinds: ["connecting"], offset: 0, limit: 1000 })).total;
      expect(sender.share.connections().count).toBe(connecting);
    }, 120_000);

    it("leaves no upload hanging that began and could not tell its id", async () => {
      const plan = await sender.share.plan(inspectionWish(media));
      const stop = new AbortController();
      // Once the first file lies there: one that is on its way at the stop could come after the cleaning.
      const cut = sender.share.run(plan, {
        signal: stop.signal,
        onProgress: ({ step, bytesDone }) => step === "sending" && bytesDone > 0 && stop.abort(),
      });
      await expect(cut).rejects.toMatchObject({ code: "stopped" });
      const work = JSON.parse(readFileSync(join(sender.vault.path, "shares", plan.shareId, "work.json"), "utf8")) as {
        items: { object: string }[];
      };
      const Key = `creance/${work.items.at(-1)?.object ?? ""}`;
      await bucket.sdk.send(new CreateMultipartUploadCommand({ Bucket: name, Key }));
      expect(await bucket.uploads()).toBe(1);
      expect(await sender.share.recover()).toMatchObject([{ notRemoved: 0 }]);
      expect([await bucket.uploads(), await bucket.objects()]).toEqual([0, []]);
      expect((await sender.share.show(plan.shareId)).state).toBe("failed");
    }, 120_000);
  },
);
