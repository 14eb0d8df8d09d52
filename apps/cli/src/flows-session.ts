/** Captures read one after the other: bytes in, lines or sums out. Runs in the main thread or in `flows-worker.ts`, with the same results. */
import {
  type CapturedConversation,
  type CaptureReport,
  type ConversationReader,
  type ConversationReaderOptions,
  type ConversationSummary,
  createAnnotator,
  createConversationReader,
  SummaryBuilder,
} from "@creance/capture";
import type { Issue } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { loadOperators } from "@creance/server";
import { createFlowLine } from "./flow-line.ts";
import { flowRow } from "./flow-row.ts";
import type { FlowsWorkerData } from "./flows-thread.ts";
import { LineBatch } from "./line-batch.ts";

let lookup: { readonly operators: ReturnType<typeof loadOperators> } | undefined;

/** The operator lookup, opened once in a thread. */
function operators(): ReturnType<typeof loadOperators> {
  lookup ??= { operators: loadOperators() };
  return lookup.operators;
}

/** Who takes what is found. */
export interface FlowsListener {
  /** Takes a batch of lines, which it may keep. */
  batch(batch: Buffer): void;
  issue(issue: Issue): void;
}

/** One reading of several captures. */
export class FlowsSession {
  readonly #listener: FlowsListener;
  readonly #reading: Pick<ConversationReaderOptions, "tableSeed" | "limits">;
  readonly #lines: LineBatch;
  readonly #summary = new SummaryBuilder();
  readonly #take: (row: CapturedConversation) => void;
  #reader: ConversationReader | undefined;
  #captureIndex = 0;

  constructor({ wanted, tableSeed, limits }: FlowsWorkerData, listener: FlowsListener) {
    this.#listener = listener;
    this.#reading = { tableSeed, limits: limits ?? {} };
    this.#lines = new LineBatch((batch) => listener.batch(batch));
    const annotate = createAnnotator(operators());
    const lineOf = createFlowLine();
    this.#take =
      wanted === "summary"
        ? (row) => this.#summary.add(flowRow(row, annotate(row)))
        : (row) => {
            const { timeUs, flowId, uid } = row;
            this.#lines.add({ timeUs, flowId, captureIndex: this.#captureIndex, uid: uid ?? -1, line: lineOf(row, annotate(row)) });
          };
  }

  /** Begins a capture. */
  begin(captureIndex: number): void {
    this.#captureIndex = captureIndex;
    this.#reader = createConversationReader({
      platform: nodePlatform,
      ...this.#reading,
      onConversation: this.#take,
      onIssue: (issue) => this.#listener.issue(issue),
    });
  }

  /** Takes the next bytes of the capture, borrowed. Throws `FormatError` when they are no capture. */
  push(chunk: Uint8Array): void {
    this.#reader?.push(chunk);
  }

  /** Ends the capture. */
  end(): CaptureReport {
    const reader = this.#reader;
    if (reader === undefined) throw new Error("no capture was begun");
    this.#reader = undefined;
    const report = reader.end();
    this.#lines.flush();
    return report;
  }

  /** The sums of all captures. */
  summary(reports: readonly CaptureReport[]): ConversationSummary {
    return this.#summary.finish(reports);
  }
}
