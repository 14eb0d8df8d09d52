/** "What happened": the events, in order; the one the replay is at stands out; a click goes there. */
import type { FlightDetail } from "@creance/api";
import { clockFromUs } from "@creance/core";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ReplayClock } from "../replay/replay-clock.ts";
import { rowAt } from "../replay/track-at.ts";
import { useWords } from "../settings/use-words.ts";
import { count } from "../words/count.ts";
import { eventsShown, type SeverityFilter, severityFilters } from "./events-shown.ts";
import { Section } from "./section.tsx";
import styles from "./transcript.module.css";

/** The transcript with a filter by severity. */
export function Transcript({ flight, clock }: { readonly flight: FlightDetail; readonly clock: ReplayClock }) {
  const words = useWords();
  const [filter, setFilter] = useState<SeverityFilter>("all");
  const events = useMemo(() => eventsShown(flight.events, filter), [flight.events, filter]);
  const list = useRef<HTMLOListElement>(null);
  useFollow(list, clock, events);
  return (
    <Section
      id="happened"
      title="What happened"
      aside={
        <select
          aria-label="Events shown"
          data-print="no"
          value={filter}
          onChange={(event) => setFilter(event.target.value as SeverityFilter)}
        >
          {severityFilters.map((each) => (
            <option key={each.id} value={each.id}>
              {each.word}
            </option>
          ))}
        </select>
      }
    >
      {events.length === 0 && (
        <p className="soft">{flight.events.length === 0 ? "The record names no event." : "No event of this kind."}</p>
      )}
      <ol ref={list} className={styles["list"]}>
        {events.map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole, and two events may be alike
          <li key={at} data-severity={event.severity}>
            <button
              type="button"
              onClick={() => clock.seek(event.elapsedMs)}
              title={event.timeUs === null ? undefined : words.timeOfDay(event.timeUs, flight.summary.timeZone)}
            >
              <span className={styles["time"]}>{clockFromUs(event.elapsedMs * 1000)}</span>
              <span className={styles["words"]}>
                {event.severity !== "info" && (
                  <b className={styles["severity"]}>{event.severity === "serious" ? "Serious: " : "Warning: "}</b>
                )}
                {event.sentence}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {flight.events.length > events.length && <p className="soft">{count(flight.events.length - events.length, "event")} not shown</p>}
    </Section>
  );
}

/** Marks the last event before the replay's time, and keeps it in view inside the list while playing. */
function useFollow(
  list: React.RefObject<HTMLOListElement | null>,
  clock: ReplayClock,
  events: readonly { readonly elapsedMs: number }[],
): void {
  useEffect(() => {
    const times = events.map((event) => event.elapsedMs);
    let current = -1;
    const show = (elapsedMs: number): void => {
      const at = times.length === 0 || elapsedMs < (times[0] as number) ? -1 : rowAt(times, elapsedMs);
      if (at === current) return;
      const items = list.current?.children;
      items?.[current]?.removeAttribute("aria-current");
      const item = items?.[at];
      item?.setAttribute("aria-current", "true");
      current = at;
      const box = list.current;
      if (clock.state().playing && box !== null && item instanceof HTMLElement) {
        const below = item.offsetTop + item.offsetHeight - box.scrollTop - box.clientHeight;
        if (below > 0 || item.offsetTop < box.scrollTop) box.scrollTop = item.offsetTop - box.clientHeight / 2;
      }
    };
    show(clock.elapsedMs());
    return clock.onTime(show);
  }, [list, clock, events]);
}
