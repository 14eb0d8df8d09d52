/** Lets the keys of a replay work on the whole page. */
import { useEffect } from "react";
import { isTyping } from "../shell/is-typing.ts";
import type { ReplayClock } from "./replay-clock.ts";
import { replayKey } from "./replay-keys.ts";

/** Listens while the component is shown. */
export function useReplayKeys(clock: ReplayClock, elapsedMs: readonly number[]): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      // Space on a button or a summary is its own click.
      const own = event.target instanceof HTMLElement && event.target.closest("button, a, summary, [role=tab]") !== null;
      if (own && event.key === " ") return;
      if (replayKey(event.key, event.shiftKey, clock, elapsedMs)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [clock, elapsedMs]);
}
