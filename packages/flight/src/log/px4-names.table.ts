/** Names of PX4's codes (PX4 message definitions `vehicle_status.msg`, `battery_status.msg`). */

/** Navigation state: the mode that flies. */
const px4NavigationStates: Readonly<Record<number, string>> = {
  0: "Manual",
  1: "Altitude",
  2: "Position",
  3: "Mission",
  4: "Hold",
  5: "Return",
  10: "Acro",
  12: "Descend",
  13: "Termination",
  14: "Offboard",
  15: "Stabilized",
  17: "Take-off",
  18: "Land",
  19: "Follow target",
  20: "Precision landing",
  21: "Orbit",
  22: "VTOL take-off",
};

/** Main modes in the `custom_mode` of PX4's heartbeat, bits 16 to 23. */
const px4MainModes: Readonly<Record<number, string>> = {
  1: "Manual",
  2: "Altitude",
  3: "Position",
  5: "Acro",
  6: "Offboard",
  7: "Stabilized",
};

/** Modes under main mode 4 (automatic), bits 24 to 31. */
const px4AutomaticModes: Readonly<Record<number, string>> = {
  1: "Ready",
  2: "Take-off",
  3: "Hold",
  4: "Mission",
  5: "Return",
  6: "Land",
  8: "Follow target",
  9: "Precision landing",
};

/** Name of a navigation state; an unknown one keeps its number. */
export function px4NavigationStateName(code: number): string {
  return px4NavigationStates[code] ?? `state ${code}`;
}

/** Name of the mode in a PX4 heartbeat. */
export function px4CustomModeName(customMode: number): string {
  const main = (customMode >>> 16) & 255;
  const sub = customMode >>> 24;
  if (main === 4) return px4AutomaticModes[sub] ?? `automatic ${sub}`;
  return px4MainModes[main] ?? `mode ${main}`;
}
