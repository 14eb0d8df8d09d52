/** When "never" may be supported at all: in one window, at one capture point, with everything accounted for. */
import { formatBytes } from "@creance/core";
import { listText } from "../coverage/quantity-text.ts";
import { commonSpans, joinedSpans, lengthOfSpansUs, type Span } from "../coverage/spans.ts";
import type { ClaimEvidence } from "./claim-rule.ts";

/** Time of flight inside the window that proves use: a minute. */
const MIN_USE_US = 60e6;

/** What the support is to hold for. */
export interface BoundedSupport {
  /** Times in which nothing was seen; `null` for all of the captures. */
  readonly windows: readonly Span[] | null;
  /** True when the claim is about what contents held: then no byte that went out may be closed. */
  readonly contents: boolean;
}

/** What stands between NOT OBSERVED and a bounded SUPPORTED: sentences; none when nothing does. */
export function boundedProblems(evidence: ClaimEvidence, { windows, contents }: BoundedSupport): readonly string[] {
  const { coverage, context } = evidence;
  const { captures, search, bytesOut } = coverage;
  const problems: string[] = [];
  const some = (what: (capture: (typeof captures)[number]) => boolean): boolean => captures.some(what);
  if (some((capture) => capture.missedBytes > 0 || capture.cutPackets > 0 || capture.truncated))
    problems.push("Bytes are missing from the capture.");
  if (some((capture) => capture.droppedPackets !== null && capture.droppedPackets > 0))
    problems.push("The capturing tool dropped packets.");
  if (some((capture) => capture.droppedPackets === null)) problems.push("The capture does not say whether packets were dropped.");
  if (some((capture) => capture.undecodedPackets > 0)) problems.push("The capture has packets of link types that are not read.");
  if (some((capture) => capture.evictedFlows + capture.crowdedFlows > 0)) problems.push("Not every conversation was followed to its end.");
  if (context.statement.everyInterface !== true) problems.push("It is not stated that every interface of the device was captured.");
  if (!isUseProven(evidence, windows)) problems.push("No flight inside the captured time proves that the app was in use.");
  if (search.controls.planted === 0) problems.push("No control was planted.");
  if (search.controls.missed.length > 0) problems.push(`Controls were not found again: ${listText(search.controls.missed, 12)}.`);
  if (search.decoys.some((decoy) => decoy.hits > 0)) problems.push("Decoys were found.");
  if (contents) {
    const closed = bytesOut.sealed + bytesOut.missing + bytesOut.unread;
    if (closed > 0) problems.push(`${formatBytes(closed)} that went out could not be read.`);
    if (search.opaqueBytes > 0) problems.push("Some contents could not be unpacked.");
    if (search.bounds.some((bound) => bound.times > 0) || search.droppedFindings > 0) problems.push("A bound of the search was met.");
  }
  return problems;
}

/** The captured part of windows; all of the captured time for `null`. */
export function capturedIn({ coverage }: ClaimEvidence, windows: readonly Span[] | null): readonly Span[] {
  const captured = joinedSpans(
    coverage.captures.map(({ firstTimeUs, lastTimeUs }) => [firstTimeUs ?? Number.NaN, lastTimeUs ?? Number.NaN]),
  );
  return windows === null ? captured : commonSpans(windows, captured);
}

/** Labels of flights that were flown for a minute or more inside the captured part of the windows. */
export function flightsIn(evidence: ClaimEvidence, windows: readonly Span[] | null): readonly string[] {
  const captured = capturedIn(evidence, windows);
  return evidence.coverage.flights
    .filter(
      ({ startUs, endUs }) =>
        startUs !== null && endUs !== null && lengthOfSpansUs(commonSpans([[startUs, endUs]], captured)) >= MIN_USE_US,
    )
    .map(({ label }) => label);
}

function isUseProven(evidence: ClaimEvidence, windows: readonly Span[] | null): boolean {
  return flightsIn(evidence, windows).length > 0;
}
