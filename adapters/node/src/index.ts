/** `@creance/node`: the platform functions, files as byte sources, workers. */
export type { FileSource } from "./file-source.ts";
export { openFileSource, readInto } from "./file-source.ts";
export type { OutboundAttempt, OutboundOptions, OutboundWatch } from "./outbound-tripwire.ts";
export { reportOutbound, watchOutbound } from "./outbound-tripwire.ts";
export { nodePlatform } from "./platform.ts";
export type { ScriptOutput } from "./run-script.ts";
export { runScript } from "./run-script.ts";
export { startWorker } from "./start-worker.ts";
