/** Take-off, landing, modes, the aircraft's own actions and returns to home. */
import { flightActionMeanings, flightActionName, flightModeName, goHomeStatusName, goHomeStatusNames } from "./dji-names.table.ts";
import { type EventContext, stretchesOf, type TrackContext } from "./event-context.ts";
import type { EventDraft } from "./event-list.ts";

/** A touch of the ground shorter than this is a bounce; a mode shorter than this is not told. */
const BOUNCE_MS = 2000;
const MODE_MS = 1000;

/** Events of the flight's phases. */
export function phaseEvents(context: EventContext): EventDraft[] {
  return [...airEvents(context), ...modeEvents(context), ...actionEvents(context), ...goHomeEvents(context)];
}

/** Take-offs and landings. */
export function airEvents(context: TrackContext): EventDraft[] {
  const { inAir, motorUp, batteryPct, altHomeM } = context.dji.track.columns;
  const { segment } = context;
  const events: EventDraft[] = [];
  const airborne = (row: number): boolean => inAir[row] === 1 && motorUp[row] === 1;
  for (const stretch of stretchesOf(context, airborne, { mergeMs: BOUNCE_MS, minMs: 500 })) {
    const battery = (row: number): string =>
      Number.isNaN(batteryPct[row] as number) ? "" : ` ${(batteryPct[row] as number).toFixed(0)} % left.`;
    if (stretch.start > segment.start) {
      events.push({ row: stretch.start, kind: "takeOff", severity: "info", sentence: "Take-off." });
    } else {
      events.push({ row: stretch.start, kind: "startsInAir", severity: "info", sentence: "The record begins in the air." });
    }
    if (stretch.end < segment.end) {
      events.push({ row: stretch.end, kind: "landing", severity: "info", sentence: `Landed.${battery(stretch.end)}` });
    } else {
      const last = segment.end - 1;
      const height = Number.isNaN(altHomeM[last] as number) ? "" : `, ${(altHomeM[last] as number).toFixed(0)} m above the take-off point`;
      events.push({ row: last, kind: "endsInAir", severity: "warning", sentence: `The record ends in the air${height}.${battery(last)}` });
    }
  }
  return events;
}

function modeEvents(context: EventContext): EventDraft[] {
  const { flightMode, elapsedMs } = context.dji.track.columns;
  const { start, end } = context.segment;
  const events: EventDraft[] = [];
  let told = Number.NaN;
  let since = start;
  for (let row = start; row < end; row += 1) {
    const mode = flightMode[row] as number;
    if (mode !== flightMode[since]) since = row;
    if (mode === told || (elapsedMs[row] as number) - (elapsedMs[since] as number) < MODE_MS) continue;
    told = mode;
    events.push({ row: since, kind: "modeChange", severity: "info", sentence: `Flight mode: ${flightModeName(mode)}.` });
  }
  return events;
}

function actionEvents(context: EventContext): EventDraft[] {
  const { flightAction } = context.dji.track.columns;
  const { start, end } = context.segment;
  const events: EventDraft[] = [];
  let before = 0;
  for (let row = start; row < end; row += 1) {
    const action = flightAction[row] as number;
    if (action !== before && action !== 0) {
      const meaning = flightActionMeanings[action];
      events.push({
        row,
        kind: meaning?.kind ?? "flightAction",
        severity: meaning?.severity ?? "info",
        sentence: flightActionName(action),
      });
    }
    before = action;
  }
  return events;
}

function goHomeEvents(context: EventContext): EventDraft[] {
  const { goHomeStatus } = context.dji.track.columns;
  const returning = (row: number): boolean => {
    const status = goHomeStatus[row] as number;
    return status > 0 && status in goHomeStatusNames;
  };
  return stretchesOf(context, returning, { mergeMs: 3000, minMs: 500 }).flatMap((stretch): EventDraft[] => [
    {
      row: stretch.start,
      kind: "goHome",
      severity: "info",
      sentence: `Returning to home: ${goHomeStatusName(goHomeStatus[stretch.start] as number)}.`,
    },
    ...(stretch.end < context.segment.end
      ? [{ row: stretch.end, kind: "goHomeEnd", severity: "info", sentence: "Return to home ended." } as const]
      : []),
  ]);
}
