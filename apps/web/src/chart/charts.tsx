/** All charts of a flight, in step, or the same values as a table. */
import type { FlightColumns } from "@creance/api";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
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
const firstPanels = panels.filter((panel) => panel.first);
const laterPanels = panels.filter((panel) => !panel.first);
const firstColumns = columnsOf(firstPanels);
const laterColumns = columnsOf(laterPanels);
const BUCKETS = 1000;

/** The columns of the panels that are shown first; the page asks for them before it knows the flight. */
export const firstColumnsQuery = (id: string) => columnsQuery(id, firstColumns, BUCKETS);

/** What charts need to know. */
export interface ChartsProps {
  readonly id: string;
  readonly clock: ReplayClock;
  readonly weak: readonly Stretch[];
}

/** The panels that matter most; asked for first. */
export function Charts(props: ChartsProps) {
  const columns = useQuery(firstColumnsQuery(props.id));
  return <PanelSection {...props} sectionId="charts" title="Through the flight" which={firstPanels} columns={columns} />;
}

/** The other panels; asked for when the first are there. */
export function MoreCharts(props: ChartsProps) {
  const first = useQuery(firstColumnsQuery(props.id));
  const columns = useQuery({ ...columnsQuery(props.id, laterColumns, BUCKETS), enabled: !first.isPending });
  return (
    <PanelSection {...props} sectionId="more-charts" title="Battery cells, signal, sticks, gimbal" which={laterPanels} columns={columns} />
  );
}

function PanelSection(
  props: ChartsProps & {
    readonly sectionId: string;
    readonly title: string;
    readonly which: readonly Panel[];
    readonly columns: UseQueryResult<FlightColumns>;
  },
) {
  const { clock, weak, columns, which } = props;
  const [asTable, setAsTable] = useState(false);
  const shown = useMemo(() => panelsWithLines(which, columns.data?.series ?? []), [which, columns.data]);
  const missing = columns.isSuccess ? which.filter((panel) => !shown.some((each) => each.panel === panel)) : [];
  return (
    <section className={styles["charts"]} id={props.sectionId} aria-label={props.title}>
      <div className={styles["head"]}>
        <h2>{props.title}</h2>
        {shown.length > 0 && (
          <button type="button" data-look="text" data-print="no" onClick={() => setAsTable(!asTable)}>
            {asTable ? "Show as charts" : "Show as table"}
          </button>
        )}
      </div>
      {columns.isError && <Problem error={columns.error} onRetry={() => void columns.refetch()} />}
      {asTable ? (
        <ChartTable panels={shown} durationMs={clock.durationMs} clock={clock} />
      ) : (
        shown.map(({ panel, lines }, at) => (
          <ChartPanel key={panel.id} panel={panel} lines={lines} clock={clock} weak={weak} showTimes={at === shown.length - 1} />
        ))
      )}
      {weak.length > 0 && shown.length > 0 && (
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
function panelsWithLines(which: readonly Panel[], series: FlightColumns["series"]): { panel: Panel; lines: PanelLine[] }[] {
  const byName = new Map(series.map((each) => [each.name, each]));
  return which
    .map((panel) => ({
      panel,
      lines: panel.series.flatMap((wanted): PanelLine[] => {
        const found = byName.get(wanted.column);
        return hasValues(found) ? [{ ...wanted, elapsedMs: found.elapsedMs, values: found.values }] : [];
      }),
    }))
    .filter((each) => each.lines.length > 0);
}
