/** An upload as one import: files come in by requests, several at once, and each request waits for what became of its file. */
import type { ImportedFile, ImportJob, ImportSummary } from "@creance/api";
import { UserError } from "@creance/core";
import type { ImportHandlers, ImportItem, Operation } from "../operation/types.ts";
import type { BodySource } from "./body-source.ts";
import type { ImportJobs } from "./import-jobs.ts";
import { createItemQueue } from "./item-queue.ts";

/** An open upload. */
export interface UploadJob {
  readonly job: ImportJob;
  /** Imports one file; resolves when it is durable and read. Rejects with `UserError` when the body was cut or the import ended. */
  add(path: string, source: BodySource): Promise<ImportedFile>;
  /** No more files come. */
  close(): void;
}

/** What an upload announces, and how long it may be idle. */
export interface UploadJobOptions {
  readonly operation: Operation;
  readonly jobs: ImportJobs;
  readonly label: string;
  readonly files: number;
  readonly bytes: number;
  /** Closed by itself after so long without a file on its way. */
  readonly idleMs: number;
  readonly onEnded: (id: string) => void;
}

interface Waiting {
  readonly resolve: (file: ImportedFile) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens an upload. Throws as `ImportJobs.start` does. */
export function openUploadJob(options: UploadJobOptions): UploadJob {
  const { operation, jobs, idleMs } = options;
  const queue = createItemQueue<ImportItem>();
  /** By label; files of one label are answered in the order they came. */
  const waiting = new Map<string, Waiting[]>();
  let onTheirWay = 0;
  let idle: NodeJS.Timeout | undefined;
  let ended: unknown;

  const run = async (handlers: ImportHandlers): Promise<ImportSummary> => {
    const stop = (): void => queue.end();
    handlers.signal?.addEventListener("abort", stop);
    try {
      return await operation.importItems(queue, { ...handlers, onFile: (file) => answer(file, handlers) });
    } catch (error) {
      ended = error;
      throw error;
    } finally {
      handlers.signal?.removeEventListener("abort", stop);
      clearTimeout(idle);
      ended ??= new UserError(
        "upload-ended",
        "conflict",
        "This upload has ended; the file was not kept. Open a new upload and send it again.",
      );
      for (const list of waiting.values()) for (const { reject } of list) reject(ended);
      waiting.clear();
      options.onEnded(job.id);
    }
  };

  function answer(file: ImportedFile, handlers: ImportHandlers): void {
    handlers.onFile?.(file);
    const list = waiting.get(file.path);
    list?.shift()?.resolve(file);
    if (list?.length === 0) waiting.delete(file.path);
  }

  function restartIdle(): void {
    clearTimeout(idle);
    if (onTheirWay === 0) idle = setTimeout(() => queue.end(), idleMs).unref();
  }

  const job = jobs.start(options.label, run, { filesSeen: options.files, bytesSeen: options.bytes });
  restartIdle();
  return {
    job,
    async add(path, source) {
      if (ended !== undefined) throw ended;
      onTheirWay++;
      clearTimeout(idle);
      try {
        const file = await new Promise<ImportedFile>((resolve, reject) => {
          waiting.set(path, [...(waiting.get(path) ?? []), { resolve, reject }]);
          queue.put({ path, source, release: () => Promise.resolve() });
        });
        if (file.status === "failed" && source.failure !== undefined) throw source.failure;
        return file;
      } finally {
        onTheirWay--;
        restartIdle();
      }
    },
    close: () => queue.end(),
  };
}
