/** What is known of a clip at a moment. */
import type { Clip } from "@creance/api";
import type { TrackColumns } from "../../replay/track-at.ts";

/** Longest time that an outline stands for: one a second is computed. */
const OUTLINE_LASTS_S = 1.5;

/** The outline of the second that a moment lies in; `null` where none is known. */
export function footprintAt(clip: Pick<Clip, "footprints">, elapsedMs: number): Clip["footprints"][number] | null {
  const second = elapsedMs / 1000;
  let low = 0;
  let high = clip.footprints.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((clip.footprints[middle]?.second ?? 0) <= second) low = middle;
    else high = middle - 1;
  }
  const found = clip.footprints[low];
  return found === undefined || found.second > second || second - found.second > OUTLINE_LASTS_S ? null : found;
}

/** The columns that the moving mark needs: it points where the camera looks, else where the nose points. */
export function clipTrack(clip: Clip): TrackColumns {
  return {
    elapsedMs: clip.elapsedMs,
    latDeg: clip.latDeg,
    lonDeg: clip.lonDeg,
    yawDeg: clip.elapsedMs.map((_, row) => clip.gimbalYawDeg[row] ?? clip.yawDeg[row] ?? null),
  };
}

/** Path over ground, broken where the position is unknown. */
export function clipPaths(clip: Pick<Clip, "latDeg" | "lonDeg">): readonly (readonly { latDeg: number; lonDeg: number }[])[] {
  const paths: { latDeg: number; lonDeg: number }[][] = [[]];
  clip.latDeg.forEach((latDeg, row) => {
    const lonDeg = clip.lonDeg[row] ?? null;
    const path = paths[paths.length - 1];
    if (latDeg === null || lonDeg === null) {
      if (path !== undefined && path.length > 0) paths.push([]);
    } else path?.push({ latDeg, lonDeg });
  });
  return paths.filter((path) => path.length > 0);
}
