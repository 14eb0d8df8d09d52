/** Reads several captures on the cores there are: lines come in any order and are sorted afterwards, so the result is the same on one. */
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { FlowLimits } from "@creance/capture";
import type { Issue } from "@creance/core";
import type { FlowsSummary } from "./flows-summary.ts";
import { type FlowsReading, type FlowsWanted, type FlowsWorkerData, readHere, readInThread } from "./flows-thread.ts";
import { type ReadCapture, readCapture } from "./read-capture.ts";

/** What is to be read, and how. */
export interface CapturesToRead {
  /** `-` is standard input. */
  readonly paths: readonly string[];
  readonly wanted: FlowsWanted;
  /** Cores to use; 0 for all. */
  readonly workers: number;
  /** Other limits than the usual ones. */
  readonly limits?: Partial<FlowLimits>;
  /** Paths of the operator's own address databases. */
  readonly ownDatabases?: readonly string[];
  /** Key logs that open contents: whole lines. */
  readonly keyLogs?: readonly string[] | undefined;
  /** Captures smaller than this are read before a thread has started. */
  readonly smallBytes?: number;
}

/** Who takes what is found. */
export interface CapturesListener {
  batch(batch: Buffer): void;
  issue(captureIndex: number, issue: Issue): void;
  /** Hears what was read so far. */
  progress?(bytesDone: number, filesDone: number): void;
}

/** What was read: captures in the order they were named. */
export interface ReadCaptures {
  readonly captures: readonly ReadCapture[];
  /** Only where it was wanted. */
  readonly summary: FlowsSummary | undefined;
}

/** A thread takes about as long to start as this takes to read. */
const SMALL_BYTES = 16_777_216;

/** Reads all captures. One core: one after the other. More: the main thread fetches and hashes, threads of their own read. */
export async function readCaptures(
  { paths, wanted, workers, limits, ownDatabases, keyLogs, smallBytes = SMALL_BYTES }: CapturesToRead,
  listener: CapturesListener,
): Promise<ReadCaptures> {
  const cores = workers > 0 ? workers : availableParallelism();
  const data: FlowsWorkerData = { wanted, tableSeed: randomBytes(4).readUInt32LE(), limits, ownDatabases, keyLogs };
  const isSmall = paths.every((path) => path !== "-" && sizeOf(path) < smallBytes);
  // Sums are made in one place. Standard input comes in pieces of its own time: one reading.
  const lanes = wanted === "summary" || cores < 2 || isSmall ? 1 : Math.min(paths.length, cores - 1);
  const captures: ReadCapture[] = [];
  const waiting = [...paths.entries()];
  const readings: FlowsReading[] = [];
  let bytesDone = 0;
  let filesDone = 0;
  const onBytes = (bytes: number): void => {
    bytesDone += bytes;
    listener.progress?.(bytesDone, filesDone);
  };
  const lane = async (): Promise<void> => {
    let captureIndex = 0;
    const open = cores < 2 || isSmall ? readHere : readInThread;
    const reading = open(data, { batch: (batch) => listener.batch(batch), issue: (issue) => listener.issue(captureIndex, issue) });
    readings.push(reading);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      captureIndex = next[0];
      captures[captureIndex] = await readCapture(next[1], { captureIndex, reading, onBytes });
      filesDone++;
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
    const summary = wanted === "summary" ? await readings[0]?.summary(captures.map(({ report }) => report)) : undefined;
    return { captures, summary };
  } finally {
    await Promise.all(readings.map((reading) => reading.close()));
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
