/** Events of an autopilot log, by the log's clock, in order and bounded. */
import { MAX_EVENTS } from "../event-list.ts";
import type { FlightEvent } from "../types.ts";
import { quoted } from "./log-events.ts";
import type { SeriesTrack } from "./series-track.ts";

/** Something the log says. */
export interface AutopilotEvent {
  /** µs of the log's clock; NaN for what stands in the head of the log. */
  readonly timeUs: number;
  readonly byteOffset: number;
  readonly kind: string;
  readonly severity: FlightEvent["severity"];
  readonly sentence: string;
  readonly text?: string;
}

/** The events with the rows in force at their times; the most severe when there are more than the bound. */
export function placeEvents(
  track: SeriesTrack,
  events: readonly AutopilotEvent[],
): { readonly events: FlightEvent[]; readonly leftOut: number } {
  const rank = { serious: 0, warning: 1, info: 2 } as const;
  const kept =
    events.length <= MAX_EVENTS ? [...events] : [...events].sort((a, b) => rank[a.severity] - rank[b.severity]).slice(0, MAX_EVENTS);
  const placed = kept.map(
    ({ timeUs, byteOffset, kind, severity, sentence, text }): FlightEvent => ({
      row: Number.isNaN(timeUs) ? -1 : track.rowAt(timeUs),
      elapsedMs: Number.NaN,
      timeUs: null,
      byteOffset,
      kind,
      severity,
      sentence,
      text: text ?? null,
    }),
  );
  // Stable: within one row the order of the log stays.
  placed.sort((a, b) => a.row - b.row);
  return { events: placed, leftOut: events.length - kept.length };
}

/** A line that the autopilot wrote, by its level: 0 emergency to 7 debug. */
export function saidEvent(
  place: { readonly timeUs: number; readonly byteOffset: number; readonly level: number },
  text: string,
): AutopilotEvent {
  const severity = place.level <= 3 ? "serious" : place.level === 4 ? "warning" : "info";
  const kind = severity === "info" ? "autopilotText" : "autopilotWarning";
  return { timeUs: place.timeUs, byteOffset: place.byteOffset, kind, severity, sentence: `Autopilot: "${quoted(text)}"`, text };
}

/** Calls `tell` where a column's value changes, and for its first one. */
export function onChange(
  values: ArrayLike<number> | undefined,
  rows: number,
  tell: (value: number, row: number, before: number | null) => void,
): void {
  if (values === undefined) return;
  let before: number | null = null;
  for (let row = 0; row < rows; row += 1) {
    const value = values[row] as number;
    if (value === before || Number.isNaN(value)) continue;
    tell(value, row, before);
    before = value;
  }
}
