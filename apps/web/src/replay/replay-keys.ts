/** The keys of a replay. */
import type { ReplayClock } from "./replay-clock.ts";
import { steppedMs } from "./track-at.ts";

const JUMP_MS = 10_000;

/** Does what a key means; `false` when it means nothing here. */
export function replayKey(key: string, shift: boolean, clock: ReplayClock, elapsedMs: readonly number[]): boolean {
  const timeMs = clock.elapsedMs();
  switch (key) {
    case " ":
      clock.toggle();
      return true;
    case "k":
    case "K":
      clock.pause();
      return true;
    case "l":
    case "L":
      clock.shuttle(1);
      return true;
    case "j":
    case "J":
      clock.shuttle(-1);
      return true;
    case "ArrowRight":
      clock.seek(shift ? timeMs + JUMP_MS : steppedMs(elapsedMs, timeMs, 1));
      return true;
    case "ArrowLeft":
      clock.seek(shift ? timeMs - JUMP_MS : steppedMs(elapsedMs, timeMs, -1));
      return true;
    case "Home":
      clock.seek(0);
      return true;
    case "End":
      clock.seek(clock.durationMs);
      return true;
    default:
      return false;
  }
}
