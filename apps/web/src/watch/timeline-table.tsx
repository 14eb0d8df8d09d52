/** The time line as a table, for those who cannot see it or want the numbers. */
import { formatBytes } from "@creance/core";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { grouped } from "../words/count.ts";
import styles from "./timeline.module.css";
import { barStartUs, type TimelineBars, type TimelineFlight, type TimeRange } from "./timeline-bars.ts";
import type { TimelineWords } from "./timeline-words.ts";

/** A row for each bar in which a conversation began. */
export function TimelineTable(props: {
  readonly bars: TimelineBars;
  readonly flights: readonly TimelineFlight[];
  readonly words: TimelineWords;
  readonly selected: TimeRange | null;
  readonly onSelect: (range: TimeRange | null) => void;
}) {
  const { bars, flights, words, selected, onSelect } = props;
  return (
    <ScrollRegion label="Conversations over time" className={styles["table"]}>
      <table>
        <thead>
          <tr>
            <th scope="col">Began</th>
            <th scope="col" className="number">
              Conversations
            </th>
            <th scope="col" className="number">
              Out
            </th>
            <th scope="col" className="number">
              In
            </th>
            <th scope="col">In the air</th>
          </tr>
        </thead>
        <tbody>
          {bars.conversations.map((conversations, bar) => {
            if (conversations === 0) return null;
            const range = { fromUs: barStartUs(bars, bar), toUs: barStartUs(bars, bar + 1) };
            const chosen = selected !== null && selected.fromUs === range.fromUs && selected.toUs === range.toUs;
            const air = flights.filter(({ startUs, endUs }) => startUs < range.toUs && endUs >= range.fromUs);
            return (
              <tr key={range.fromUs}>
                <td>
                  <button type="button" data-look="text" aria-pressed={chosen} onClick={() => onSelect(chosen ? null : range)}>
                    {words.range(range)}
                  </button>
                </td>
                <td className="number">{grouped(conversations)}</td>
                <td className="number">{formatBytes(bars.bytesOut[bar] ?? 0)}</td>
                <td className="number">{formatBytes(bars.bytesIn[bar] ?? 0)}</td>
                <td>{air.map(({ name }) => (name === null || name === "" ? "a flight without a name" : name)).join(", ")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
