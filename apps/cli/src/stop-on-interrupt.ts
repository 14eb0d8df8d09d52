/** Ctrl-C: the first asks the work to stop in order, the second leaves at once. */
import { exitStatus } from "./exit-status.ts";
import { tell } from "./output.ts";

/** Runs a step with a signal that Ctrl-C (or a polite kill) aborts. Returns what the step gave and whether it was interrupted. */
export async function stopOnInterrupt<Result>(
  step: (signal: AbortSignal) => Promise<Result>,
): Promise<{ readonly result: Result; readonly interrupted: boolean }> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted);
    tell("Stopping: what is being kept is finished first. Press Ctrl-C again to leave at once; nothing reported as kept is lost.");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return { result: await step(controller.signal), interrupted: controller.signal.aborted };
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
