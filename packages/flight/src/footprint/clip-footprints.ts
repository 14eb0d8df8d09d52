/** Footprints of a clip: one for each second of which the camera's attitude is known. */
import type { ClipSamples } from "../media/clip-columns.table.ts";
import type { Footprint } from "../media/footprint.ts";
import type { MediaItem } from "../media/media-item.ts";
import type { FlightMoment } from "./flight-moment.ts";
import { type FootprintOptions, footprintOf } from "./footprint-of.ts";

/** The footprint of one second of a clip. */
export interface ClipFootprint {
  /** Whole seconds since the first frame. */
  readonly second: number;
  readonly elapsedMs: number;
  /** Row of the samples it comes from. */
  readonly row: number;
  /** Offset of that sample in the file; `null` where it was computed. */
  readonly byteOffset: number | null;
  readonly footprint: Footprint;
}

/** Like for a picture; `flightAt` answers for a moment of the clip. */
export interface ClipFootprintOptions extends Omit<FootprintOptions, "flight"> {
  readonly flightAt?: ((elapsedMs: number) => FlightMoment | null) | null;
}

/** A day of film: more seconds than this are left out. */
const MOST_SECONDS = 86_400;

/**
 * One footprint a second, from the first sample of each second that has a place (its own or its flight's). Seconds without yaw or pitch of
 * the camera are left out: their track is all that is known.
 */
export function clipFootprints(samples: ClipSamples, item: MediaItem, options: ClipFootprintOptions = {}): ClipFootprint[] {
  const { flightAt, ...others } = options;
  const found: ClipFootprint[] = [];
  const { columns, rows } = samples;
  let last = -1;
  for (let row = 0; row < rows && found.length < MOST_SECONDS; row += 1) {
    const elapsedMs = columns.elapsedMs[row] as number;
    const second = Math.floor(elapsedMs / 1000);
    if (!(second > last)) continue;
    const flight = flightAt?.(elapsedMs) ?? null;
    const footprint = footprintOf(itemAt(item, samples, row), { ...others, flight });
    if (footprint.kind !== "area" && footprint.kind !== "viewTowards") continue;
    last = second;
    const byteOffset = columns.byteOffset[row] as number;
    found.push({ second, elapsedMs, row, byteOffset: Number.isFinite(byteOffset) ? byteOffset : null, footprint });
  }
  return found;
}

/** The clip as a picture taken at one of its samples. */
function itemAt(item: MediaItem, samples: ClipSamples, row: number): MediaItem {
  const value = (name: keyof ClipSamples["columns"]): number | null => {
    const number = samples.columns[name][row] as number;
    return Number.isFinite(number) ? number : null;
  };
  const source = item.kind === "subtitle" ? "subtitle" : (item.gimbal?.source ?? item.position?.source ?? "telemetry");
  const latDeg = value("latDeg");
  const lonDeg = value("lonDeg");
  const focal35Mm = value("focal35Mm");
  const digitalZoom = value("digitalZoom");
  return {
    ...item,
    position: latDeg === null || lonDeg === null ? null : { latDeg, lonDeg, source, byteOffset: value("byteOffset") },
    heights: { ...item.heights, takeOffM: value("altHomeM"), absoluteM: value("altAbsM"), groundM: null },
    gimbal: { yawDeg: value("gimbalYawDeg"), pitchDeg: value("gimbalPitchDeg"), rollDeg: value("gimbalRollDeg"), source },
    aircraft: { yawDeg: value("yawDeg"), pitchDeg: value("pitchDeg"), rollDeg: value("rollDeg"), source },
    optics: {
      ...item.optics,
      focal35Mm: focal35Mm ?? item.optics.focal35Mm,
      digitalZoom: digitalZoom ?? item.optics.digitalZoom,
    },
    laser: null,
  };
}
