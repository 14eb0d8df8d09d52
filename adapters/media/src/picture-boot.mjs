// Starts the picture process from source: Node 20 cannot load `.ts`, so tsx is registered here first. The bundle starts `picture-worker.js`.
import { register } from "tsx/esm/api";

register();
await import("./picture-worker.ts");
