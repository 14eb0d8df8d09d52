/** Imports since the server started, as the page shows them: progress, rate, time left, and the files that need a word. */
import { randomUUID } from "node:crypto";
import type { ImportedFile, ImportJob, ImportSummary } from "@creance/api";
import { UserError } from "@creance/core";
import type { ImportHandlers, ImportProgress } from "../operation/types.ts";
import { errorReply } from "./error-reply.ts";
import type { Log } from "./log.ts";

const maxEndedJobs = 50;
const maxRunningJobs = 20;
const maxProblems = 200;
const publishEveryMs = 200;

/** The one list of imports. */
export interface ImportJobs {
  /** Starts an import and answers at once. Throws `UserError` `too-many-imports`. */
  start(label: string, run: (handlers: ImportHandlers) => Promise<ImportSummary>, seen?: Partial<ImportProgress>): ImportJob;
  /** Newest first. */
  list(): ImportJob[];
  /** Throws `UserError` `no-such-import`. */
  get(id: string): ImportJob;
  /** Asks an import to stop; what was kept stays. */
  stop(id: string): ImportJob;
  /** Every import as it is, then each change; a slow reader gets the newest state, never a backlog. */
  watch(signal?: AbortSignal): AsyncGenerator<ImportJob, void, void>;
  /** Stops all imports, ends all watching and waits for the imports to end. */
  close(): Promise<void>;
}

interface RunningJob {
  job: ImportJob;
  readonly abort: AbortController;
  readonly startedMs: number;
  publishedMs: number;
  timer: NodeJS.Timeout | undefined;
  /** What an upload said it would bring. */
  readonly announcedFiles: number;
  readonly announcedBytes: number;
  ended: Promise<void>;
  /** Captures that were read whole so far. */
  news: number;
}

/** Makes the list. */
export function createImportJobs(log: Log): ImportJobs {
  const running = new Map<string, RunningJob>();
  let order: ImportJob[] = [];
  const watchers = new Set<(job: ImportJob) => void>();
  const closing = new AbortController();

  function publish(entry: RunningJob, when: "now" | "soon"): void {
    const sinceMs = performance.now() - entry.publishedMs;
    if (when === "soon" && sinceMs < publishEveryMs) {
      entry.timer ??= setTimeout(() => publish(entry, "now"), publishEveryMs - sinceMs).unref();
      return;
    }
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.publishedMs = performance.now();
    const job = entry.job;
    const index = order.findIndex((other) => other.id === job.id);
    if (index >= 0) order[index] = job;
    for (const tell of watchers) tell(job);
  }

  function update(entry: RunningJob, change: Partial<ImportJob>): void {
    entry.job = { ...entry.job, ...change };
  }

  function onProgress(entry: RunningJob, progress: ImportProgress): void {
    const elapsedS = (performance.now() - entry.startedMs) / 1000;
    const rateBytesPerS = elapsedS > 0.5 && progress.bytesDone > 0 ? progress.bytesDone / elapsedS : null;
    const bytesSeen = Math.max(progress.bytesSeen, entry.announcedBytes);
    const isWhole = progress.walked || entry.announcedBytes > 0;
    update(entry, {
      filesSeen: Math.max(progress.filesSeen, entry.announcedFiles),
      filesDone: progress.filesDone,
      bytesSeen,
      bytesDone: progress.bytesDone,
      rateBytesPerS,
      leftS: rateBytesPerS !== null && isWhole ? Math.max(0, bytesSeen - progress.bytesDone) / rateBytesPerS : null,
    });
    publish(entry, "soon");
  }

  function onFile(entry: RunningJob, file: ImportedFile): void {
    if (file.sentence === null && file.status !== "failed" && !file.sealed && !file.damaged && file.format !== null) return;
    // Captures that were read whole are told too, and leave half of the room to those with a problem.
    const isNews = file.sentence !== null && file.status !== "failed" && !file.damaged && (file.format?.startsWith("pcap") ?? false);
    if (entry.job.problems.length >= maxProblems || (isNews && ++entry.news > maxProblems / 2)) return;
    update(entry, { problems: [...entry.job.problems, file] });
    publish(entry, "soon");
  }

  async function follow(entry: RunningJob, run: (handlers: ImportHandlers) => Promise<ImportSummary>): Promise<void> {
    try {
      const summary = await run({
        signal: entry.abort.signal,
        onProgress: (progress) => onProgress(entry, progress),
        onFile: (file) => onFile(entry, file),
      });
      update(entry, { state: entry.abort.signal.aborted ? "stopped" : "done", summary, leftS: null });
    } catch (error) {
      if (entry.abort.signal.aborted) update(entry, { state: "stopped", leftS: null });
      else update(entry, { state: "failed", leftS: null, error: errorReply(error, log).body.sentence });
    }
    running.delete(entry.job.id);
    publish(entry, "now");
    trim();
  }

  /** Forgets the oldest ended imports. */
  function trim(): void {
    let ended = 0;
    order = order.filter((job) => job.state === "running" || ++ended <= maxEndedJobs);
  }

  function get(id: string): ImportJob {
    const job = running.get(id)?.job ?? order.find((other) => other.id === id);
    if (job === undefined) throw new UserError("no-such-import", "notFound", "There is no such import since this server started.");
    return job;
  }

  return {
    start(label, run, seen = {}) {
      if (closing.signal.aborted) throw new UserError("closing", "conflict", "The server is closing; nothing was imported.");
      if (running.size >= maxRunningJobs) {
        throw new UserError(
          "too-many-imports",
          "conflict",
          `${maxRunningJobs} imports run already; wait for one of them. Nothing was imported.`,
        );
      }
      const job: ImportJob = {
        id: randomUUID(),
        state: "running",
        label,
        filesSeen: seen.filesSeen ?? 0,
        filesDone: 0,
        bytesSeen: seen.bytesSeen ?? 0,
        bytesDone: 0,
        startedUs: Date.now() * 1000,
        rateBytesPerS: null,
        leftS: null,
        summary: null,
        problems: [],
        error: null,
      };
      const entry: RunningJob = {
        job,
        abort: new AbortController(),
        startedMs: performance.now(),
        publishedMs: 0,
        timer: undefined,
        announcedFiles: job.filesSeen,
        announcedBytes: job.bytesSeen,
        ended: Promise.resolve(),
        news: 0,
      };
      running.set(job.id, entry);
      order.unshift(job);
      publish(entry, "now");
      entry.ended = follow(entry, run);
      return job;
    },
    list: () => order.map((job) => running.get(job.id)?.job ?? job),
    get,
    stop(id) {
      running.get(id)?.abort.abort();
      return get(id);
    },
    async *watch(signal) {
      const changed = new Map<string, ImportJob>(order.map((job) => [job.id, job]));
      let wake: () => void = () => {};
      const tell = (job: ImportJob): void => {
        changed.set(job.id, job);
        wake();
      };
      const signals = AbortSignal.any(signal === undefined ? [closing.signal] : [closing.signal, signal]);
      const onAbort = (): void => wake();
      signals.addEventListener("abort", onAbort);
      watchers.add(tell);
      try {
        while (!signals.aborted) {
          const next = changed.values().next().value;
          if (next === undefined) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          changed.delete(next.id);
          yield next;
        }
      } finally {
        watchers.delete(tell);
        signals.removeEventListener("abort", onAbort);
      }
    },
    async close() {
      closing.abort();
      const entries = [...running.values()];
      for (const entry of entries) entry.abort.abort();
      await Promise.all(entries.map((entry) => entry.ended));
    },
  };
}
