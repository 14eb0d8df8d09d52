/** Pictures and clips of a flight as marks on its map and its time line. */
import type { MediaRow } from "@creance/api";
import type { BarMark } from "../replay/replay-bar.tsx";

/** Where pictures were taken. */
export interface PhotoPlace {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** Places of the items that have one. */
export function photoPlaces(rows: readonly Pick<MediaRow, "position">[]): readonly PhotoPlace[] {
  return rows.flatMap(({ position }) => (position === null ? [] : [{ latDeg: position.latDeg, lonDeg: position.lonDeg }]));
}

/** When they were taken, in the flight's own time; items outside of it, or without a true time, have no mark. */
export function photoMarks(rows: readonly Pick<MediaRow, "timeUs">[], startUs: number | null, durationMs: number): readonly BarMark[] {
  return rows.flatMap(({ timeUs }) => {
    if (timeUs === null || startUs === null) return [];
    const elapsedMs = (timeUs - startUs) / 1000;
    return elapsedMs < 0 || elapsedMs > durationMs ? [] : [{ elapsedMs, severity: "photo" as const }];
  });
}
