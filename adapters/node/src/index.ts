/** `@creance/node`: the platform functions, files as byte sources, workers. */
export type { FileSource } from "./file-source.ts";
export { openFileSource, readInto } from "./file-source.ts";
export { heldSource } from "./held-source.ts";
export type { OutboundAttempt, OutboundOptions, OutboundWatch } from "./outbound-tripwire.ts";
export { outsideTheCount, reportOutbound, watchOutbound } from "./outbound-tripwire.ts";
export { nodePlatform } from "./platform.ts";
export type { ScriptOutput } from "./run-script.ts";
export { runScript } from "./run-script.ts";
export type { SealedProcess, StartSealed } from "./sealed/start-sealed.ts";
export { HANDED_IN_FD, prepareSealed } from "./sealed/start-sealed.ts";
export type { StartTraced, TracedProcess } from "./silence/start-traced.ts";
export { prepareTracing, readTrace } from "./silence/start-traced.ts";
export { SpareBuffers } from "./spare-buffers.ts";
export { startWorker } from "./start-worker.ts";
export type { TimestampSignature } from "./timestamp-signature.ts";
export { checkTimestampSignature } from "./timestamp-signature.ts";
export { writeSource } from "./write-source.ts";
