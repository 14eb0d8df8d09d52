/**
 * Starts one of the gateway's processes as an account of its own with the few rights it needs and no way to get more (setpriv), and speaks
 * with it over a pipe (../messages.ts). The process knows this program's path and nothing of its environment.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { type FailMessage, MAX_MESSAGE_BYTES } from "../messages.ts";
import { readJsonLines, writeJsonLine } from "./json-lines.ts";
import { setprivArguments } from "./setpriv-arguments.ts";

/** The processes (`../NAME/NAME-worker.ts`). */
export type ProcessName = "rules" | "names" | "relay" | "recorder";

/** How to start one. */
export interface ProcessOptions<Report> {
  /** User id to run as; `null`: this process's own (a user namespace with one account). */
  readonly account: number | null;
  /** Capabilities it keeps, e.g. `net_admin`; all others are gone for good. */
  readonly rights: readonly string[];
  readonly onMessage: (message: Report | FailMessage) => void;
  /** Heap bound; default 256. */
  readonly heapMb?: number;
  /** Another module than the process's own, with what loads it (for tests). */
  readonly program?: readonly string[];
}

/** A running process. */
export interface GatewayProcess<Command> {
  readonly name: ProcessName;
  readonly pid: number;
  /** Sends in order. A process that does not take its messages is given up: `ended` says so. */
  send(message: Command): void;
  /** Closes the pipe, which ends it; kills it after `graceMs` where the kernel lets us. */
  end(graceMs?: number): Promise<ProcessEnd>;
  /** Settles when the process has gone, however. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
}

/** How a process went. */
export interface ProcessEnd {
  readonly name: ProcessName;
  /** Exit status, `null` after a signal. */
  readonly code: number | null;
  readonly signal: string | null;
  /** What it, or the pipe, said before; `null`: nothing. */
  readonly failure: FailMessage | null;
}

/** Bytes that may wait for a process. */
const MAX_QUEUED_BYTES = 16 * 1_048_576;
/** Signs of life for the process: without them it ends. */
const PULSE_MS = 2000;

/** Starts it. Never throws: what cannot be started has `ended` with the reason. */
export function startProcess<Command, Report>(name: ProcessName, options: ProcessOptions<Report>): GatewayProcess<Command> {
  let failure: FailMessage | null = null;
  const child = spawnChild(name, options);
  const pipe = child.stdio[3] as Duplex;
  const giveUp = (code: string, sentence: string): void => {
    failure ??= { kind: "fail", code, sentence };
    pipe.destroy();
    child.kill("SIGKILL");
  };
  const reader = readJsonLines({
    maxBytes: MAX_MESSAGE_BYTES,
    onValue: (value) => {
      const message = value as Report | FailMessage;
      if (isFail(message)) failure ??= message;
      options.onMessage(message);
    },
    onFault: (sentence) => giveUp("bad-message", `The ${name} process sent what cannot be read. ${sentence}`),
  });
  pipe.on("data", (bytes: Buffer) => reader.push(bytes));
  // The end of the pipe is the end of the process; a broken one changes nothing.
  pipe.on("error", () => {});
  const beat = (): void => {
    if (!pipe.destroyed && !pipe.writableEnded) writeJsonLine(pipe, { kind: "alive" }, MAX_QUEUED_BYTES);
  };
  // The first at once: from it on the process listens, and a keeper can hang in its first seconds, too.
  beat();
  const pulse = setInterval(beat, PULSE_MS).unref();
  const ended = new Promise<ProcessEnd>((resolve) => {
    let spawnError: Error | undefined;
    // Also what a signal to another account's process gives: that one ends with its pipe.
    child.on("error", (error) => {
      if (child.pid !== undefined) return;
      spawnError = error;
      over(null, null);
    });
    const over = (code: number | null, signal: string | null): void => {
      clearInterval(pulse);
      if (spawnError !== undefined) {
        failure ??= { kind: "fail", code: "not-started", sentence: `The ${name} process could not be started: ${spawnError.message}.` };
      }
      resolve({ name, code, signal, failure });
    };
    // After the pipe is read to its end: the last words count.
    child.once("close", over);
  });
  return {
    name,
    pid: child.pid ?? -1,
    send(message) {
      if (pipe.destroyed) return;
      if (!writeJsonLine(pipe, message, MAX_QUEUED_BYTES)) giveUp("stuck", `The ${name} process does not take its messages.`);
    },
    async end(graceMs = 1000) {
      clearInterval(pulse);
      pipe.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
      try {
        return await ended;
      } finally {
        clearTimeout(timer);
      }
    },
    ended,
  };
}

function spawnChild<Report>(name: ProcessName, { account, rights, heapMb = 256, program }: ProcessOptions<Report>): ChildProcess {
  const node = [process.execPath, `--max-old-space-size=${heapMb}`, ...(program ?? ownProgram(name))];
  return spawn("setpriv", [...setprivArguments(account, rights), ...node], {
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" },
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    // Ctrl-C is for the keeper alone, which ends the others in order.
    detached: true,
  });
}

function ownProgram(name: ProcessName): readonly string[] {
  const isSource = import.meta.url.endsWith(".ts");
  if (isSource) return [fileURLToPath(new URL("./process-boot.mjs", import.meta.url)), name];
  return [fileURLToPath(new URL(`./${name}-worker.js`, import.meta.url))];
}

function isFail(message: unknown): message is FailMessage {
  return typeof message === "object" && message !== null && (message as { kind?: unknown }).kind === "fail";
}
