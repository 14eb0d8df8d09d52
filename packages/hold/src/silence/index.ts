/** Was a traced run silent? */
export type { AddressCount, FamilyCount, SilenceFailure, SilenceVerdict } from "./silence-tally.ts";
export { SilenceTally } from "./silence-tally.ts";
