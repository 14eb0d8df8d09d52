/** "When": what was tried, minute by minute, as bars or as a table. */
import type { HoldLive } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useId, useMemo, useState } from "react";
import { Section } from "../flight/section.tsx";
import { useSize } from "../map/use-size.ts";
import { useWords } from "../settings/use-words.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import watch from "../watch/watch.module.css";
import { grouped } from "../words/count.ts";
import styles from "./hold.module.css";
import { minuteBars, minuteStartUs, minuteWords } from "./minute-bars.ts";
import { MinutePlot } from "./minute-plot.tsx";

/** A bar takes at least this much of the width. */
const MIN_SLOT_PX = 5;

/** The minutes; one can be chosen, and the targets below are then those of it alone. */
export function Minutes(props: {
  readonly live: HoldLive;
  readonly nowUs: number;
  readonly selected: number | null;
  readonly onSelect: (startUs: number | null) => void;
}) {
  const { live, selected, onSelect } = props;
  const [holder, { widthPx }] = useSize<HTMLDivElement>();
  const [asTable, setAsTable] = useState(false);
  const [told, setTold] = useState<number | null>(null);
  const note = useId();
  const words = useWords();
  const minuteUs = Math.floor(props.nowUs / 60e6) * 60e6;
  const most = asTable ? 120 : Math.max(10, Math.floor(widthPx / MIN_SLOT_PX));
  const bars = useMemo(() => minuteBars(live.minutes, minuteUs, live.sinceUs, most), [live.minutes, live.sinceUs, minuteUs, most]);
  const time = (bar: number): string => words.timeOfDay(minuteStartUs(bars, bar), null).slice(0, 5);
  const selectedBar = selected === null ? null : Math.round((selected - bars.startUs) / 60e6);
  const said = told ?? selectedBar;
  return (
    <Section
      id="minutes"
      title="Minute by minute"
      aside={
        <span className={watch["tools"]} data-print="no">
          {selected !== null && (
            <button type="button" data-look="text" onClick={() => onSelect(null)}>
              Show all minutes
            </button>
          )}
          <button type="button" data-look="text" onClick={() => setAsTable(!asTable)}>
            {asTable ? "Show as bars" : "Show as table"}
          </button>
        </span>
      }
    >
      <div ref={holder} className={styles["holder"]}>
        <p className={styles["told"]}>
          {said === null || said < 0 || said >= bars.refused.length
            ? `The last ${grouped(bars.refused.length)} minutes.`
            : `${time(said)} UTC${selectedBar === said ? ", chosen" : ""}: ${minuteWords(bars, said)}.`}
        </p>
        {asTable ? (
          <ScrollRegion label="Tries by minute" className={styles["minuteTable"]}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Minute (UTC)</th>
                  <th scope="col" className="number">
                    Refused
                  </th>
                  <th scope="col" className="number">
                    Answered here
                  </th>
                  <th scope="col" className="number">
                    Relayed
                  </th>
                  <th scope="col" className="number">
                    Went out
                  </th>
                </tr>
              </thead>
              <tbody>
                {bars.refused.map((refused, bar) => {
                  const startUs = minuteStartUs(bars, bar);
                  const answered = bars.answered[bar] ?? 0;
                  const relayed = bars.relayed[bar] ?? 0;
                  if (refused + answered + relayed === 0) return null;
                  return (
                    <tr key={startUs}>
                      <td>
                        <button
                          type="button"
                          data-look="text"
                          aria-pressed={selected === startUs}
                          onClick={() => onSelect(selected === startUs ? null : startUs)}
                        >
                          {time(bar)}
                        </button>
                      </td>
                      <td className="number">{grouped(refused)}</td>
                      <td className="number">{grouped(answered)}</td>
                      <td className="number">{grouped(relayed)}</td>
                      <td className="number">{formatBytes(bars.upBytes[bar] ?? 0)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </ScrollRegion>
        ) : (
          widthPx > 0 && (
            <MinutePlot bars={bars} widthPx={widthPx} selected={selected} onSelect={onSelect} onPoint={setTold} noteId={note} />
          )
        )}
        <p id={note} className={`${watch["note"]} soft`}>
          <span className={styles["key"]} data-of="refused" aria-hidden="true" /> refused{" "}
          <span className={styles["key"]} data-of="answered" aria-hidden="true" /> answered here (names of open services, time, probes),
          both above the line; <span className={styles["key"]} data-of="relayed" aria-hidden="true" /> connections relayed to an open
          service, below it, in the minute in which they ended. Broadcast, multicast, and what the gateway machine itself tries are not
          counted. <span data-print="no">Choose a minute to see its targets alone; Escape shows all.</span>
        </p>
      </div>
    </Section>
  );
}
