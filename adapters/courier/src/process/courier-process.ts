/**
 * One process of the courier as its parent sees it: started for one destination, given jobs, asked about connections, ended when idle. What it
 * says is checked: it reads hostile answers, and may have been broken by one.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { errorFromPlain, errorToPlain, isUserError, type PlainError, UserError } from "@creance/core";
import { type Endpoint, endpointOf } from "../destination.ts";
import { courierError } from "../http/errors.ts";
import { checkAddresses } from "../http/lines.ts";
import type { ConnectedTold, ConnectingAsk, CourierOptions, CourierProgress, Credentials, Destination } from "../types.ts";
import { BLOCK_BYTES, openChannel } from "../wire/channel.ts";
import type { FromCourier, Job, Question, ToCourier } from "../wire/messages.ts";

/** What the parent does for a job. */
export interface JobHandlers {
  readonly read?: (file: number, start: number, end: number) => Promise<Uint8Array>;
  readonly state?: (state: Extract<Question, { what: "state" }>) => void | Promise<void>;
  readonly task?: (task: { readonly taskId: string; readonly isCommitted: boolean }) => void | Promise<void>;
  readonly data?: (bytes: Uint8Array) => void | Promise<void>;
  readonly progress?: (progress: CourierProgress) => void;
}

/** A running process. */
export interface CourierProcess {
  readonly pid: number;
  /** Runs a job to its result, which is whatever the process says it is. */
  run(job: Job, credentials: Credentials, handlers: JobHandlers, signal?: AbortSignal): Promise<unknown>;
  /** True once it takes no more jobs. */
  readonly isOver: boolean;
  /** Ends it; resolves when it has gone and every connection of its was told. */
  end(): Promise<void>;
}

/** What it is started with. */
export interface ProcessOptions extends Pick<CourierOptions, "onConnecting" | "onConnected" | "patience"> {
  readonly destination: Destination;
  readonly shareId: string | null;
  /** Another program than the courier's own (for tests). */
  readonly program?: readonly string[];
}

interface Running {
  readonly handlers: JobHandlers;
  readonly settle: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
  /** What the parent's own code threw while it was asked: worth more than what the process makes of it. */
  fault: unknown;
}

const HEAP_MB = 192;
/** Ends when it had nothing to do for so long. */
const IDLE_MS = 20_000;
const GRACE_MS = 2_000;

/** Starts one. Nothing connects before a job asks. */
export function startCourierProcess(options: ProcessOptions): CourierProcess {
  const { destination, shareId, onConnecting, onConnected, patience = {} } = options;
  const endpoint = endpointOf(destination);
  const child = spawnChild(options.program ?? ownProgram());
  const running = new Map<number, Running>();
  /** Connections that were allowed and whose end was not told yet. */
  const open = new Set<string>();
  /** Entries of beginnings and ends that are being written. None of them rejects. */
  const telling = new Set<Promise<void>>();
  let nextJob = 0;
  let isOver = false;
  /** It was told to end: it takes no more jobs, though it has not gone. */
  let isEnding = false;
  let idle: NodeJS.Timeout | undefined;
  let gone: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    gone = resolve;
  });

  const pipe = child.stdio[3] as Duplex;
  const channel = openChannel<ToCourier, FromCourier>(pipe, { onMessage: takeChecked, onEnd: over });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  child.once("error", () => over("it could not be started"));
  child.once("exit", () => over(null));
  void channel.send({ kind: "start", destination, shareId, patience });

  function takeChecked(message: FromCourier, body: Uint8Array): void {
    try {
      take(message, body);
    } catch {
      over("it sent what is no message");
    }
  }

  function take(message: FromCourier, body: Uint8Array): void {
    if (message.kind === "connected") tellEnd(message.told);
    else if (message.kind === "ended") channel.end();
    else if (message.kind === "question") void answer(message, body);
    else {
      const job = running.get(message.jobId);
      if (message.kind === "progress") job?.handlers.progress?.(message.progress);
      else {
        // Read before the job is over: what is no error ends the process, which fails its jobs.
        const fault = message.kind === "done" ? null : (job?.fault ?? errorFromPlain(message.error));
        running.delete(message.jobId);
        if (message.kind === "done") job?.settle(message.result);
        else job?.fail(fault);
        rest();
      }
    }
  }

  async function answer({ questionId, jobId, question }: Extract<FromCourier, { kind: "question" }>, body: Uint8Array): Promise<void> {
    const job = running.get(jobId);
    try {
      const bytes = await reply(job, question, body);
      await channel.send({ kind: "reply", questionId, error: null }, bytes);
    } catch (error) {
      if (job !== undefined) job.fault ??= error;
      await channel.send({ kind: "reply", questionId, error: plainFault(error) });
    }
  }

  async function reply(job: Running | undefined, question: Question, body: Uint8Array): Promise<Uint8Array | undefined> {
    if (job === undefined) throw courierError("stopped", "There is no such job any more.");
    const { handlers } = job;
    if (question.what === "connecting") {
      checkAsk(question.ask, { destination, endpoint, shareId });
      await allow(job, question.ask);
      return undefined;
    }
    if (question.what === "read") {
      const { file, start, end } = question;
      const isRange =
        [file, start, end].every((value) => Number.isSafeInteger(value) && value >= 0) && start <= end && end - start <= BLOCK_BYTES;
      if (!isRange || handlers.read === undefined) throw new RangeError("the courier's process asks for bytes that are none of its job's");
      return await handlers.read(file, start, end);
    }
    if (question.what === "state") await handlers.state?.(question);
    else if (question.what === "task") await handlers.task?.(question);
    else await handlers.data?.(body);
    return undefined;
  }

  /** Enters that a connection is about to open. Who was stopped meanwhile gets a no, and its end is entered: it never opened. */
  function allow(job: Running, ask: ConnectingAsk): Promise<void> {
    const { connectionId } = ask;
    const allowed = onConnecting(ask).then(() => {
      open.add(connectionId);
      if (!isOver && [...running.values()].includes(job)) return;
      tellEnd({ connectionId, outcome: "failed", upBytes: 0, downBytes: 0 });
      throw courierError("stopped", "There is no such job any more.");
    });
    const entry: Promise<void> = allowed.catch(() => {}).finally(() => telling.delete(entry));
    telling.add(entry);
    return allowed;
  }

  function tellEnd(told: ConnectedTold): void {
    if (!open.delete(told.connectionId)) return;
    const entry: Promise<void> = onConnected(told)
      .catch((error: unknown) => {
        // An end that cannot be entered stops what goes on: the ledger would say less than what happened.
        for (const job of running.values()) job.fault ??= error;
        child.kill("SIGKILL");
      })
      .finally(() => telling.delete(entry));
    telling.add(entry);
  }

  /** The process has gone, or is broken. */
  function over(fault: string | null): void {
    const isFirst = !isOver;
    isOver = true;
    clearTimeout(idle);
    if (fault !== null) child.kill("SIGKILL");
    if (isFirst) setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
    for (const connectionId of [...open]) tellEnd({ connectionId, outcome: "lost", upBytes: null, downBytes: null });
    const lost = [...running.values()];
    running.clear();
    for (const job of lost) {
      job.fail(
        job.fault ??
          courierError(
            "courier-ended",
            `The courier's process ended in the middle${fault === null ? "" : `: ${fault}`}. What was sent can be resumed.`,
          ),
      );
    }
    if (isFirst) void exited.then(everythingTold).then(gone);
  }

  /** What is being entered may bring more: a beginning its end. */
  async function everythingTold(): Promise<void> {
    while (telling.size > 0) await Promise.all(telling);
  }

  function rest(): void {
    clearTimeout(idle);
    if (running.size > 0 || isOver || isEnding) return;
    // A process that waits for work keeps nobody from ending: it ends with the pipe.
    child.unref();
    unrefPipe(pipe);
    idle = setTimeout(() => void end(), IDLE_MS);
    idle.unref();
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    child.ref();
    refPipe(pipe);
    if (!isOver && !isEnding) {
      isEnding = true;
      void channel.send({ kind: "end" });
      setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
    }
    await ended;
  }

  return {
    pid: child.pid ?? -1,
    get isOver() {
      return isOver || isEnding;
    },
    end,
    run(job, credentials, handlers, signal) {
      if (signal?.aborted === true) return Promise.reject(courierError("stopped", "It was stopped before it began."));
      clearTimeout(idle);
      child.ref();
      refPipe(pipe);
      const jobId = nextJob++;
      const cancel = (): void => void channel.send({ kind: "cancel", jobId });
      signal?.addEventListener("abort", cancel, { once: true });
      return new Promise((settle, fail) => {
        running.set(jobId, { handlers, settle, fail, fault: undefined });
        if (isOver) over(null);
        void channel.send({ kind: "job", jobId, credentials, job });
      }).finally(() => signal?.removeEventListener("abort", cancel));
    },
  };
}

/** Node's pipes to child processes are sockets; the type does not say so. */
function refPipe(pipe: Duplex): void {
  (pipe as Duplex & { ref?: () => void }).ref?.();
}

function unrefPipe(pipe: Duplex): void {
  (pipe as Duplex & { unref?: () => void }).unref?.();
}

/** The process's word is not enough: a connection goes to the destination's own host, and to an address that it may have. */
function checkAsk(
  ask: ConnectingAsk,
  { destination, endpoint, shareId }: { destination: Destination; endpoint: Endpoint; shareId: string | null },
): void {
  const isNamed =
    ask.host === endpoint.host &&
    ask.port === endpoint.port &&
    ask.destinationId === destination.id &&
    ask.shareId === shareId &&
    (ask.address === null) === (ask.purpose === "resolve") &&
    (ask.address === null || ask.isEncrypted === endpoint.isEncrypted);
  if (!isNamed)
    throw courierError(
      "address-refused",
      "The courier's process asked for a connection that its destination does not name. It was not opened.",
    );
  if (ask.address === null) return;
  checkAddresses(destination, endpoint.host, [ask.address]);
  if (destination.addresses !== undefined && !destination.addresses.includes(ask.address)) {
    throw courierError("address-refused", `${ask.address} is not among the destination's addresses. It was not connected to.`);
  }
}

function plainFault(error: unknown): PlainError {
  const known = isUserError(error) ? errorToPlain(error) : undefined;
  if (known !== undefined) return known;
  const plain = errorToPlain(new UserError("not-allowed", "machineRefused", "The parent did not allow it, or could not answer."));
  if (plain === undefined) throw error;
  return plain;
}

/** The process knows this program's path and nothing of its environment. Only its complaints reach ours. */
function spawnChild(program: readonly string[]): ChildProcess {
  return spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, ...program], {
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    windowsHide: true,
  });
}

function ownProgram(): readonly string[] {
  const fromSource = import.meta.url.endsWith(".ts");
  return [fileURLToPath(new URL(fromSource ? "./courier-boot.mjs" : "./courier-worker.js", import.meta.url))];
}
