/** Names of ArduPilot's codes (its log messages page, and the MAVLink definitions `ardupilotmega.xml`). */

/** Kinds of vehicle whose modes are known here. */
export type ArdupilotVehicle = "copter" | "plane" | "rover";

const copter: Readonly<Record<number, string>> = {
  0: "Stabilize",
  1: "Acro",
  2: "Altitude hold",
  3: "Auto",
  4: "Guided",
  5: "Loiter",
  6: "Return to launch",
  7: "Circle",
  9: "Land",
  11: "Drift",
  13: "Sport",
  14: "Flip",
  15: "Autotune",
  16: "Position hold",
  17: "Brake",
  18: "Throw",
  19: "Avoid ADS-B",
  20: "Guided without GPS",
  21: "Smart return to launch",
  22: "Flow hold",
  23: "Follow",
  24: "ZigZag",
  25: "System identification",
  26: "Autorotate",
  27: "Auto return to launch",
  28: "Turtle",
};

const plane: Readonly<Record<number, string>> = {
  0: "Manual",
  1: "Circle",
  2: "Stabilize",
  3: "Training",
  4: "Acro",
  5: "Fly by wire A",
  6: "Fly by wire B",
  7: "Cruise",
  8: "Autotune",
  10: "Auto",
  11: "Return to launch",
  12: "Loiter",
  13: "Take-off",
  14: "Avoid ADS-B",
  15: "Guided",
  16: "Initialising",
  17: "QStabilize",
  18: "QHover",
  19: "QLoiter",
  20: "QLand",
  21: "QRTL",
  22: "QAutotune",
  23: "QAcro",
  24: "Thermal",
  25: "Loiter to QLand",
};

const rover: Readonly<Record<number, string>> = {
  0: "Manual",
  1: "Acro",
  3: "Steering",
  4: "Hold",
  5: "Loiter",
  6: "Follow",
  7: "Simple",
  10: "Auto",
  11: "Return to launch",
  12: "Smart return to launch",
  15: "Guided",
  16: "Initialising",
};

const modes = { copter, plane, rover } as const;

/** Name of a mode; of an unknown one, or where the vehicle is unknown, the number. */
export function ardupilotModeName(vehicle: ArdupilotVehicle | null, code: number): string {
  return (vehicle === null ? undefined : modes[vehicle][code]) ?? `mode ${code}`;
}

/** The vehicle by the name of its firmware: `ArduCopter V4.3.0`. */
export function ardupilotVehicle(text: string): ArdupilotVehicle | null {
  if (/^(ArduCopter|APM:Copter)\b/i.test(text)) return "copter";
  if (/^(ArduPlane|APM:Plane)\b/i.test(text)) return "plane";
  if (/^(ArduRover|Rover|APM:Rover|APMrover2)\b/i.test(text)) return "rover";
  return null;
}

/** The vehicle by `MAV_TYPE` of its heartbeat. */
export function ardupilotVehicleOfType(type: number): ArdupilotVehicle | null {
  if ([2, 3, 4, 13, 14, 15, 29].includes(type)) return "copter";
  if (type === 1 || (type >= 19 && type <= 25)) return "plane";
  return type === 10 || type === 11 ? "rover" : null;
}

/** What happened, by the `Id` of an `EV` message. */
export const ardupilotEvents: Readonly<Record<number, string>> = {
  10: "Motors armed.",
  11: "Motors disarmed.",
  15: "Armed for automatic flight.",
  17: "The autopilot thinks that it may have landed.",
  18: "The autopilot says that it has landed.",
  19: "Position from satellites lost.",
  21: "Flip started.",
  22: "Flip ended.",
  25: "Home point set.",
  26: "Simple mode on.",
  27: "Simple mode off.",
  28: "The autopilot says that it is not landed.",
  29: "Super-simple mode on.",
  30: "Autotune started.",
  41: "Fence switched on.",
  42: "Fence switched off.",
  46: "Gripper closed.",
  47: "Gripper opened.",
  49: "Parachute switched off.",
  50: "Parachute switched on.",
  51: "Parachute released.",
  52: "Landing gear deployed.",
  53: "Landing gear retracted.",
  54: "Motors stopped in an emergency.",
  55: "Emergency stop of the motors cleared.",
  56: "Motor interlock off.",
  57: "Motor interlock on.",
  60: "Height estimate reset.",
  61: "Landing cancelled by the pilot.",
  62: "Heading estimate reset.",
  67: "The main satellite receiver changed.",
};

/** Parts of the autopilot, by `Subsys` of an `ERR` message. */
export const ardupilotSubsystems: Readonly<Record<number, string>> = {
  1: "main",
  2: "radio",
  3: "compass",
  4: "optical flow",
  5: "radio failsafe",
  6: "battery failsafe",
  7: "satellite failsafe",
  8: "ground station failsafe",
  9: "fence failsafe",
  10: "flight mode",
  11: "satellite receiver",
  12: "crash check",
  13: "flip",
  14: "autotune",
  15: "parachute",
  16: "estimator check",
  17: "estimator failsafe",
  18: "barometer",
  19: "processor",
  20: "ADS-B failsafe",
  21: "terrain data",
  22: "navigation",
  23: "terrain failsafe",
  24: "main estimator",
  25: "thrust loss check",
  26: "sensor failsafe",
  27: "leak failsafe",
  28: "pilot input",
  29: "vibration failsafe",
  30: "internal error",
  31: "dead reckoning failsafe",
};

/** Subsystems whose errors mean that the autopilot took over or that something gave way. */
export const ardupilotSerious: ReadonlySet<number> = new Set([5, 6, 7, 8, 9, 12, 15, 17, 23, 25, 26, 29, 31]);
