/** `@creance/sample`: a made-up operation, from a seed. */
export { SYNTHETIC_PREFIX } from "./aircraft.table.ts";
export type { MadeRecord, MakeRecordOptions } from "./make-record.ts";
export { makeRecord } from "./make-record.ts";
export { type SampleAudit, sampleAudits } from "./sample-audits.table.ts";
export type { SampleFile, SampleKeychain, SampleOperation } from "./sample-operation.ts";
export { sampleOperation } from "./sample-operation.ts";
export { sampleJpeg } from "./sample-picture.ts";
