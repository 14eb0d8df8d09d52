/** Minutes as bars: what was refused or answered here stands on the line, what was relayed outside hangs below it. */
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { useWords } from "../settings/use-words.ts";
import { barsPath, type PlotArea, scaleTop } from "../watch/timeline-bars.ts";
import { cursorAfterKey } from "../watch/timeline-keys.ts";
import { timeTicks } from "../watch/timeline-ticks.ts";
import { grouped } from "../words/count.ts";
import styles from "./hold.module.css";
import { type MinuteBars, minuteStartUs, minuteWords } from "./minute-bars.ts";

const LEFT_PX = 62;
const RIGHT_PX = 12;
const TOP_PX = 8;
const TRIED_PX = 92;
const RELAYED_PX = 30;
const AXIS_PX = 22;
const BASELINE_PX = TOP_PX + TRIED_PX;
const BOTTOM_PX = BASELINE_PX + RELAYED_PX;
/** Room that the words of a tick need. */
const TICK_PX = 70;
/** Half of what `07:00` takes. */
const TICK_HALF_PX = 17;

/** The picture; a minute is chosen by a click or Enter, and given back by Escape. */
export function MinutePlot(props: {
  readonly bars: MinuteBars;
  readonly widthPx: number;
  readonly selected: number | null;
  readonly onSelect: (startUs: number | null) => void;
  readonly onPoint: (bar: number | null) => void;
  readonly noteId: string;
}) {
  const { bars, widthPx, selected, onSelect, onPoint } = props;
  const words = useWords();
  const count = bars.refused.length;
  const area: PlotArea = { leftPx: LEFT_PX, widthPx: Math.max(1, widthPx - LEFT_PX - RIGHT_PX) };
  const slotPx = area.widthPx / count;
  // Counted from the newest: the cursor stays on its minute of the picture's end while minutes go by.
  const [back, setBack] = useState(0);
  const [pointed, setPointed] = useState<number | null>(null);
  const at = Math.max(0, count - 1 - back);
  const point = (bar: number | null): void => {
    setPointed(bar);
    onPoint(bar);
  };
  const choose = (bar: number): void => {
    const startUs = minuteStartUs(bars, bar);
    onSelect(startUs === selected ? null : startUs);
  };
  const barUnder = (event: PointerEvent<Element>): number => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT_PX;
    return Math.max(0, Math.min(count - 1, Math.floor(x / slotPx)));
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && selected !== null) onSelect(null);
    else if (event.key === "Enter" || event.key === " ") choose(at);
    else {
      const next = cursorAfterKey({ bar: at, anchor: null }, event.key, false, count);
      if (next === null) return;
      setBack(count - 1 - next.bar);
      point(next.bar);
    }
    event.preventDefault();
  };
  const tried = bars.refused.map((refused, bar) => refused + (bars.answered[bar] ?? 0));
  const top = scaleTop(tried);
  const relayedTop = scaleTop(bars.relayed);
  const right = area.leftPx + area.widthPx;
  const mark = (bar: number | null, look: string | undefined) =>
    bar === null || bar < 0 || bar >= count ? null : (
      <rect x={area.leftPx + bar * slotPx} y={TOP_PX - 2} width={Math.max(2, slotPx)} height={BOTTOM_PX - TOP_PX + 4} className={look} />
    );
  const scale = (y: number, text: string) => (
    <text x={area.leftPx - 6} y={y} textAnchor="end" className={styles["scale"]}>
      {text}
    </text>
  );
  const shape = { area, baselinePx: BASELINE_PX } as const;
  return (
    <div
      className={styles["plot"]}
      role="slider"
      tabIndex={0}
      aria-label="Time line of tries, minute by minute"
      aria-describedby={props.noteId}
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={at + 1}
      aria-valuetext={`${words.timeOfDay(minuteStartUs(bars, at), null)}: ${minuteWords(bars, at)}`}
      onPointerMove={(event) => point(barUnder(event))}
      onPointerLeave={() => point(null)}
      onClick={(event) => choose(barUnder(event as never))}
      onKeyDown={key}
      onFocus={() => point(at)}
      onBlur={() => point(null)}
    >
      <svg width={widthPx} height={BOTTOM_PX + AXIS_PX} viewBox={`0 0 ${widthPx} ${BOTTOM_PX + AXIS_PX}`} aria-hidden="true">
        <path d={`M${area.leftPx} ${TOP_PX}H${right}M${area.leftPx} ${BOTTOM_PX}H${right}`} className={styles["rule"]} />
        {mark(selected === null ? null : Math.round((selected - bars.startUs) / 60e6), styles["selected"])}
        {mark(pointed, styles["pointed"])}
        <path d={barsPath(tried, { ...shape, heightPx: TRIED_PX, top, direction: -1 })} className={styles["answeredBar"]} />
        <path d={barsPath(bars.refused, { ...shape, heightPx: TRIED_PX, top, direction: -1 })} className={styles["refusedBar"]} />
        <path
          d={barsPath(bars.relayed, { ...shape, heightPx: RELAYED_PX, top: relayedTop, direction: 1 })}
          className={styles["relayedBar"]}
        />
        <path d={`M${area.leftPx} ${BASELINE_PX}H${right}`} className={styles["baseline"]} />
        {scale(TOP_PX + 8, grouped(top))}
        {scale(BASELINE_PX - 6, "stayed ↑")}
        {scale(BASELINE_PX + 14, "relayed ↓")}
        {timeTicks(bars.startUs, bars.startUs + count * 60e6, Math.max(1, Math.floor(area.widthPx / TICK_PX)), 0).map(({ timeUs }) => {
          const x = area.leftPx + ((timeUs - bars.startUs) / (count * 60e6)) * area.widthPx;
          const middle = Math.max(area.leftPx + TICK_HALF_PX, Math.min(right + RIGHT_PX - TICK_HALF_PX, x));
          return (
            <g key={timeUs}>
              <path d={`M${x} ${BOTTOM_PX}v4`} className={styles["tick"]} />
              <text x={middle} y={BOTTOM_PX + 16} textAnchor="middle" className={styles["scale"]}>
                {words.timeOfDay(timeUs, null).replace(/:00$/, "")}
              </text>
            </g>
          );
        })}
        {scale(BOTTOM_PX + 16, "UTC")}
      </svg>
    </div>
  );
}
