/** `creance flows --follow`: a capture that grows, its conversations printed as they end. */
import { randomBytes } from "node:crypto";
import type { CaptureReport, FlowRow } from "@creance/capture";
import { isFormatError } from "@creance/core";
import { exitStatus } from "./exit-status.ts";
import { growingParts } from "./flow-line-parts.ts";
import { FlowsSession } from "./flows-session.ts";
import { type FlowsSummary, summaryLines } from "./flows-summary.ts";
import { followedLines, tableWidth } from "./flows-table.ts";
import { followGrowth } from "./follow-growth.ts";
import { openFollowStatus } from "./follow-status.ts";
import type { KeyFiles } from "./key-files.ts";
import { LINE_HEAD_BYTES, lineBytes } from "./line-batch.ts";
import { listenForInterrupt } from "./listen-for-interrupt.ts";
import { printChunks, printJson, printLines, tell } from "./output.ts";
import { printable } from "./text-table.ts";

/** What to follow, and how to print it. */
export interface FollowOptions {
  /** `-` is standard input. */
  readonly path: string;
  readonly json: boolean;
  /** Only sums, at the end. */
  readonly summary: boolean;
  readonly ownDatabases: readonly string[];
  /** Key log files, which may grow too; `undefined` without. */
  readonly keyFiles: KeyFiles | undefined;
  issue(sentence: string): void;
}

/** Time between two looks for conversations that are over. */
const SWEEP_EVERY_MS = 250;
/** Issues that say only that a capture ends in the middle of a record: no damage while it is still written. */
const CUT_CODES: ReadonlySet<string> = new Set(["capture-cut", "gzip-cut"]);

/** Follows until Ctrl-C, SIGTERM or the end of a pipe. Resolves with the reports of what was followed. */
export async function followFlows(options: FollowOptions): Promise<readonly CaptureReport[]> {
  const { keyFiles, path } = options;
  const stop = new AbortController();
  void listenForInterrupt().ended.then(() => stop.abort());
  const status = openFollowStatus();
  const batches: Buffer[] = [];
  const reports: CaptureReport[] = [];
  let isCutFine = false;
  let cutIssues = 0;
  const session = new FlowsSession(
    {
      wanted: options.summary ? "summary" : "lines",
      tableSeed: randomBytes(4).readUInt32LE(),
      ownDatabases: options.ownDatabases,
      keyLogs: keyFiles === undefined ? undefined : [keyFiles.read("whole lines")],
    },
    {
      batch: (batch) => batches.push(Buffer.from(batch)),
      issue: (issue) => {
        if (isCutFine && CUT_CODES.has(issue.code)) cutIssues++;
        else {
          status.clear();
          options.issue(`byte ${issue.offset}: ${issue.sentence}`);
        }
      },
    },
  );
  let isHeadPrinted = false;
  const print = async (): Promise<void> => {
    const lines = batches.splice(0).flatMap(linesOf);
    if (lines.length === 0) return;
    status.clear();
    if (options.json) return printLines(lines.map(growingParts));
    const rows = lines.map((line) => JSON.parse(line.toString()) as FlowRow);
    const withHead = !isHeadPrinted;
    isHeadPrinted = true;
    return printChunks(followedLines(rows, { withHead, width: tableWidth() }));
  };
  const endCapture = async (bytes: number): Promise<void> => {
    cutIssues = 0;
    try {
      const report = session.end();
      const container = isCutFine ? { ...report.container, truncated: false } : report.container;
      const [issues, containerIssues] = [report.issues - cutIssues, report.containerIssues - cutIssues];
      reports.push({ ...report, container, issues, containerIssues });
    } catch (error) {
      // Stopped before the first packet: nothing is wrong with what may still be written.
      if (!isCutFine || !isFormatError(error)) throw error;
      status.clear();
      tell(
        `${printable(path)}: ${bytes === 0 ? "nothing was written to it" : "not even a packet was written to it"} while it was followed.`,
      );
    }
    await print();
  };

  session.begin(0);
  let bytesRead = 0;
  let captureBytes = 0;
  let sweptMs = performance.now();
  for await (const growth of followGrowth(path, stop.signal)) {
    if (growth.kind === "another") {
      isCutFine = true;
      await endCapture(captureBytes);
      isCutFine = false;
      status.clear();
      tell(`${printable(path)} ${growth.sentence}`);
      session.begin(0);
      captureBytes = 0;
    } else if (growth.kind === "bytes") {
      if (keyFiles !== undefined) session.addKeys(keyFiles.read("whole lines"));
      session.push(growth.bytes);
      bytesRead += growth.bytes.byteLength;
      captureBytes += growth.bytes.byteLength;
    }
    if (growth.kind === "bytes" && performance.now() - sweptMs < SWEEP_EVERY_MS) continue;
    sweptMs = performance.now();
    const { packets, openFlows } = session.sweep();
    await print();
    status.update({ packets, openFlows, ...session.ended, bytesRead });
  }
  isCutFine = stop.signal.aborted;
  await endCapture(captureBytes);
  status.clear();
  if (options.summary) await printSummary(session.summary(reports), options.json);
  if (reports.some(({ containerIssues }) => containerIssues > 0)) process.exitCode = exitStatus.damaged;
  return reports;
}

async function printSummary(summary: FlowsSummary, json: boolean): Promise<void> {
  if (json) printJson(summary);
  else await printChunks(summaryLines(summary, tableWidth()));
}

function linesOf(batch: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < batch.byteLength; at += lineBytes(batch, at)) {
    lines.push(batch.subarray(at + LINE_HEAD_BYTES, at + lineBytes(batch, at)));
  }
  return lines;
}
