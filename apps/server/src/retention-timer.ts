/** Deletes what is due while the server runs: only where the operator set it. A doubtful clock deletes nothing. */
import { isUserError } from "@creance/core";
import type { Retention } from "./operation/retention/types.ts";

/** How often is looked. */
const EVERY_MS = 3_600_000;

/** A timer that runs. */
export interface RetentionTimer {
  /** Stops it; what is being deleted now is finished. */
  stop(): Promise<void>;
}

/** Starts looking, now and every hour. `log` hears what happened, without names. */
export function startRetentionTimer(
  retention: Pick<Retention, "run">,
  log: (event: string, fields: Readonly<Record<string, number | string>>) => void,
  everyMs = EVERY_MS,
): RetentionTimer {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const look = async (): Promise<void> => {
    if (stopped) return;
    try {
      const { deleted, failed, clockDoubt } = await retention.run({ clockIsRight: false });
      if (deleted.length > 0 || failed.length > 0) log("retentionRun", { deleted: deleted.length, failed: failed.length });
      if (clockDoubt !== null) log("retentionWaits", { reason: "clock" });
    } catch (error) {
      log("retentionFailed", { code: isUserError(error) ? error.code : "unexpected" });
    }
  };
  const next = (): void => {
    running = running.then(look);
  };
  next();
  const timer = setInterval(next, everyMs).unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
