/** Samples of a clip: one row for each telemetry sample (a data track's frame, a subtitle cue). Stored like a track. */
import type { ColumnTable, Rows } from "@creance/core";

/** Columns of a clip's samples. Unknown is NaN. */
export const clipColumns = {
  byteOffset: { type: "float64", unit: "B", doc: "Offset of the sample in the original file." },
  elapsedMs: { type: "float64", unit: "ms", doc: "Time since the first frame of the clip." },
  timeUs: { type: "float64", unit: "µs", doc: "True UTC of the sample where the file says it, microseconds since 1970." },
  localUs: { type: "float64", unit: "µs", doc: "Wall clock of the camera, read as if it were UTC." },
  latDeg: { type: "float64", unit: "deg", doc: "WGS-84 latitude; NaN without a fix.", valid: [-90, 90] },
  lonDeg: { type: "float64", unit: "deg", doc: "WGS-84 longitude; NaN without a fix.", valid: [-180, 180] },
  altHomeM: { type: "float32", unit: "m", doc: "Height above the take-off point." },
  altAbsM: { type: "float32", unit: "m", doc: "Absolute height as the file states it." },
  distanceHomeM: { type: "float32", unit: "m", doc: "Ground distance from the home point." },
  groundSpeedMps: { type: "float32", unit: "m/s", doc: "Horizontal speed." },
  climbMps: { type: "float32", unit: "m/s", doc: "Vertical speed, up positive." },
  yawDeg: { type: "float32", unit: "deg", doc: "Aircraft yaw, clockwise from true north." },
  pitchDeg: { type: "float32", unit: "deg", doc: "Aircraft pitch." },
  rollDeg: { type: "float32", unit: "deg", doc: "Aircraft roll." },
  gimbalYawDeg: { type: "float32", unit: "deg", doc: "Gimbal yaw, clockwise from true north." },
  gimbalPitchDeg: { type: "float32", unit: "deg", doc: "Gimbal pitch, down negative." },
  gimbalRollDeg: { type: "float32", unit: "deg", doc: "Gimbal roll." },
  focal35Mm: { type: "float32", unit: "mm", doc: "Focal length in 35 mm terms." },
  digitalZoom: { type: "float32", unit: "", doc: "Digital zoom factor." },
  iso: { type: "float32", unit: "", doc: "Sensitivity." },
  shutterS: { type: "float32", unit: "s", doc: "Exposure time." },
  fNumber: { type: "float32", unit: "", doc: "Aperture number." },
  ev: { type: "float32", unit: "EV", doc: "Exposure compensation." },
  satellites: { type: "float32", unit: "", doc: "Satellites used." },
} as const satisfies ColumnTable;

/** The samples of a clip. */
export type ClipSamples = Rows<typeof clipColumns>;
