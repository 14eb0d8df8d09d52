/**
 * Column tables of the decoded record types of a DJI flight record (docs/formats/dji-flight-record.md, section 7).
 * Values are as stored, converted to the unit named and nothing more; plausibility is judged in the normal form.
 */
import type { ColumnSpec, ColumnTable } from "@creance/core";

const code = (doc: string, names?: Readonly<Record<number, string>>): ColumnSpec =>
  names === undefined ? { type: "uint8", unit: "", doc } : { type: "uint8", unit: "", doc, names };
const percent = (doc: string): ColumnSpec => ({ type: "uint8", unit: "%", doc });
const flag = (doc: string): ColumnSpec => ({ type: "uint8", unit: "", doc: `${doc} (1 yes, 0 no)` });

/** Columns that every decoded record has. */
export const placeColumns = {
  byteOffset: { type: "float64", unit: "B", doc: "Offset of the record's type byte in the original file." },
  osdRow: {
    type: "int32",
    unit: "",
    doc: "Index, in file order, of the OSD row in force: its own for an OSD record, else the last one before; -1 before the first.",
  },
} as const satisfies ColumnTable;

/** Type 1, OSD: the flight controller's state, 10 Hz. */
export const osdColumns = {
  ...placeColumns,
  lonRad: { type: "float64", unit: "rad", doc: "WGS-84 longitude as stored, radians, east positive." },
  latRad: { type: "float64", unit: "rad", doc: "WGS-84 latitude as stored, radians, north positive." },
  altHomeM: { type: "float32", unit: "m", doc: "Height above the take-off point." },
  speedNorthMps: { type: "float32", unit: "m/s", doc: "Ground speed north (speedX)." },
  speedEastMps: { type: "float32", unit: "m/s", doc: "Ground speed east (speedY)." },
  speedDownMps: { type: "float32", unit: "m/s", doc: "Vertical speed, down positive (speedZ)." },
  pitchDeg: { type: "float32", unit: "deg", doc: "Aircraft pitch." },
  rollDeg: { type: "float32", unit: "deg", doc: "Aircraft roll." },
  yawDeg: { type: "float32", unit: "deg", doc: "Aircraft yaw, -180 to 180, clockwise from true north." },
  flightMode: code("Flight-controller state (low 7 bits of byte 30)."),
  rcOutControl: flag("Remote controller out of control"),
  appCommand: code("Last app command."),
  canIoc: flag("Intelligent orientation control possible"),
  inAir: flag("In the air (ground/sky bit 2)"),
  motorUp: flag("Motors running"),
  swaveWork: flag("Ultrasonic sensor working"),
  goHomeStatus: code("Return-to-home phase."),
  visionUsed: flag("Vision positioning used"),
  voltageWarning: code("Voltage warning level."),
  imuPreheated: flag("IMU at temperature"),
  modeChannel: code("Mode switch channel."),
  gpsValid: flag("Satellite position used"),
  compassError: flag("Compass error"),
  waveError: flag("Ultrasonic error"),
  gpsLevel: code("Satellite signal level, 0 to 5."),
  batteryType: code("Battery type."),
  limitFlags: code(
    "Byte 35: out of limit, go-home height modified, propeller catapult, motor blocked, not enough force, barometer dead in air, vibrating, accelerometer over range (bits 0-7).",
  ),
  satellites: code("Satellites used."),
  flightAction: code("Why the aircraft acts by itself."),
  motorStartFailedCause: code("Why the motors did not start."),
  nonGpsCause: code("Why satellite positioning is not used."),
  waypointLimit: flag("Waypoint mode limited"),
  batteryPct: percent("Battery level, percent."),
  swaveHeightM: { type: "float32", unit: "m", doc: "Height over ground by ultrasonic sensor." },
  flyTimeS: { type: "float32", unit: "s", doc: "Flight time as counted by the aircraft." },
  motorRevolution: code("Motor revolution code."),
  droneType: code("Aircraft type code."),
  imuInitFailReason: code("Why the IMU did not start."),
} as const satisfies ColumnTable;

/** Type 2, Home. */
export const homeColumns = {
  ...placeColumns,
  lonRad: { type: "float64", unit: "rad", doc: "Home longitude as stored; about 800,000 before the home point exists." },
  latRad: { type: "float64", unit: "rad", doc: "Home latitude as stored; about 800,000 before the home point exists." },
  altAmslM: {
    type: "float32",
    unit: "m",
    doc: "Height of the take-off point as stored (decimetres / 10); datum by source only, not verified.",
  },
  homeFlags: code(
    "Byte 20: home recorded, go-home fixed height, head direction, dynamic home, near distance limit, near height limit, multiple mode, has go home (bits 0-7).",
  ),
  compassFlags: code("Byte 21: compass state (bits 0-1), compass adjusted, beginner mode, IOC open (2-4), IOC mode (5-7)."),
  goHomeHeightM: { type: "uint16", unit: "m", doc: "Return-to-home height." },
  courseLockDeg: { type: "float32", unit: "deg", doc: "Course-lock angle as stored." },
  sdState: code("Memory card state of the aircraft's data recorder."),
  sdPct: percent("Memory card use, percent."),
  sdLeftTime: { type: "uint16", unit: "", doc: "Time left on the data recorder's card as stored; unit not known." },
  recordIndex: { type: "uint16", unit: "", doc: "Number of the aircraft's own log (FLYnnn.DAT)." },
  maxHeightM: { type: "float32", unit: "m", doc: "Height limit set by the pilot; NaN where the record is too short to hold it." },
} as const satisfies ColumnTable;

/** Type 3, Gimbal. */
export const gimbalColumns = {
  ...placeColumns,
  gimbalPitchDeg: { type: "float32", unit: "deg", doc: "Gimbal pitch, down negative." },
  gimbalRollDeg: { type: "float32", unit: "deg", doc: "Gimbal roll." },
  gimbalYawDeg: { type: "float32", unit: "deg", doc: "Gimbal yaw, clockwise from true north." },
  gimbalMode: code("Gimbal mode.", { 0: "free", 1: "fpv", 2: "yawFollow" }),
  gimbalFlags: code("Byte 10: pitch, roll, yaw at limit (bits 0-2), calibration (3-4), install direction (5), stuck (6)."),
} as const satisfies ColumnTable;

/** Type 4, RC: the sticks. 1024 is the centre. */
export const rcColumns = {
  ...placeColumns,
  aileron: { type: "uint16", unit: "", doc: "Roll stick, 1024 = centre." },
  elevator: { type: "uint16", unit: "", doc: "Pitch stick, 1024 = centre." },
  throttle: { type: "uint16", unit: "", doc: "Throttle stick, 1024 = centre." },
  rudder: { type: "uint16", unit: "", doc: "Yaw stick, 1024 = centre." },
  gimbalWheel: { type: "uint16", unit: "", doc: "Gimbal wheel, 1024 = centre." },
  wheelBits: code("Byte 10 as stored."),
  buttonBits: code("Byte 11: return-to-home button (bit 3), mode switch (bits 4-5)."),
} as const satisfies ColumnTable;

/** Type 5, Custom: the app's clock. */
export const customColumns = {
  ...placeColumns,
  photoFlag: code("Byte 0 (photo; name not verified)."),
  videoFlag: code("Byte 1 (video; name not verified)."),
  groundSpeedMps: { type: "float32", unit: "m/s", doc: "Horizontal speed as the app computed it." },
  distanceM: { type: "float32", unit: "m", doc: "Distance from home as the app computed it." },
  wallClockMs: { type: "float64", unit: "ms", doc: "The app's clock, milliseconds since 1970-01-01 UTC." },
} as const satisfies ColumnTable;

/** Type 7, CenterBattery. */
export const centerBatteryColumns = {
  ...placeColumns,
  batteryPct: percent("Battery level, percent."),
  voltageV: { type: "float32", unit: "V", doc: "Pack voltage." },
  chargeMah: { type: "uint16", unit: "mAh", doc: "Charge now." },
  fullChargeMah: { type: "uint16", unit: "mAh", doc: "Charge when full." },
  lifePct: percent("Battery life, percent."),
  discharges: { type: "uint16", unit: "", doc: "Number of discharges." },
  currentA: { type: "float32", unit: "A", doc: "Current; negative while discharging." },
  cell1V: { type: "float32", unit: "V", doc: "Voltage of cell 1." },
  cell2V: { type: "float32", unit: "V", doc: "Voltage of cell 2." },
  cell3V: { type: "float32", unit: "V", doc: "Voltage of cell 3." },
  cell4V: { type: "float32", unit: "V", doc: "Voltage of cell 4." },
  cell5V: { type: "float32", unit: "V", doc: "Voltage of cell 5." },
  cell6V: { type: "float32", unit: "V", doc: "Voltage of cell 6." },
  batterySerial: { type: "uint16", unit: "", doc: "Serial number field of the pack as stored." },
  productDate: { type: "uint16", unit: "", doc: "Date of manufacture as stored (looks like a FAT date; not verified)." },
  tempDegC: { type: "float32", unit: "°C", doc: "Pack temperature (stored in 0.1 K)." },
} as const satisfies ColumnTable;

/** Type 8, SmartBattery: what the aircraft expects of the battery. */
export const smartBatteryColumns = {
  ...placeColumns,
  usefulTimeS: { type: "uint16", unit: "s", doc: "Flight time left." },
  goHomeTimeS: { type: "uint16", unit: "s", doc: "Time needed to return home." },
  landTimeS: { type: "uint16", unit: "s", doc: "Time needed to land." },
  goHomeBatteryPct: { type: "uint16", unit: "%", doc: "Battery needed to return home." },
  landBatteryPct: { type: "uint16", unit: "%", doc: "Battery needed to land." },
  safeFlyRadiusM: { type: "float32", unit: "m", doc: "Radius from which the aircraft can still return, as it estimates." },
  volumeConsume: { type: "float32", unit: "", doc: "Consumption as stored; unit not known." },
  status: { type: "float64", unit: "", doc: "Status bits as stored (u32)." },
  goHomeStatus: code("Return-home status (not verified)."),
  goHomeCountdownS: code("Return-home countdown."),
  voltageV: { type: "float32", unit: "V", doc: "Pack voltage." },
  batteryPct: percent("Battery level, percent."),
  lowWarningPct: percent("Low-battery warning level (bit 7 = act on it)."),
  seriousWarningPct: percent("Serious-battery warning level (bit 7 = act on it)."),
} as const satisfies ColumnTable;

/** Type 11 RCGPS and 14 AppGPS: where the person is. Degrees; AppGPS stores latitude first. Only type 14 is decoded. */
export const appGpsColumns = {
  ...placeColumns,
  latDeg: { type: "float64", unit: "deg", doc: "WGS-84 latitude of the phone, so of the pilot." },
  lonDeg: { type: "float64", unit: "deg", doc: "WGS-84 longitude of the phone." },
  accuracyM: { type: "float32", unit: "m", doc: "Accuracy as the phone states it (meaning not verified)." },
} as const satisfies ColumnTable;

/** Type 19, MCParams. */
export const mcParamsColumns = {
  ...placeColumns,
  failsafe: code("What the aircraft does when the signal is lost.", { 0: "hover", 1: "land", 2: "goHome" }),
  mcFlags: code("Byte 1: mvo, avoid obstacle, user avoid (bits 0-2)."),
} as const satisfies ColumnTable;

/** Type 22, SmartBatteryGroup, subtype 1: what the pack is. */
export const batteryStaticColumns = {
  ...placeColumns,
  batteryIndex: code("Number of the pack, from 1."),
  designedChargeMah: { type: "float64", unit: "mAh", doc: "Designed charge." },
  loopTimes: { type: "uint16", unit: "", doc: "Charge cycles as stored." },
  fullVoltageV: { type: "float32", unit: "V", doc: "Voltage when full." },
} as const satisfies ColumnTable;

/** Type 22, SmartBatteryGroup, subtype 2: the pack now (layout by source only, not verified). */
export const batteryDynamicColumns = {
  ...placeColumns,
  batteryIndex: code("Number of the pack, from 1."),
  voltageV: { type: "float32", unit: "V", doc: "Pack voltage." },
  currentA: { type: "float32", unit: "A", doc: "Current; negative while discharging." },
  fullChargeMah: { type: "float64", unit: "mAh", doc: "Charge when full." },
  chargeMah: { type: "float64", unit: "mAh", doc: "Charge now." },
  tempDegC: { type: "float32", unit: "°C", doc: "Pack temperature." },
  cells: code("Number of cells."),
  batteryPct: percent("Battery level, percent."),
} as const satisfies ColumnTable;

/** Type 22, SmartBatteryGroup, subtype 3: cell voltages. Cells beyond the count are NaN. */
export const batteryCellColumns = {
  ...placeColumns,
  batteryIndex: code("Number of the pack, from 1."),
  cells: code("Number of cells."),
  cell1V: { type: "float32", unit: "V", doc: "Voltage of cell 1." },
  cell2V: { type: "float32", unit: "V", doc: "Voltage of cell 2." },
  cell3V: { type: "float32", unit: "V", doc: "Voltage of cell 3." },
  cell4V: { type: "float32", unit: "V", doc: "Voltage of cell 4." },
  cell5V: { type: "float32", unit: "V", doc: "Voltage of cell 5." },
  cell6V: { type: "float32", unit: "V", doc: "Voltage of cell 6." },
} as const satisfies ColumnTable;

/** Type 25, Camera. */
export const cameraColumns = {
  ...placeColumns,
  cameraFlags: code("Byte 0: connected (bit 0), usb (1), shooting photo (3-5; 1 = single), recording (6-7)."),
  sdFlags: code("Byte 1: has SD card (bit 1), SD state (bits 2-5)."),
  workMode: code("Camera mode.", { 0: "capture", 1: "recording", 2: "playback", 6: "download", 8: "broadcast" }),
  sdTotalMb: { type: "float64", unit: "MB", doc: "Size of the camera's card." },
  sdFreeMb: { type: "float64", unit: "MB", doc: "Free space on the camera's card." },
  photosLeft: { type: "float64", unit: "", doc: "Photos that still fit." },
  videoLeftS: { type: "float64", unit: "s", doc: "Seconds of video that still fit." },
  recordS: { type: "uint16", unit: "s", doc: "Seconds recorded in the running clip." },
  cameraType: code("Camera type code (not verified)."),
} as const satisfies ColumnTable;

/** Type 49, OFDM: radio link. */
export const ofdmColumns = {
  ...placeColumns,
  signalPct: percent("Signal strength, percent (low 7 bits)."),
  uplink: flag("Uplink (1) or downlink (0)"),
} as const satisfies ColumnTable;

/** Column tables of the decoded streams, by stream name. */
export const djiStreamTables = {
  osd: osdColumns,
  home: homeColumns,
  gimbal: gimbalColumns,
  rc: rcColumns,
  custom: customColumns,
  centerBattery: centerBatteryColumns,
  smartBattery: smartBatteryColumns,
  appGps: appGpsColumns,
  mcParams: mcParamsColumns,
  batteryStatic: batteryStaticColumns,
  batteryDynamic: batteryDynamicColumns,
  batteryCell: batteryCellColumns,
  camera: cameraColumns,
  ofdm: ofdmColumns,
} as const satisfies Readonly<Record<string, ColumnTable>>;
