/** One command of the operation under the trace, and what the trace says of it. */
import { join } from "node:path";
import { SilenceTally, type SilenceVerdict } from "@creance/hold";
import { readTrace, type StartTraced } from "@creance/node";

/** Largest answer that is kept to choose from: a list of flights has a few kB. */
const MAX_OUTPUT = 16 * 1024 * 1024;

/** A command that ran. */
export interface TracedStep {
  /** `creance fsck`. */
  readonly command: string;
  /** `null` when it was killed. */
  readonly status: number | null;
  readonly verdict: SilenceVerdict;
  /** Its result, cut; the end of what it said. */
  readonly stdout: string;
  readonly stderr: string;
}

/** How a step is run. */
export interface StepParts {
  readonly start: StartTraced;
  /** The file that this command itself runs from. */
  readonly program: string;
  /** A folder for the trace; it is the caller's to remove. */
  readonly folder: string;
  /** Ends the step early. */
  readonly signal: AbortSignal;
  /** While it runs: gets its output so far whenever more has come, and may ask it to end. */
  readonly whileRunning?: (stdout: string, end: () => void) => void;
}

/** Runs `creance ARGS` under the trace to its end. Throws the signal's reason where it was given before. */
export async function tracedStep(
  args: readonly string[],
  { start, program, folder, signal, whileRunning }: StepParts,
): Promise<TracedStep> {
  signal.throwIfAborted();
  const traceFile = join(folder, "trace.txt");
  // The vault goes when all is done, and its key file with it.
  const running = start([program, ...args], { traceFile, env: { ...process.env, CREANCE_KEY_FILE: join(folder, "vault.key") } });
  const end = (): void => running.end();
  signal.addEventListener("abort", end, { once: true });
  let stdout = "";
  running.stdout.setEncoding("utf8").on("data", (words: string) => {
    if (stdout.length < MAX_OUTPUT) stdout += words;
    whileRunning?.(stdout, end);
  });
  try {
    const { status, stderr } = await running.ended;
    const tally = new SilenceTally();
    await readTrace(traceFile, (line) => tally.add(line));
    return { command: `creance ${args[0] ?? ""}`, status, verdict: tally.verdict(), stdout, stderr };
  } finally {
    signal.removeEventListener("abort", end);
  }
}
