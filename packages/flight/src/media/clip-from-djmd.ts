/** Telemetry of a film's data track as samples of the clip. */
import { newColumns } from "@creance/core";
import type { DjmdSamples } from "@creance/formats";
import { type ClipSamples, clipColumns } from "./clip-columns.table.ts";

/** The samples that telemetry describes. */
export function clipFromDjmd({ rows, columns: samples }: DjmdSamples): ClipSamples {
  const columns = newColumns(clipColumns, rows);
  columns.byteOffset.set(samples.byteOffset);
  columns.elapsedMs.set(samples.startMs);
  columns.timeUs.set(samples.utcUs);
  columns.latDeg.set(samples.latDeg);
  columns.lonDeg.set(samples.lonDeg);
  columns.altHomeM.set(samples.relativeAltitudeM);
  columns.altAbsM.set(samples.absoluteAltitudeM);
  columns.yawDeg.set(samples.droneYawDeg);
  columns.pitchDeg.set(samples.dronePitchDeg);
  columns.rollDeg.set(samples.droneRollDeg);
  columns.gimbalYawDeg.set(samples.gimbalYawDeg);
  columns.gimbalPitchDeg.set(samples.gimbalPitchDeg);
  columns.gimbalRollDeg.set(samples.gimbalRollDeg);
  columns.digitalZoom.set(samples.digitalZoom);
  columns.iso.set(samples.iso);
  columns.shutterS.set(samples.shutterS);
  columns.fNumber.set(samples.fNumber);
  return { rows, columns };
}
