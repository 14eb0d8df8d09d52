/** A made-up picture over a made-up place, for tests of footprints and matching. */
import type { MediaItem } from "../src/index.ts";

/** A DJI-like picture, 4000 x 3000, 100 m above take-off, straight down, heading north; what is given replaces that. */
export function makeItem(over: Partial<MediaItem> = {}): MediaItem {
  return {
    kind: "photo",
    format: "jpeg",
    widthPx: 4000,
    heightPx: 3000,
    durationUs: null,
    codec: null,
    time: { utcUs: null, utcSource: null, localUs: null, localSource: null, zoneMin: null },
    position: { latDeg: 47, lonDeg: 8, source: "xmp", byteOffset: 100 },
    heights: { takeOffM: 100, absoluteM: null, absoluteKind: null, groundM: null },
    gimbal: { yawDeg: 0.5, pitchDeg: -90, rollDeg: 0, source: "xmp" },
    aircraft: null,
    optics: makeOptics(),
    laser: null,
    rtk: null,
    serials: { aircraft: null, camera: null, lens: null },
    aircraftModel: null,
    thermal: false,
    previews: [],
    damaged: false,
    issues: [],
    ...over,
  };
}

/** Optics with a calibrated focal length of 4000 px. */
export function makeOptics(over: Partial<MediaItem["optics"]> = {}): MediaItem["optics"] {
  return {
    make: "DJI",
    model: "Test",
    focalLengthMm: null,
    focal35Mm: null,
    focalPx: { x: 4000, y: 4000 },
    principalPx: null,
    dewarp: null,
    digitalZoom: null,
    orientation: null,
    camReversed: null,
    gimbalReversed: null,
    fisheye: false,
    ...over,
  };
}

/** Angles of a gimbal. */
export function gimbal(yawDeg: number | null, pitchDeg: number | null, rollDeg: number | null = 0): NonNullable<MediaItem["gimbal"]> {
  return { yawDeg, pitchDeg, rollDeg, source: "xmp" };
}
