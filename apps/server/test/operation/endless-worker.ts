/** A worker for tests: tells that it has read half of the original, and a little more, and never answers. */
import { parentPort } from "node:worker_threads";

parentPort?.on("message", ({ sizeBytes }: { readonly sizeBytes: number }) => {
  let read = sizeBytes / 4;
  setInterval(() => {
    read = Math.min(sizeBytes * 0.9, read + sizeBytes / 10);
    parentPort?.postMessage({ progress: read });
  }, 100);
});
