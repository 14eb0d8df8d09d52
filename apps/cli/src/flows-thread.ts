/** A `FlowsSession` in a thread of its own, or in this one: the same calls, the same results. */
import type { CaptureReport, FlowLimits } from "@creance/capture";
import { errorFromPlain, type Issue, type PlainError } from "@creance/core";
import { startWorker } from "@creance/node";
import { type FlowsListener, FlowsSession } from "./flows-session.ts";
import type { FlowsSummary } from "./flows-summary.ts";

/** What is wanted: a line for each conversation, or sums. */
export type FlowsWanted = "lines" | "summary";

/** What the thread is given at its start. */
export interface FlowsWorkerData {
  readonly wanted: FlowsWanted;
  readonly tableSeed: number;
  /** Other limits than the usual ones. */
  readonly limits?: Partial<FlowLimits> | undefined;
  /** Paths of the operator's own address databases. */
  readonly ownDatabases?: readonly string[] | undefined;
  /** Key logs that open contents: whole lines, the same for every capture. */
  readonly keyLogs?: readonly string[] | undefined;
}

/** What the thread is told. Chunks are given away and come back. */
export type FlowsOrder =
  | { readonly kind: "begin"; readonly captureIndex: number }
  | { readonly kind: "chunk"; readonly buffer: ArrayBuffer; readonly length: number }
  | { readonly kind: "end" }
  | { readonly kind: "summary"; readonly reports: readonly CaptureReport[] };

/** What the thread says. */
export type FlowsAnswer =
  | { readonly kind: "batch"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "issue"; readonly issue: Issue }
  | { readonly kind: "used"; readonly buffer: ArrayBuffer }
  | { readonly kind: "report"; readonly report: CaptureReport }
  | { readonly kind: "summary"; readonly summary: FlowsSummary }
  | { readonly kind: "error"; readonly error: PlainError };

/** Reads captures, wherever that is done. */
export interface FlowsReading {
  begin(captureIndex: number): void;
  /** A buffer to fill; waits while all are on their way. */
  buffer(): Promise<ArrayBuffer>;
  /** Takes a buffer back that was not filled. */
  giveBack(buffer: ArrayBuffer): void;
  /** Takes a filled buffer. Throws what is wrong with the capture, perhaps later. */
  push(buffer: ArrayBuffer, length: number): void;
  end(): Promise<CaptureReport>;
  summary(reports: readonly CaptureReport[]): Promise<FlowsSummary>;
  close(): Promise<void>;
}

/** Bytes that are read at once. */
const CHUNK_BYTES = 1_048_576;
/** Buffers on their way to the thread and back. */
const BUFFERS = 6;
/** Memory for young objects: collecting them less often costs less than keeping the place small. */
const YOUNG_MIB = 32;

/** Reads in this thread. */
export function readHere(data: FlowsWorkerData, listener: FlowsListener): FlowsReading {
  const session = new FlowsSession(data, listener);
  // Two, so that one can be filled while the other is read.
  const buffers = [new ArrayBuffer(CHUNK_BYTES), new ArrayBuffer(CHUNK_BYTES)] as const;
  let next = 0;
  return {
    begin: (captureIndex) => session.begin(captureIndex),
    buffer: () => Promise.resolve(buffers[next++ % 2] as ArrayBuffer),
    giveBack: () => {},
    push: (buffer, length) => session.push(new Uint8Array(buffer, 0, length)),
    end: () => Promise.resolve(session.end()),
    summary: (reports) => Promise.resolve(session.summary(reports)),
    close: () => Promise.resolve(),
  };
}

/** Reads in a thread of its own. */
export function readInThread(data: FlowsWorkerData, listener: FlowsListener): FlowsReading {
  const fromSource = import.meta.url.endsWith(".ts");
  const worker = startWorker(new URL(fromSource ? "./flows-worker.ts" : "./flows-worker.js", import.meta.url), data, {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  const free = Array.from({ length: BUFFERS }, () => new ArrayBuffer(CHUNK_BYTES));
  let failure: unknown;
  let report: CaptureReport | undefined;
  let summary: FlowsSummary | undefined;
  let wake: () => void = () => {};
  const fail = (error: unknown): void => {
    failure ??= error;
    wake();
  };
  worker.on("message", (answer: FlowsAnswer) => {
    if (answer.kind === "batch") listener.batch(Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength));
    else if (answer.kind === "issue") listener.issue(answer.issue);
    else if (answer.kind === "used") free.push(answer.buffer);
    else if (answer.kind === "report") report = answer.report;
    else if (answer.kind === "summary") summary = answer.summary;
    else failure ??= errorFromPlain(answer.error);
    wake();
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("the reading thread ended too early")));
  const tell = (order: FlowsOrder, transfer: readonly ArrayBuffer[] = []): void => worker.postMessage(order, [...transfer]);
  /** Waits until there is something, or what went wrong. */
  const until = async <Value>(value: () => Value | undefined): Promise<Value> => {
    for (;;) {
      if (failure !== undefined) throw failure;
      const found = value();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    begin(captureIndex) {
      report = undefined;
      tell({ kind: "begin", captureIndex });
    },
    buffer: () => until(() => free.pop()),
    giveBack: (buffer) => {
      free.push(buffer);
    },
    push: (buffer, length) => tell({ kind: "chunk", buffer, length }, [buffer]),
    end() {
      tell({ kind: "end" });
      return until(() => report);
    },
    summary(reports) {
      tell({ kind: "summary", reports });
      return until(() => summary);
    },
    async close() {
      worker.removeAllListeners("exit");
      await worker.terminate();
    },
  };
}
