/** Shares that are prepared, sent or continued, and clean-ups, since the server started: they go on when the page is closed. */
import { randomUUID } from "node:crypto";
import type { ShareJob, ShareJobLine, ShareWishAsked } from "@creance/api";
import { UserError } from "@creance/core";
import type { ReadyFile, Share, ShareHandlers, SharePlan, ShareThing, ShareWish } from "../operation/share/types.ts";
import { errorReply } from "./error-reply.ts";
import type { Log } from "./log.ts";
import { previewOf, purposeNamed } from "./share-words.ts";

const maxEndedJobs = 50;
const maxNotices = 50;
const stepWords = {
  preparing: "taking out what was chosen",
  checking: "searching the result for what was taken out",
  region: "asking the place for its region",
  sending: "sending",
  "reading-back": "reading back what was sent",
  removing: "removing",
  waiting: "waiting for the server",
  fetching: "fetching the results",
  done: "done",
} as const;

/** The one list of shares under way. */
export interface ShareJobs {
  prepare(wish: ShareWishAsked): ShareJob;
  /** Makes ready what a standing grant would let go now. */
  prepareStanding(grantId: string, by: string): ShareJob;
  /** Continues a share that was cut off. */
  resume(shareId: string): ShareJob;
  /** Removes what shares that were cut off, or revoked and not removed, left. */
  clean(): ShareJob;
  /** Throws a `UserError` (`no-such-job`). */
  job(jobId: string): ShareJob;
  /** Under way, or waiting for a yes; newest first. */
  open(): readonly ShareJobLine[];
  /** True while a job sends or continues this share. */
  worksOn(shareId: string): boolean;
  /** A file that is ready to leave. Rejects with a `UserError` (`no-such-job`, `not-ready`). */
  readyFile(jobId: string, item: number): Promise<ReadyFile>;
  /** Throws a `UserError` (`no-such-job`, `not-ready`). */
  send(jobId: string): ShareJob;
  stop(jobId: string): ShareJob;
  /** Stops all and waits. */
  close(): Promise<void>;
}

interface Entry {
  job: ShareJob;
  plan: SharePlan | null;
  /** The share that is sent or continued; `null`: none yet. */
  shareId: string | null;
  abort: AbortController;
  under: Promise<void>;
}

/** Makes the list. */
export function createShareJobs(share: Share, log: Log): ShareJobs {
  const entries = new Map<string, Entry>();

  function entryOf(jobId: string): Entry {
    const entry = entries.get(jobId);
    if (entry === undefined) throw new UserError("no-such-job", "notFound", "There is no such share since this server started.");
    return entry;
  }

  function handlersOf(entry: Entry): ShareHandlers {
    return {
      signal: entry.abort.signal,
      onProgress: ({ step, bytesDone, bytes, item, items }) => {
        const of = items > 1 ? ` (${Math.min(item + 1, items)} of ${items})` : "";
        entry.job = { ...entry.job, step: `${stepWords[step]}${of}`, bytesDone, bytes };
      },
      onNotice: (sentence) => notice(entry, sentence),
    };
  }

  function notice(entry: Entry, sentence: string): void {
    if (entry.job.notices.length < maxNotices) entry.job = { ...entry.job, notices: [...entry.job.notices, sentence] };
  }

  /** Begins a job whose first step is `step`. */
  function begin(
    line: Pick<ShareJob, "what" | "state" | "sentence">,
    step: (entry: Entry) => Promise<Partial<ShareJob>>,
    shareId: string | null = null,
  ): ShareJob {
    const jobId = randomUUID();
    const job: ShareJob = { jobId, ...line, step: "", bytesDone: 0, bytes: 0, preview: null, error: null, notices: [] };
    const entry: Entry = { job, plan: null, shareId, abort: new AbortController(), under: Promise.resolve() };
    entries.set(jobId, entry);
    entry.under = follow(entry, () => step(entry));
    return entry.job;
  }

  async function follow(entry: Entry, step: () => Promise<Partial<ShareJob>>): Promise<void> {
    try {
      entry.job = { ...entry.job, ...(await step()) };
    } catch (error) {
      const state = entry.abort.signal.aborted ? "stopped" : "failed";
      entry.job = { ...entry.job, state, error: errorReply(error, log).body.sentence };
    }
    trim();
  }

  /** Forgets the oldest ended ones. */
  function trim(): void {
    const ended = [...entries].filter(([, { job }]) => hasEnded(job));
    for (const [jobId] of ended.slice(0, Math.max(0, ended.length - maxEndedJobs))) entries.delete(jobId);
  }

  /** What earlier, dead processes left on this disk alone goes first: nothing connects. */
  async function planned(entry: Entry, wish: ShareWish, boxes: ReadonlyMap<string, number>): Promise<Partial<ShareJob>> {
    const handlers = handlersOf(entry);
    await share.recover({ ...handlers, onDiskOnly: true });
    const plan = await share.plan(wish, handlers);
    if (entry.abort.signal.aborted) {
      // Stopped after the last step that looks for it: nothing is left waiting for a yes.
      await share.discard(plan);
      throw new UserError("stopped", "conflict", "Stopped. Nothing was sent, and what was made ready was removed.");
    }
    entry.plan = plan;
    return { state: "ready", step: "", preview: previewOf(plan, boxes), sentence: readyWords(plan) };
  }

  return {
    prepare(asked) {
      const wish = wishOf(asked);
      const boxes = new Map(
        wish.things.flatMap((thing) => (thing.kind === "media" ? [[thing.sha256, thing.masks?.length ?? 0] as const] : [])),
      );
      return begin({ what: "share", state: "preparing", sentence: "Files of a share are made." }, (entry) => planned(entry, wish, boxes));
    },
    prepareStanding: (grantId, by) =>
      begin({ what: "share", state: "preparing", sentence: "Files of a standing grant’s share are made." }, async (entry) => {
        const found = (await share.sync(by)).find((one) => one.grantId === grantId);
        if (found === undefined) throw new UserError("no-such-grant", "notFound", "No such standing grant holds now. Nothing was sent.");
        if (found.wish === null)
          throw new UserError("nothing-new", "conflict", "There is nothing new that this grant lets go. Nothing was sent.");
        return planned(entry, found.wish, new Map());
      }),
    resume: (shareId) =>
      begin(
        { what: "resume", state: "sending", sentence: `Share ${shareId.slice(0, 8)} is continued.` },
        async (entry) => {
          await share.resume(shareId, handlersOf(entry));
          return { state: "done", step: "", sentence: `Share ${shareId.slice(0, 8)} was continued: it is whole.` };
        },
        shareId,
      ),
    clean: () =>
      begin({ what: "clean", state: "sending", sentence: "What unfinished shares left is removed." }, async (entry) => {
        const removals = await share.recover(handlersOf(entry));
        for (const { sentence } of removals) notice(entry, sentence);
        const left = removals.filter(({ notRemoved }) => notRemoved > 0).length;
        const sentence =
          removals.length === 0
            ? "Nothing was left by any share."
            : left === 0
              ? "Nothing of them is left."
              : `${left} of ${removals.length} could not be removed whole: try again when their places answer.`;
        return { state: "done", step: "", sentence };
      }),
    job: (jobId) => entryOf(jobId).job,
    open: () =>
      [...entries.values()]
        .filter(({ job }) => !hasEnded(job))
        .map(({ job: { jobId, what, state, sentence } }) => ({ jobId, what, state, sentence }))
        .reverse(),
    worksOn: (shareId) => [...entries.values()].some((entry) => entry.shareId === shareId && entry.job.state === "sending"),
    async readyFile(jobId, item) {
      const { plan, job } = entryOf(jobId);
      if (plan === null || job.state !== "ready") {
        throw new UserError("not-ready", "notFound", "These files are shown while the share waits for your yes; that is over.");
      }
      return share.readyFile(plan.shareId, item);
    },
    send(jobId) {
      const entry = entryOf(jobId);
      const { plan } = entry;
      if (plan === null || entry.job.state !== "ready" || plan.verdict !== "permit") {
        throw new UserError("not-ready", "conflict", "This share is not ready to be sent. Nothing was sent.");
      }
      entry.shareId = plan.shareId;
      entry.job = { ...entry.job, state: "sending", bytesDone: 0, bytes: plan.sealedBytes, sentence: `Sent to ${plan.destination.title}.` };
      entry.under = follow(entry, async () => {
        await share.run(plan, handlersOf(entry));
        return { state: "done", step: "", bytesDone: plan.sealedBytes };
      });
      return entry.job;
    },
    stop(jobId) {
      const entry = entryOf(jobId);
      entry.abort.abort();
      if (entry.job.state === "ready" && entry.plan !== null) {
        const { plan } = entry;
        entry.job = { ...entry.job, state: "stopped" };
        entry.under = follow(entry, async () => {
          await share.discard(plan);
          return {};
        });
      }
      return entry.job;
    },
    async close() {
      for (const { job } of entries.values()) if (!hasEnded(job)) this.stop(job.jobId);
      await Promise.allSettled([...entries.values()].map(({ under }) => under));
    },
  };
}

function hasEnded({ state }: ShareJob): boolean {
  return state === "done" || state === "failed" || state === "stopped";
}

function readyWords({ destination, items, verdict }: SharePlan): string {
  const files = `${items.length} ${items.length === 1 ? "file" : "files"} for ${destination.title}`;
  return verdict === "permit" ? `${files}: ready, waiting for your yes.` : `${files}: the policy refuses it.`;
}

function wishOf(wish: ShareWishAsked): ShareWish {
  const { flights, media, form, destination, recipients, purpose, reason, untilUs, recipe, claims, facesChecked, grantId, by } = wish;
  const things: ShareThing[] = [
    ...flights.map((id) => ({ kind: "flight", id, form }) as const),
    ...media.map((one) => ({ kind: "media", ...(typeof one === "string" ? { sha256: one } : one) }) as const),
  ];
  if (things.length === 0)
    throw new UserError("nothing-chosen", "wrongUse", "Nothing was chosen. Choose flights, pictures or clips first.");
  return {
    things,
    destination,
    recipients,
    purpose: purposeNamed(purpose),
    reason,
    untilUs,
    recipe:
      recipe === null ? null : { ...recipe, times: recipe.times === "keep" ? "keep" : { shiftUs: recipe.times.shiftS * 1e6 }, masks: [] },
    recipientKind: null,
    claims,
    facesChecked,
    grantId,
    by,
  };
}
