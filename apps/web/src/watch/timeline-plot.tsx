/** The bars of the time line as one picture that pointer and keys work on. */
import { formatBytes } from "@creance/core";
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import { useWords } from "../settings/use-words.ts";
import styles from "./timeline.module.css";
import {
  type BarSpan,
  barAt,
  barStartUs,
  barsPath,
  type PlotArea,
  rangeOf,
  rangePx,
  scaleTop,
  silentBars,
  type TimelineBars,
  type TimelineFlight,
  type TimeRange,
} from "./timeline-bars.ts";
import { type BarCursor, cursorAfterKey, spanOf } from "./timeline-keys.ts";
import { timeTicks, zoneOffsetUs } from "./timeline-ticks.ts";
import { secondPart, type TimelineWords, tickDay, yearOf } from "./timeline-words.ts";

const LEFT_PX = 58;
const RIGHT_PX = 12;
/** Words of flights stand above the bars. */
const TOP_PX = 20;
const OUT_PX = 96;
const IN_PX = 56;
const AXIS_PX = 22;
const BASELINE_PX = TOP_PX + OUT_PX;
const BOTTOM_PX = BASELINE_PX + IN_PX;
/** Room that the words of a tick need. */
const TICK_PX = 92;
/** Room that a character of 11 px needs, on the wide side. */
const CHAR_PX = 6.4;

/** Draws once for each width and answer; pointing moves one rectangle. */
export function TimelinePlot(props: {
  readonly bars: TimelineBars;
  readonly flights: readonly TimelineFlight[];
  readonly words: TimelineWords;
  /** Name of the zone that times are shown in. */
  readonly zone: string;
  readonly widthPx: number;
  readonly selected: TimeRange | null;
  readonly onSelect: (span: BarSpan | null) => void;
  readonly onPoint: (span: BarSpan | null) => void;
  readonly noteId: string;
}) {
  const { bars, flights, words, zone, widthPx, selected, onSelect, onPoint } = props;
  const count = bars.conversations.length;
  const area = useMemo<PlotArea>(() => ({ leftPx: LEFT_PX, widthPx: Math.max(1, widthPx - LEFT_PX - RIGHT_PX) }), [widthPx]);
  const [cursor, setCursor] = useState<BarCursor>({ bar: 0, anchor: null });
  const [pointed, setPointed] = useState<BarSpan | null>(null);
  const [dragging, setDragging] = useState(false);
  const at = Math.min(cursor.bar, count - 1);

  const point = (span: BarSpan | null): void => {
    setPointed(span);
    onPoint(span);
  };
  const barUnder = (event: PointerEvent<Element>): number =>
    barAt(bars, event.clientX - event.currentTarget.getBoundingClientRect().left, area);
  const down = (event: PointerEvent<Element>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const bar = barUnder(event);
    setCursor({ bar, anchor: bar });
    setDragging(true);
    point({ from: bar, to: bar });
  };
  const move = (event: PointerEvent<Element>): void => {
    const bar = barUnder(event);
    if (!dragging) {
      point({ from: bar, to: bar });
      return;
    }
    const next = { ...cursor, bar };
    setCursor(next);
    point(spanOf(next));
  };
  const up = (): void => {
    if (!dragging) return;
    setDragging(false);
    setCursor({ ...cursor, anchor: null });
    const span = spanOf(cursor);
    if (span !== null) onSelect(span);
  };
  const stopDragging = (): void => {
    setDragging(false);
    setCursor({ ...cursor, anchor: null });
    point(null);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      stopDragging();
      if (selected === null) return;
      event.stopPropagation();
      onSelect(null);
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onSelect(spanOf(cursor) ?? { from: at, to: at });
      return;
    }
    const next = cursorAfterKey({ ...cursor, bar: at }, event.key, event.shiftKey, count);
    if (next === null) return;
    event.preventDefault();
    setCursor(next);
    point(spanOf(next) ?? { from: next.bar, to: next.bar });
  };
  const keyUp = (event: KeyboardEvent): void => {
    const span = event.key === "Shift" && !dragging ? spanOf(cursor) : null;
    if (span === null) return;
    setCursor({ ...cursor, anchor: null });
    onSelect(span);
  };

  const said = pointed ?? { from: at, to: at };
  return (
    <div
      className={styles["plot"]}
      role="slider"
      tabIndex={0}
      aria-label="Time line of conversations"
      aria-describedby={props.noteId}
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={at + 1}
      aria-valuetext={words.span(said)}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={stopDragging}
      onPointerLeave={() => !dragging && point(null)}
      onKeyDown={key}
      onKeyUp={keyUp}
      onFocus={() => !dragging && point({ from: at, to: at })}
      onBlur={() => point(null)}
    >
      <svg width={widthPx} height={BOTTOM_PX + AXIS_PX} viewBox={`0 0 ${widthPx} ${BOTTOM_PX + AXIS_PX}`} aria-hidden="true">
        <Flights bars={bars} flights={flights} area={area} />
        {selected !== null && <Span px={rangePx(bars, selected, area)} look={styles["selected"]} />}
        {pointed !== null && <Span px={rangePx(bars, rangeOf(bars, pointed), area)} look={styles["pointed"]} />}
        <Bars bars={bars} area={area} />
        <Axis bars={bars} area={area} zone={zone} />
      </svg>
    </div>
  );
}

function Span({ px, look }: { readonly px: { leftPx: number; widthPx: number } | null; readonly look: string | undefined }) {
  return px === null ? null : (
    <rect x={px.leftPx} y={TOP_PX - 2} width={Math.max(1, px.widthPx)} height={BOTTOM_PX - TOP_PX + 4} className={look} />
  );
}

function Bars({ bars, area }: { readonly bars: TimelineBars; readonly area: PlotArea }) {
  const { out, incoming, silent, outTop, inTop } = useMemo(() => {
    const tops = { outTop: scaleTop(bars.bytesOut), inTop: scaleTop(bars.bytesIn) };
    const shape = { area, baselinePx: BASELINE_PX };
    // Tries that moved no byte are still seen: a small mark on the line.
    return {
      ...tops,
      out: barsPath(bars.bytesOut, { ...shape, heightPx: OUT_PX, top: tops.outTop, direction: -1 }),
      incoming: barsPath(bars.bytesIn, { ...shape, heightPx: IN_PX, top: tops.inTop, direction: 1 }),
      silent: barsPath(silentBars(bars), { area, baselinePx: BASELINE_PX + 2, heightPx: 4, top: 1, direction: -1 }),
    };
  }, [bars, area]);
  const right = area.leftPx + area.widthPx;
  const scale = (yPx: number, text: string) => (
    <text x={area.leftPx - 6} y={yPx} textAnchor="end" className={styles["scale"]}>
      {text}
    </text>
  );
  return (
    <>
      <path d={`M${area.leftPx} ${TOP_PX}H${right}M${area.leftPx} ${BOTTOM_PX}H${right}`} className={styles["rule"]} />
      <path d={out} className={styles["out"]} />
      <path d={incoming} className={styles["in"]} />
      <path d={silent} className={styles["silent"]} />
      <path d={`M${area.leftPx} ${BASELINE_PX}H${right}`} className={styles["baseline"]} />
      {scale(TOP_PX + 8, formatBytes(outTop))}
      {scale(BASELINE_PX - 7, "out ↑")}
      {scale(BASELINE_PX + 15, "in ↓")}
      {scale(BOTTOM_PX, formatBytes(inTop))}
    </>
  );
}

function Flights(props: { readonly bars: TimelineBars; readonly flights: readonly TimelineFlight[]; readonly area: PlotArea }) {
  let taken = Number.NEGATIVE_INFINITY;
  return [...props.flights]
    .sort((a, b) => a.startUs - b.startUs)
    .map((flight) => {
      const px = rangePx(props.bars, { fromUs: flight.startUs, toUs: flight.endUs }, props.area);
      if (px === null) return null;
      const words = flight.name === null || flight.name === "" ? "in the air" : `in the air: ${flight.name}`;
      // Words may run on beyond the flight until the next one; words that have no place are in the table.
      const end = props.area.leftPx + props.area.widthPx;
      const fitting = [words, "in the air"].find((text) => px.leftPx >= taken && px.leftPx + text.length * CHAR_PX <= end);
      if (fitting !== undefined) taken = px.leftPx + fitting.length * CHAR_PX + 10;
      return (
        <g key={`${flight.startUs} ${flight.endUs} ${flight.name ?? ""}`}>
          <rect x={px.leftPx} y={TOP_PX} width={Math.max(1, px.widthPx)} height={BOTTOM_PX - TOP_PX} className={styles["air"]} />
          <path d={`M${px.leftPx} ${TOP_PX - 3}h${Math.max(1, px.widthPx)}`} className={styles["airEdge"]} />
          {fitting !== undefined && (
            <text x={px.leftPx} y={TOP_PX - 8} className={styles["scale"]}>
              {fitting}
            </text>
          )}
        </g>
      );
    });
}

function Axis({ bars, area, zone }: { readonly bars: TimelineBars; readonly area: PlotArea; readonly zone: string }) {
  const words = useWords();
  const endUs = barStartUs(bars, bars.conversations.length);
  const ticks = useMemo(
    () => timeTicks(bars.startUs, endUs, Math.max(1, Math.floor(area.widthPx / TICK_PX)), zoneOffsetUs(bars.startUs, zone)),
    [bars.startUs, endUs, area.widthPx, zone],
  );
  const severalYears = yearOf(words.day(bars.startUs, zone)) !== yearOf(words.day(endUs - 1, zone));
  const y = BOTTOM_PX + 16;
  return (
    <>
      <text x={area.leftPx - 6} y={y} textAnchor="end" className={styles["scale"]}>
        {zone === "UTC" || zone.length * CHAR_PX < LEFT_PX ? zone : "local"}
      </text>
      {ticks.map(({ timeUs, day, secondDigits }) => {
        const x = area.leftPx + ((timeUs - bars.startUs) / (endUs - bars.startUs)) * area.widthPx;
        const text = day
          ? tickDay(words.day(timeUs, zone), severalYears)
          : words.timeOfDay(timeUs, zone).replace(/:00$/, "") + secondPart(timeUs, secondDigits);
        const halfPx = (text.length * CHAR_PX) / 2;
        const middle = Math.max(area.leftPx + halfPx, Math.min(area.leftPx + area.widthPx + RIGHT_PX - halfPx, x));
        return (
          <g key={timeUs}>
            <path d={`M${x} ${BOTTOM_PX}v4`} className={styles["tick"]} />
            <text x={middle} y={y} textAnchor="middle" className={styles["scale"]}>
              {text}
            </text>
          </g>
        );
      })}
    </>
  );
}
