/** The worker: opens a kept original, reads it, writes its column files and answers with what it holds. No columns cross over unless asked for. */
import { parentPort, workerData } from "node:worker_threads";
import { flowColumns, type OperatorLookup } from "@creance/capture";
import { type ColumnArray, isFormatError, isUserError } from "@creance/core";
import { clipColumns, trackColumns } from "@creance/flight";
import { nodePlatform, openFileSource } from "@creance/node";
import { sampleMedia, sampleOperation } from "@creance/sample";
import type { Reading } from "@creance/vault";
import { openWarehouse } from "@creance/warehouse";
import { type AuditTools, auditKept } from "./audits/audit-kept.ts";
import { readAgain } from "./audits/read-again.ts";
import { newScratch, openBorrowingSource } from "./borrowing-source.ts";
import type { WriteFlows } from "./capture-chunks.ts";
import { loadOperators } from "./load-operators.ts";
import type {
  ColumnsJob,
  ColumnsReply,
  ReadingJob,
  ReadingReply,
  ReadJob,
  ReadReply,
  WorkerData,
  WorkerError,
  WorkerProgress,
} from "./read-job.ts";
import { readOriginal } from "./read-original.ts";
import { READER } from "./reader-version.ts";
import type { OriginalRead } from "./readers/original-read.ts";
import { writeDerived } from "./write-derived.ts";

const { data } = workerData as { readonly data: WorkerData };
const warehouse = data.warehousePath === null ? undefined : openWarehouse(data.warehousePath);

parentPort?.on("message", (job: ReadJob) => {
  answer(job).then(
    (value) => parentPort?.postMessage({ ok: true, value }),
    (error: unknown) => parentPort?.postMessage({ ok: false, error: plainError(error) }),
  );
});

async function answer(job: ReadJob): Promise<ReadReply<ReadJob>> {
  if (job.kind === "sample") return job.part === "records" ? sampleOperation(nodePlatform) : { files: sampleMedia(), keychains: [] };
  if (job.kind === "audit") return auditKept(job, auditTools());
  if (job.kind === "evidence") return readAgain(job, auditTools());
  return job.kind === "reading" ? answerReading(job) : answerColumns(job);
}

function auditTools(): AuditTools {
  return { operators: operators(), databases: data.databases ?? [], scratch, onProgress: tellProgress };
}

function tellProgress(bytes: number): void {
  parentPort?.postMessage({ progress: bytes } satisfies WorkerProgress);
}

function plainError(error: unknown): WorkerError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const code = "code" in error ? { code: String(error.code) } : {};
  return { name: error.name, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }), ...code };
}

async function answerReading(job: ReadingJob): Promise<ReadingReply> {
  const flows = flowsWriter(job);
  const read = await open(job, flows.write);
  const derivedFailure = flows.failure() ?? (await writeTables(job, read));
  return { reading: withFailure(read.reading), derivedFailure };
}

/** Writes chunks of conversations. After the first that the disk refuses no more are tried: a full disk must not lose the reading. */
function flowsWriter({ sha256, path: originalPath }: ReadingJob): { readonly write: WriteFlows; failure(): string | null } {
  let failure: string | null = null;
  return {
    async write(segment, rows) {
      if (warehouse === undefined || failure !== null) return;
      failure = await failureOf(() =>
        writeDerived({ warehouse, originalPath }, { sha256, segment, reader: READER }, { table: flowColumns, rows }),
      );
    },
    failure: () => failure,
  };
}

/** The operator lookup, opened at the first capture. What is wrong with it costs names of operators and countries, never a reading. */
function operators(): OperatorLookup | undefined {
  if (lookup === "unopened") lookup = openOperators(data.databases);
  return lookup;
}
let lookup: OperatorLookup | "unopened" | undefined = "unopened";
let operatorsFailure: string | null = null;

function openOperators(own: readonly string[] | undefined): OperatorLookup | undefined {
  try {
    return loadOperators(own);
  } catch (error) {
    if (!isFormatError(error) && !isUserError(error)) throw error;
    operatorsFailure ??= error.message;
    return isUserError(error) ? openOperators(undefined) : undefined;
  }
}

/** The reading of a capture says what was wrong with the address databases. */
function withFailure(reading: Reading): Reading {
  if (reading.capture === null || operatorsFailure === null) return reading;
  return { ...reading, sentence: `${reading.sentence ?? ""} Not all address databases could be used. ${operatorsFailure}`.trim() };
}

async function answerColumns(job: ColumnsJob): Promise<ColumnsReply> {
  const read = await open(job, () => Promise.resolve());
  await writeTables(job, read);
  const table = job.table === "clip" ? read.samples : read.tracks.find(({ segment }) => segment === job.segment)?.track;
  if (table === undefined || table === null) return null;
  const all: Readonly<Record<string, ColumnArray>> = table.columns;
  return { rows: table.rows, columns: Object.fromEntries(job.names.map((name) => [name, all[name] as ColumnArray])) };
}

async function open(job: ReadingJob | ColumnsJob, writeFlows: WriteFlows): Promise<OriginalRead> {
  const { sha256, keychain, path, fileName } = job;
  const source = await openFileSource(path);
  const borrowed = await openBorrowingSource(path, scratch);
  try {
    const countryDatabases = job.kind === "reading" ? job.countryDatabases : null;
    const shared = { sha256, source, borrowed, platform: nodePlatform, keychain, fileName };
    return await readOriginal({ ...shared, writeFlows, operators, countryDatabases, onProgress: tellProgress });
  } finally {
    await Promise.all([source.close(), borrowed.close()]);
  }
}
const scratch = newScratch();

/** Derived files can be made again: a full disk must not lose the reading. */
async function writeTables({ sha256, path: originalPath }: ReadingJob | ColumnsJob, read: OriginalRead): Promise<string | null> {
  if (warehouse === undefined) return null;
  const place = { warehouse, originalPath };
  return failureOf(async () => {
    for (const { segment, track } of read.tracks) {
      if (track.rows > 0) await writeDerived(place, { sha256, segment, reader: READER }, { table: trackColumns, rows: track });
    }
    if (read.samples !== null)
      await writeDerived(place, { sha256, segment: 0, reader: READER }, { table: clipColumns, rows: read.samples });
  });
}

/** What the file system said; `null` when it said nothing. Throws what is our bug. */
async function failureOf(step: () => Promise<void>): Promise<string | null> {
  try {
    await step();
    return null;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return error.message;
    throw error;
  }
}
