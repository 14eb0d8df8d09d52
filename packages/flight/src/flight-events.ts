/** All events of one flight, in time order, bounded. */
import { cameraEvents } from "./camera-events.ts";
import type { EventContext } from "./event-context.ts";
import { type EventDraft, MAX_EVENTS } from "./event-list.ts";
import { phaseEvents } from "./phase-events.ts";
import { positionEvents } from "./position-events.ts";
import { textEvents } from "./text-events.ts";
import type { FlightEvent } from "./types.ts";
import { warningEvents } from "./warning-events.ts";

/** The events of a flight, and how many were left out because of the bound. Rows count from the flight's first row. */
export function flightEvents(context: EventContext): { readonly events: readonly FlightEvent[]; readonly leftOut: number } {
  const { segment, dji } = context;
  if (segment.end <= segment.start) return { events: [], leftOut: 0 };
  const drafts: EventDraft[] = [
    ...phaseEvents(context),
    ...positionEvents(context),
    ...warningEvents(context),
    ...cameraEvents(context),
    ...textEvents(context),
  ];
  // Stable: within one row the order above stays.
  drafts.sort((a, b) => a.row - b.row);
  const kept = drafts.length <= MAX_EVENTS ? drafts : keepMostSevere(drafts);
  const { elapsedMs, timeUs, byteOffset } = dji.track.columns;
  const startMs = elapsedMs[segment.start] as number;
  const events = kept.map((draft): FlightEvent => {
    const row = Math.min(Math.max(draft.row, segment.start), segment.end - 1);
    const time = timeUs[row] as number;
    return {
      row: row - segment.start,
      elapsedMs: (elapsedMs[row] as number) - startMs,
      timeUs: Number.isNaN(time) ? null : time,
      byteOffset: draft.byteOffset ?? (byteOffset[row] as number),
      kind: draft.kind,
      severity: draft.severity,
      sentence: draft.sentence,
      text: draft.text ?? null,
    };
  });
  return { events, leftOut: drafts.length - kept.length };
}

/** Serious before warnings before the rest, the earliest first, then back in time order. */
export function keepMostSevere<Event extends Pick<EventDraft, "row" | "severity">>(drafts: readonly Event[]): Event[] {
  const rank = { serious: 0, warning: 1, info: 2 } as const;
  return [...drafts]
    .sort((a, b) => rank[a.severity] - rank[b.severity])
    .slice(0, MAX_EVENTS)
    .sort((a, b) => a.row - b.row);
}
