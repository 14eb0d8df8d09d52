/** Slow readers of the clock: playing and speed, not the time. */
import { useSyncExternalStore } from "react";
import type { ReplayClock, ReplayState } from "./replay-clock.ts";

/** Playing and speed, as React state. */
export function useReplayState(clock: ReplayClock): ReplayState {
  return useSyncExternalStore(clock.onState, clock.state);
}
