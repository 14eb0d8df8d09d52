/**
 * The track: one row for each flight-controller record (OSD, about 10 Hz), every other stream carried forward to it.
 * This table is what Parquet files, charts, exports and the guide are made from.
 */
import type { ColumnSpec, ColumnTable } from "@creance/core";

const float = (unit: string, doc: string, valid?: readonly [number, number]): ColumnSpec & { readonly type: "float32" } =>
  valid === undefined ? { type: "float32", unit, doc } : { type: "float32", unit, doc, valid };

/** Columns of the track. Float columns are NaN where the value is unknown. */
export const trackColumns = {
  byteOffset: { type: "float64", unit: "B", doc: "Offset of the record in the original file." },
  elapsedMs: { type: "float64", unit: "ms", doc: "Time since the first record of the flight, by the solved clock." },
  timeUs: {
    type: "float64",
    unit: "µs",
    doc: "Sample time by the solved clock, microseconds since 1970-01-01 UTC; NaN when no clock could be solved.",
  },
  latDeg: {
    type: "float64",
    unit: "deg",
    doc: "WGS-84 latitude, north positive; NaN before the first fix or where implausible.",
    valid: [-90, 90],
  },
  lonDeg: {
    type: "float64",
    unit: "deg",
    doc: "WGS-84 longitude, east positive; NaN before the first fix or where implausible.",
    valid: [-180, 180],
  },
  altHomeM: float("m", "Height above the take-off point.", [-1000, 10_000]),
  groundSpeedMps: float("m/s", "Horizontal speed over ground.", [0, 100]),
  speedNorthMps: float("m/s", "Ground speed north."),
  speedEastMps: float("m/s", "Ground speed east."),
  climbMps: float("m/s", "Vertical speed, up positive."),
  distanceHomeM: float("m", "Ground distance from the home point."),
  pitchDeg: float("deg", "Aircraft pitch.", [-180, 180]),
  rollDeg: float("deg", "Aircraft roll.", [-180, 180]),
  yawDeg: float("deg", "Aircraft yaw, clockwise from true north.", [-180, 180]),
  flyTimeS: float("s", "Flight time as counted by the aircraft."),
  flightMode: float("", "Flight-controller state, raw code."),
  inAir: float("", "1 in the air, 0 on the ground."),
  motorUp: float("", "1 motors running, 0 stopped."),
  goHomeStatus: float("", "Return-to-home phase, raw code."),
  flightAction: float("", "Why the aircraft acts by itself, raw code."),
  satellites: float("", "Satellites used.", [0, 60]),
  gpsLevel: float("", "Satellite signal level, 0 to 5.", [0, 5]),
  batteryPct: float("%", "Battery level.", [0, 100]),
  voltageV: float("V", "Battery pack voltage.", [0, 100]),
  currentA: float("A", "Battery current, negative while discharging."),
  batteryTempDegC: float("°C", "Battery temperature.", [-50, 120]),
  cell1V: float("V", "Voltage of cell 1."),
  cell2V: float("V", "Voltage of cell 2."),
  cell3V: float("V", "Voltage of cell 3."),
  cell4V: float("V", "Voltage of cell 4."),
  cell5V: float("V", "Voltage of cell 5."),
  cell6V: float("V", "Voltage of cell 6."),
  gimbalPitchDeg: float("deg", "Gimbal pitch, down negative."),
  gimbalRollDeg: float("deg", "Gimbal roll."),
  gimbalYawDeg: float("deg", "Gimbal yaw, clockwise from true north."),
  stickAileronPct: float("%", "Roll stick, -100 to 100, right positive."),
  stickElevatorPct: float("%", "Pitch stick, -100 to 100, forward positive."),
  stickThrottlePct: float("%", "Throttle stick, -100 to 100, up positive."),
  stickRudderPct: float("%", "Yaw stick, -100 to 100, right positive."),
  uplinkPct: float("%", "Radio signal from controller to aircraft."),
  downlinkPct: float("%", "Radio signal from aircraft to controller."),
  homeLatDeg: { type: "float64", unit: "deg", doc: "Latitude of the home point in force; NaN before it is set.", valid: [-90, 90] },
  homeLonDeg: { type: "float64", unit: "deg", doc: "Longitude of the home point in force; NaN before it is set.", valid: [-180, 180] },
  pilotLatDeg: {
    type: "float64",
    unit: "deg",
    doc: "Latitude of the phone, so of the pilot; NaN where the record has none.",
    valid: [-90, 90],
  },
  pilotLonDeg: { type: "float64", unit: "deg", doc: "Longitude of the phone; NaN where the record has none.", valid: [-180, 180] },
  pilotAccuracyM: float("m", "Accuracy of the pilot's position as the phone states it."),
  weak: float("", "1 in a weak stretch: few satellites, a position jump or a repaired clock."),
} as const satisfies ColumnTable;
