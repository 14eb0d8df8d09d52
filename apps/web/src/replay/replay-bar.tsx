/** The bar under the map: play, time, scrub, speed. */
import { clockFromUs } from "@creance/core";
import { useEffect, useRef, useState } from "react";
import { errorSentence } from "../api/error-words.ts";
import { copyText } from "../shell/copy-text.ts";
import styles from "./replay-bar.module.css";
import { type ReplayClock, replayRates } from "./replay-clock.ts";
import { useClockSlider } from "./use-clock-slider.ts";
import { useReplayState } from "./use-replay-state.ts";
import type { Stretch } from "./weak-stretches.ts";

/** A moment marked on the bar. */
export interface BarMark {
  readonly elapsedMs: number;
  readonly severity: "info" | "warning" | "serious" | "photo";
}

const wholeBox = (slider: HTMLElement): DOMRect => slider.getBoundingClientRect();

/** Play and pause, where in the flight, how fast. */
export function ReplayBar(props: {
  readonly clock: ReplayClock;
  readonly weak: readonly Stretch[];
  readonly marks: readonly BarMark[];
  /** What the time is of. */
  readonly of?: "flight" | "clip";
}) {
  const { clock, of = "flight" } = props;
  const state = useReplayState(clock);
  const slider = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const time = useRef<HTMLSpanElement>(null);
  useClockSlider(slider, clock, wholeBox);
  useEffect(() => {
    const show = (elapsedMs: number): void => {
      const part = clock.durationMs > 0 ? elapsedMs / clock.durationMs : 0;
      if (fill.current !== null) fill.current.style.width = `${part * 100}%`;
      if (thumb.current !== null) thumb.current.style.left = `${part * 100}%`;
      if (time.current !== null) time.current.textContent = clockFromUs(elapsedMs * 1000);
    };
    show(clock.elapsedMs());
    return clock.onTime(show);
  }, [clock]);
  const percent = (ms: number): string => `${clock.durationMs > 0 ? (ms / clock.durationMs) * 100 : 0}%`;
  return (
    <div className={styles["bar"]} data-print="no">
      <button type="button" className={styles["play"]} onClick={clock.toggle} aria-label={state.playing ? "Pause" : "Play"}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d={state.playing ? "M3 2h4v12H3zM9 2h4v12H9z" : "M3 1.5 14 8 3 14.5z"} fill="currentColor" />
        </svg>
      </button>
      <span ref={time} className={styles["time"]} />
      <div
        ref={slider}
        className={styles["slider"]}
        role="slider"
        tabIndex={0}
        aria-label={`Time in the ${of}`}
        aria-valuemin={0}
        aria-valuemax={Math.round(clock.durationMs / 1000)}
        aria-valuenow={0}
      >
        <div className={styles["rail"]} />
        {props.weak.map((stretch) => (
          <div
            key={stretch.fromMs}
            className={styles["weak"]}
            style={{ left: percent(stretch.fromMs), width: percent(stretch.toMs - stretch.fromMs) }}
          />
        ))}
        {props.marks.map((mark, at) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: marks never move, and two may share a moment
            key={at}
            className={styles["mark"]}
            data-severity={mark.severity}
            style={{ left: percent(mark.elapsedMs) }}
          />
        ))}
        <div ref={fill} className={styles["fill"]} />
        <div ref={thumb} className={styles["thumb"]} />
      </div>
      <span className={styles["end"]}>{clockFromUs(clock.durationMs * 1000)}</span>
      <select aria-label="Speed" value={Math.abs(state.rate)} onChange={(event) => clock.setRate(Number(event.target.value))}>
        {replayRates.map((rate) => (
          <option key={rate} value={rate}>
            {rate}×
          </option>
        ))}
      </select>
      <CopyMoment clock={clock} />
    </div>
  );
}

/** A link that opens this flight at this moment. */
function CopyMoment({ clock }: { readonly clock: ReplayClock }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    const url = new URL(location.href);
    url.hash = "";
    url.search = `?t=${Math.round(clock.elapsedMs() / 1000)}`;
    try {
      await copyText(url.href);
      setSaid("copied");
    } catch (error) {
      setSaid(errorSentence(error));
    }
    setTimeout(() => setSaid(""), 3000);
  };
  return (
    <>
      <button type="button" data-look="text" className={styles["moment"]} onClick={() => void copy()}>
        Link to here
      </button>
      <span role="status" className="soft">
        {said}
      </span>
    </>
  );
}
