/** When an item is due, and what stands against it. A hold beats a timer; a timer never beats a hold. */
import type { EpochUs } from "@creance/core";
import { itemRecord } from "./fold-retention.ts";
import type { ClockStart, ItemFacts, ItemRetention, RetentionException, RetentionPhase, RetentionState } from "./types.ts";

/** Before 2010 no such aircraft recorded anything: an earlier moment is a clock that was never set, and counts as unknown. */
export const EARLIEST_PLAUSIBLE_US = Date.UTC(2010, 0, 1) * 1000;
/** An exception is to be looked at again so long before it runs out, or from half of its time on, whichever is later. */
const REVIEW_AHEAD_US = 7 * 24 * 3_600_000_000;

/**
 * From when a clock counts. Where the moment that a rule asks for is not known the next one is taken that is, up to when it was kept, which is always
 * known: later than asked, and said so. Nothing was recorded after it was kept, whatever a file claims.
 */
export function clockBegin(
  clock: ClockStart,
  facts: ItemFacts,
): { readonly fromUs: EpochUs; readonly countedFrom: ClockStart; readonly isAssumed: boolean } {
  const order: readonly ClockStart[] =
    clock === "flight-end" ? ["flight-end", "collected", "kept"] : clock === "collected" ? ["collected", "flight-end", "kept"] : ["kept"];
  const moments: Readonly<Record<ClockStart, EpochUs | null>> = {
    "flight-end": facts.flightEndUs,
    collected: facts.collectedUs,
    kept: facts.keptUs,
  };
  const countedFrom = order.find((one) => isPlausible(moments[one], facts.keptUs)) ?? "kept";
  return { fromUs: moments[countedFrom] as EpochUs, countedFrom, isAssumed: countedFrom !== clock };
}

/** What follows for an item at a moment. */
export function itemRetention(state: RetentionState, facts: ItemFacts, nowUs: EpochUs): ItemRetention {
  const { clock, exceptions, holds, deletion } = itemRecord(state, facts.sha256);
  const running = clock ?? standingClock(state, facts);
  const standing = exceptions.filter(({ endedUs }) => endedUs === null);
  const exception = latest(standing.filter(({ reviewUs }) => nowUs < reviewUs));
  const isOut = running !== null && nowUs >= running.untilUs;
  const isBegun = deletion !== null;
  const phase: RetentionPhase =
    deletion !== null
      ? deletion.state
      : holds.length > 0
        ? "held"
        : running === null
          ? "none"
          : exception !== null
            ? "excepted"
            : isOut
              ? "due"
              : passedPhase(running, nowUs);
  return {
    phase,
    rule: running?.rule ?? null,
    fromUs: running?.fromUs ?? null,
    dueUs: running === null ? null : running.untilUs,
    countedFrom: running === null ? null : "countedFrom" in running ? running.countedFrom : "person",
    isAssumed: running !== null && "isAssumed" in running && running.isAssumed,
    exception,
    needsReview: !isBegun && standing.length > 0 && (exception === null || nowUs >= reviewFrom(exception)),
    holds,
    mayDelete: !isBegun && isOut && holds.length === 0 && exception === null,
  };
}

function standingClock(
  { standing }: RetentionState,
  facts: ItemFacts,
): {
  readonly rule: string;
  readonly fromUs: EpochUs;
  readonly untilUs: EpochUs;
  readonly countedFrom: ClockStart;
  readonly isAssumed: boolean;
} | null {
  if (standing === null || !facts.isRecording) return null;
  const begin = clockBegin(standing.clock, facts);
  return { rule: standing.rule, untilUs: begin.fromUs + standing.keepUs, ...begin };
}

function passedPhase({ fromUs, untilUs }: { readonly fromUs: EpochUs | null; readonly untilUs: EpochUs }, nowUs: EpochUs): RetentionPhase {
  if (fromUs === null || untilUs <= fromUs) return "running";
  const passed = (nowUs - fromUs) / (untilUs - fromUs);
  return passed >= 0.9 ? "nearly" : passed >= 0.5 ? "half" : "running";
}

function reviewFrom({ madeUs, reviewUs }: RetentionException): EpochUs {
  return Math.max(reviewUs - REVIEW_AHEAD_US, madeUs + (reviewUs - madeUs) / 2);
}

function latest(exceptions: readonly RetentionException[]): RetentionException | null {
  let found: RetentionException | null = null;
  for (const one of exceptions) if (found === null || one.reviewUs > found.reviewUs) found = one;
  return found;
}

function isPlausible(timeUs: EpochUs | null, keptUs: EpochUs): boolean {
  return timeUs !== null && (timeUs === keptUs || (timeUs >= EARLIEST_PLAUSIBLE_US && timeUs <= keptUs));
}
