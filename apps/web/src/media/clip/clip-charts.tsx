/** Charts of a clip's telemetry, in step with its film. */
import type { Clip } from "@creance/api";
import { useMemo, useState } from "react";
import "uplot/dist/uPlot.min.css";
import { hasValues } from "../../chart/align-series.ts";
import { ChartPanel, type PanelLine } from "../../chart/chart-panel.tsx";
import { ChartTable } from "../../chart/chart-table.tsx";
import { panels } from "../../chart/panels.table.ts";
import { Section } from "../../flight/section.tsx";
import type { ReplayClock } from "../../replay/replay-clock.ts";
import type { Stretch } from "../../replay/weak-stretches.ts";

const NO_STRETCHES: readonly Stretch[] = [];
const shownPanels = panels.filter(({ id }) => id === "height" || id === "speed" || id === "gimbal");

/** The panels that have values; nothing without any. */
export function ClipCharts({ clip, clock }: { readonly clip: Clip; readonly clock: ReplayClock }) {
  const [asTable, setAsTable] = useState(false);
  const shown = useMemo(() => panelsOf(clip), [clip]);
  if (shown.length === 0) return null;
  return (
    <Section
      id="charts"
      title="Through the clip"
      aside={
        <button type="button" data-look="text" data-print="no" onClick={() => setAsTable(!asTable)}>
          {asTable ? "Show as charts" : "Show as table"}
        </button>
      }
    >
      {asTable ? (
        <ChartTable panels={shown} durationMs={clock.durationMs} clock={clock} />
      ) : (
        shown.map(({ panel, lines }, at) => (
          <ChartPanel key={panel.id} panel={panel} lines={lines} clock={clock} weak={NO_STRETCHES} showTimes={at === shown.length - 1} />
        ))
      )}
    </Section>
  );
}

function panelsOf(clip: Clip) {
  const columns: Readonly<Record<string, readonly (number | null)[]>> = {
    altHomeM: clip.altHomeM,
    groundSpeedMps: clip.groundSpeedMps,
    gimbalPitchDeg: clip.gimbalPitchDeg,
    gimbalYawDeg: clip.gimbalYawDeg,
  };
  return shownPanels
    .map((panel) => ({
      panel,
      lines: panel.series.flatMap((wanted): PanelLine[] => {
        const values = columns[wanted.column];
        const rows = values === undefined ? undefined : { elapsedMs: clip.elapsedMs, values };
        return hasValues(rows) ? [{ ...wanted, ...rows }] : [];
      }),
    }))
    .filter(({ lines }) => lines.length > 0);
}
