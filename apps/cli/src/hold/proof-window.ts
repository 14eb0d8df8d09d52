/** The marks between which a proof is made. A mark is a moment at which the captures were on the disk and all counters were read. */
import { isoFromEpochUs, UserError } from "@creance/core";
import type { SessionMark } from "@creance/gateway";

/** The newest mark that is not later than `fromUs`; the oldest of all without one. Throws a `UserError` (`no-mark`). */
export function markBefore(marks: readonly SessionMark[], fromUs: number | undefined): SessionMark {
  const found = fromUs === undefined ? marks[0] : marks.findLast(({ timeUs }) => timeUs <= fromUs);
  if (found !== undefined) return found;
  throw noMark(marks, fromUs === undefined ? "" : ` before ${isoFromEpochUs(fromUs)}`);
}

/** The oldest mark that is not earlier than `untilUs`; the newest of all without one. Throws a `UserError` (`no-mark`). */
export function markAfter(marks: readonly SessionMark[], untilUs: number | undefined): SessionMark {
  const found = untilUs === undefined ? marks.at(-1) : marks.find(({ timeUs }) => timeUs >= untilUs);
  if (found !== undefined) return found;
  throw noMark(marks, untilUs === undefined ? "" : ` after ${isoFromEpochUs(untilUs)}`);
}

function noMark(marks: readonly SessionMark[], where: string): UserError {
  const there =
    marks.length === 0
      ? "It has none."
      : `It has: ${marks
          .map(({ timeUs }) => isoFromEpochUs(timeUs))
          .slice(-10)
          .join(", ")}.`;
  return new UserError(
    "no-mark",
    "notFound",
    `The session has no mark${where}, and a proof goes from mark to mark. ${there} No proof was made.`,
  );
}
