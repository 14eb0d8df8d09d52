/** All charts of a flight, in step, or the same values as a table. */
import type { FlightColumns } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import "uplot/dist/uPlot.min.css";
import { useMemo, useState } from "react";
import { columnsQuery } from "../api/queries.ts";
import type { ReplayClock } from "../replay/replay-clock.ts";
import type { Stretch } from "../replay/weak-stretches.ts";
import { Problem } from "../shell/problem.tsx";
import { hasValues } from "./align-series.ts";
import { ChartPanel, type PanelLine } from "./chart-panel.tsx";
import { ChartTable } from "./chart-table.tsx";
import styles from "./charts.module.css";
import { type Panel, panels } from "./panels.table.ts";

const columnsOf = (which: readonly Panel[]): string[] => which.flatMap((panel) => panel.series.map((series) => series.column));
const firstColumns = columnsOf(panels.filter((panel) => panel.first));
const laterColumns = columnsOf(panels.filter((panel) => !panel.first));
const BUCKETS = 1000;

/** The panels; the first four are asked for first. */
export function Charts(props: { readonly id: string; readonly clock: ReplayClock; readonly weak: readonly Stretch[] }) {
  const { id, clock, weak } = props;
  const first = useQuery(columnsQuery(id, firstColumns, BUCKETS));
  const later = useQuery({ ...columnsQuery(id, laterColumns, BUCKETS), enabled: first.isSuccess });
  const [asTable, setAsTable] = useState(false);
  const shown = useMemo(() => panelsWithLines([...(first.data?.series ?? []), ...(later.data?.series ?? [])]), [first.data, later.data]);
  const missing = later.isSuccess ? panels.filter((panel) => !shown.some((each) => each.panel === panel)) : [];
  return (
    <section className={styles["charts"]} id="charts" aria-label="Charts">
      <div className={styles["head"]}>
        <h2>Through the flight</h2>
        <button type="button" data-look="text" data-print="no" onClick={() => setAsTable(!asTable)}>
          {asTable ? "Show as charts" : "Show as table"}
        </button>
      </div>
      {first.isError && <Problem error={first.error} onRetry={() => void first.refetch()} />}
      {asTable ? (
        <ChartTable panels={shown} durationMs={clock.durationMs} clock={clock} />
      ) : (
        shown.map(({ panel, lines }, at) => (
          <ChartPanel
            key={panel.id}
            panel={panel}
            lines={lines}
            clock={clock}
            weak={weak}
            showTimes={at === shown.length - 1 || at === 3}
          />
        ))
      )}
      {weak.length > 0 && (
        <p className={styles["note"]}>
          <span className={styles["swatch"]} aria-hidden="true" /> Shaded: weak stretch (few satellites, a position jump or a repaired
          clock).
        </p>
      )}
      {missing.length > 0 && (
        <p className={styles["note"]}>Not in this record: {missing.map((panel) => panel.title.toLowerCase()).join(", ")}.</p>
      )}
    </section>
  );
}

/** Panels that have something to show, with their lines. */
function panelsWithLines(series: FlightColumns["series"]): { panel: Panel; lines: PanelLine[] }[] {
  const byName = new Map(series.map((each) => [each.name, each]));
  return panels
    .map((panel) => ({
      panel,
      lines: panel.series.flatMap((wanted): PanelLine[] => {
        const found = byName.get(wanted.column);
        return hasValues(found) ? [{ ...wanted, elapsedMs: found.elapsedMs, values: found.values }] : [];
      }),
    }))
    .filter((each) => each.lines.length > 0);
}
