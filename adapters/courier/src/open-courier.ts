/** Opens the door: finds or starts the process of an errand's destination, and turns its results into the contract's (types.ts). */
import { type ByteSource, isUserError } from "@creance/core";
import { endpointOf, objectName } from "./destination.ts";
import { courierError } from "./http/errors.ts";
import { type CourierProcess, type JobHandlers, startCourierProcess } from "./process/courier-process.ts";
import { gradeRegion } from "./region/grade-region.ts";
import type { RegionFacts } from "./region/region-facts.ts";
import { encodePath, signLink } from "./s3/sign-request.ts";
import type {
  Courier,
  CourierOptions,
  Errand,
  FetchReceipt,
  HandOverReceipt,
  LockRecord,
  ObjectHead,
  ObjectPage,
  RemovalReport,
  UploadedPart,
  UploadReceipt,
  UploadState,
} from "./types.ts";
import type { Job } from "./wire/messages.ts";

const MAX_LINK_S = 7 * 86_400;
/** Names are checked for the form, where they go into it as they are. */
const FILE_NAME = /^[A-Za-z0-9._-]{1,200}$/;

/** Opens a courier. No process starts before the first errand. */
export function openCourier(options: CourierOptions): Courier {
  const processes = new Map<string, CourierProcess>();
  /** Ends of processes that take no more jobs. */
  const leaving = new Set<Promise<void>>();
  let isClosed = false;

  /** One process a destination and share: a connection is never used for two of either. */
  function processOf({ destination, shareId = null }: Errand): CourierProcess {
    if (isClosed) throw courierError("stopped", "The courier is closed.");
    const key = JSON.stringify([destination, shareId]);
    const known = processes.get(key);
    if (known !== undefined && !known.isOver) return known;
    for (const [old, one] of processes) {
      if (!one.isOver) continue;
      processes.delete(old);
      const gone: Promise<void> = one.end().finally(() => leaving.delete(gone));
      leaving.add(gone);
    }
    const started = startCourierProcess({ ...options, destination, shareId });
    processes.set(key, started);
    return started;
  }

  async function run<Result>(errand: Errand, job: Job, handlers: JobHandlers = {}): Promise<Result> {
    endpointOf(errand.destination);
    return (await processOf(errand).run(job, errand.credentials, handlers, errand.signal)) as Result;
  }

  return {
    async checkRegion(errand) {
      const facts = await run<RegionFacts>(errand, { what: "region" });
      return gradeRegion(errand.destination, facts, { ...options, takenUs: Date.now() * 1000 });
    },
    proveLock: (errand) => run<LockRecord>(errand, { what: "lock", timeMs: Date.now() }),
    async upload(errand) {
      const { destination, object, source, state, onState, onProgress } = errand;
      objectName(destination, object);
      const keeper = stateKeeper(source.size, state);
      const receipt = await run<UploadReceipt>(
        errand,
        { what: "upload", object, sizeBytes: source.size, state: state ?? null },
        {
          read: (file, start, end) => readRange([source], file, start, end),
          // One after the other: a state that is kept later holds all parts of one that was kept before.
          state: (told) => keeper.keep(told, onState),
          ...(onProgress && { progress: onProgress }),
        },
      );
      if (receipt.bytes !== source.size || receipt.readBack !== true || !/^[0-9a-f]{64}$/.test(receipt.sha256)) {
        throw courierError("bad-answer", "The courier's process returned a receipt that is none.");
      }
      return receipt;
    },
    abandon: (errand) => run<boolean>(errand, { what: "abandon", state: errand.state }),
    async remove(errand) {
      for (const object of errand.objects) objectName(errand.destination, object);
      return await run<readonly RemovalReport[]>(errand, { what: "remove", objects: errand.objects }).catch((error: unknown) => {
        if (!isUserError(error) || error.code === "stopped") throw error;
        return errand.objects.map((object) => ({
          object,
          outcome: "unreachable" as const,
          versions: 0,
          sentence: `It may still lie there: ${error.message}`,
        }));
      });
    },
    async head(errand) {
      objectName(errand.destination, errand.object);
      return (await run<ObjectHead | null>(errand, { what: "head", object: errand.object })) ?? undefined;
    },
    list: (errand) => run<ObjectPage>(errand, { what: "list", under: errand.under ?? "", after: errand.after ?? null }),
    async fetch(errand) {
      const { object, maxBytes, into } = errand;
      objectName(errand.destination, object);
      return await run<FetchReceipt>(errand, { what: "fetch", object, maxBytes }, { data: (bytes) => into.write(bytes) });
    },
    presign({ destination, credentials, object, seconds }) {
      const endpoint = endpointOf(destination);
      if (!Number.isSafeInteger(seconds) || seconds < 1 || seconds > MAX_LINK_S) {
        throw courierError("bad-object", "A link is good for 1 second to 7 days.");
      }
      const path = `${endpoint.basePath}/${encodePath(objectName(destination, object))}`;
      const scope = { credentials, region: destination.region, timeMs: Date.now() };
      const query = signLink({ method: "GET", host: endpoint.hostHeader, path }, seconds, scope);
      return `${endpoint.isEncrypted ? "https" : "http"}://${endpoint.hostHeader}${path}?${query}`;
    },
    async handOver(errand) {
      const { name, options: wishes = {}, files, taskId = null, removeAfter = false, into, onTask, onProgress } = errand;
      const bad = files.find((file, index) => !FILE_NAME.test(file.name) || files.findIndex((other) => other.name === file.name) !== index);
      if (bad !== undefined)
        throw courierError("bad-object", "Each picture needs a name of its own of letters, digits, dots and dashes. Nothing was sent.");
      if (taskId === null && files.length === 0) throw courierError("bad-object", "There is no picture to hand over.");
      const sources = files.map(({ source }) => source);
      return await run<HandOverReceipt>(
        errand,
        {
          what: "handOver",
          name: name.slice(0, 200),
          options: wishes,
          files: files.map((file) => ({ name: file.name, sizeBytes: file.source.size })),
          taskId,
          removeAfter,
        },
        {
          read: (file, start, end) => readRange(sources, file, start, end),
          data: (bytes) => into.write(bytes),
          ...(onTask && { task: (task) => onTask(task) }),
          ...(onProgress && { progress: onProgress }),
        },
      );
    },
    forgetTask: (errand) => run<boolean>(errand, { what: "forgetTask", taskId: errand.taskId }),
    async close() {
      isClosed = true;
      await Promise.all([...leaving, ...[...processes.values()].map((one) => one.end())]);
      processes.clear();
    },
  };
}

async function readRange(sources: readonly ByteSource[], file: number, start: number, end: number): Promise<Uint8Array> {
  const source = sources[file];
  if (source === undefined || end > source.size) throw new RangeError("the courier's process asks for bytes that are none of its job's");
  return await source.read(start, end);
}

/** Puts states together from what is told of single parts, and hands them on one at a time. */
function stateKeeper(sizeBytes: number, before: UploadState | undefined) {
  let uploadId = before?.uploadId;
  const parts = new Map<number, UploadedPart>((before?.parts ?? []).map((part) => [part.number, part]));
  let last: Promise<void> = Promise.resolve();
  return {
    keep(
      told: { readonly object: string; readonly uploadId: string; readonly partBytes: number; readonly part: UploadedPart | null },
      onState: ((state: UploadState) => void | Promise<void>) | undefined,
    ): Promise<void> {
      if (told.uploadId !== uploadId) parts.clear();
      uploadId = told.uploadId;
      if (told.part !== null) parts.set(told.part.number, told.part);
      if (onState === undefined) return Promise.resolve();
      const { object, partBytes } = told;
      const state: UploadState = {
        object,
        uploadId: told.uploadId,
        sizeBytes,
        partBytes,
        parts: [...parts.values()].sort((left, right) => left.number - right.number),
      };
      last = last.then(() => onState(state));
      return last;
    },
  };
}
