// Starts a TypeScript worker from source: Node 20 cannot load `.ts` in a worker, so tsx is registered here first.
import { workerData } from "node:worker_threads";

const { entry } = workerData.boot;
if (entry.endsWith(".ts")) {
  const { register } = await import("tsx/esm/api");
  register();
}
await import(entry);
