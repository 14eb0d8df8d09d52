/** When conversations began, and how much went out and came in: bars over time, with the flights that were in the air. */
import type { FlowTimeline } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useId, useMemo, useState } from "react";
import { useSize } from "../map/use-size.ts";
import { useSettings } from "../settings/settings-store.ts";
import { useWords } from "../settings/use-words.ts";
import styles from "./timeline.module.css";
import {
  type BarSpan,
  barsOf,
  joinBuckets,
  rangeOf,
  silentBars,
  type TimelineBars,
  type TimelineFlight,
  type TimeRange,
} from "./timeline-bars.ts";
import { TimelinePlot } from "./timeline-plot.tsx";
import { TimelineTable } from "./timeline-table.tsx";
import { type TimelineWords, timelineWords } from "./timeline-words.ts";

/** A bar takes at least this much of the width. */
const MIN_SLOT_PX = 2;
/** Rows of the table at most. */
const MOST_ROWS = 120;

/** Bars over time; a stretch is selected by dragging, or by arrows with shift. Times stand in `timeZone` (UTC without one) or in UTC, as chosen. */
export function Timeline(props: {
  readonly timeline: FlowTimeline;
  readonly flights: readonly TimelineFlight[];
  readonly selected: TimeRange | null;
  readonly onSelect: (range: TimeRange | null) => void;
  readonly timeZone?: string | null;
}) {
  const { timeline, flights, selected, onSelect, timeZone = null } = props;
  const [holder, { widthPx }] = useSize<HTMLDivElement>();
  const [asTable, setAsTable] = useState(false);
  const [told, setTold] = useState<BarSpan | null>(null);
  const note = useId();
  const words = useWords();
  const zone = useSettings().zone === "utc" || timeZone === null ? "UTC" : timeZone;
  const mostBars = asTable ? MOST_ROWS : Math.max(1, Math.floor(widthPx / MIN_SLOT_PX));
  const bars = useMemo(() => joinBuckets(timeline, mostBars), [timeline, mostBars]);
  const said = useMemo(() => (bars === null ? null : timelineWords(bars, words, timeZone)), [bars, words, timeZone]);
  return (
    <div ref={holder} className={styles["timeline"]}>
      {bars === null || said === null ? (
        <p className="soft">No conversation to draw.</p>
      ) : (
        <>
          <div className={styles["head"]}>
            <p className={styles["told"]}>
              {told !== null
                ? said.span(told)
                : selected === null
                  ? said.amounts(allOf(bars))
                  : `Selected: ${selectedWords(bars, said, selected)}`}
            </p>
            <span className={styles["buttons"]} data-print="no">
              {selected !== null && (
                <button type="button" data-look="text" onClick={() => onSelect(null)}>
                  Show all times
                </button>
              )}
              <button type="button" data-look="text" onClick={() => setAsTable(!asTable)}>
                {asTable ? "Show as bars" : "Show as table"}
              </button>
            </span>
          </div>
          {asTable ? (
            <TimelineTable bars={bars} flights={flights} words={said} selected={selected} onSelect={onSelect} />
          ) : (
            <TimelinePlot
              bars={bars}
              flights={flights}
              words={said}
              zone={zone}
              widthPx={widthPx}
              selected={selected}
              onSelect={(span) => onSelect(span === null ? null : rangeOf(bars, span))}
              onPoint={setTold}
              noteId={note}
            />
          )}
          <p id={note} className={styles["note"]}>
            Bytes stand whole in the bar where their conversation began, however long it lasted. Out and in have scales of their own: at
            most {formatBytes(Math.max(...bars.bytesOut))} and {formatBytes(Math.max(...bars.bytesIn))} in one bar.{" "}
            {silentBars(bars).includes(1) && "A small grey mark on the line: conversations without a byte of payload. "}Times: {zone}.{" "}
            <span data-print="no">Drag over the bars, or use the arrow keys with shift, to select a time; Escape selects all.</span>
          </p>
        </>
      )}
    </div>
  );
}

function selectedWords(bars: TimelineBars, words: TimelineWords, selected: TimeRange): string {
  const span = barsOf(bars, selected);
  return span === null ? words.range(selected) : words.span(span);
}

function allOf(bars: TimelineBars): BarSpan {
  return { from: 0, to: bars.conversations.length - 1 };
}
