/** How a panel becomes a uPlot. */
import { clockFromUs } from "@creance/core";
import type uPlot from "uplot";
import type { Stretch } from "../replay/weak-stretches.ts";
import type { ChartLook } from "./chart-look.ts";
import type { Panel } from "./panels.table.ts";

/** What the options depend on. */
export interface PlotInput {
  readonly panel: Panel;
  readonly lines: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly durationMs: number;
  readonly showTimes: boolean;
  readonly weak: readonly Stretch[];
  readonly look: ChartLook;
  readonly convert: (value: number) => number;
}

/** Width left of the plot that holds the numbers of the axis. */
export const AXIS_PX = 40;
const TIMES_PX = 22;

/** Options of one panel. The cursor is ours: the replay clock moves it. */
export function plotOptions(input: PlotInput): uPlot.Options {
  const { look, panel } = input;
  return {
    width: input.widthPx,
    height: input.heightPx + (input.showTimes ? TIMES_PX : 0),
    padding: [8, 2, input.showTimes ? 0 : 6, 0],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: false, range: [0, Math.max(1, input.durationMs / 1000)] },
      y: { range: (_plot, low, high) => paddedRange(low, high, panel, input.convert) },
    },
    axes: [
      {
        show: input.showTimes,
        size: TIMES_PX,
        stroke: look.soft,
        font: look.font,
        grid: { show: false },
        ticks: { show: false },
        values: (_plot, splits) => splits.map((second) => clockFromUs(second * 1e6)),
        incrs: [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600],
        space: 64,
      },
      {
        size: AXIS_PX,
        stroke: look.soft,
        font: look.font,
        gap: 6,
        space: 26,
        grid: { stroke: look.rule, width: 1 },
        ticks: { show: false },
      },
    ],
    series: [
      {},
      ...Array.from({ length: input.lines }, (_, line) => ({
        stroke: look.lines[line % look.lines.length] ?? look.ink,
        width: 1.4,
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: { drawClear: [(plot) => shadeWeak(plot, input.weak, look.weak)] },
  };
}

/** The range of the values, widened to what the panel always shows, never empty. */
export function paddedRange(
  low: number | null,
  high: number | null,
  panel: Pick<Panel, "range">,
  convert: (value: number) => number,
): [number, number] {
  const [least, most] = panel.range;
  const bottom = Math.min(low ?? 0, least === null ? Number.POSITIVE_INFINITY : convert(least));
  const top = Math.max(high ?? 1, most === null ? Number.NEGATIVE_INFINITY : convert(most));
  if (top - bottom < 1e-6) return [bottom - 1, top + 1];
  const paddingTop = most === null ? (top - bottom) * 0.06 : 0;
  const paddingBottom = least === null || bottom < convert(least) ? (top - bottom) * 0.06 : 0;
  return [bottom - paddingBottom, top + paddingTop];
}

function shadeWeak(plot: uPlot, weak: readonly Stretch[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour;
  for (const stretch of weak) {
    const left = plot.valToPos(stretch.fromMs / 1000, "x", true);
    const right = plot.valToPos(stretch.toMs / 1000, "x", true);
    ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height);
  }
  ctx.restore();
}
