/** What a server that was started sealed says of itself: the newest try to leave, never older than it was looked at. */
import type { Line } from "@creance/api";
import { type LeavingAttempt, tryToLeave } from "./try-to-leave.ts";

/** A try is good for this long: the page asks every ten seconds. */
const GOOD_FOR_MS = 10_000;

/** The state of the seal, tried when asked and the last try is too old. */
export function createSealedState(
  attempt: () => Promise<readonly LeavingAttempt[]> = tryToLeave,
  nowMs: () => number = () => performance.now(),
): () => Promise<NonNullable<Line["sealed"]>> {
  let triedMs = Number.NEGATIVE_INFINITY;
  let newest: Promise<NonNullable<Line["sealed"]>> | undefined;
  return () => {
    if (newest === undefined || nowMs() - triedMs >= GOOD_FOR_MS) {
      triedMs = nowMs();
      newest = attempt().then(stateOf);
    }
    return newest;
  };
}

function stateOf(attempts: readonly LeavingAttempt[]): NonNullable<Line["sealed"]> {
  const ways = attempts.filter(({ isRefusedHere }) => !isRefusedHere);
  const isSealed = attempts.length > 0 && ways.length === 0;
  return {
    isSealed,
    triedUs: Date.now() * 1000,
    sentence: isSealed
      ? `Sealed: this server just tried ${attempts.length} ways to reach out, and this machine refused each.`
      : `Not sealed, although it was started so: ${ways.map(({ how, result }) => `${lowerFirst(how)}: ${result}`).join("; ")}.`,
    attempts: attempts.map(({ how, result }) => ({ how, result })),
  };
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
