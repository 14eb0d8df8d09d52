/** Claims in what is shared: off, unless they are asked for; in the very files that would leave; all or nothing. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { memorySource } from "@creance/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labAccess } from "../../../../../adapters/courier/test/lab/rgw.ts";
import { pemOf, readClaim } from "../../../../../packages/seal/test/claims/c2pa-reader.ts";
import { checkLeaks } from "../../../src/operation/leaks/index.ts";
import { planShare } from "../../../src/operation/share/plan-share.ts";
import { wireShare } from "../../../src/operation/share/wire-share.ts";
import { shareWriter } from "../../../src/operation/shared-writer.ts";
import type { Operation } from "../../../src/operation/types.ts";
import { inspectionWish, keepInspection, labFolder, openLabVault, prepareSender, removeLab } from "./share-lab.ts";

describe("claims in shared pictures", () => {
  const folder = labFolder();
  let sender: Operation;
  let media: readonly string[];

  beforeAll(async () => {
    sender = await openLabVault(folder, "sender");
    media = (await keepInspection(sender, folder)).media;
    const receiver = await openLabVault(folder, "receiver");
    const { recipient } = await receiver.keys.open();
    await receiver.close();
    // Nothing connects while a share is planned: nobody listens there.
    const { destination, credentials } = labAccess("http://127.0.0.1:9");
    await prepareSender(sender, { destination: destination("nowhere"), credentials }, recipient);
  }, 60_000);
  afterAll(async () => {
    await sender?.close();
    removeLab(folder);
  });

  it("are off by default, and in every redacted picture when they are asked for", async () => {
    const plain = await sender.share.plan(inspectionWish(media));
    expect(plain.items.map(({ isClaimed }) => isClaimed)).toEqual([false, false, false]);
    const fileOf = (shareId: string, index: number): Buffer => readFileSync(join(sender.vault.path, "shares", shareId, `item-${index}`));
    for (const index of [0, 1]) expect((await readClaim(fileOf(plain.shareId, index), "jpeg")).state).toBe("unreadable");
    const plan = await sender.share.plan(inspectionWish(media, { claims: true }));
    expect(plan.items.map(({ isClaimed }) => isClaimed)).toEqual([true, true, false]);
    expect([plan.claims, plan.leaks?.ok, plan.verdict]).toEqual([true, true, "permit"]);
    const { claims } = await sender.keys.open();
    for (const index of [0, 1]) {
      const bytes = fileOf(plan.shareId, index);
      expect(bytes.byteLength).toBe(plan.items[index]?.outBytes);
      expect(await readClaim(bytes, "jpeg")).toMatchObject({ state: "Valid", failures: ["signingCredential.untrusted"] });
      expect(await readClaim(bytes, "jpeg", pemOf(claims.authority))).toMatchObject({ state: "Trusted", failures: [] });
      const text = bytes.toString("latin1");
      for (const secret of [media[index] as string, Buffer.from(media[index] as string, "hex").toString("latin1"), "SYNTH_"])
        expect([index, text.includes(secret)]).toEqual([index, false]);
    }
    await sender.share.discard(plain);
    await sender.share.discard(plan);
    expect(sender.share.connections().count).toBe(0);
  }, 60_000);

  it("stop the share when one cannot be written, and leave nothing", async () => {
    const wired = wireShare({
      views: { vault: sender.vault, warehouse: {} as never, pool: {} as never },
      writers: shareWriter(sender.vault),
      keys: sender.keys,
      rules: { ...sender.grants, standing: async () => [] },
      checkLeaks,
      importItems: sender.importItems,
      work: (step) => step(),
      closing: new AbortController().signal,
      now: () => Date.now() * 1000,
    });
    const planted = {
      ...wired.parts,
      exposureOf: async () => [],
      redactItem: async (...asked: Parameters<typeof wired.parts.redactItem>) => {
        const made = await wired.parts.redactItem(...asked);
        return { ...made, redaction: { ...made.redaction, out: memorySource(new Uint8Array(100)) } };
      },
    };
    await expect(planShare(planted, inspectionWish(media, { claims: true }), new Set())).rejects.toMatchObject({
      name: "UserError",
      code: "claim-failed",
      message: expect.stringContaining("nothing goes out without it"),
    });
    const shares = join(sender.vault.path, "shares");
    expect(existsSync(shares) ? readdirSync(shares) : []).toEqual([]);
  }, 60_000);
});
