// Starts one of the gateway's processes from source: Node 20 cannot load `.ts`, so tsx is registered here first. The bundle starts
// `NAME-worker.js` itself. The name comes from start-process.ts, never from outside.
import { register } from "tsx/esm/api";

register();
const name = process.argv[2];
await import(`../${name}/${name}-worker.ts`);
