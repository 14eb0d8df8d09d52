/** The charts as a table, for those who cannot see them or want the numbers. */
import { clockFromUs, displayUnits } from "@creance/core";
import type { ReplayClock } from "../replay/replay-clock.ts";
import { useWords } from "../settings/use-words.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { valueAt } from "./align-series.ts";
import type { PanelLine } from "./chart-panel.tsx";
import styles from "./charts.module.css";
import type { Panel } from "./panels.table.ts";
import { tableStepMs } from "./table-step.ts";

/** A row every few seconds; the CSV export has every row. */
export function ChartTable(props: {
  readonly panels: readonly { readonly panel: Panel; readonly lines: readonly PanelLine[] }[];
  readonly durationMs: number;
  readonly clock: ReplayClock;
}) {
  const { units } = useWords();
  const columns = props.panels.flatMap(({ panel, lines }) => {
    const display =
      panel.quantity === null ? { unit: panel.unit, factor: 1, offset: 0, digits: panel.digits } : displayUnits[units][panel.quantity];
    return lines.map((line) => ({ line, display, head: lines.length > 1 ? `${panel.title}, ${line.word}` : panel.title }));
  });
  const stepMs = tableStepMs(props.durationMs);
  const times = Array.from({ length: Math.floor(props.durationMs / stepMs) + 1 }, (_, at) => at * stepMs);
  return (
    <ScrollRegion label="Values through the flight" className={styles["table"]}>
      <table>
        <caption className="offscreen">One row every {stepMs / 1000} seconds</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {columns.map((column) => (
              <th scope="col" key={column.line.column} className="number">
                {column.head} {column.display.unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time) => (
            <tr key={time}>
              <td>
                <button type="button" data-look="text" onClick={() => props.clock.seek(time)}>
                  {clockFromUs(time * 1000)}
                </button>
              </td>
              {columns.map(({ line, display }) => {
                const value = valueAt(line, time);
                return (
                  <td key={line.column} className="number">
                    {value === null ? "–" : (value * display.factor + display.offset).toFixed(display.digits)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
