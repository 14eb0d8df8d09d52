/** Names of coded values in DJI flight records (docs/formats/dji-flight-record.md, section 7). Codes that are not here stay numbers. */

/** Flight-controller states, as people know them. */
export const flightModeNames: Readonly<Record<number, string>> = {
  0: "Manual",
  1: "Atti",
  2: "Atti course lock",
  3: "Atti hover",
  4: "Hover",
  5: "GPS brake",
  6: "GPS",
  7: "GPS course lock",
  8: "GPS home lock",
  9: "Hot point",
  10: "Assisted take-off",
  11: "Auto take-off",
  12: "Auto landing",
  13: "Atti landing",
  14: "Waypoint",
  15: "Go home",
  16: "Click go",
  17: "Joystick",
  18: "Wristband",
  19: "Cinematic",
  23: "Atti limited",
  24: "Draw",
  25: "Follow me",
  26: "Active track",
  27: "Tap fly",
  28: "Panorama",
  29: "Farming",
  30: "FPV",
  31: "Sport",
  32: "Novice",
  33: "Confirm landing",
  35: "Terrain tracking",
  36: "Advanced go home",
  37: "Advanced landing",
  38: "Tripod",
  39: "Track headlock",
  41: "Engine start",
  43: "Gentle",
};

/** Phases of a return to home. 7 stands for "none" in Mavic 2 records (measured: constant over whole flights). */
export const goHomeStatusNames: Readonly<Record<number, string>> = {
  0: "standby",
  1: "preparing to climb",
  2: "turning home",
  3: "climbing",
  4: "cruising home",
  5: "braking",
  6: "going around an obstacle",
};

/** Why satellite positioning is not used. */
export const nonGpsCauseNames: Readonly<Record<number, string>> = {
  0: "in use",
  1: "forbidden",
  2: "too few satellites",
  3: "poor geometry",
  4: "positions do not match",
  5: "speed error",
  6: "yaw error",
  7: "compass error",
};

/** What an action of the flight controller means. */
export interface FlightActionMeaning {
  /** Event kind it gives. */
  readonly kind: "goHome" | "autoLanding" | "autoTakeOff" | "flightAction";
  readonly severity: "info" | "warning" | "serious";
  /** One sentence for a person. */
  readonly sentence: string;
}

const home = (severity: FlightActionMeaning["severity"], sentence: string): FlightActionMeaning => ({ kind: "goHome", severity, sentence });
const land = (severity: FlightActionMeaning["severity"], sentence: string): FlightActionMeaning => ({
  kind: "autoLanding",
  severity,
  sentence,
});
const takeOff = (sentence: string): FlightActionMeaning => ({ kind: "autoTakeOff", severity: "info", sentence });

/** Why the aircraft acts by itself, by the code of `flightAction`; 0 is nothing. */
export const flightActionMeanings: Readonly<Record<number, FlightActionMeaning>> = {
  1: home("warning", "Return to home by the aircraft: battery warning level."),
  2: land("warning", "Landing by the aircraft: battery warning level."),
  3: home("warning", "Return to home by the aircraft: just enough battery to get back."),
  4: land("warning", "Landing by the aircraft: just enough battery to land."),
  5: land("serious", "Landing by the aircraft: low voltage."),
  6: home("serious", "Return to home by the aircraft: low voltage."),
  7: land("serious", "Landing by the aircraft: very low voltage."),
  8: home("info", "Return to home by pilot, controller button."),
  9: takeOff("Assisted take-off."),
  10: takeOff("Automatic take-off."),
  11: land("info", "Automatic landing by pilot, controller."),
  12: home("info", "Return to home by pilot, app."),
  13: land("info", "Automatic landing by pilot, app."),
  14: takeOff("Automatic take-off by pilot, app."),
  15: home("serious", "Return to home by the aircraft: controller signal lost."),
  16: takeOff("Automatic take-off by another program."),
  17: land("info", "Automatic landing by another program."),
  18: home("info", "Return to home by another program."),
  19: { kind: "flightAction", severity: "warning", sentence: "The aircraft avoids the ground." },
  20: land("serious", "Landing by the aircraft: close to an airport."),
  21: land("warning", "Landing by the aircraft instead of a return: too close to home."),
  22: land("warning", "Landing by the aircraft instead of a return: too far from home."),
  23: { kind: "flightAction", severity: "info", sentence: "Waypoint mission by the app." },
  24: takeOff("Automatic take-off for a waypoint mission."),
  25: { kind: "flightAction", severity: "warning", sentence: "The aircraft avoids an obstacle on its way home." },
  26: { kind: "flightAction", severity: "info", sentence: "Return to home finished." },
  27: land("info", "Landing: lowest height reached."),
  28: land("serious", "Forced landing by the aircraft: battery."),
  29: home("warning", "Return to home by the aircraft, to protect itself."),
  30: land("serious", "Landing by the aircraft: motor blocked."),
  31: land("serious", "Forced landing by the app."),
  32: land("serious", "Landing by the aircraft: battery not recognised."),
  33: land("warning", "Landing by the aircraft: obstacle."),
  34: home("serious", "Return to home by the aircraft: IMU error."),
};

/** Name of a flight-controller state; `mode 99` for a code without a name. */
export function flightModeName(code: number): string {
  return flightModeNames[code] ?? `mode ${code}`;
}

/** Sentence of a flight action; `Flight action 99.` for a code without a meaning, `Nothing.` for 0. */
export function flightActionName(code: number): string {
  if (code === 0) return "Nothing.";
  return flightActionMeanings[code]?.sentence ?? `Flight action ${code}.`;
}

/** Name of a return-to-home phase; `phase 7` for a code without a name. */
export function goHomeStatusName(code: number): string {
  return goHomeStatusNames[code] ?? `phase ${code}`;
}
