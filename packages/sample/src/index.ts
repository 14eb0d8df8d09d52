/** `@creance/sample`: a made-up operation, from a seed. */
export { SAMPLE_SOFTWARE, SYNTHETIC_PREFIX } from "./aircraft.table.ts";
export type { DrawnFilmOptions } from "./film/drawn-film.ts";
export { drawnFilm } from "./film/drawn-film.ts";
export type { MadeRecord, MakeRecordOptions } from "./make-record.ts";
export { makeRecord } from "./make-record.ts";
export { newRandom, type Random } from "./random.ts";
export { type SampleAudit, sampleAudits } from "./sample-audits.table.ts";
export type { SampleFile } from "./sample-file.ts";
export { sampleMedia } from "./sample-media.ts";
export type { SampleKeychain, SampleOperation } from "./sample-operation.ts";
export { sampleOperation } from "./sample-operation.ts";
export { sampleJpeg } from "./sample-picture.ts";
export { SAMPLE_POLICY_FILE, samplePolicy } from "./sample-policy.ts";
export { plantedSites, SAMPLE_SITES_FILE, sampleSites } from "./sample-sites.ts";
