/**
 * The client of NodeODM's HTTP API (OpenDroneMap's processing node, API 2.2): a task is begun, given its pictures one by one, committed, waited for,
 * and its results fetched. The node reads the pictures; nothing here is encrypted to anybody.
 */
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { isUserError } from "@creance/core";
import type { Endpoint } from "../destination.ts";
import { courierError, PassingFault, quoted } from "../http/errors.ts";
import { type Answer, type Exchange, type Exchanges, stopped } from "../http/exchange.ts";
import type { JobPort } from "../process/job-port.ts";
import type { HandOverReceipt } from "../types.ts";
import { BLOCK_BYTES } from "../wire/channel.ts";
import type { HandOverJob } from "../wire/messages.ts";

/** What a hand-over needs. */
export interface HandOverOptions {
  readonly jobId: number;
  readonly endpoint: Endpoint;
  /** Empty: the node asks for none. */
  readonly token: string;
  readonly exchanges: Exchanges;
  readonly signal: AbortSignal;
  readonly pollMs: number;
}

const UUID = /^[0-9a-fA-F-]{8,64}$/;
const MAX_RESULT_BYTES = 1024 ** 4;
/** For the whole of taking a task away after a stop. */
const FORGET_MS = 15_000;
/** What a node says of a task that it does not have. */
const IS_UNKNOWN = /not found/i;
/** NodeODM's status codes. */
const state = { queued: 10, running: 20, failed: 30, completed: 40, canceled: 50 } as const;

/** Does all of it. Throws `UserError` (`task-failed`, `access-denied`, ...). A task that was begun and not committed is removed again. */
export async function handOver(job: HandOverJob, options: HandOverOptions, port: JobPort): Promise<HandOverReceipt> {
  const node = openNode(options);
  let taskId = job.taskId;
  if (taskId === null) {
    taskId = await begin(node, job);
    try {
      await port.tellTask(taskId, false);
      for (const [file, { name, sizeBytes }] of job.files.entries()) {
        port.tellProgress({ phase: "sending", bytes: file, totalBytes: job.files.length, taskPct: null });
        await give(node, taskId, { file, name, sizeBytes }, port);
      }
      const committed = await node.post(`/task/new/commit/${taskId}`, form({}), "start the task");
      if (committed["uuid"] !== taskId) throw courierError("bad-answer", "The node started another task than the one that was begun.");
    } catch (error) {
      // Also when it was stopped: a task that was not started is of use to nobody, and its pictures can be read there.
      await forgetTask(taskId, { ...options, signal: AbortSignal.timeout(FORGET_MS) }).catch(() => false);
      throw error;
    }
    await port.tellTask(taskId, true);
  } else if (!UUID.test(taskId)) throw courierError("bad-object", "That is no id of a task.");
  await wait(node, taskId, job, options, port);
  const results = await fetchResults(node, taskId, port);
  const isForgotten = job.removeAfter ? await forgetTask(taskId, options).catch(() => false) : null;
  return { taskId, results, isForgotten };
}

interface Node {
  post(path: string, body: FormBody, doing: string): Promise<Readonly<Record<string, unknown>>>;
  get(path: string, doing: string): Promise<Readonly<Record<string, unknown>>>;
  readonly exchange: (method: string, path: string, body?: FormBody) => Exchange;
  readonly exchanges: Exchanges;
  readonly signal: AbortSignal;
}

function openNode({ jobId, endpoint, token, exchanges, signal }: HandOverOptions): Node {
  const exchange = (method: string, path: string, body?: FormBody): Exchange => ({
    jobId,
    purpose: "hand-over",
    method,
    path: token === "" ? path : `${path}?token=${encodeURIComponent(token)}`,
    headers: () => (body === undefined ? {} : { "content-type": body.contentType }),
    ...(body === undefined ? {} : { body: body.body }),
    signal,
  });
  return {
    exchange,
    exchanges,
    signal,
    post: async (path, body, doing) => fields(await exchanges.short(exchange("POST", path, body)), endpoint, doing),
    get: async (path, doing) => fields(await exchanges.short(exchange("GET", path)), endpoint, doing),
  };
}

/** The answer's JSON object. NodeODM tells errors in it, with status 200 too. */
function fields(answer: Answer, { host }: Endpoint, doing: string): Readonly<Record<string, unknown>> {
  if (answer.status >= 300 && answer.status < 400) {
    throw courierError(
      "redirected",
      `${quoted(host)} sends elsewhere (${quoted(answer.headers["location"] ?? "")}). Redirects are not followed.`,
    );
  }
  let value: unknown = null;
  try {
    value = JSON.parse(Buffer.from(answer.body).toString("utf8"));
  } catch {
    // Its status may still say what is wrong.
  }
  const said = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  const error = typeof said?.["error"] === "string" ? said["error"] : null;
  const isDenied = answer.status === 401 || answer.status === 403 || (error !== null && /token|auth|unauthori[sz]ed/i.test(error));
  if (isDenied)
    throw courierError("access-denied", `The node refuses to ${doing}: ${quoted(error ?? String(answer.status))}. Its token does not fit.`);
  if (error !== null) throw courierError("task-failed", `The node did not ${doing}: ${quoted(error)}.`);
  if (answer.status !== 200) throw courierError("server-failed", `The node did not ${doing}: status ${answer.status}.`);
  if (said === null) throw courierError("bad-answer", `The node's answer is no JSON object (it was to ${doing}).`);
  return said;
}

async function begin(node: Node, { name, options }: HandOverJob): Promise<string> {
  const list = Object.entries(options).map(([option, value]) => ({ name: option, value }));
  const answer = await node.post("/task/new/init", form({ name, options: JSON.stringify(list) }), "begin a task");
  const taskId = answer["uuid"];
  if (typeof taskId !== "string" || !UUID.test(taskId)) throw courierError("bad-answer", "The node names no id for the task.");
  return taskId;
}

async function give(
  node: Node,
  taskId: string,
  { file, name, sizeBytes }: { file: number; name: string; sizeBytes: number },
  port: JobPort,
): Promise<void> {
  const answer = await node.post(
    `/task/new/upload/${taskId}`,
    form({}, { name, sizeBytes, read: (start, end) => port.read(file, start, end) }),
    "take a picture",
  );
  if (answer["success"] === false) throw courierError("task-failed", "The node did not take a picture.");
}

/** Asks until the task is over. */
async function wait(node: Node, taskId: string, { files }: HandOverJob, { pollMs, signal }: HandOverOptions, port: JobPort): Promise<void> {
  for (;;) {
    const answer = await node.get(`/task/${taskId}/info`, "tell of the task");
    const status = answer["status"] as { code?: unknown; errorMessage?: unknown } | undefined;
    const code = status?.code;
    const pct = answer["progress"];
    port.tellProgress({
      phase: "waiting",
      bytes: 0,
      totalBytes: null,
      taskPct: typeof pct === "number" && pct >= 0 && pct <= 100 ? pct : null,
    });
    const count = answer["imagesCount"];
    if (files.length > 0 && typeof count === "number" && count !== 0 && count !== files.length) {
      throw courierError(
        "task-failed",
        `The node has ${count} pictures of ${files.length}: some were dropped on the way. Give the task up and begin anew.`,
      );
    }
    if (code === state.completed) return;
    if (code === state.failed || code === state.canceled) {
      const why = typeof status?.errorMessage === "string" ? `: ${quoted(status.errorMessage)}` : "";
      throw courierError(
        "task-failed",
        code === state.failed ? `The node could not do the task${why}.` : "The task was cancelled at the node.",
      );
    }
    if (code !== state.queued && code !== state.running)
      throw courierError("bad-answer", "The node tells a state of the task that is none.");
    await pause(pollMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) throw stopped();
  }
}

/** Fetches the results. A connection that breaks is begun again only before the first byte has been handed on. */
async function fetchResults(node: Node, taskId: string, port: JobPort): Promise<HandOverReceipt["results"]> {
  const hash = createHash("sha256");
  let bytes = 0;
  await node.exchanges.patiently(node.signal, async (attempt) => {
    const answer = await node.exchanges.streamed(node.exchange("GET", `/task/${taskId}/download/all.zip`), attempt);
    if (!("chunks" in answer)) throw courierError("task-failed", `The node does not give the results: status ${answer.status}.`);
    if (/json/.test(answer.headers["content-type"] ?? ""))
      throw courierError("task-failed", "The node does not give the results: it answers with JSON.");
    const length = answer.headers["content-length"];
    const totalBytes = length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
    try {
      for await (const chunk of answer.chunks) {
        for (let start = 0; start < chunk.byteLength; start += BLOCK_BYTES) {
          const piece = chunk.subarray(start, start + BLOCK_BYTES);
          bytes += piece.byteLength;
          if (bytes > MAX_RESULT_BYTES) throw courierError("too-large", "The results are longer than 1 TiB.");
          hash.update(piece);
          await port.write(piece);
        }
        port.tellProgress({ phase: "fetching", bytes, totalBytes, taskPct: null });
      }
    } catch (error) {
      if (error instanceof PassingFault && bytes > 0) {
        throw courierError(
          "destination-unreachable",
          `The connection broke while the results came, after ${bytes} bytes; the task is still there.`,
          { cause: error },
        );
      }
      throw error;
    }
    if (totalBytes !== null && totalBytes !== bytes)
      throw courierError("bad-answer", `The node announced ${totalBytes} bytes of results and gave ${bytes}.`);
  });
  return { sha256: hash.digest("hex"), bytes };
}

/**
 * Makes the node forget a task and its pictures, whether it was started or not. True: the node says that it removed it, or knows nothing of it. A
 * node removes only tasks that were started: one that still takes pictures is started and removed right after.
 */
export async function forgetTask(taskId: string, options: HandOverOptions): Promise<boolean> {
  if (!UUID.test(taskId)) throw courierError("bad-object", "That is no id of a task.");
  const node = openNode(options);
  for (let attempt = 0; attempt < 2; attempt++) {
    const isRemoved = await unlessUnknown(node.post("/task/remove", form({ uuid: taskId }), "forget the task"));
    if (isRemoved !== null) return isRemoved["success"] === true;
    // A node that refuses to start it (it has no picture yet) throws it away.
    const isStarted = await unlessUnknown(
      node.post(`/task/new/commit/${taskId}`, form({}), "start the task").catch((error: unknown) => {
        if (isUserError(error) && error.code === "task-failed" && !IS_UNKNOWN.test(error.message)) return {};
        throw error;
      }),
    );
    if (isStarted === null) return true;
  }
  return false;
}

/** What the node answers; `null`: it knows no such task. */
async function unlessUnknown(answer: Promise<Readonly<Record<string, unknown>>>): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    return await answer;
  } catch (error) {
    if (isUserError(error) && error.code === "task-failed" && IS_UNKNOWN.test(error.message)) return null;
    throw error;
  }
}

interface FormBody {
  readonly contentType: string;
  readonly body: { readonly byteLength: number; readonly pieces: () => AsyncIterable<Uint8Array> };
}

/** A form of fields and at most one file (RFC 7578). */
function form(
  texts: Readonly<Record<string, string>>,
  file?: { readonly name: string; readonly sizeBytes: number; readonly read: (start: number, end: number) => Promise<Uint8Array> },
): FormBody {
  const boundary = `creance-${randomUUID()}`;
  const heads = Object.entries(texts)
    .map(([name, text]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
    .join("");
  const fileHead =
    file === undefined
      ? ""
      : `--${boundary}\r\nContent-Disposition: form-data; name="images"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const front = Buffer.from(`${heads}${fileHead}`, "utf8");
  const back = Buffer.from(`${file === undefined ? "" : "\r\n"}--${boundary}--\r\n`, "utf8");
  async function* pieces(): AsyncGenerator<Uint8Array, void, void> {
    yield front;
    for (let start = 0; file !== undefined && start < file.sizeBytes; start += BLOCK_BYTES) {
      const end = Math.min(file.sizeBytes, start + BLOCK_BYTES);
      const bytes = await file.read(start, end);
      if (bytes.byteLength !== end - start) throw courierError("source-changed", "A picture ended before its size said so.");
      yield bytes;
    }
    yield back;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: { byteLength: front.length + (file?.sizeBytes ?? 0) + back.length, pieces },
  };
}
