// Starts the courier's process from source: Node 20 cannot load `.ts`, so tsx is registered here first. The bundle starts `courier-worker.js`.
import { register } from "tsx/esm/api";

register();
await import("./courier-worker.ts");
