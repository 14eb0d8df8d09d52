/** Keeping times: presets, and what follows from the ledger for each item. */
export { clockDoubt } from "./clock-doubt.ts";
export { findExceptionGround, findRetentionRule } from "./find-rule.ts";
export { foldRetention, itemRecord } from "./fold-retention.ts";
export { clockBegin, itemRetention } from "./item-retention.ts";
export { PRESET_ADVICE, retentionPresets } from "./presets.table.ts";
export type * from "./types.ts";
export { retentionKinds } from "./types.ts";
