/** Sends picked files to this machine's own server, two at a time. */
import { formatBytes } from "@creance/core";
import { count } from "../words/count.ts";
import type { PickedFile } from "./walk-entries.ts";

/** What the upload needs from the outside. */
export interface UploadDoors {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

/** How an upload ended. Files that the server took and judged stand in its own job; these could not be handed over at all. */
export interface UploadEnd {
  readonly jobId: string;
  readonly sent: number;
  readonly failed: readonly { readonly path: string; readonly sentence: string }[];
  readonly stopped: boolean;
}

const PARALLEL = 2;
const paths = { job: "/files/upload-job", upload: "/files/upload" } as const;

/** `4 dropped files, 12 MB`. */
export function uploadLabel(files: readonly PickedFile[]): string {
  const bytes = files.reduce((sum, picked) => sum + picked.file.size, 0);
  return `${count(files.length, "file")} from this browser, ${formatBytes(bytes)}`;
}

/** Opens an upload job; the server counts what arrives under it. */
export async function openUploadJob(files: readonly PickedFile[], doors: UploadDoors): Promise<string> {
  const bytes = files.reduce((sum, picked) => sum + picked.file.size, 0);
  const response = await doors.fetch(paths.job, {
    method: "POST",
    headers: { "content-type": "application/json", "x-creance": "1" },
    body: JSON.stringify({ label: uploadLabel(files), files: files.length, bytes }),
    signal: doors.signal,
  });
  if (!response.ok) throw new Error(await sentenceOf(response));
  const job: unknown = await response.json();
  const id = typeof job === "object" && job !== null ? (job as { id?: unknown }).id : undefined;
  if (typeof id !== "string") throw new Error("The server did not open an import. Nothing was sent.");
  return id;
}

/** Sends every file and closes the job. Stops between files, and inside one, when the signal says so. */
export async function uploadFiles(jobId: string, files: readonly PickedFile[], doors: UploadDoors): Promise<UploadEnd> {
  const failed: { path: string; sentence: string }[] = [];
  let next = 0;
  let sent = 0;
  const work = async (): Promise<void> => {
    while (!doors.signal.aborted) {
      const picked = files[next];
      next += 1;
      if (picked === undefined) return;
      const problem = await sendOne(jobId, picked, doors);
      if (problem === null) sent += 1;
      else if (!doors.signal.aborted) failed.push({ path: picked.path, sentence: problem });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  await doors
    .fetch(`${paths.job}?job=${encodeURIComponent(jobId)}`, { method: "DELETE", headers: { "x-creance": "1" } })
    .catch(() => undefined);
  return { jobId, sent, failed, stopped: doors.signal.aborted };
}

/** `null` when the server took the file, else what went wrong. */
async function sendOne(jobId: string, picked: PickedFile, doors: UploadDoors): Promise<string | null> {
  try {
    const response = await doors.fetch(`${paths.upload}?job=${encodeURIComponent(jobId)}`, {
      method: "PUT",
      headers: { "x-creance-path": encodeURIComponent(picked.path), "content-type": "application/octet-stream", "x-creance": "1" },
      body: picked.file,
      signal: doors.signal,
    });
    return response.ok ? null : await sentenceOf(response);
  } catch {
    return "Not sent: the file could not be read, or Creance stopped answering. Files sent before are kept.";
  }
}

async function sentenceOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const sentence = typeof body === "object" && body !== null ? (body as { sentence?: unknown }).sentence : undefined;
  return typeof sentence === "string" ? sentence : `The server answered ${response.status}. Nothing was kept of this file.`;
}
