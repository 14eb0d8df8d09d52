/** Tracks as a handful of paths: one for each colour step, however many turns there are. */

import type { MapTrack } from "./map-model.ts";
import type { MapPaint } from "./map-paint.ts";
import { type MapPoints, type MapProjection, numberAt, projectTrack } from "./map-projection.ts";
import { px } from "./svg-text.ts";
import { type TrackRun, thinTrack } from "./thin-track.ts";
import { RAMP_STEPS } from "./value-ramp.table.ts";
import { type RampRange, rampStep } from "./value-ramp.ts";

/** Most points that all tracks of a map have together. */
export const MAX_TRACK_POINTS = 4000;

/** How tracks are drawn. */
export interface TrackStyle {
  readonly paint: MapPaint;
  /** The range of the ramp, `null` when nothing is coloured by a value. */
  readonly range: RampRange | null;
}

/** A look is a colour step, or `PLAIN`, plus `WEAK` in weak stretches. */
const PLAIN = RAMP_STEPS;
const UNKNOWN = RAMP_STEPS + 1;
const WEAK = 16;

/** The tracks as SVG, with at most `MAX_TRACK_POINTS` points. When there are more tracks than that, the later ones are left out. */
export function drawTracks(projection: MapProjection, tracks: readonly MapTrack[], { paint, range }: TrackStyle): string {
  const each = Math.max(2, Math.floor(MAX_TRACK_POINTS / Math.max(1, tracks.length)));
  const paths = new Map<number, string[]>();
  let left = MAX_TRACK_POINTS;
  for (const track of tracks) {
    const points = projectTrack(projection, track.latDeg, track.lonDeg);
    for (const run of thinTrack(points, (row) => lookOf(track, row, range), Math.min(each, left))) {
      left -= run.rows.length;
      const list = paths.get(run.look) ?? [];
      if (list.length === 0) paths.set(run.look, list);
      list.push(pathOf(points, run));
    }
  }
  const looks = [...paths.keys()].sort((a, b) => a - b);
  const bands = looks
    .filter((look) => look >= WEAK)
    .map((look) => `<path ${paint.stroke("weak")} stroke-width="13" stroke-opacity="0.4" d="${paths.get(look)?.join("")}"/>`);
  const lines = looks.map((look) => {
    const dash = look >= WEAK ? ' stroke-dasharray="6 5"' : "";
    return `<path ${strokeOf(look % WEAK, paint)} stroke-width="2.8"${dash} d="${paths.get(look)?.join("")}"/>`;
  });
  return `<g class="cm-tracks" stroke-linecap="round" stroke-linejoin="round">${bands.join("")}${lines.join("")}</g>`;
}

function lookOf(track: MapTrack, row: number, range: RampRange | null): number {
  const weak = track.weak !== undefined && numberAt(track.weak, row) > 0 ? WEAK : 0;
  if (track.value === undefined || range === null) return PLAIN + weak;
  const step = rampStep(numberAt(track.value.values, row), range);
  return (step < 0 ? UNKNOWN : step) + weak;
}

function strokeOf(look: number, paint: MapPaint): string {
  if (look === PLAIN) return paint.stroke("line");
  return look === UNKNOWN ? paint.stroke("muted") : paint.rampStroke(look);
}

function pathOf({ xPx, yPx }: MapPoints, { rows }: TrackRun): string {
  return rows.map((row, at) => `${at === 0 ? "M" : at === 1 ? "L" : " "}${px(xPx[row] as number)} ${px(yPx[row] as number)}`).join("");
}
