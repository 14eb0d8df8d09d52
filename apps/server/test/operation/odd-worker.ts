/** A worker for tests: does what the job's path says, well or badly. */
import { parentPort } from "node:worker_threads";

parentPort?.on("message", ({ path }: { readonly path: string }) => {
  if (path === "exit") process.exit(7);
  if (path === "crash") throw new Error("planted crash");
  if (path === "hang") for (;;);
  if (path === "swallow") {
    const kept: number[][] = [];
    for (;;) kept.push(new Array(1_000_000).fill(kept.length + 0.5));
  }
  if (path === "progress") for (const progress of [1, 2]) parentPort?.postMessage({ progress });
  if (path === "fail") parentPort?.postMessage({ ok: false, error: { name: "TypeError", message: "planted", code: "PLANTED" } });
  else parentPort?.postMessage({ ok: true, value: path });
});
