/** The counts of one import, for its summary and its progress. */
import type { ImportedFile, ImportSummary } from "@creance/api";
import type { ImportProgress } from "./types.ts";

/** What there is to know of a file that is done, besides what is said of it. */
export interface DoneFile {
  /** Under which its progress was told. */
  readonly mark: object;
  readonly isCapture: boolean;
  /** Its reading was stopped: of what format it is, is not known yet. */
  readonly isStopped: boolean;
}

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
  /** Bytes done of large files that are under way. */
  readonly #underWay = new Map<object, number>();

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

  /** Bytes of a file that is not done yet. */
  partly(mark: object, bytesDone: number): void {
    this.#underWay.set(mark, bytesDone);
  }

  /** A file that was under way is given up: nothing of it counts. */
  forget(mark: object): void {
    this.#underWay.delete(mark);
  }

  /** A file is done. */
  add(file: ImportedFile, sizeBytes: number, { mark, isCapture, isStopped }: DoneFile): void {
    this.#underWay.delete(mark);
    this.#bytesDone += sizeBytes;
    if (file.status === "failed") {
      this.#failed += 1;
      return;
    }
    if (file.status === "kept") this.#kept += 1;
    else this.#alreadyKept += 1;
    if (file.sealed) this.#sealed += 1;
    if (file.damaged) this.#damaged += 1;
    if (isCapture) this.#captures += 1;
    if (file.format === null && !isStopped) this.#unread += 1;
  }

  /** How far the import is. */
  progress(): ImportProgress {
    const filesDone = this.#kept + this.#alreadyKept + this.#failed;
    let bytesDone = this.#bytesDone;
    for (const bytes of this.#underWay.values()) bytesDone += bytes;
    return {
      filesSeen: Math.max(this.#seen, filesDone),
      filesDone,
      bytesSeen: Math.max(this.#bytesSeen, bytesDone),
      bytesDone,
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
