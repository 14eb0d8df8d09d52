/** Made-up pictures for simulations and benches of footprints. */
import type { MediaItem } from "../../../packages/flight/src/index.ts";

/** A made-up place. */
export const MADE_PLACE = { latDeg: 47, lonDeg: 8 };

/** A made-up picture of a 4:3 camera, 5280 px wide. */
export function madePicture(of: {
  readonly heightM: number;
  readonly yawDeg: number;
  readonly pitchDeg: number;
  readonly rollDeg?: number;
  readonly focalPx?: number | null;
  readonly focal35Mm?: number;
  readonly laser?: { readonly distanceM: number } | null;
  readonly latDeg?: number;
  readonly lonDeg?: number;
}): MediaItem {
  return {
    kind: "photo",
    format: "jpeg",
    widthPx: 5280,
    heightPx: 3956,
    durationUs: null,
    codec: null,
    time: { utcUs: null, utcSource: null, localUs: null, localSource: null, zoneMin: null },
    position: { latDeg: of.latDeg ?? MADE_PLACE.latDeg, lonDeg: of.lonDeg ?? MADE_PLACE.lonDeg, source: "xmp", byteOffset: null },
    heights: { takeOffM: of.heightM, absoluteM: null, absoluteKind: null, groundM: null },
    gimbal: { yawDeg: of.yawDeg, pitchDeg: of.pitchDeg, rollDeg: of.rollDeg ?? 0, source: "xmp" },
    aircraft: null,
    optics: {
      make: "DJI",
      model: null,
      focalLengthMm: null,
      focal35Mm: of.focal35Mm ?? 24,
      focalPx: of.focalPx == null ? null : { x: of.focalPx, y: of.focalPx },
      principalPx: null,
      dewarp: null,
      digitalZoom: null,
      orientation: null,
      camReversed: null,
      gimbalReversed: null,
      fisheye: false,
    },
    laser:
      of.laser == null
        ? null
        : {
            status: "Normal",
            distanceM: of.laser.distanceM,
            latDeg: null,
            lonDeg: null,
            altTakeOffM: null,
            altAbsoluteM: null,
            byteOffset: null,
          },
    rtk: null,
    serials: { aircraft: null, camera: null, lens: null },
    aircraftModel: null,
    thermal: false,
    previews: [],
    damaged: false,
    issues: [],
  };
}
