/** A share that is killed at any point either never happened, or is whole and in the ledger. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rgwMissing } from "../../../../../adapters/courier/test/lab/rgw.ts";
import type { ShareSummary } from "../../../src/operation/share/types.ts";
import {
  type Bucket,
  keepInspection,
  type LabServer,
  labBucket,
  labFolder,
  labServer,
  openLabVault,
  prepareSender,
  removeLab,
} from "./share-lab.ts";

/** Points at which it is killed; fewer while somebody works on the test. */
const ROUNDS = Number(process.env["CREANCE_KILL_ROUNDS"] ?? "50");

describe.skipIf(rgwMissing !== null && process.env["CREANCE_NO_SKIP"] !== "1")(
  `a share that is killed${rgwMissing === null ? "" : ` (${rgwMissing})`}`,
  () => {
    const folder = labFolder();
    const name = `kill-${process.pid}-${Date.now()}`;
    let rgw: LabServer;
    let bucket: Bucket;
    let media: readonly string[];

    beforeAll(async () => {
      rgw = await labServer();
      bucket = await labBucket(rgw, name);
      const sender = await openLabVault(folder, "sender");
      media = (await keepInspection(sender, folder, 3)).media;
      const receiver = await openLabVault(folder, "receiver");
      await prepareSender(
        sender,
        { destination: rgw.destination(name), credentials: rgw.credentials },
        (await receiver.keys.open()).recipient,
      );
      await receiver.close();
      await sender.close();
    }, 180_000);
    afterAll(async () => {
      bucket?.sdk.destroy();
      await rgw?.stop();
      removeLab(folder);
    }, 60_000);

    /** Runs the sender; kills it a moment after it told of so many steps (`null`: never). Resolves with how many it told of, and the time between two. */
    async function send(killAfter: number | null, pauseMs = 0): Promise<{ readonly steps: number; readonly tookMs: number }> {
      const script = fileURLToPath(new URL("./share-sender.ts", import.meta.url));
      const args = ["--import", "tsx", script, folder, String((Date.now() + 3_600_000) * 1000), media.join(",")];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
      let errors = "";
      let steps = 0;
      let firstMs = 0;
      let isDoomed = false;
      child.stderr.on("data", (chunk: Buffer) => {
        errors += chunk.toString();
      });
      child.stdout.on("data", (chunk: Buffer) => {
        if (steps === 0) firstMs = performance.now();
        steps += chunk.toString().split("\n").length - 1;
        if (killAfter === null || steps < killAfter || isDoomed) return;
        isDoomed = true;
        setTimeout(() => child.kill("SIGKILL"), pauseMs);
      });
      await new Promise((resolve) => child.once("close", resolve));
      if (child.signalCode !== "SIGKILL" && child.exitCode !== 0) throw new Error(`the sender ended by itself: ${errors.slice(-2000)}`);
      return { steps, tookMs: performance.now() - firstMs };
    }

    it(
      `${ROUNDS} times: nothing at the destination after the next run, or whole; a resumed one is whole`,
      async () => {
        const { steps, tookMs } = await send(null);
        const seen = { whole: 0, failed: 0, never: 0, resumed: 0 };
        for (let round = 0; round < ROUNDS; round += 1) {
          const before = new Set(await shares().then((all) => all.map(({ shareId }) => shareId)));
          // Spread over all steps, each time somewhere between one and the next but one.
          await send(1 + Math.floor(((round + Math.random()) / ROUNDS) * steps), (Math.random() * 2 * tookMs) / steps);
          const operation = await openLabVault(folder, "sender");
          try {
            const fresh = (await operation.share.list()).filter(({ shareId }) => !before.has(shareId));
            expect(fresh.length).toBeLessThanOrEqual(1);
            const [share] = fresh;
            if (share?.state === "unfinished" && round % 2 === 0) {
              const resumed = await operation.share.resume(share.shareId);
              expect(resumed.state).toBe("whole");
              seen.resumed += 1;
            }
            const removals = await operation.share.recover();
            expect(removals.every(({ notRemoved }) => notRemoved === 0)).toBe(true);
            const ended = share === undefined ? undefined : await operation.share.show(share.shareId);
            seen[ended === undefined ? "never" : ended.state === "whole" ? "whole" : "failed"] += 1;
            await expectConsistent(
              ended,
              (await operation.share.list()).filter(({ state }) => state === "whole"),
            );
            expect(readdirSync(join(operation.vault.path, "shares"))).toEqual([]);
            expect(await operation.vault.fsck()).toMatchObject({ damaged: [], missing: [] });
          } finally {
            await operation.close();
          }
        }
        process.stderr.write(`killed ${ROUNDS} times within ${steps} steps: ${JSON.stringify(seen)}\n`);
        expect(seen.whole).toBeGreaterThan(0);
        expect(seen.never + seen.failed).toBeGreaterThan(0);
      },
      40 * 60_000,
    );

    async function shares(): Promise<readonly ShareSummary[]> {
      const operation = await openLabVault(folder, "sender");
      try {
        return await operation.share.list();
      } finally {
        await operation.close();
      }
    }

    /** What lies in the bucket is exactly what the whole shares say, and no upload hangs in the air. */
    async function expectConsistent(ended: ShareSummary | undefined, whole: readonly ShareSummary[]): Promise<void> {
      if (ended !== undefined) expect(["whole", "failed"]).toContain(ended.state);
      const said = whole.flatMap(({ items }) => items.map(({ object }) => `creance/${object?.key ?? ""}`)).sort();
      expect((await bucket.objects()).toSorted()).toEqual(said);
      expect(whole.every(({ items, itemsPlanned }) => items.length === itemsPlanned)).toBe(true);
      expect(await bucket.uploads()).toBe(0);
    }
  },
);
