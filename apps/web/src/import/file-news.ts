/** Which files of an import have a problem, and which captures have good news. */
import type { ImportJob } from "@creance/api";
import { isCapture } from "../files/is-capture.ts";

type File = ImportJob["problems"][number];

/** Files apart, in the order they were met. */
export interface FileNews {
  readonly problems: readonly File[];
  readonly captures: readonly File[];
}

/** A capture that was read whole is no problem: its sentence says what it holds. */
export function fileNews(files: readonly File[]): FileNews {
  const isGood = (file: File): boolean => isCapture(file) && file.sha256 !== null && file.status !== "failed" && !file.damaged;
  return { problems: files.filter((file) => !isGood(file)), captures: files.filter(isGood) };
}
