/** Plans of deletions that a person looks at, and the one deletion that is under way: it goes on when the page is closed. */
import { randomUUID } from "node:crypto";
import type { DeletionJob } from "@creance/api";
import { UserError } from "@creance/core";
import type { DeletionDone } from "@creance/vault";
import type { DeletionHandlers, DeletionPlan, DeletionRun, Retention } from "../operation/retention/types.ts";
import { errorReply } from "./error-reply.ts";
import type { Log } from "./log.ts";
import { counted, itemsWord } from "./retention-words.ts";

/** A plan is of the moment: an older one is made anew. */
const PLAN_MS = 30 * 60_000;
const MOST_PLANS = 10;
/** The rest stands in the ledger. */
const MOST_LISTED = 100;

/** What is to be deleted. */
type PlanWhat = "due" | "items" | "unfinished";

/** A plan that is remembered until it is used or old. */
export interface KeptPlan {
  readonly planId: string;
  readonly what: PlanWhat;
  readonly plan: DeletionPlan;
  readonly untilUs: number;
}

/** Plans and the deletion under way. */
export interface DeletionJobs {
  /** Changes nothing. */
  plan(what: PlanWhat, items: readonly string[] | undefined): Promise<KeptPlan>;
  /** Throws a `UserError` (`no-such-plan`). */
  planOf(planId: string): KeptPlan;
  /** Begins to delete what the plan names, and nothing else. Throws a `UserError` (`no-such-plan`, `deletion-runs`, `held`, `clock-doubt`). */
  start(planId: string, who: { readonly by: string; readonly clockIsRight: boolean }): DeletionJob;
  /** Under way, or the last one since the server started. */
  job(): DeletionJob | null;
  /** Stops before the next group of items. */
  stop(): DeletionJob | null;
  /** Stops and waits. */
  close(): Promise<void>;
}

/** Makes them. Memory: the plans that are remembered, a row an item. */
export function createDeletionJobs(retention: Pick<Retention, "plan" | "run" | "delete">, log: Log): DeletionJobs {
  const plans = new Map<string, KeptPlan>();
  let job: DeletionJob | null = null;
  let abort = new AbortController();
  let under: Promise<void> = Promise.resolve();

  function planOf(planId: string): KeptPlan {
    const kept = plans.get(planId);
    if (kept === undefined || kept.untilUs < Date.now() * 1000) {
      throw new UserError("no-such-plan", "notFound", "This list is not known any more; nothing was deleted; look again at what would go.");
    }
    return kept;
  }

  function change(part: Partial<DeletionJob>): void {
    if (job !== null) job = { ...job, ...part };
  }

  function hear(planned: ReadonlySet<string>, done: readonly DeletionDone[]): void {
    if (job === null) return;
    const gone = done.filter(({ outcome }) => outcome === "deleted");
    const failed = done.filter(({ outcome }) => outcome !== "deleted");
    change({
      itemsDone: job.itemsDone + done.filter(({ sha256 }) => planned.has(sha256)).length,
      deleted: job.deleted + gone.length,
      places: job.places + gone.reduce((sum, { places }) => sum + places, 0),
      failedItems: job.failedItems + failed.length,
      failed: [
        ...job.failed,
        ...failed.map(({ sha256, left }) => ({ sha256, sentences: left.map(({ place, sentence }) => `${place}: ${sentence}`) })),
      ].slice(0, MOST_LISTED),
      proofs: [...job.proofs, ...gone.map(({ sha256, deletionId }) => ({ sha256, deletionId }))].slice(0, MOST_LISTED),
    });
  }

  async function follow(run: (handlers: DeletionHandlers) => Promise<DeletionRun>, planned: ReadonlySet<string>): Promise<void> {
    const { signal } = abort;
    try {
      const { shared, clockDoubt } = await run({ signal, onDone: (done) => hear(planned, done) });
      if (job === null) return;
      const isStopped = signal.aborted && job.itemsDone < job.items;
      change({
        state: isStopped ? "stopped" : "done",
        left: Math.max(0, job.items - job.itemsDone),
        shared: shared.slice(0, MOST_LISTED).map(({ sha256, shareId }) => ({ sha256, shareId })),
        sharedCopies: shared.length,
        clockDoubt,
      });
    } catch (error) {
      change({
        state: "failed",
        left: job === null ? 0 : Math.max(0, job.items - job.itemsDone),
        error: errorReply(error, log).body.sentence,
      });
    }
    if (job !== null) change({ sentence: sentenceOf(job) });
  }

  return {
    async plan(what, items) {
      const plan = await retention.plan(what === "due" ? undefined : what === "items" ? (items ?? []) : []);
      const kept: KeptPlan = { planId: randomUUID(), what, plan, untilUs: (Date.now() + PLAN_MS) * 1000 };
      plans.set(kept.planId, kept);
      for (const planId of [...plans.keys()].slice(0, Math.max(0, plans.size - MOST_PLANS))) plans.delete(planId);
      return kept;
    },
    planOf,
    start(planId, { by, clockIsRight }) {
      const { what, plan } = planOf(planId);
      if (job?.state === "running") {
        throw new UserError(
          "deletion-runs",
          "conflict",
          "A deletion is under way already; nothing else was deleted; wait until it has ended.",
        );
      }
      if (what === "items" && plan.items.some(({ row }) => row.retention.holds.length > 0)) {
        throw new UserError(
          "held",
          "conflict",
          "Some of them are under a legal hold: nothing of this can be deleted together. Nothing was deleted.",
        );
      }
      if (what === "due" && plan.clockDoubt !== null && !clockIsRight) throw new UserError("clock-doubt", "conflict", plan.clockDoubt);
      const sha256s = plan.items.map(({ row }) => row.sha256);
      plans.delete(planId);
      abort = new AbortController();
      job = {
        jobId: planId,
        state: "running",
        startedUs: Date.now() * 1000,
        items: sha256s.length,
        itemsDone: 0,
        bytes: plan.bytes,
        deleted: 0,
        places: 0,
        left: 0,
        failed: [],
        failedItems: 0,
        shared: [],
        sharedCopies: 0,
        proofs: [],
        clockDoubt: null,
        sentence: `Deleting ${itemsWord(sha256s.length)}.`,
        error: null,
      };
      under = follow(
        (handlers) =>
          what === "items"
            ? retention.delete(sha256s, { by }, handlers)
            : retention.run({ clockIsRight: clockIsRight || what === "unfinished", only: sha256s, by }, handlers),
        new Set(sha256s),
      );
      return job;
    },
    job: () => job,
    stop() {
      abort.abort();
      return job;
    },
    async close() {
      abort.abort();
      await under;
    },
  };
}

/** How it ended. */
function sentenceOf({ state, deleted, failedItems, left, sharedCopies, places }: DeletionJob): string {
  const gone = `${itemsWord(deleted)} ${deleted === 1 ? "is" : "are"} gone: ${counted(places, "place")} ${places === 1 ? "was" : "were"} looked at and ${places === 1 ? "is" : "are"} empty.`;
  const not = failedItems === 0 ? "" : ` ${itemsWord(failedItems)} could NOT be deleted everywhere.`;
  const stay =
    left === 0
      ? ""
      : state === "done"
        ? ` ${itemsWord(left)} ${left === 1 ? "stays" : "stay"}: held, excepted or no longer due by then.`
        : ` ${itemsWord(left)} ${left === 1 ? "was" : "were"} not touched.`;
  const copies =
    sharedCopies === 0
      ? ""
      : ` ${counted(sharedCopies, "shared copy").replace("copys", "copies")} still ${sharedCopies === 1 ? "lies" : "lie"} where ${sharedCopies === 1 ? "it was" : "they were"} given.`;
  return `${state === "stopped" ? "Stopped. " : state === "failed" ? "It ended too early. " : ""}${deleted === 0 && failedItems === 0 ? "Nothing was deleted." : gone}${not}${stay}${copies}`;
}
