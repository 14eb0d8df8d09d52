/** What a job can ask of the parent, which holds the sources, the sinks and the ledger. */
import type { CourierProgress, UploadedPart } from "../types.ts";

/** The parent, as one job sees it. Questions reject with what the parent's own code rejected with. */
export interface JobPort {
  /** Bytes of a source, at most a block (wire/channel.ts). */
  read(file: number, start: number, end: number): Promise<Uint8Array>;
  /** An upload was begun (`part` `null`), or a part lies there. */
  tellState(state: {
    readonly object: string;
    readonly uploadId: string;
    readonly partBytes: number;
    readonly part: UploadedPart | null;
  }): Promise<void>;
  tellTask(taskId: string, isCommitted: boolean): Promise<void>;
  /** Bytes for the sink, at most a block. */
  write(bytes: Uint8Array): Promise<void>;
  tellProgress(progress: CourierProgress): void;
}
