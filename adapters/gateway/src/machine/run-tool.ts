/** Runs one of the machine's programs to its end: no shell, a fixed path, bounded time and output, nothing of our environment. */
import { type ChildProcess, spawn } from "node:child_process";

/** How it is run. */
export interface ToolOptions {
  /** Standard input; default empty. */
  readonly input?: string;
  /** Killed after so long; default 10 s. */
  readonly timeoutMs?: number;
  /** Killed when it prints more, on either stream; default 16 MiB. */
  readonly maxBytes?: number;
}

/** What it did. Text after the bound is lost, then `status` is `null`. */
export interface ToolRun {
  /** Exit status; `null` when it was killed, or could not be started. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The program is not there. */
  readonly isMissing: boolean;
}

/** Where the programs are, whatever the caller's PATH. */
export const TOOL_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Never throws. A program that is killed is killed with all that it started: nothing of it holds up the answer. */
export function runTool(command: readonly string[], options: ToolOptions = {}): Promise<ToolRun> {
  const { input, timeoutMs = 10_000, maxBytes = 16_777_216 } = options;
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: "/", env: { PATH: TOOL_PATH, LC_ALL: "C" }, stdio: "pipe", detached: true });
    let isKilled = false;
    const kill = (): void => {
      isKilled = true;
      killGroup(child);
      // Whatever left the group may hold the streams open for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(kill, timeoutMs);
    let isMissing = false;
    let failure = "";
    const collect = (stream: NodeJS.ReadableStream): (() => string) => {
      const parts: Buffer[] = [];
      let sizeBytes = 0;
      stream.on("data", (part: Buffer) => {
        sizeBytes += part.byteLength;
        if (sizeBytes <= maxBytes) parts.push(part);
        else kill();
      });
      return () => Buffer.concat(parts).toString("utf8");
    };
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      isMissing = error.code === "ENOENT";
      failure = error.message;
    });
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve({ status: failure === "" && !isKilled ? status : null, stdout: stdout(), stderr: stderr() || failure, isMissing });
    });
    // The program may end without reading all of it.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
  });
}

/** The program and all that it started: each leads a group of its own. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** What a program said, one line, for a sentence. */
export function toolWords({ status, stderr, stdout, isMissing }: ToolRun): string {
  if (isMissing) return "it is not installed";
  const said = (stderr.trim() || stdout.trim()).split("\n").slice(0, 3).join(" ").slice(0, 400);
  if (said !== "") return said;
  return status === null ? "it took too long or printed too much" : `it ended with status ${status}`;
}
