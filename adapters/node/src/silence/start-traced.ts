/** Starts this program under strace, which writes down every network call of it and of all its children. */
import { execFile, spawn } from "node:child_process";
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { UserError } from "@creance/core";

/**
 * Data are left out of the trace (`-s 0`): it holds addresses and results, nothing of what was said. A ring of requests is refused: what goes
 * through one shows in no trace, and Node does without (24 asks for one for its own waiting).
 */
const tracing = [
  "-f",
  "-q",
  "-s",
  "0",
  "-e",
  "trace=%network,io_uring_setup",
  "-e",
  "inject=io_uring_setup:error=ENOSYS",
  "-e",
  "signal=none",
];
/** Stops the program at those calls alone, which makes it many times faster; older versions do not have it. */
const fast = "--seccomp-bpf";
const PROBE_MS = 10_000;
/** Of the words on standard error, the end is kept. */
const KEPT_WORDS = 4000;

/** A program that is traced. */
export interface TracedProcess {
  readonly stdout: Readable;
  /** Resolves when program and strace have ended and the trace is whole. */
  readonly ended: Promise<{ readonly status: number | null; readonly stderr: string }>;
  /** Asks the program to end, politely; strace ends with it. */
  end(): void;
}

/** Starts this Node with arguments; the trace goes to the file. */
export type StartTraced = (
  argv: readonly string[],
  options: { readonly traceFile: string; readonly env?: NodeJS.ProcessEnv },
) => TracedProcess;

/** Finds out how tracing works here. Throws `UserError` `strace-missing` or `trace-impossible`. */
export async function prepareTracing(): Promise<StartTraced> {
  const flags = (await canTrace([fast, ...tracing])) === true ? [fast, ...tracing] : tracing;
  const answer = flags === tracing ? await canTrace(tracing) : true;
  if (answer === "missing") {
    throw new UserError(
      "strace-missing",
      "machineRefused",
      "strace is not installed, and without it nothing can be shown. Install it (Debian: apt-get install strace) and run this again.",
    );
  }
  if (answer !== true) {
    throw new UserError(
      "trace-impossible",
      "machineRefused",
      `This machine does not let strace trace a program (${answer}), so nothing can be shown.`,
    );
  }
  return (argv, { traceFile, env }) => {
    const child = spawn("strace", [...flags, "-o", traceFile, "--", process.execPath, ...process.execArgv, ...argv], {
      stdio: ["ignore", "pipe", "pipe"],
      ...(env === undefined ? {} : { env }),
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (words: string) => {
      stderr = (stderr + words).slice(-KEPT_WORDS);
    });
    const ended = new Promise<{ status: number | null; stderr: string }>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => resolve({ status, stderr }));
    });
    return { stdout: child.stdout, ended, end: () => endTraced(child.pid) };
  };
}

/** Hands on each line of a trace without its end. */
export async function readTrace(file: string, onLine: (line: string) => void): Promise<void> {
  // latin1: a trace is ASCII, and a byte that is not must not become something else.
  for await (const line of createInterface({ input: createReadStream(file, "latin1"), crlfDelay: Number.POSITIVE_INFINITY })) onLine(line);
}

function canTrace(flags: readonly string[]): Promise<true | string> {
  return new Promise((resolve) => {
    execFile("strace", [...flags, "-o", "/dev/null", "--", "true"], { timeout: PROBE_MS }, (error, _, stderr) => {
      if (error === null) resolve(true);
      else resolve(error.code === "ENOENT" ? "missing" : (stderr.trim().split("\n")[0] ?? error.message).slice(0, 200));
    });
  });
}

/** strace would leave the program running: the program itself is ended, and strace goes with it. */
function endTraced(stracePid: number | undefined): void {
  if (stracePid === undefined) return;
  try {
    for (const pid of readFileSync(`/proc/${stracePid}/task/${stracePid}/children`, "latin1").trim().split(" ")) {
      if (pid !== "") process.kill(Number(pid), "SIGTERM");
    }
  } catch {
    // It ended by itself meanwhile.
  }
}
