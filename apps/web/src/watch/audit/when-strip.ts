/** When what went out was sent: findings counted in steps of time, and the flights among them. */
import type { AuditAnswer } from "@creance/api";

/** Steps of the strip. */
export const STRIP_STEPS = 120;

/** One step with something in it. */
export interface StripStep {
  /** From 0. */
  readonly at: number;
  readonly without: number;
  readonly withConsent: number;
}

/** The strip: shares of its length are from 0 to 1. */
export interface WhenStrip {
  readonly fromUs: number;
  readonly toUs: number;
  /** Most findings in one step. */
  readonly most: number;
  readonly steps: readonly StripStep[];
  readonly flights: readonly { readonly label: string; readonly start: number; readonly end: number }[];
}

/** Counts the moments over the time of the captures; `null` where nothing went out or no capture has a time. */
export function whenStrip({ moments, coverage }: Pick<AuditAnswer, "moments" | "coverage">): WhenStrip | null {
  const times = coverage.captures.flatMap(({ firstTimeUs, lastTimeUs }) =>
    firstTimeUs === null || lastTimeUs === null ? [] : [firstTimeUs, lastTimeUs],
  );
  if (moments.length === 0 || times.length === 0) return null;
  const fromUs = Math.min(...times);
  const toUs = Math.max(...times, fromUs + 1);
  const share = (timeUs: number): number => Math.min(1, Math.max(0, (timeUs - fromUs) / (toUs - fromUs)));
  const steps = new Map<number, { without: number; withConsent: number }>();
  for (const { sentUs, consent } of moments) {
    const at = Math.min(STRIP_STEPS - 1, Math.floor(share(sentUs) * STRIP_STEPS));
    const step = steps.get(at) ?? { without: 0, withConsent: 0 };
    if (consent) step.withConsent += 1;
    else step.without += 1;
    steps.set(at, step);
  }
  return {
    fromUs,
    toUs,
    most: Math.max(...[...steps.values()].map(({ without, withConsent }) => without + withConsent)),
    steps: [...steps].sort(([one], [other]) => one - other).map(([at, step]) => ({ at, ...step })),
    flights: coverage.flights.flatMap(({ label, startUs, endUs }) =>
      startUs === null || endUs === null || endUs < fromUs || startUs > toUs ? [] : [{ label, start: share(startUs), end: share(endUs) }],
    ),
  };
}
