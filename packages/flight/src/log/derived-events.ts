/** Events that a track shows by itself, by the rules that also serve the DJI flight record; a log that tells a kind itself is believed. */
import type { TrackContext } from "../event-context.ts";
import { stretchesOf } from "../event-context.ts";
import type { EventDraft } from "../event-list.ts";
import { airEvents } from "../phase-events.ts";
import { gpsEvents, homeEvents, jumpEvents } from "../position-events.ts";
import type { FlightEvent } from "../types.ts";
import { cellEvents, hotEvents } from "../warning-events.ts";

/** A battery at or below this is low, and very low (what pilots' apps warn at when nothing else is set). */
const LOW_PCT = 25;
const VERY_LOW_PCT = 10;

/** The events of a flight that its log does not tell: of every kind that does not occur in `told`. Rows count from the first row of the track. */
export function derivedEvents(context: TrackContext, told: readonly Pick<FlightEvent, "kind">[]): EventDraft[] {
  const kinds = new Set(told.map(({ kind }) => kind));
  const drafts = [
    ...airEvents(context),
    ...homeEvents(context),
    ...gpsEvents(context),
    ...jumpEvents(context),
    ...levelEvents(context),
    ...hotEvents(context),
    ...cellEvents(context),
  ];
  return drafts.filter(({ kind }) => !kinds.has(kind));
}

function levelEvents(context: TrackContext): EventDraft[] {
  const { batteryPct, inAir } = context.dji.track.columns;
  const at = (kind: string, severity: EventDraft["severity"], limitPct: number, name: string): EventDraft[] => {
    const low = (row: number): boolean => inAir[row] === 1 && (batteryPct[row] as number) <= limitPct;
    const [first] = stretchesOf(context, low, { mergeMs: 60_000, minMs: 3000 });
    return first === undefined
      ? []
      : [{ row: first.start, kind, severity, sentence: `${name}: ${(batteryPct[first.start] as number).toFixed(0)} %.` }];
  };
  return [...at("batteryLow", "warning", LOW_PCT, "Battery low"), ...at("batteryVeryLow", "serious", VERY_LOW_PCT, "Battery very low")];
}
