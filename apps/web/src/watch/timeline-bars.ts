/** From conversations over time to bars: how many, how high, what lies under a pointer. */
import type { FlowTimeline } from "@creance/api";

/** Bars of one width; the last may reach beyond the end of what was asked. */
export interface TimelineBars {
  readonly startUs: number;
  readonly widthUs: number;
  readonly conversations: readonly number[];
  readonly bytesOut: readonly number[];
  readonly bytesIn: readonly number[];
  /** Buckets in each bar. */
  readonly joined: number;
}

/** A stretch of time; `toUs` is not included. */
export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
}

/** A flight that was flown meanwhile. */
export interface TimelineFlight {
  readonly startUs: number;
  readonly endUs: number;
  readonly name: string | null;
}

/** Bars from the first to the last, both included. */
export interface BarSpan {
  readonly from: number;
  readonly to: number;
}

/** A part of the picture. */
export interface PlotArea {
  readonly leftPx: number;
  readonly widthPx: number;
}

/** Bars that are seen are at least this high. */
const MIN_BAR_PX = 1.5;

/** As few buckets joined as needed for at most `mostBars` bars; `null` where there is nothing. Nothing is left out. */
export function joinBuckets(timeline: FlowTimeline, mostBars: number): TimelineBars | null {
  const buckets = timeline.conversations.length;
  if (timeline.startUs === null || buckets === 0) return null;
  const joined = Math.max(1, Math.ceil(buckets / Math.max(1, mostBars)));
  return {
    startUs: timeline.startUs,
    widthUs: Math.max(1, timeline.widthUs) * joined,
    conversations: joinEvery(timeline.conversations, joined),
    bytesOut: joinEvery(timeline.bytesOut, joined),
    bytesIn: joinEvery(timeline.bytesIn, joined),
    joined,
  };
}

/** When a bar begins; the number of bars is the end of the last. */
export function barStartUs(bars: TimelineBars, bar: number): number {
  return bars.startUs + bar * bars.widthUs;
}

/** The time of some bars. */
export function rangeOf(bars: TimelineBars, { from, to }: BarSpan): TimeRange {
  return { fromUs: barStartUs(bars, Math.min(from, to)), toUs: barStartUs(bars, Math.max(from, to) + 1) };
}

/** The bars that make up a range exactly; `null` where it begins or ends between two, or holds none. */
export function barsOf(bars: TimelineBars, { fromUs, toUs }: TimeRange): BarSpan | null {
  const from = (fromUs - bars.startUs) / bars.widthUs;
  const to = (toUs - bars.startUs) / bars.widthUs;
  const whole = (value: number): boolean => Math.abs(value - Math.round(value)) * bars.widthUs <= 1;
  if (!whole(from) || !whole(to) || from < -0.5 || to > bars.conversations.length + 0.5 || Math.round(to) <= Math.round(from)) return null;
  return { from: Math.round(from), to: Math.round(to) - 1 };
}

/** The part of a range that lies on the bars, px; `null` when none does. */
export function rangePx(bars: TimelineBars, range: TimeRange, area: PlotArea): { leftPx: number; widthPx: number } | null {
  const spanUs = bars.conversations.length * bars.widthUs;
  const part = (timeUs: number): number => Math.max(0, Math.min(1, (timeUs - bars.startUs) / spanUs));
  if (range.toUs <= bars.startUs || range.fromUs >= bars.startUs + spanUs || !(range.toUs >= range.fromUs)) return null;
  const left = part(range.fromUs);
  return { leftPx: area.leftPx + left * area.widthPx, widthPx: (part(range.toUs) - left) * area.widthPx };
}

/** The bar under a point, the nearest where it lies outside. */
export function barAt(bars: TimelineBars, xPx: number, area: PlotArea): number {
  const last = bars.conversations.length - 1;
  return Math.max(0, Math.min(last, Math.floor(((xPx - area.leftPx) / Math.max(1, area.widthPx)) * bars.conversations.length)));
}

/**
 * One path of all bars of a row of values, from a baseline up (`direction` -1) or down (1). The height grows with the value; what is not
 * nothing is seen. `top` is the value that is `heightPx` high.
 */
export function barsPath(
  values: readonly number[],
  shape: {
    readonly area: PlotArea;
    readonly baselinePx: number;
    readonly heightPx: number;
    readonly top: number;
    readonly direction: -1 | 1;
  },
): string {
  const { area, baselinePx, heightPx, top, direction } = shape;
  const slotPx = area.widthPx / Math.max(1, values.length);
  const gapPx = slotPx >= 4 ? 1 : 0;
  let path = "";
  values.forEach((value, bar) => {
    if (!(value > 0)) return;
    const barPx = Math.max(MIN_BAR_PX, Math.min(1, value / top) * heightPx);
    path += `M${tenth(area.leftPx + bar * slotPx)} ${tenth(baselinePx)}v${tenth(direction * barPx)}h${tenth(Math.max(0.5, slotPx - gapPx))}v${tenth(-direction * barPx)}z`;
  });
  return path;
}

/** 1 for bars in which conversations began that moved no byte of payload, 0 for all others. */
export function silentBars({ conversations, bytesOut, bytesIn }: TimelineBars): number[] {
  return conversations.map((number, bar) => (number > 0 && !bytesOut[bar] && !bytesIn[bar] ? 1 : 0));
}

/** A round value at or above the largest: the top of a scale. */
export function scaleTop(values: readonly number[]): number {
  const most = values.reduce((so, value) => Math.max(so, value), 0);
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  return (steps.find((step) => step * power >= most) ?? 10) * power;
}

function joinEvery(values: readonly number[], joined: number): readonly number[] {
  if (joined === 1) return values;
  const sums = new Array<number>(Math.ceil(values.length / joined)).fill(0);
  values.forEach((value, at) => {
    const bar = Math.floor(at / joined);
    sums[bar] = (sums[bar] ?? 0) + value;
  });
  return sums;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
