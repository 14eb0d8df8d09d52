/** What a rule would do, without setting it: the ledger's state with the rule in it, looked at item by item. */
import type { EpochUs } from "@creance/core";
import { type ClockStart, clockBegin, itemRecord, itemRetention, type RetentionState } from "@creance/policy";
import type { KnownItem } from "./item-facts.ts";
import type { RuleOutlook } from "./types.ts";

/** A rule as it would be entered. */
export interface RuleToTry {
  readonly rule: string;
  readonly keepUs: number;
  readonly clock: ClockStart;
  /** From when the clock counts, where a person said so. */
  readonly fromUs: EpochUs | undefined;
  /** For everything recorded that has no clock of its own; otherwise a clock on each item. */
  readonly isStanding: boolean;
}

/** Looks at every item as if the rule were set. */
export function ruleOutlook(state: RetentionState, items: readonly KnownItem[], wish: RuleToTry, nowUs: EpochUs): RuleOutlook {
  const { rule, keepUs, clock, fromUs, isStanding } = wish;
  let covered = 0;
  let assumed = 0;
  let dueItems = 0;
  let dueBytes = 0;
  let kept = 0;
  const standing = { rule, keepUs, clock, setUs: nowUs, sequence: 0 };
  for (const { facts, sha256, sizeBytes } of items) {
    const record = itemRecord(state, sha256);
    if (isStanding && (record.clock !== null || !facts.isRecording)) continue;
    const begin = clockBegin(clock, facts);
    const beginUs = fromUs ?? begin.fromUs;
    const own = { rule, fromUs: beginUs, untilUs: beginUs + keepUs, sequence: 0 };
    const tried: RetentionState = isStanding ? { ...state, standing } : { ...state, items: new Map([[sha256, { ...record, clock: own }]]) };
    const { mayDelete } = itemRetention(tried, facts, nowUs);
    covered++;
    if (fromUs === undefined && begin.isAssumed) assumed++;
    if (mayDelete) {
      dueItems++;
      dueBytes += sizeBytes;
    } else if (nowUs >= beginUs + keepUs && record.deletion === null) kept++;
  }
  return { covered, assumed, due: { items: dueItems, bytes: dueBytes }, kept };
}
