/** The counts of one import, for its summary and its progress. */
import type { ImportedFile, ImportSummary } from "@creance/api";
import type { ImportProgress } from "./types.ts";

/** Counts what an import met and did. */
export class ImportTally {
  #seen = 0;
  #bytesSeen = 0;
  #bytesDone = 0;
  #walked = false;
  #kept = 0;
  #alreadyKept = 0;
  #failed = 0;
  #flights = 0;
  #captures = 0;
  #sealed = 0;
  #unread = 0;
  #damaged = 0;

  /** A file was met that will be fed. */
  sawFile(sizeBytes: number): void {
    this.#seen += 1;
    this.#bytesSeen += sizeBytes;
  }

  /** Everything to come was met (members of zips excepted). */
  sawAll(): void {
    this.#walked = true;
  }

  /** Flights that did not exist before. */
  addFlights(count: number): void {
    this.#flights += count;
  }

  /** A file is done. */
  add(file: ImportedFile, sizeBytes: number): void {
    this.#bytesDone += sizeBytes;
    if (file.status === "failed") {
      this.#failed += 1;
      return;
    }
    if (file.status === "kept") this.#kept += 1;
    else this.#alreadyKept += 1;
    if (file.sealed) this.#sealed += 1;
    if (file.damaged) this.#damaged += 1;
    if (file.format === null) this.#unread += 1;
  }

  /** How far the import is. */
  progress(): ImportProgress {
    const filesDone = this.#kept + this.#alreadyKept + this.#failed;
    return {
      filesSeen: Math.max(this.#seen, filesDone),
      filesDone,
      bytesSeen: Math.max(this.#bytesSeen, this.#bytesDone),
      bytesDone: this.#bytesDone,
      walked: this.#walked,
    };
  }

  /** The summary; `files = kept + alreadyKept + failed`. */
  summary(): ImportSummary {
    return {
      summary: true,
      files: this.#kept + this.#alreadyKept + this.#failed,
      kept: this.#kept,
      alreadyKept: this.#alreadyKept,
      failed: this.#failed,
      flights: this.#flights,
      captures: this.#captures,
      sealed: this.#sealed,
      unread: this.#unread,
      damaged: this.#damaged,
    };
  }
}
