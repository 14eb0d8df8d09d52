/** The window of a proof, with its edges: packets so close to a mark that they may count on either side of it. */

import type { CaptureCounts } from "../log/types.ts";
import { MARK_EDGE_US } from "./bundle.ts";
import type { CountsLine } from "./gate-log.ts";

/** Where a moment lies. */
export type Place = "inside" | "edge" | "outside";

/** A window. */
export interface ProofWindow {
  readonly from: CountsLine;
  readonly until: CountsLine;
  place(timeUs: number): Place;
}

/** The window between two lines of counts. */
export function proofWindow(from: CountsLine, until: CountsLine): ProofWindow {
  return { from, until, place: placeBetween(readBetween(from), readBetween(until)) };
}

/** The same marks as one side's capture was counted at them: a moment after the counters were read, which the lines say. */
export function captureWindow({ from, until }: ProofWindow, side: CaptureCounts["side"]): ProofWindow {
  return { from, until, place: placeBetween(countedBetween(from, side), countedBetween(until, side)) };
}

type Moments = readonly [fromUs: number, untilUs: number];

function readBetween({ timeUs, tookUs }: CountsLine): Moments {
  return [timeUs - (tookUs ?? 0), timeUs];
}

function countedBetween(line: CountsLine, side: CaptureCounts["side"]): Moments {
  const counts = line.captures.find((each) => each.side === side);
  if (counts?.countedFromUs === undefined || counts.countedUntilUs === undefined) return readBetween(line);
  return [counts.countedFromUs, counts.countedUntilUs];
}

function placeBetween(from: Moments, until: Moments): (timeUs: number) => Place {
  const [fromStart, fromEnd] = [from[0] - MARK_EDGE_US, from[1] + MARK_EDGE_US];
  const [untilStart, untilEnd] = [until[0] - MARK_EDGE_US, until[1] + MARK_EDGE_US];
  return (timeUs) => {
    if (timeUs > fromEnd && timeUs < untilStart) return "inside";
    return timeUs < fromStart || timeUs > untilEnd ? "outside" : "edge";
  };
}
