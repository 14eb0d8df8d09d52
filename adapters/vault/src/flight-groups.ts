/** Which originals show the same flight. Pure: the result depends on what was recorded and on the order of keeping alone. */
import type { EpochUs } from "@creance/core";

/** One flight as one original shows it. */
export interface FlightEntry {
  readonly sha256: string;
  readonly segment: number;
  /** Place of the original in the order of keeping. */
  readonly seq: number;
  /** SHA-256 of the record region, or of the original where there is none. */
  readonly region: string;
  readonly serial: string | null;
  readonly startUs: EpochUs | null;
  readonly endUs: EpochUs | null;
}

/** One flight with all that show it; the first entry founded it and gives it its id. */
export interface FlightGroup<Entry extends FlightEntry> {
  readonly founder: Entry;
  readonly members: readonly Entry[];
}

/** True when both recorded the same region, or the same aircraft for more than half of the shorter one's time. */
export function isSameFlight(a: FlightEntry, b: FlightEntry): boolean {
  return isSameRecording(a, b) || overlapsInTime(a, b);
}

/**
 * Groups entries. Each joins the first group with the same recording, else the first whose time overlaps; an original's two
 * flights stay two. The order of `entries` does not matter.
 */
export function groupFlights<Entry extends FlightEntry>(entries: readonly Entry[]): readonly FlightGroup<Entry>[] {
  const groups: { founder: Entry; members: Entry[] }[] = [];
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq || a.segment - b.segment)) {
    const group =
      groups.find(({ members }) => members.some((member) => isSameRecording(member, entry))) ??
      groups.find(
        ({ members }) =>
          members.some((member) => overlapsInTime(member, entry)) && !members.some((member) => member.sha256 === entry.sha256),
      );
    if (group === undefined) groups.push({ founder: entry, members: [entry] });
    else group.members.push(entry);
  }
  return groups;
}

function isSameRecording(a: FlightEntry, b: FlightEntry): boolean {
  return a.region === b.region && a.segment === b.segment;
}

function overlapsInTime(a: FlightEntry, b: FlightEntry): boolean {
  if (a.serial === null || a.serial === "" || a.serial !== b.serial) return false;
  if (a.startUs === null || a.endUs === null || b.startUs === null || b.endUs === null) return false;
  const overlapUs = Math.min(a.endUs, b.endUs) - Math.max(a.startUs, b.startUs);
  const shorterUs = Math.min(a.endUs - a.startUs, b.endUs - b.startUs);
  return shorterUs > 0 && overlapUs * 2 > shorterUs;
}
