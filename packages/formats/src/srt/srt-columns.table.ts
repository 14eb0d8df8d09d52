/** What cues say, under the names and in the sense that the files use (docs/formats/srt.md). */
import type { ColumnTable, Rows } from "@creance/core";

/** Columns of cues. Unknown is NaN; `style` 0 is a text that no style fits. */
export const srtColumns = {
  byteOffset: { type: "float64", unit: "B", doc: "Offset of the cue in the file." },
  style: { type: "uint8", unit: "", doc: "Style of the cue, 1 to 13 as in docs/formats/srt.md; 0 none of them." },
  startMs: { type: "float64", unit: "ms", doc: "Start of the cue by its time code." },
  endMs: { type: "float64", unit: "ms", doc: "End of the cue by its time code." },
  frame: { type: "float64", unit: "", doc: "FrameCnt or SrtCnt." },
  localUs: { type: "float64", unit: "µs", doc: "Date and time as written, read as if they were UTC." },
  latDeg: { type: "float64", unit: "deg", doc: "Latitude; NaN for 0,0 and where the order of the pair is not known.", valid: [-90, 90] },
  lonDeg: { type: "float64", unit: "deg", doc: "Longitude; as the latitude.", valid: [-180, 180] },
  latByteOffset: { type: "float64", unit: "B", doc: "Offset of the latitude's first character." },
  homeLatDeg: { type: "float64", unit: "deg", doc: "Latitude of HOME.", valid: [-90, 90] },
  homeLonDeg: { type: "float64", unit: "deg", doc: "Longitude of HOME.", valid: [-180, 180] },
  satellites: { type: "float32", unit: "", doc: "Third number of GPS in the styles 1, 3 and 4." },
  barometerM: { type: "float32", unit: "m", doc: "BAROMETER or Hb: height above take-off." },
  relAltM: { type: "float32", unit: "m", doc: "rel_alt, or H: height above take-off." },
  absAltM: {
    type: "float32",
    unit: "m",
    doc: "abs_alt, or altitude: height as the camera counts it; barometric, so it may lie below the sea.",
  },
  distanceM: { type: "float32", unit: "m", doc: "D: distance from the home point." },
  horizontalSpeedMps: { type: "float32", unit: "m/s", doc: "H.S." },
  verticalSpeedMps: { type: "float32", unit: "m/s", doc: "V.S, with its sign as written." },
  flightPitchDeg: { type: "float32", unit: "deg", doc: "First of F.PRY." },
  flightRollDeg: { type: "float32", unit: "deg", doc: "Second of F.PRY." },
  flightYawDeg: { type: "float32", unit: "deg", doc: "Third of F.PRY." },
  gimbalPitchDeg: { type: "float32", unit: "deg", doc: "First of G.PRY, or gb_pitch." },
  gimbalRollDeg: { type: "float32", unit: "deg", doc: "Second of G.PRY, or gb_roll." },
  gimbalYawDeg: { type: "float32", unit: "deg", doc: "Third of G.PRY, or gb_yaw." },
  iso: { type: "float32", unit: "", doc: "iso or ISO." },
  shutterS: { type: "float32", unit: "s", doc: "shutter, Shutter, TV or SS; a bare number n of the older styles is 1/n." },
  fNumber: { type: "float32", unit: "", doc: "fnum, Fnum, IR or F/; whole numbers of the styles 5, 6, 10, 11 and 13 are hundredths." },
  ev: { type: "float32", unit: "EV", doc: "ev or EV." },
  focal35Mm: { type: "float32", unit: "mm", doc: "focal_len; whole numbers of the styles 5 and 6 are tenths." },
  digitalZoom: { type: "float32", unit: "", doc: "dzoom_ratio." },
  colourTemperatureK: { type: "float32", unit: "K", doc: "ct." },
} as const satisfies ColumnTable;

/** Cues of a subtitle file. */
export type SrtCues = Rows<typeof srtColumns>;
