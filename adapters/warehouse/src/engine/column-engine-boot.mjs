// Starts the engine's process from source: Node 20 cannot load `.ts`, so tsx is registered here first. The bundle needs none of this.
import { register } from "tsx/esm/api";

register();
await import(new URL("./column-engine-worker.ts", import.meta.url).href);
