import { expect, test } from "vitest";
import { createShareJobs } from "../../src/http/share-jobs.ts";
import type { Share, SharePlan } from "../../src/operation/share/types.ts";

test("a share that is stopped while it is made ready is never ready: nothing of it is left", async () => {
  const discarded: string[] = [];
  let finish: () => void = () => {};
  const plan = { shareId: "ab".repeat(16), verdict: "permit" } as SharePlan;
  const share = {
    recover: async () => [],
    plan: () => new Promise<SharePlan>((resolve) => (finish = () => resolve(plan))),
    discard: async ({ shareId }: SharePlan) => void discarded.push(shareId),
  } as unknown as Share;
  const jobs = createShareJobs(share, () => {});
  const { jobId } = jobs.prepare({
    flights: ["ab".repeat(8)],
    media: [],
    form: "gpx",
    destination: "place",
    recipients: [],
    purpose: "ownRecords",
    reason: "test",
    untilUs: 1,
    recipe: null,
    grantId: null,
    claims: false,
    facesChecked: false,
    by: "M. Sample",
  });
  await new Promise((resolve) => setImmediate(resolve));
  jobs.stop(jobId);
  // It was past the last place where it looks whether it is to stop.
  finish();
  await jobs.close();
  expect(jobs.job(jobId)).toMatchObject({ state: "stopped", preview: null });
  expect(jobs.open()).toEqual([]);
  expect(discarded).toEqual([plan.shareId]);
  expect(() => jobs.send(jobId)).toThrow(/not ready/);
});
