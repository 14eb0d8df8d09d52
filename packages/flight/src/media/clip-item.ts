/** What clips and subtitle files have in common as items: no still picture's optics, a position from the first sample with a fix. */
import type { ClipSamples } from "./clip-columns.table.ts";
import type { MediaAngles, MediaHeights, MediaItem, MediaOptics, MediaPosition, ValueSource } from "./media-item.ts";

/** An item that says nothing yet. */
export const blankClip: Omit<MediaItem, "kind" | "format"> = {
  widthPx: null,
  heightPx: null,
  durationUs: null,
  codec: null,
  time: { utcUs: null, utcSource: null, localUs: null, localSource: null, zoneMin: null },
  position: null,
  heights: { takeOffM: null, absoluteM: null, absoluteKind: null, groundM: null },
  gimbal: null,
  aircraft: null,
  optics: {
    make: null,
    model: null,
    focalLengthMm: null,
    focal35Mm: null,
    focalPx: null,
    principalPx: null,
    dewarp: null,
    digitalZoom: null,
    orientation: null,
    camReversed: null,
    gimbalReversed: null,
    fisheye: false,
  },
  laser: null,
  rtk: null,
  serials: { aircraft: null, camera: null, lens: null },
  aircraftModel: null,
  thermal: false,
  previews: [],
  damaged: false,
  issues: [],
};

/** What the samples say of the clip as a whole: everything from its first sample with a fix, or the first sample when none has one. */
export interface ClipStart {
  readonly position: MediaPosition | null;
  readonly heights: MediaHeights;
  readonly gimbal: MediaAngles | null;
  readonly aircraft: MediaAngles | null;
  readonly optics: Pick<MediaOptics, "focal35Mm" | "digitalZoom">;
}

/** Reads the start of a clip off its samples. `latByteOffset` belongs to the same rows. */
export function clipStart(samples: ClipSamples, latByteOffset: ArrayLike<number>, source: ValueSource): ClipStart {
  const { columns } = samples;
  const fix = firstFix(samples);
  const row = Math.max(0, fix);
  const at = (name: keyof typeof columns): number | null => {
    const value = columns[name][row];
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  const angles = (yaw: keyof typeof columns, pitch: keyof typeof columns, roll: keyof typeof columns): MediaAngles | null => {
    const found = { yawDeg: at(yaw), pitchDeg: at(pitch), rollDeg: at(roll), source };
    return found.yawDeg === null && found.pitchDeg === null && found.rollDeg === null ? null : found;
  };
  const offset = latByteOffset[row] ?? Number.NaN;
  return {
    position:
      fix < 0
        ? null
        : {
            latDeg: columns.latDeg[row] as number,
            lonDeg: columns.lonDeg[row] as number,
            source,
            byteOffset: Number.isNaN(offset) ? null : offset,
          },
    heights: { takeOffM: at("altHomeM"), absoluteM: at("altAbsM"), absoluteKind: null, groundM: null },
    gimbal: angles("gimbalYawDeg", "gimbalPitchDeg", "gimbalRollDeg"),
    aircraft: angles("yawDeg", "pitchDeg", "rollDeg"),
    optics: { focal35Mm: at("focal35Mm"), digitalZoom: at("digitalZoom") },
  };
}

/** Row of the first sample with a fix, -1 without one. */
export function firstFix({ rows, columns }: ClipSamples): number {
  for (let row = 0; row < rows; row += 1) if (!Number.isNaN(columns.latDeg[row] as number)) return row;
  return -1;
}
