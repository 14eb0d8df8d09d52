/** The one way to start a worker: through `worker-boot.mjs` from source, straight to the `.js` in the bundle. */
import { Worker, type WorkerOptions } from "node:worker_threads";

/** `entry` is a file URL of a `.ts` (source) or `.js` (bundle) module. `data` arrives as `workerData.data`. */
export function startWorker(entry: URL, data: unknown, options: WorkerOptions = {}): Worker {
  const fromSource = entry.pathname.endsWith(".ts");
  const start = fromSource ? new URL("./worker-boot.mjs", import.meta.url) : entry;
  return new Worker(start, { ...options, workerData: { boot: { entry: entry.href }, data } });
}
