/** Collects the events of one flight, in order and bounded. */
import type { FlightEvent } from "./types.ts";

/** An event before its time is looked up. `row` counts from the first row of the record. */
export interface EventDraft {
  readonly row: number;
  readonly kind: string;
  readonly severity: FlightEvent["severity"];
  readonly sentence: string;
  readonly text?: string;
  /** Offset of the record that says so; absent: the OSD record of the row. */
  readonly byteOffset?: number;
}

/** Events of a flight at most; an issue tells when there were more. */
export const MAX_EVENTS = 2000;

/** `58 s`, `3 min 20 s`, `1 h 5 min`. */
export function forDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 1) return "less than 1 s";
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
