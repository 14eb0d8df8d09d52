/** Makes an element a slider over the replay's time: pointer seeks, screen readers hear the time. */
import { clockFromUs } from "@creance/core";
import { type RefObject, useEffect } from "react";
import type { ReplayClock } from "./replay-clock.ts";

const ANNOUNCE_EVERY_MS = 1000;

/** Keeps `aria-valuenow` and `aria-valuetext` of a `role="slider"` element in step, and seeks where it is pressed or dragged. */
export function useClockSlider(ref: RefObject<HTMLElement | null>, clock: ReplayClock, area: (slider: HTMLElement) => DOMRect): void {
  useEffect(() => {
    const slider = ref.current;
    if (slider === null) return;
    let saidMs = Number.NEGATIVE_INFINITY;
    const say = (elapsedMs: number): void => {
      const nowMs = performance.now();
      if (clock.state().playing && nowMs - saidMs < ANNOUNCE_EVERY_MS) return;
      saidMs = nowMs;
      slider.setAttribute("aria-valuenow", String(Math.round(elapsedMs / 1000)));
      slider.setAttribute("aria-valuetext", `${clockFromUs(elapsedMs * 1000)} of ${clockFromUs(clock.durationMs * 1000)}`);
    };
    say(clock.elapsedMs());
    const seek = (event: PointerEvent): void => {
      const box = area(slider);
      if (box.width > 0) clock.seek(((event.clientX - box.left) / box.width) * clock.durationMs);
    };
    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      slider.setPointerCapture(event.pointerId);
      seek(event);
    };
    const move = (event: PointerEvent): void => {
      if (slider.hasPointerCapture(event.pointerId)) seek(event);
    };
    slider.addEventListener("pointerdown", down);
    slider.addEventListener("pointermove", move);
    const stop = clock.onTime(say);
    // Where it was stopped is told at once.
    const stopHearing = clock.onState(() => say(clock.elapsedMs()));
    return () => {
      slider.removeEventListener("pointerdown", down);
      slider.removeEventListener("pointermove", move);
      stop();
      stopHearing();
    };
  }, [ref, clock, area]);
}
