/** What `djmd` samples say, in the sense that the films use (docs/formats/dji-telemetry.md). */
import type { ColumnTable, Rows } from "@creance/core";

/** Columns of telemetry samples. Unknown is NaN. */
export const djmdColumns = {
  byteOffset: { type: "float64", unit: "B", doc: "Offset of the sample in the file." },
  startMs: { type: "float64", unit: "ms", doc: "Start of the sample on the film's time line." },
  frame: { type: "float64", unit: "", doc: "Frame number, 3-1-1." },
  uptimeUs: { type: "float64", unit: "µs", doc: "Time since the aircraft was switched on, 3-1-2." },
  utcUs: { type: "float64", unit: "µs", doc: "True UTC by the satellites, where the protocol has it." },
  latDeg: { type: "float64", unit: "deg", doc: "Latitude; NaN without a fix.", valid: [-90, 90] },
  lonDeg: { type: "float64", unit: "deg", doc: "Longitude; NaN without a fix.", valid: [-180, 180] },
  latByteOffset: { type: "float64", unit: "B", doc: "Offset of the latitude's eight bytes." },
  absoluteAltitudeM: { type: "float32", unit: "m", doc: "AbsoluteAltitude." },
  relativeAltitudeM: { type: "float32", unit: "m", doc: "RelativeAltitude: above take-off." },
  droneRollDeg: { type: "float32", unit: "deg", doc: "DroneRoll." },
  dronePitchDeg: { type: "float32", unit: "deg", doc: "DronePitch." },
  droneYawDeg: { type: "float32", unit: "deg", doc: "DroneYaw." },
  gimbalPitchDeg: { type: "float32", unit: "deg", doc: "GimbalPitch." },
  gimbalRollDeg: { type: "float32", unit: "deg", doc: "GimbalRoll." },
  gimbalYawDeg: { type: "float32", unit: "deg", doc: "GimbalYaw." },
  iso: { type: "float32", unit: "", doc: "ISO." },
  shutterS: { type: "float32", unit: "s", doc: "ShutterSpeed." },
  fNumber: { type: "float32", unit: "", doc: "FNumber." },
  digitalZoom: { type: "float32", unit: "", doc: "DigitalZoom." },
  colourTemperatureK: { type: "float32", unit: "K", doc: "ColorTemperature." },
} as const satisfies ColumnTable;

/** Telemetry samples. */
export type DjmdSamples = Rows<typeof djmdColumns>;
