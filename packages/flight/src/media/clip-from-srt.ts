/** Cues of subtitles as samples of a clip. */
import { newColumns } from "@creance/core";
import type { SrtCues } from "@creance/formats";
import { type ClipSamples, clipColumns } from "./clip-columns.table.ts";

/**
 * The samples that cues describe. Without time codes the time in the clip is counted from the first date. Heights above take-off come from
 * `rel_alt` or `H`, else from `BAROMETER`. `V.S` is not taken over: no film at hand shows which sign means up.
 */
export function clipFromSrt({ rows, columns: cues }: SrtCues): ClipSamples {
  const columns = newColumns(clipColumns, rows);
  columns.byteOffset.set(cues.byteOffset);
  columns.localUs.set(cues.localUs);
  columns.latDeg.set(cues.latDeg);
  columns.lonDeg.set(cues.lonDeg);
  columns.altAbsM.set(cues.absAltM);
  columns.distanceHomeM.set(cues.distanceM);
  columns.groundSpeedMps.set(cues.horizontalSpeedMps);
  columns.yawDeg.set(cues.flightYawDeg);
  columns.pitchDeg.set(cues.flightPitchDeg);
  columns.rollDeg.set(cues.flightRollDeg);
  columns.gimbalYawDeg.set(cues.gimbalYawDeg);
  columns.gimbalPitchDeg.set(cues.gimbalPitchDeg);
  columns.gimbalRollDeg.set(cues.gimbalRollDeg);
  columns.focal35Mm.set(cues.focal35Mm);
  columns.digitalZoom.set(cues.digitalZoom);
  columns.iso.set(cues.iso);
  columns.shutterS.set(cues.shutterS);
  columns.fNumber.set(cues.fNumber);
  columns.ev.set(cues.ev);
  columns.satellites.set(cues.satellites);
  const firstLocalUs = firstNumber(cues.localUs, rows);
  for (let row = 0; row < rows; row += 1) {
    const startMs = cues.startMs[row] as number;
    columns.elapsedMs[row] = Number.isNaN(startMs) ? ((cues.localUs[row] as number) - firstLocalUs) / 1000 : startMs;
    const relAltM = cues.relAltM[row] as number;
    columns.altHomeM[row] = Number.isNaN(relAltM) ? (cues.barometerM[row] as number) : relAltM;
  }
  return { rows, columns };
}

/** The first number of a column that is one, NaN without any. */
export function firstNumber(values: ArrayLike<number>, rows: number): number {
  for (let row = 0; row < rows; row += 1) {
    const value = values[row] as number;
    if (!Number.isNaN(value)) return value;
  }
  return Number.NaN;
}
