// Closes the pool while the reply of its worker already waits: run as a process of its own by read-pool.test.ts.
import { register } from "tsx/esm/api";

register();
const { openReadPool } = await import("../../src/operation/read-pool.ts");
const pool = openReadPool({ warehousePath: null, workers: 1, entry: new URL("./odd-worker.ts", import.meta.url) });
const job = { kind: "reading", sha256: "0".repeat(64), path: "echo", sizeBytes: 0, keychain: null };
await pool.run(job);
pool.run(job).catch(() => {});
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
await pool.close();
console.log("closed");
