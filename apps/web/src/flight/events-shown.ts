/** Which events the transcript shows. */
import type { FlightDetail } from "@creance/api";

/** What can be chosen. */
export const severityFilters = [
  { id: "all", word: "all events" },
  { id: "warnings", word: "warnings only" },
  { id: "serious", word: "serious only" },
] as const;
/** One choice. */
export type SeverityFilter = (typeof severityFilters)[number]["id"];

const MOST_EVENTS = 2000;

/** The events of a choice, in order of time, at most 2,000. */
export function eventsShown(events: FlightDetail["events"], filter: SeverityFilter): FlightDetail["events"] {
  const wanted =
    filter === "all"
      ? events
      : events.filter((event) => event.severity === "serious" || (filter === "warnings" && event.severity === "warning"));
  return [...wanted].sort((a, b) => a.elapsedMs - b.elapsedMs).slice(0, MOST_EVENTS);
}
