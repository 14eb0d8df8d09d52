/** What the courier's process and its parent say to each other (channel.ts). */
import type { PlainError } from "@creance/core";
import type { ConnectedTold, ConnectingAsk, CourierPatience, CourierProgress, Credentials, Destination, UploadState } from "../types.ts";

/** What the process is told first, and once: the only place that it may reach. */
export interface StartMessage {
  readonly kind: "start";
  readonly destination: Destination;
  readonly shareId: string | null;
  readonly patience: CourierPatience;
}

/** What is to be done. Sources stay with the parent; the process asks for their bytes. */
export type Job =
  | { readonly what: "region" }
  | { readonly what: "lock"; readonly timeMs: number }
  | { readonly what: "upload"; readonly object: string; readonly sizeBytes: number; readonly state: UploadState | null }
  | { readonly what: "abandon"; readonly state: UploadState }
  | { readonly what: "remove"; readonly objects: readonly string[] }
  | { readonly what: "head"; readonly object: string }
  | { readonly what: "list"; readonly under: string; readonly after: string | null }
  | { readonly what: "fetch"; readonly object: string; readonly maxBytes: number }
  | HandOverJob
  | { readonly what: "forgetTask"; readonly taskId: string };

/** A hand-over to NodeODM. */
export interface HandOverJob {
  readonly what: "handOver";
  readonly name: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly taskId: string | null;
  readonly removeAfter: boolean;
}

/** From the parent. */
export type ToCourier =
  | StartMessage
  | { readonly kind: "job"; readonly jobId: number; readonly credentials: Credentials; readonly job: Job }
  | { readonly kind: "cancel"; readonly jobId: number }
  /** Close the connections, tell of their ends, and end. */
  | { readonly kind: "end" }
  /** Answers a question. The body: bytes that were asked for. */
  | { readonly kind: "reply"; readonly questionId: number; readonly error: PlainError | null };

/** A question that the process waits on. */
export type Question =
  | { readonly what: "connecting"; readonly ask: ConnectingAsk }
  /** Bytes of a source: of the upload, or of a file of a hand-over. */
  | { readonly what: "read"; readonly file: number; readonly start: number; readonly end: number }
  /** An upload was begun (no part), or a part lies there. */
  | {
      readonly what: "state";
      readonly object: string;
      readonly uploadId: string;
      readonly partBytes: number;
      readonly part: UploadState["parts"][number] | null;
    }
  | { readonly what: "task"; readonly taskId: string; readonly isCommitted: boolean }
  /** Bytes for the sink, in the body. */
  | { readonly what: "data" };

/** From the process. */
export type FromCourier =
  /** Every connection is closed and told. */
  | { readonly kind: "ended" }
  | { readonly kind: "question"; readonly questionId: number; readonly jobId: number; readonly question: Question }
  | { readonly kind: "connected"; readonly told: ConnectedTold }
  | { readonly kind: "progress"; readonly jobId: number; readonly progress: CourierProgress }
  | { readonly kind: "done"; readonly jobId: number; readonly result: unknown }
  | { readonly kind: "failed"; readonly jobId: number; readonly error: PlainError };
