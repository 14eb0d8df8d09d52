/** Warnings that the flight controller's own flags and the battery's values give. */
import { cellNames } from "./dji-track.ts";
import { type EventContext, stretchesOf, type TrackContext } from "./event-context.ts";
import { type EventDraft, forDuration } from "./event-list.ts";

interface FlagWarning {
  readonly kind: string;
  readonly severity: EventDraft["severity"];
  /** Without the duration and the full stop. */
  readonly sentence: string;
}

/** Bits of byte 35 that are worth a sentence. */
const limitWarnings: Readonly<Record<number, FlagWarning>> = {
  3: { kind: "motorBlocked", severity: "serious", sentence: "Motor blocked" },
  4: { kind: "notEnoughForce", severity: "warning", sentence: "Not enough thrust" },
  5: { kind: "barometerDead", severity: "serious", sentence: "Barometer gave no values in the air" },
  6: { kind: "vibrating", severity: "warning", sentence: "Strong vibration" },
  7: { kind: "accelerometerOverRange", severity: "warning", sentence: "Accelerometer over its range" },
};

/** A cell this far below the mean of its pack, for this long. Serious from twice the distance. */
const CELL_BELOW_V = 0.07;
const CELL_BELOW_MS = 10_000;
/** A lithium cell below this in flight is close to its end. */
const CELL_LOW_V = 3.3;
const BATTERY_HOT_DEG_C = 65;

/** Events of flags and of the battery. */
export function warningEvents(context: EventContext): EventDraft[] {
  return [...flagEvents(context), ...batteryEvents(context), ...cellEvents(context)];
}

function flagEvents(context: EventContext): EventDraft[] {
  const { osd } = context.record.streams;
  const { inAir } = context.dji.track.columns;
  const events: EventDraft[] = [];
  const tell = (isOn: (row: number) => boolean, warning: FlagWarning, minMs: number): void => {
    for (const stretch of stretchesOf(context, isOn, { mergeMs: 3000, minMs })) {
      const sentence = `${warning.sentence}${stretch.durationMs >= 1000 ? ` for ${forDuration(stretch.durationMs)}` : ""}.`;
      events.push({ row: stretch.start, kind: warning.kind, severity: warning.severity, sentence });
    }
  };
  const { rcOutControl, compassError, limitFlags, motorStartFailedCause, motorUp } = osd.columns;
  tell(
    (row) => rcOutControl[row] === 1 && inAir[row] === 1,
    { kind: "signalLost", severity: "serious", sentence: "Controller signal lost" },
    500,
  );
  tell((row) => compassError[row] === 1, { kind: "compassError", severity: "warning", sentence: "Compass error" }, 500);
  for (const [bit, warning] of Object.entries(limitWarnings)) {
    const mask = 1 << Number(bit);
    tell((row) => ((limitFlags[row] as number) & mask) !== 0, warning, 300);
  }
  for (const stretch of stretchesOf(context, (row) => motorStartFailedCause[row] !== 0 && motorUp[row] === 0, {
    mergeMs: 10_000,
    minMs: 500,
  })) {
    const cause = motorStartFailedCause[stretch.start] as number;
    events.push({ row: stretch.start, kind: "motorStartFailed", severity: "warning", sentence: `Motors did not start (cause ${cause}).` });
  }
  return events;
}

function batteryEvents(context: EventContext): EventDraft[] {
  const { voltageWarning } = context.record.streams.osd.columns;
  const { batteryPct } = context.dji.track.columns;
  const events: EventDraft[] = [];
  const level = (row: number): string => (Number.isNaN(batteryPct[row] as number) ? "" : `: ${batteryPct[row]} %`);
  for (const stretch of stretchesOf(context, (row) => voltageWarning[row] !== 0, { mergeMs: 10_000, minMs: 1000 })) {
    events.push({ row: stretch.start, kind: "batteryLow", severity: "warning", sentence: `Battery low${level(stretch.start)}.` });
  }
  for (const stretch of stretchesOf(context, (row) => (voltageWarning[row] as number) >= 2, { mergeMs: 10_000, minMs: 1000 })) {
    events.push({ row: stretch.start, kind: "batteryVeryLow", severity: "serious", sentence: `Battery very low${level(stretch.start)}.` });
  }
  return [...events, ...hotEvents(context)];
}

/** A battery that is hot. */
export function hotEvents(context: TrackContext): EventDraft[] {
  const { batteryTempDegC } = context.dji.track.columns;
  const events: EventDraft[] = [];
  const hot = (row: number): boolean => (batteryTempDegC[row] as number) >= BATTERY_HOT_DEG_C;
  for (const stretch of stretchesOf(context, hot, { mergeMs: 30_000, minMs: 3000 })) {
    events.push({
      row: stretch.start,
      kind: "batteryHot",
      severity: "warning",
      sentence: `Battery hot: ${BATTERY_HOT_DEG_C} °C or more for ${forDuration(stretch.durationMs)}.`,
    });
  }
  return events;
}

/** Cells below their pack, and cells close to their end. */
export function cellEvents(context: TrackContext): EventDraft[] {
  const columns = context.dji.track.columns;
  const events: EventDraft[] = [];
  const cells = cellNames.map((name) => columns[name]);
  const known = (row: number): number => cells.reduce((count, cell) => count + (Number.isNaN(cell[row] as number) ? 0 : 1), 0);
  // Most records have no cells: one look at the last row saves six passes.
  if (known(context.segment.end - 1) === 0) return events;
  const rows = context.dji.track.rows;
  const meanV = new Float32Array(rows);
  const leastV = new Float32Array(cells.length).fill(CELL_LOW_V);
  const mostBelowV = new Float32Array(cells.length);
  for (let row = context.segment.start; row < context.segment.end; row += 1) {
    let sum = 0;
    let count = 0;
    for (const cell of cells) {
      const volt = cell[row] as number;
      if (Number.isNaN(volt)) continue;
      sum += volt;
      count += 1;
    }
    const mean = count < 2 ? Number.NaN : sum / count;
    meanV[row] = mean;
    for (let at = 0; at < cells.length; at += 1) {
      const volt = (cells[at] as Float32Array)[row] as number;
      if (volt < (leastV[at] as number)) leastV[at] = volt;
      if (mean - volt > (mostBelowV[at] as number)) mostBelowV[at] = mean - volt;
    }
  }
  for (const [at, cell] of cells.entries()) {
    const below = (row: number): boolean => (meanV[row] as number) - (cell[row] as number) >= CELL_BELOW_V;
    const wasBelow = (mostBelowV[at] as number) >= CELL_BELOW_V;
    for (const stretch of wasBelow ? stretchesOf(context, below, { mergeMs: 3000, minMs: CELL_BELOW_MS }) : []) {
      let worstV = 0;
      for (let row = stretch.start; row < stretch.end; row += 1)
        worstV = Math.max(worstV, (meanV[row] as number) - (cell[row] as number) || 0);
      events.push({
        row: stretch.start,
        kind: "cellImbalance",
        severity: worstV >= 2 * CELL_BELOW_V ? "serious" : "warning",
        sentence: `Cell ${at + 1} below its pack by ${worstV.toFixed(2)} V for ${forDuration(stretch.durationMs)}.`,
      });
    }
    const low = (row: number): boolean => (cell[row] as number) < CELL_LOW_V;
    const wasLow = (leastV[at] as number) < CELL_LOW_V;
    for (const stretch of wasLow ? stretchesOf(context, low, { mergeMs: 10_000, minMs: 3000 }) : []) {
      let lowestV = CELL_LOW_V;
      for (let row = stretch.start; row < stretch.end; row += 1) if ((cell[row] as number) < lowestV) lowestV = cell[row] as number;
      events.push({
        row: stretch.start,
        kind: "cellLow",
        severity: "serious",
        sentence: `Cell ${at + 1} down to ${lowestV.toFixed(2)} V, below ${CELL_LOW_V} V for ${forDuration(stretch.durationMs)}.`,
      });
    }
  }
  return events;
}
