/** Uploads: a job is opened, files are put one by one or several at once, each streamed into the vault, and the job is closed. */
import { filePaths } from "@creance/api";
import { UserError } from "@creance/core";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { z } from "zod";
import type { Operation } from "../operation/types.ts";
import { bodySource } from "./body-source.ts";
import type { ImportJobs } from "./import-jobs.ts";
import { openUploadJob, type UploadJob } from "./upload-job.ts";
import { uploadLabel } from "./upload-label.ts";

/** Limits of uploads. */
export interface UploadLimits {
  /** Greatest size of one file. */
  readonly maxFileBytes: number;
  /** A sender that sends nothing for so long has gone. */
  readonly bodyIdleMs: number;
  /** A job without a file on its way is closed after so long (the page was closed). */
  readonly jobIdleMs: number;
}

/** Limits when nothing else is asked for. */
export const defaultUploadLimits: UploadLimits = { maxFileBytes: 64 * 2 ** 30, bodyIdleMs: 60_000, jobIdleMs: 60_000 };

const openJobSchema = z.object({
  label: z.string().max(300).default("dropped files"),
  files: z.number().int().min(0).max(10_000_000).default(0),
  bytes: z
    .number()
    .min(0)
    .max(2 ** 53)
    .default(0),
});

/** Adds the upload routes. */
export function addUploadRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  { operation, jobs, limits }: { readonly operation: Operation; readonly jobs: ImportJobs; readonly limits: UploadLimits },
): void {
  const open = new Map<string, UploadJob>();
  const openJob = (label: string, files: number, bytes: number): UploadJob => {
    const idleMs = limits.jobIdleMs;
    const upload = openUploadJob({ operation, jobs, label, files, bytes, idleMs, onEnded: (id) => open.delete(id) });
    open.set(upload.job.id, upload);
    return upload;
  };
  const uploadOf = (id: string): UploadJob => {
    const upload = open.get(id);
    if (upload !== undefined) return upload;
    throw new UserError("no-such-upload", "notFound", "This upload has ended; open a new one and send the file again.");
  };

  app.post(filePaths.uploadJob, async (context) => {
    const parsed = openJobSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) {
      throw new UserError("bad-request", "wrongUse", "An upload is opened with JSON: label (text), files and bytes (numbers).");
    }
    const { label, files, bytes } = parsed.data;
    return context.json(openJob(label, files, bytes).job);
  });

  app.delete(filePaths.uploadJob, (context) => {
    const id = context.req.query("job") ?? "";
    uploadOf(id).close();
    return context.json(jobs.get(id));
  });

  app.put(filePaths.upload, async (context) => {
    const { maxFileBytes } = limits;
    const sizeBytes = announcedBytes(context.req.header("content-length"), {
      mostBytes: maxFileBytes,
      tooLarge: `The file is larger than ${maxFileBytes} bytes, the most an upload may be; nothing was kept. Use creance import instead.`,
    });
    const label = uploadLabel(context.req.header("x-creance-path"));
    const id = context.req.query("job");
    const upload = id === undefined ? openJob(label, 1, sizeBytes) : uploadOf(id);
    try {
      return context.json(await upload.add(label, bodySource(context.env.incoming, sizeBytes, limits.bodyIdleMs)));
    } finally {
      if (id === undefined) upload.close();
    }
  });
}

/** The size that a request announces. Throws a `UserError` (`length-missing`, `upload-too-large`). */
export function announcedBytes(
  header: string | undefined,
  { mostBytes, tooLarge }: { readonly mostBytes: number; readonly tooLarge: string },
): number {
  if (header === undefined || !/^\d{1,15}$/.test(header)) {
    throw new UserError("length-missing", "wrongUse", "An upload needs the header Content-Length; nothing was kept.");
  }
  const sizeBytes = Number(header);
  if (sizeBytes > mostBytes) throw new UserError("upload-too-large", "wrongUse", tooLarge);
  return sizeBytes;
}
