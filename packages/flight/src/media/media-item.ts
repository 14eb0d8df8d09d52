/** The normal form of a picture, a clip or a clip's subtitle file: what it says of where, when, whither and by what it was taken. */
import type { EpochUs, Issue } from "@creance/core";

/**
 * Who says a value: `xmp`, `exif`, `mpf`, `telemetry` (the data track inside a clip), `subtitle` (SRT), `container` (`udta`, `mvhd`), `fileName`,
 * `sidecar` (MRK), `flightTrack` (the flight it was matched to), `sensorTable` (our table of cameras), `laser`, `terrain`, `assumed`.
 */
export type ValueSource =
  | "xmp"
  | "exif"
  | "mpf"
  | "telemetry"
  | "subtitle"
  | "container"
  | "fileName"
  | "sidecar"
  | "flightTrack"
  | "sensorTable"
  | "laser"
  | "terrain"
  | "assumed";

/** When it was taken. A camera's clock has no zone unless the file says one: then only `localUs` is known. */
export interface MediaTime {
  /** True UTC, microseconds since 1970; `null` when the file does not say it. */
  readonly utcUs: EpochUs | null;
  readonly utcSource: ValueSource | null;
  /** The wall clock of the camera, read as if it were UTC; `null` without a date. */
  readonly localUs: EpochUs | null;
  readonly localSource: ValueSource | null;
  /** Offset of the wall clock from UTC as the file states it (EXIF OffsetTimeOriginal), minutes; `null` when it states none. */
  readonly zoneMin: number | null;
}

/** A place that a file names. */
export interface MediaPosition {
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly source: ValueSource;
  /** Offset of the latitude's first byte in the original; `null` where it was computed. */
  readonly byteOffset: number | null;
}

/** Heights as the file names them, metres. They are three different things and are never mixed. */
export interface MediaHeights {
  /** Above the take-off point (barometric): NOT above ground. */
  readonly takeOffM: number | null;
  /** Above sea level or the ellipsoid, as `absoluteKind` says. */
  readonly absoluteM: number | null;
  /** What `absoluteM` is measured from; `null` where the file does not say. */
  readonly absoluteKind: "ellipsoid" | "meanSeaLevel" | null;
  /** Above ground, where the aircraft measured it (Parrot, Skydio). */
  readonly groundM: number | null;
}

/** Angles, degrees: yaw clockwise from true north, pitch 0 at the horizon and -90 straight down, roll right positive. */
export interface MediaAngles {
  readonly yawDeg: number | null;
  readonly pitchDeg: number | null;
  readonly rollDeg: number | null;
  readonly source: ValueSource;
}

/** The camera and its lens as the file states them; unknown is `null`. Pixels count in the full picture as stored. */
export interface MediaOptics {
  readonly make: string | null;
  readonly model: string | null;
  readonly focalLengthMm: number | null;
  /** Focal length in 35 mm terms, millimetres. */
  readonly focal35Mm: number | null;
  /** Calibrated focal length, pixels. */
  readonly focalPx: { readonly x: number; readonly y: number } | null;
  /** Calibrated principal point, pixels from the left upper corner. */
  readonly principalPx: { readonly x: number; readonly y: number } | null;
  /** Brown-Conrady distortion with its own focal length and principal point (pixels; the point counted from the centre). */
  readonly dewarp: {
    readonly fx: number;
    readonly fy: number;
    readonly cx: number;
    readonly cy: number;
    readonly k1: number;
    readonly k2: number;
    readonly p1: number;
    readonly p2: number;
    readonly k3: number;
  } | null;
  readonly digitalZoom: number | null;
  /** EXIF Orientation 1 to 8. */
  readonly orientation: number | null;
  readonly camReversed: boolean | null;
  readonly gimbalReversed: boolean | null;
  /** True for a lens that is no pinhole (fisheye, 360 degrees): it gets a position and no footprint. */
  readonly fisheye: boolean;
}

/** What a laser range finder measured. */
export interface MediaLaser {
  readonly status: string | null;
  readonly distanceM: number | null;
  readonly latDeg: number | null;
  readonly lonDeg: number | null;
  /** As `LRFTargetAlt`: above take-off. */
  readonly altTakeOffM: number | null;
  readonly altAbsoluteM: number | null;
  readonly byteOffset: number | null;
}

/** Quality of the position by real-time kinematics. */
export interface MediaRtk {
  readonly flag: number | null;
  readonly stdLatM: number | null;
  readonly stdLonM: number | null;
  readonly stdHgtM: number | null;
}

/** Numbers that name machines. */
export interface MediaSerials {
  readonly aircraft: string | null;
  readonly camera: string | null;
  readonly lens: string | null;
}

/** A smaller picture inside the file: it survives when only the pixels of the main one are changed. */
export interface MediaPreview {
  readonly kind: "exifThumbnail" | "mpfPreview" | "tiffPreview" | "heicThumbnail" | "photoshopThumbnail" | "clipThumbnail";
  readonly mediaType: "image/jpeg" | "other";
  readonly byteOffset: number;
  readonly lengthBytes: number;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
}

/** One picture, clip or subtitle file. */
export interface MediaItem {
  readonly kind: "photo" | "clip" | "subtitle";
  /** Format id, e.g. `jpeg`, `dng`, `mp4`, `srt`. */
  readonly format: string;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** Length of a clip or of its subtitles; `null` for a photo. */
  readonly durationUs: number | null;
  /** Codec of the film, e.g. `avc1`, `hvc1`; `null` for others. */
  readonly codec: string | null;
  readonly time: MediaTime;
  /** Of a clip: at its first sample with a fix. */
  readonly position: MediaPosition | null;
  readonly heights: MediaHeights;
  readonly gimbal: MediaAngles | null;
  readonly aircraft: MediaAngles | null;
  readonly optics: MediaOptics;
  readonly laser: MediaLaser | null;
  readonly rtk: MediaRtk | null;
  readonly serials: MediaSerials;
  /** Maker's name of the aircraft, e.g. from `drone-dji:DroneModel`. */
  readonly aircraftModel: string | null;
  /** True for a thermal picture (R-JPEG). */
  readonly thermal: boolean;
  readonly previews: readonly MediaPreview[];
  readonly damaged: boolean;
  readonly issues: readonly Issue[];
}
