/** The worker: opens a kept original, reads it, writes its column files and answers with what it holds. No columns cross over unless asked for. */
import { parentPort, workerData } from "node:worker_threads";
import type { ColumnArray } from "@creance/core";
import { trackColumns } from "@creance/flight";
import { nodePlatform, openFileSource } from "@creance/node";
import { type SampleOperation, sampleOperation } from "@creance/sample";
import { openWarehouse } from "@creance/warehouse";
import type { ColumnsJob, ColumnsReply, ReadingJob, ReadingReply, ReadJob, WorkerData, WorkerError } from "./read-job.ts";
import { type OriginalRead, readOriginal } from "./read-original.ts";
import { READER } from "./reader-version.ts";

const { data } = workerData as { readonly data: WorkerData };
const warehouse = data.warehousePath === null ? undefined : openWarehouse(data.warehousePath);

parentPort?.on("message", (job: ReadJob) => {
  answer(job).then(
    (value) => parentPort?.postMessage({ ok: true, value }),
    (error: unknown) => parentPort?.postMessage({ ok: false, error: plainError(error) }),
  );
});

async function answer(job: ReadJob): Promise<ReadingReply | ColumnsReply | SampleOperation> {
  if (job.kind === "sample") return sampleOperation(nodePlatform);
  return job.kind === "reading" ? answerReading(job) : answerColumns(job);
}

function plainError(error: unknown): WorkerError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const code = "code" in error ? { code: String(error.code) } : {};
  return { name: error.name, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }), ...code };
}

async function answerReading(job: ReadingJob): Promise<ReadingReply> {
  const read = await open(job);
  const derivedFailure = await writeTracks(job.sha256, read);
  return { reading: read.reading, derivedFailure };
}

async function answerColumns(job: ColumnsJob): Promise<ColumnsReply> {
  const read = await open(job);
  await writeTracks(job.sha256, read);
  const track = read.tracks.find(({ segment }) => segment === job.segment)?.track;
  if (track === undefined) return null;
  const all: Readonly<Record<string, ColumnArray>> = track.columns;
  return { rows: track.rows, columns: Object.fromEntries(job.names.map((name) => [name, all[name] as ColumnArray])) };
}

async function open(job: ReadingJob | ColumnsJob): Promise<OriginalRead> {
  const source = await openFileSource(job.path);
  try {
    return await readOriginal({ sha256: job.sha256, source, platform: nodePlatform, keychain: job.keychain });
  } finally {
    await source.close();
  }
}

/** Derived files can be made again: a full disk must not lose the reading. */
async function writeTracks(sha256: string, read: OriginalRead): Promise<string | null> {
  if (warehouse === undefined) return null;
  try {
    for (const { segment, track } of read.tracks) {
      if (track.rows > 0) await warehouse.write({ sha256, segment, reader: READER }, trackColumns, track);
    }
    return null;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return error.message;
    throw error;
  }
}
