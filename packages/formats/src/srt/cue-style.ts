/** Which of the styles of docs/formats/srt.md a cue is written in, from what was seen in it. */

/** What can be seen in a cue, one bit each. */
export const Seen = {
  /** A date and time. */
  date: 1,
  /** Values of the camera in brackets or after words. */
  camera: 2,
  /** `GPS(`. */
  gps: 4,
  /** `GPS (`. */
  gpsSpaced: 8,
  /** The third number of GPS ends in M. */
  gpsMetres: 16,
  /** The third number of GPS has a decimal point and no unit. */
  gpsDecimal: 32,
  /** `HOME(`. */
  home: 64,
  /** `HOME (`. */
  homeSpaced: 128,
  /** `F.PRY` or `G.PRY`. */
  angles: 256,
  /** `BAROMETER:` or `Hb:`. */
  barometer: 512,
  /** `BAROMETER(`. */
  barometerBrackets: 1024,
  distance: 2048,
  height: 4096,
  speed: 8192,
  /** `[latitude: ...]` or `[longitude: ...]`. */
  named: 16_384,
  /** The misspelt `longtitude`. */
  longtitude: 32_768,
  /** `[altitude: ...]`. */
  altitude: 65_536,
  /** `rel_alt` or `abs_alt`. */
  relativeAltitude: 131_072,
  /** `FrameCnt: n`. */
  frameCount: 262_144,
  /** `FrameCnt : n`. */
  frameCountSpaced: 524_288,
  /** `SrtCnt : n`. */
  srtCount: 1_048_576,
  /** `ae_meter_md`, `vsync`, `eis`, `pp_...`. */
  electronic: 2_097_152,
  /** `gb_yaw`, `gb_pitch`, `gb_roll`. */
  gimbal: 4_194_304,
  /** `focal_len`. */
  focal: 8_388_608,
} as const;

/** The style, 1 to 13, of what was seen; 0 for none of them. */
export function cueStyle(seen: number): number {
  const has = (bits: number): boolean => (seen & bits) !== 0;
  if (has(Seen.gpsSpaced | Seen.distance | Seen.speed)) return has(Seen.homeSpaced | Seen.angles) ? 4 : 3;
  if (has(Seen.gps | Seen.home)) {
    if (has(Seen.barometerBrackets)) return 12;
    if (has(Seen.gpsMetres)) return has(Seen.home) ? 0 : 2;
    return has(Seen.gpsDecimal) ? 0 : 1;
  }
  if (has(Seen.barometer)) return 0;
  if (has(Seen.gimbal)) return 9;
  if (has(Seen.longtitude)) return has(Seen.frameCountSpaced | Seen.frameCount) || !has(Seen.date) ? 5 : 11;
  if (has(Seen.srtCount)) return has(Seen.relativeAltitude) ? 13 : 6;
  if (has(Seen.frameCount)) return has(Seen.electronic) ? 8 : 7;
  if (has(Seen.frameCountSpaced)) return has(Seen.named) ? 5 : 10;
  return has(Seen.named) ? 13 : 0;
}
