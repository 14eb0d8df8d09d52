/** One panel: a plot, the value at the replay's time, and a slider over that time. */
import { displayUnits } from "@creance/core";
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import { useSize } from "../map/use-size.ts";
import type { ReplayClock } from "../replay/replay-clock.ts";
import { useClockSlider } from "../replay/use-clock-slider.ts";
import type { Stretch } from "../replay/weak-stretches.ts";
import { useDark } from "../settings/use-dark.ts";
import { useWords } from "../settings/use-words.ts";
import { alignSeries, type OwnRows, valueAt } from "./align-series.ts";
import { chartLook, lineVariables } from "./chart-look.ts";
import styles from "./chart-panel.module.css";
import type { Panel } from "./panels.table.ts";
import { plotOptions } from "./plot-options.ts";

/** A line of the panel with its values. */
export interface PanelLine extends OwnRows {
  readonly column: string;
  readonly word: string;
}

const PLOT_PX = 78;
const plotArea = (slider: HTMLElement): DOMRect => (slider.querySelector(".u-over") ?? slider).getBoundingClientRect();

/** Draws the lines once for each size and theme; the clock only moves the cursor. */
export function ChartPanel(props: {
  readonly panel: Panel;
  readonly lines: readonly PanelLine[];
  readonly clock: ReplayClock;
  readonly weak: readonly Stretch[];
  readonly showTimes: boolean;
}) {
  const { panel, lines, clock, weak, showTimes } = props;
  const [holder, size] = useSize<HTMLDivElement>();
  const slider = useRef<HTMLDivElement>(null);
  const values = useRef<(HTMLElement | null)[]>([]);
  const { units } = useWords();
  const dark = useDark();
  const display = panel.quantity === null ? null : displayUnits[units][panel.quantity];
  const unit = display?.unit ?? panel.unit;
  const digits = display?.digits ?? panel.digits;
  const convert = useMemo(
    () => (display === null ? (value: number) => value : (value: number) => value * display.factor + display.offset),
    [display],
  );
  const data = useMemo(() => alignSeries(lines, convert), [lines, convert]);
  useClockSlider(slider, clock, plotArea);

  useEffect(() => {
    const element = holder.current;
    if (element === null || size.widthPx === 0) return;
    const options = plotOptions({
      panel,
      lines: lines.length,
      widthPx: size.widthPx,
      heightPx: PLOT_PX,
      durationMs: clock.durationMs,
      showTimes,
      weak,
      // The theme is read here, so a change of it draws anew.
      look: dark ? chartLook() : chartLook(),
      convert,
    });
    // The plot has its width only when it is ready.
    const hooks = { ...options.hooks, ready: [...(options.hooks?.ready ?? []), () => show(clock.elapsedMs())] };
    const plot = new uPlot({ ...options, hooks }, [data.timesS, ...data.values] as uPlot.AlignedData, element);
    const cursor = document.createElement("div");
    cursor.className = styles["cursor"] ?? "";
    plot.over.append(cursor);
    const show = (elapsedMs: number): void => {
      const part = clock.durationMs > 0 ? elapsedMs / clock.durationMs : 0;
      cursor.style.transform = `translateX(${part * plot.over.clientWidth}px)`;
      lines.forEach((line, at) => {
        const text = values.current[at];
        if (text === null || text === undefined) return;
        const value = valueAt(line, elapsedMs);
        text.textContent = value === null ? "–" : convert(value).toFixed(digits);
      });
    };
    const stop = clock.onTime(show);
    return () => {
      stop();
      plot.destroy();
    };
  }, [holder, size.widthPx, panel, lines, clock, showTimes, weak, dark, convert, data, digits]);

  return (
    <figure className={styles["panel"]}>
      <figcaption className={styles["caption"]}>
        <span className={styles["title"]}>
          {panel.title} <span className="soft">{unit}</span>
        </span>
        <span className={styles["values"]}>
          {lines.map((line, at) => (
            <span key={line.column}>
              {lines.length > 1 && (
                <>
                  <span
                    className={styles["key"]}
                    style={{ background: `var(${lineVariables[at % lineVariables.length]})` }}
                    aria-hidden="true"
                  />
                  <span className="soft">{line.word} </span>
                </>
              )}
              <b
                ref={(element) => {
                  values.current[at] = element;
                }}
              />
            </span>
          ))}
        </span>
      </figcaption>
      <div
        ref={slider}
        className={styles["plot"]}
        role="slider"
        tabIndex={0}
        aria-label={`${panel.title}: time in the flight`}
        aria-valuemin={0}
        aria-valuemax={Math.round(clock.durationMs / 1000)}
        aria-valuenow={0}
      >
        <div ref={holder} style={{ height: PLOT_PX + (showTimes ? 22 : 0) }} />
      </div>
    </figure>
  );
}
