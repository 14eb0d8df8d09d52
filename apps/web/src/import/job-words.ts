/** An import in words. */
import type { ImportJob, ImportSummary } from "@creance/api";
import { formatBytes } from "@creance/core";
import { count, listed, longDuration } from "../words/count.ts";

/** `1,204 of 1,400 files, 42 MB/s, 12 s left`. */
export function progressWords(job: ImportJob): string {
  const parts = [`${job.filesDone} of ${count(job.filesSeen, "file")}`];
  if (job.rateBytesPerS !== null && job.rateBytesPerS > 0) parts.push(`${formatBytes(Math.round(job.rateBytesPerS))}/s`);
  if (job.leftS !== null) parts.push(`${longDuration(job.leftS * 1e6)} left`);
  return parts.join(", ");
}

/** Part done, 0 to 1; `null` while nothing is known. */
export function partDone(job: ImportJob): number | null {
  if (job.bytesSeen > 0) return Math.min(1, job.bytesDone / job.bytesSeen);
  if (job.filesSeen > 0) return Math.min(1, job.filesDone / job.filesSeen);
  return null;
}

/** Changes when the list is worth asking for again: at the first file, about twenty times on the way, at the end. */
export function refreshMark(job: Pick<ImportJob, "id" | "state" | "filesDone" | "filesSeen">): string {
  const step = Math.max(1, Math.ceil(job.filesSeen / 20));
  return `${job.id}:${job.state}:${job.filesDone > 0 ? 1 + Math.floor(job.filesDone / step) : 0}`;
}

/** `6 files: 6 kept. 5 new flights, 1 sealed, 1 kept but not read.` */
export function summaryWords(summary: ImportSummary): string {
  const fates = [
    summary.kept > 0 ? `${summary.kept} kept` : "",
    summary.alreadyKept > 0 ? `${summary.alreadyKept} already kept` : "",
    summary.failed > 0 ? `${summary.failed} failed` : "",
  ].filter((part) => part !== "");
  const found = [
    summary.flights > 0 ? count(summary.flights, "new flight") : summary.captures > 0 ? "" : "no new flights",
    summary.captures > 0 ? count(summary.captures, "capture") : "",
    summary.sealed > 0 ? `${summary.sealed} sealed` : "",
    summary.unread > 0 ? `${summary.unread} kept, but not read` : "",
    summary.damaged > 0 ? `${summary.damaged} damaged, read as far as they go` : "",
  ].filter((part) => part !== "");
  return `${count(summary.files, "file")}${fates.length > 0 ? `: ${listed(fates)}` : ""}. ${capital(listed(found))}.`;
}

/** What an ended job says. */
export function endWords(job: ImportJob): string {
  if (job.state === "failed") return job.error ?? "The import failed. What was reported as kept is kept.";
  const start = job.state === "stopped" ? "Stopped. What was kept stays. " : "";
  return start + (job.summary === null ? "" : summaryWords(job.summary));
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
