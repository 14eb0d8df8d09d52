/** A few workers that read originals. A file that crashes, hangs or swallows a worker costs that worker only. */
import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { startWorker } from "@creance/node";
import type { ReadJob, ReadReply, WorkerData, WorkerError, WorkerProgress } from "./read-job.ts";
import { stopGrace } from "./stop-grace.ts";

/** The workers. */
export interface ReadPool {
  /**
   * Runs a job. Rejects with a `WorkerLost` when the worker died or took too long, with a `ReadingStopped` when the signal asked for it, with
   * the worker's own error otherwise.
   */
  run<Job extends ReadJob>(job: Job, options?: RunOptions): Promise<ReadReply<Job>>;
  /** True after `close`. */
  readonly closed: boolean;
  /** Ends all workers; running jobs reject with `WorkerLost`. */
  close(): Promise<void>;
}

/** The worker died on a job or was stopped because it took too long. */
export class WorkerLost extends Error {
  override readonly name = "WorkerLost";
}

/** How to run one job. */
export interface RunOptions {
  /** A job that is not done soon after the abort is given up: a long reading must not hold up a stop, a short one may end. */
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes of the original were read, where reading takes long. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Times the usual limit, for work that searches what it reads and that a person can stop (default 1). */
  readonly patience?: number | undefined;
}

/** The job was given up because its signal asked for it. */
export class ReadingStopped extends Error {
  override readonly name = "ReadingStopped";
}

/** How to run the pool. */
export interface ReadPoolOptions extends WorkerData {
  /** Default: one a core, at most 8. */
  readonly workers?: number;
  /** Time a job may take: a base and a share a megabyte (default 30,000 ms and 1,000 ms). */
  readonly baseLimitMs?: number;
  /** Module to start instead of the reading worker (tests). */
  readonly entry?: URL;
}

/** Heap of one worker. Column arrays lie outside of it; they are bounded by the size of what is read. */
const HEAP_MB = 512;

/** Time that jobs have to end by themselves after their signal. */
const STOP_GRACE_MS = 2_000;

interface Waiting {
  readonly job: ReadJob;
  readonly onProgress: RunOptions["onProgress"];
  readonly patience: number;
  /** Gives the job up, wherever it is. */
  giveUp: () => void;
  resolve: (reply: unknown) => void;
  reject: (error: Error) => void;
}

type WorkerReply = WorkerProgress | { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WorkerError };

/** A worker and what its job waits for. */
interface Held {
  readonly worker: Worker;
  onReply: ((reply: WorkerReply) => void) | undefined;
  onLost: ((why: string, cause?: unknown) => void) | undefined;
}

/** Starts workers when there is work, never more than asked for. */
export function openReadPool(options: ReadPoolOptions): ReadPool {
  const most = options.workers ?? Math.max(1, Math.min(8, availableParallelism()));
  const entry = options.entry ?? new URL(import.meta.url.endsWith(".ts") ? "./read-worker.ts" : "./read-worker.js", import.meta.url);
  const beforeStop = stopGrace(STOP_GRACE_MS);
  const waiting: Waiting[] = [];
  const idle: Held[] = [];
  const all = new Set<Held>();
  let closed = false;

  /** Starts a worker. Its three listeners stay for good; what they do changes from job to job. */
  function start(): Held {
    const data: WorkerData = { warehousePath: options.warehousePath, databases: options.databases };
    const worker = startWorker(entry, data, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    const held: Held = { worker, onReply: undefined, onLost: undefined };
    worker.on("message", (reply: WorkerReply) => held.onReply?.(reply));
    worker.on("error", (error: Error & { code?: string }) => {
      forget(held);
      held.onLost?.(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "it ran out of memory" : `it failed: ${error.message}`, error);
    });
    worker.on("exit", (code) => {
      forget(held);
      held.onLost?.(`it ended by itself (${code})`);
    });
    all.add(held);
    return held;
  }

  function forget(held: Held): void {
    all.delete(held);
    const at = idle.indexOf(held);
    if (at >= 0) idle.splice(at, 1);
  }

  function next(): void {
    while (waiting.length > 0 && (idle.length > 0 || all.size < most)) {
      serve(idle.pop() ?? start(), waiting.shift() as Waiting);
    }
  }

  function serve(held: Held, entry: Waiting): void {
    const { job, resolve, reject } = entry;
    const limitMs = ((options.baseLimitMs ?? 30_000) + job.sizeBytes / 1000) * entry.patience;
    const timer = setTimeout(() => held.onLost?.(`it was still reading after ${Math.round(limitMs / 1000)} seconds`), limitMs);
    const settle = (): void => {
      clearTimeout(timer);
      held.onReply = undefined;
      held.onLost = undefined;
    };
    const lose = (error: Error): void => {
      settle();
      forget(held);
      void held.worker.terminate();
      reject(error);
      next();
    };
    held.onLost = (why, cause) => lose(new WorkerLost(why, { cause }));
    entry.giveUp = () => lose(new ReadingStopped("reading was stopped"));
    held.onReply = (reply) => {
      if ("progress" in reply) {
        entry.onProgress?.(reply.progress);
        return;
      }
      settle();
      idle.push(held);
      // While closing, the wait for the worker's end keeps the process alive: a late reply must not let go of it.
      if (!closed) held.worker.unref();
      if (reply.ok) resolve(reply.value);
      else reject(Object.assign(new Error(reply.error.message), reply.error));
      next();
    };
    held.worker.ref();
    held.worker.postMessage(job);
  }

  return {
    run: <Job extends ReadJob>(job: Job, { signal, onProgress, patience = 1 }: RunOptions = {}) => {
      const entry: Waiting = { job, onProgress, patience, giveUp: () => {}, resolve: () => {}, reject: () => {} };
      const result = new Promise<ReadReply<Job>>((resolve, reject) => {
        if (closed) return reject(new WorkerLost("reading was stopped"));
        entry.resolve = resolve as (reply: unknown) => void;
        entry.reject = reject;
        entry.giveUp = () => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(new ReadingStopped("reading was stopped"));
        };
        waiting.push(entry);
        next();
      });
      if (signal === undefined) return result;
      const keep = beforeStop(signal, () => entry.giveUp());
      return result.finally(keep);
    },
    get closed() {
      return closed;
    },
    async close() {
      closed = true;
      for (const { reject } of waiting.splice(0)) reject(new WorkerLost("reading was stopped"));
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}
