/** Columns of tracks by what they tell of a place. */

const POSITION: ReadonlySet<string> = new Set(["latDeg", "lonDeg"]);
const HOME: ReadonlySet<string> = new Set(["homeLatDeg", "homeLonDeg", "pilotLatDeg", "pilotLonDeg", "pilotAccuracyM", "distanceHomeM"]);
const ORIGINAL: ReadonlySet<string> = new Set(["byteOffset"]);
const HARMLESS: ReadonlySet<string> = new Set([
  ...[
    "elapsedMs",
    "timeUs",
    "altHomeM",
    "climbMps",
    "flyTimeS",
    "flightMode",
    "inAir",
    "motorUp",
    "goHomeStatus",
    "flightAction",
    "satellites",
  ],
  ...["gpsLevel", "batteryPct", "voltageV", "currentA", "batteryTempDegC", "cell1V", "cell2V", "cell3V", "cell4V", "cell5V", "cell6V"],
  ...["gimbalPitchDeg", "gimbalRollDeg", "uplinkPct", "downlinkPct", "weak"],
]);

/**
 * `position`: where it was; `home`: where it belongs, or how far that is; `original`: says something only of the original file; `way`: speeds,
 * attitudes and anything unknown, which add up to the way it went; `harmless`: neither.
 */
export function trackColumnClass(name: string): "position" | "home" | "original" | "way" | "harmless" {
  if (POSITION.has(name)) return "position";
  if (HOME.has(name)) return "home";
  if (ORIGINAL.has(name)) return "original";
  return HARMLESS.has(name) ? "harmless" : "way";
}
