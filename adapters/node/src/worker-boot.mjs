// Starts a TypeScript worker from source: Node 20 cannot load `.ts` in a worker, so tsx is registered here first. Then the tripwires, so
// that what the worker opens is counted.
import { workerData } from "node:worker_threads";

const { entry } = workerData.boot;
if (entry.endsWith(".ts")) {
  const { register } = await import("tsx/esm/api");
  register();
}
// The bundle does the same with each worker entry (tools/build/server-bundle.mjs).
const { reportOutbound } = await import("./outbound-tripwire.ts");
reportOutbound();
await import(entry);
