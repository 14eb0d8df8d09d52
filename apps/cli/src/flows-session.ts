/** Captures read one after the other: bytes in, lines or sums out. Runs in the main thread or in `flows-worker.ts`, with the same results. */
import {
  type CapturedConversation,
  type CaptureProgress,
  type CaptureReport,
  type ConversationReader,
  type ConversationReaderOptions,
  createAnnotator,
  createConversationReader,
  endpointsEdition,
  flowRow,
  KeyLog,
  SummaryBuilder,
} from "@creance/capture";
import type { Issue } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { loadOperators } from "@creance/server";
import { FlowLineWriter } from "./flow-line.ts";
import type { FlowsSummary } from "./flows-summary.ts";
import type { FlowsWorkerData } from "./flows-thread.ts";
import { LineBatch } from "./line-batch.ts";

type Operators = ReturnType<typeof loadOperators>;
let lookup: { readonly paths: string; readonly operators: Operators } | undefined;

/** The operator lookup, opened once in a thread. */
function operatorsOf(ownDatabases: readonly string[]): Operators {
  const paths = JSON.stringify(ownDatabases);
  if (lookup?.paths !== paths) lookup = { paths, operators: loadOperators(ownDatabases) };
  return lookup.operators;
}

/** Who takes what is found. */
export interface FlowsListener {
  /** Takes a batch of lines, borrowed for the call. */
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
  readonly #operators: Operators;
  readonly #keyLogs: string[] | undefined;
  #keyLog: KeyLog | undefined;
  #conversations = 0;
  #bytesOut = 0;
  #reader: ConversationReader | undefined;
  #captureIndex = 0;

  constructor({ wanted, tableSeed, limits, ownDatabases, keyLogs }: FlowsWorkerData, listener: FlowsListener) {
    this.#listener = listener;
    this.#reading = { tableSeed, limits: limits ?? {} };
    this.#lines = new LineBatch((batch) => listener.batch(batch));
    this.#operators = operatorsOf(ownDatabases ?? []);
    this.#keyLogs = keyLogs === undefined ? undefined : [...keyLogs];
    const annotate = createAnnotator(this.#operators);
    const writer = new FlowLineWriter();
    this.#take =
      wanted === "summary"
        ? (row) => {
            this.#count(row);
            this.#summary.add(flowRow(row, annotate(row)));
          }
        : (row) => {
            const { timeUs, flowId, uid } = row;
            this.#count(row);
            const notes = annotate(row);
            const lines = this.#lines;
            const bytes = lines.room(writer.mostBytes(row, notes));
            const end = writer.write(row, notes, bytes, lines.lineAt);
            lines.take({ timeUs, flowId, captureIndex: this.#captureIndex, uid: uid ?? -1 }, end);
          };
  }

  /** Begins a capture. */
  begin(captureIndex: number): void {
    this.#captureIndex = captureIndex;
    // A log for each capture: what one capture adds while it is read must not depend on which thread reads the next.
    this.#keyLog = this.#keyLogs === undefined ? undefined : new KeyLog();
    for (const text of this.#keyLogs ?? []) this.#keyLog?.add(text);
    this.#reader = createConversationReader({
      platform: nodePlatform,
      ...this.#reading,
      ...(this.#keyLog === undefined ? {} : { keyLog: this.#keyLog }),
      onConversation: this.#take,
      onIssue: (issue) => this.#listener.issue(issue),
    });
  }

  /** Takes the next bytes of the capture, borrowed. Throws `FormatError` when they are no capture. */
  push(chunk: Uint8Array): void {
    this.#reader?.push(chunk);
  }

  /** Adds keys for what comes from now on: whole lines. Only where `keyLogs` were given. */
  addKeys(text: string): void {
    this.#keyLogs?.push(text);
    this.#keyLog?.add(text);
  }

  /** Hands on what is over by now, for whoever watches a capture grow. */
  sweep(): CaptureProgress {
    const progress = this.#reader?.sweep() ?? { packets: 0, openFlows: 0 };
    this.#lines.flush();
    return progress;
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

  /** Conversations that have ended, and the contents that went out in them. */
  get ended(): { readonly conversations: number; readonly bytesOut: number } {
    return { conversations: this.#conversations, bytesOut: this.#bytesOut };
  }

  /** The sums of all captures. */
  summary(reports: readonly CaptureReport[]): FlowsSummary {
    return {
      ...this.#summary.finish(reports),
      databases: this.#operators?.databases ?? [],
      endpointsEdition: `${endpointsEdition.number} of ${endpointsEdition.date}`,
    };
  }

  #count(row: CapturedConversation): void {
    this.#conversations++;
    this.#bytesOut += row.origBytes;
  }
}
