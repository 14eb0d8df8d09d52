/**
 * The courier's process: it knows one destination, told once, and nothing of files, keys to open anything, or the environment. It lives as long as
 * the pipe to its parent (file descriptor 3).
 */
import { Socket } from "node:net";
import { errorFromPlain, errorToPlain } from "@creance/core";
import { courierError } from "../http/errors.ts";
import { openExchanges, usualPatience } from "../http/exchange.ts";
import { type Lines, openLines } from "../http/lines.ts";
import { openChannel } from "../wire/channel.ts";
import type { FromCourier, Question, StartMessage, ToCourier } from "../wire/messages.ts";
import type { JobPort } from "./job-port.ts";
import { runJob } from "./run-job.ts";

const PIPE_DESCRIPTOR = 3;
const status = { ended: 0, failed: 1, badPipe: 2 } as const;

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
const running = new Map<number, AbortController>();
let nextQuestion = 0;
let start: StartMessage | undefined;
let lines: Lines | undefined;

const channel = openChannel<FromCourier, ToCourier>(new Socket({ fd: PIPE_DESCRIPTOR, readable: true, writable: true }), {
  onMessage: take,
  // The parent has gone, or is none that can be understood.
  onEnd: (fault) => process.exit(fault === null ? status.ended : status.badPipe),
});
// Ctrl-C reaches the whole group: the parent decides. SIGUSR1 would open a debugger.
for (const signal of ["SIGINT", "SIGHUP", "SIGUSR1"] as const) process.on(signal, () => {});
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

function take(message: ToCourier, body: Uint8Array): void {
  if (message.kind === "start") {
    if (start !== undefined) fail(new Error("a second destination"));
    start = message;
    const { destination, shareId, patience } = message;
    lines = openLines({
      destination,
      shareId,
      connectMs: patience.connectMs ?? usualPatience.connectMs,
      ask: async (jobId, ask) => void (await question(jobId, { what: "connecting", ask })),
      told: (told) => void channel.send({ kind: "connected", told }),
    });
  } else if (message.kind === "job") void work(message);
  else if (message.kind === "end") void end();
  else if (message.kind === "cancel") running.get(message.jobId)?.abort();
  else {
    const one = waiting.get(message.questionId);
    waiting.delete(message.questionId);
    if (message.error === null) one?.resolve(body);
    else one?.reject(errorFromPlain(message.error));
  }
}

/** The pipe has no limit of its own here: few questions are open at a time. */
function question(jobId: number, asked: Question, body?: Uint8Array): Promise<Uint8Array> {
  const questionId = nextQuestion++;
  return new Promise((resolve, reject) => {
    waiting.set(questionId, { resolve, reject });
    void channel.send({ kind: "question", questionId, jobId, question: asked }, body);
  });
}

async function work({ jobId, credentials, job }: Extract<ToCourier, { kind: "job" }>): Promise<void> {
  if (start === undefined || lines === undefined) return fail(new Error("a job before a destination"));
  const stop = new AbortController();
  running.set(jobId, stop);
  const patience = { ...usualPatience, ...start.patience };
  const port: JobPort = {
    read: (file, from, to) => question(jobId, { what: "read", file, start: from, end: to }),
    tellState: async (state) => void (await question(jobId, { what: "state", ...state })),
    tellTask: async (taskId, isCommitted) => void (await question(jobId, { what: "task", taskId, isCommitted })),
    write: async (bytes) => void (await question(jobId, { what: "data" }, bytes)),
    tellProgress: paced((progress) => void channel.send({ kind: "progress", jobId, progress })),
  };
  try {
    const exchanges = openExchanges(lines, patience);
    const { destination } = start;
    const result = await runJob(
      job,
      { jobId, destination, credentials, lines, exchanges, signal: stop.signal, pollMs: patience.pollMs },
      port,
    );
    await channel.send({ kind: "done", jobId, result });
  } catch (error) {
    const plain = errorToPlain(error);
    // No error of a destination: a bug of ours, told before the end.
    if (plain === undefined) return fail(error);
    await channel.send({ kind: "failed", jobId, error: plain });
  } finally {
    running.delete(jobId);
  }
}

/** In order: the last words are sent before the pipe closes. */
async function end(): Promise<void> {
  await lines?.end();
  await channel.send({ kind: "ended" });
  channel.end();
}

/** At most ten times a second, the end of a phase always. */
function paced(tell: JobPort["tellProgress"]): JobPort["tellProgress"] {
  let lastMs = 0;
  return (progress) => {
    const nowMs = performance.now();
    if (progress.bytes !== progress.totalBytes && nowMs - lastMs < 100) return;
    lastMs = nowMs;
    tell(progress);
  };
}

function fail(error: unknown): void {
  process.stderr.write(`courier: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  for (const jobId of running.keys()) {
    void channel.send({
      kind: "failed",
      jobId,
      error: plainBug(error),
    });
  }
  setTimeout(() => process.exit(status.failed), 100);
}

function plainBug(error: unknown) {
  const text = error instanceof Error ? error.message : String(error);
  const plain = errorToPlain(courierError("courier-ended", `The courier failed: ${text.slice(0, 300)}.`));
  if (plain === undefined) throw new Error(text);
  return plain;
}
