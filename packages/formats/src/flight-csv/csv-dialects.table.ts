/**
 * The exports that are known by the names in their headers (docs/formats/flight-csv.md, section 2). Names are compared in lower case,
 * without the unit in brackets behind them, so order, case and missing columns do not matter.
 */
import type { CsvQuantity } from "./csv-units.table.ts";

/** What a column of a dialect means. */
export interface CsvMeaning {
  /**
   * Name of the value: a column of the normal form's track where there is one (`latDeg`), else one of the words that stand in
   * docs/formats/flight-csv.md, section 4 (`elapsed`, `photo`, `tip`, `aircraftSerial` ...).
   */
  readonly value: string;
  readonly quantity: CsvQuantity;
  /** Unit of a column whose header says none, where the dialect always has the same. Absent: without a unit it is not read. */
  readonly unit?: string;
}

/** One export. */
export interface CsvDialect {
  /** Format id. */
  readonly id: string;
  readonly name: string;
  /** Names that all stand in its header. */
  readonly required: readonly string[];
  /** How sure these names make us. */
  readonly confidence: number;
  readonly columns: Readonly<Record<string, CsvMeaning>>;
  /** Order of day and month, where the dialect has only one. */
  readonly dateOrder?: "mdy" | "dmy";
}

const as = (value: string, quantity: CsvQuantity, unit?: string): CsvMeaning =>
  unit === undefined ? { value, quantity } : { value, quantity, unit };
const angle = (value: string): CsvMeaning => as(value, "angle", "deg");
const text = (value: string): CsvMeaning => as(value, "text");
const flag = (value: string): CsvMeaning => as(value, "flag");
const number = (value: string): CsvMeaning => as(value, "number");
const percent = (value: string): CsvMeaning => as(value, "percent", "%");

const cells = (name: (cell: number) => string): Readonly<Record<string, CsvMeaning>> =>
  Object.fromEntries([1, 2, 3, 4, 5, 6].map((cell) => [name(cell), as(`cell${cell}V`, "voltage", "v")]));

const phantomHelp: Readonly<Record<string, CsvMeaning>> = {
  "custom.date": as("date", "date"),
  "custom.updatetime": as("clock", "clock"),
  "custom.datetime": as("dateTime", "dateTime"),
  "osd.flytime": as("elapsed", "duration"),
  "osd.latitude": angle("latDeg"),
  "osd.longitude": angle("lonDeg"),
  "osd.height": as("altHomeM", "length"),
  "osd.altitude": as("altAmslM", "length"),
  "osd.hspeed": as("groundSpeedMps", "speed"),
  "osd.xspeed": as("speedNorthMps", "speed"),
  "osd.yspeed": as("speedEastMps", "speed"),
  "osd.zspeed": as("speedDownMps", "speed"),
  "osd.pitch": angle("pitchDeg"),
  "osd.roll": angle("rollDeg"),
  "osd.yaw": angle("yawDeg"),
  "osd.flycstate": text("mode"),
  "osd.gpsnum": number("satellites"),
  "osd.gpslevel": number("gpsLevel"),
  "osd.dronetype": text("productName"),
  "osd.isonground": flag("onGround"),
  "osd.ismotoron": flag("motorUp"),
  "gimbal.pitch": angle("gimbalPitchDeg"),
  "gimbal.roll": angle("gimbalRollDeg"),
  "gimbal.yaw": angle("gimbalYawDeg"),
  "camera.isphoto": flag("photo"),
  "camera.isvideo": flag("video"),
  "custom.isphoto": flag("photo"),
  "custom.isvideo": flag("video"),
  "rc.downlinksignal": percent("downlinkPct"),
  "rc.uplinksignal": percent("uplinkPct"),
  "battery.chargelevel": percent("batteryPct"),
  "battery.voltage": as("voltageV", "voltage"),
  "battery.temperature": as("batteryTempDegC", "temperature"),
  "battery.fullcapacity": as("fullChargeMah", "charge"),
  "battery.timescharged": number("discharges"),
  ...cells((cell) => `battery.cellvoltage${cell}`),
  "home.latitude": angle("homeLatDeg"),
  "home.longitude": angle("homeLonDeg"),
  "home.distance": as("distanceHomeM", "length"),
  "appgps.latitude": angle("pilotLatDeg"),
  "appgps.longitude": angle("pilotLonDeg"),
  "app.tip": text("tip"),
  "app.message": text("message"),
  "app.warning": text("warning"),
  "recover.apptype": text("appPlatform"),
  "recover.appversion": text("appVersion"),
  "recover.aircraftname": text("aircraftName"),
  "recover.aircraftserial": text("aircraftSerial"),
  "recover.cameraserial": text("cameraSerial"),
  "recover.rcserial": text("rcSerial"),
  "recover.batteryserial": text("batterySerial"),
  "details.appname": text("appName"),
  "details.apptype": text("appPlatform"),
  "details.appversion": text("appVersion"),
  "details.aircraftname": text("aircraftName"),
  "details.aircraftserial": text("aircraftSerial"),
  "details.aircraftsn": text("aircraftSerial"),
  "details.cameraserial": text("cameraSerial"),
  "details.rcserial": text("rcSerial"),
  "details.batteryserial": text("batterySerial"),
  "details.batterysn": text("batterySerial"),
  "details.dronetype": text("productName"),
  "details.guid": text("recordId"),
  "details.totaltime": as("claimDurationMs", "duration"),
  "details.totaldistance": as("claimDistanceM", "length"),
  "details.maxheight": as("claimMaxAltHomeM", "length"),
  "details.maxhorizontalspeed": as("claimMaxGroundSpeedMps", "speed"),
  "details.photonum": number("claimPhotos"),
};

const airData: Readonly<Record<string, CsvMeaning>> = {
  time: as("elapsed", "duration"),
  datetime: as("dateTime", "dateTime"),
  latitude: angle("latDeg"),
  longitude: angle("lonDeg"),
  height_above_takeoff: as("altHomeM", "length"),
  altitude_above_sealevel: as("altAmslM", "length"),
  speed: as("groundSpeedMps", "speed"),
  distance: as("distanceHomeM", "length"),
  satellites: number("satellites"),
  gpslevel: number("gpsLevel"),
  voltage: as("voltageV", "voltage"),
  compass_heading: angle("yawDeg"),
  pitch: angle("pitchDeg"),
  roll: angle("rollDeg"),
  isphoto: flag("photo"),
  isvideo: flag("video"),
  rc_elevator: as("stickElevatorPct", "percent"),
  rc_aileron: as("stickAileronPct", "percent"),
  rc_throttle: as("stickThrottlePct", "percent"),
  rc_rudder: as("stickRudderPct", "percent"),
  gimbal_heading: angle("gimbalYawDeg"),
  gimbal_pitch: angle("gimbalPitchDeg"),
  gimbal_roll: angle("gimbalRollDeg"),
  battery_percent: percent("batteryPct"),
  battery_temperature: as("batteryTempDegC", "temperature"),
  ...cells((cell) => `voltagecell${cell}`),
  flycstateraw: number("flightMode"),
  flycstate: text("mode"),
  message: text("message"),
};

const litchi: Readonly<Record<string, CsvMeaning>> = {
  time: as("elapsed", "duration"),
  datetime: as("dateTime", "dateTime"),
  latitude: angle("latDeg"),
  longitude: angle("lonDeg"),
  altitude: as("altHomeM", "length"),
  speed: as("groundSpeedMps", "speed"),
  distance: as("distanceHomeM", "length"),
  satellites: number("satellites"),
  voltage: as("voltageV", "voltage"),
  home_latitude: angle("homeLatDeg"),
  home_longitude: angle("homeLonDeg"),
  velocityx: as("speedNorthMps", "speed"),
  velocityy: as("speedEastMps", "speed"),
  velocityz: as("speedDownMps", "speed"),
  pitch: angle("pitchDeg"),
  roll: angle("rollDeg"),
  yaw: angle("yawDeg"),
  isflying: flag("inAir"),
  ismotorson: flag("motorUp"),
  istakingphoto: flag("photo"),
  istakingvideo: flag("video"),
  remainpowerpercent: percent("batteryPct"),
  batterytemperature: as("batteryTempDegC", "temperature"),
  dischargecount: number("discharges"),
  flightmode: text("mode"),
  dronetype: text("productName"),
  appversion: text("appVersion"),
  planename: text("aircraftName"),
  flycontrollerserialnumber: text("aircraftSerial"),
  remoteserialnumber: text("rcSerial"),
  batteryserialnumber: text("batterySerial"),
  "center_battery.fullcapacity": as("fullChargeMah", "charge"),
  app_tip: text("tip"),
  app_warning: text("warning"),
  downlinksignalquality: percent("downlinkPct"),
  uplinksignalquality: percent("uplinkPct"),
};

const droneDeploy: Readonly<Record<string, CsvMeaning>> = {
  "date/time": as("dateTime", "dateTime"),
  "elapsed time": as("elapsed", "duration"),
  info: text("message"),
  "device latitude": angle("pilotLatDeg"),
  "device longitude": angle("pilotLonDeg"),
  "aircraft battery power": percent("batteryPct"),
  "aircraft battery voltage": as("voltageV", "voltage"),
  "aircraft battery temperature": as("batteryTempDegC", "temperature"),
  "aircraft latitude": angle("latDeg"),
  "aircraft longitude": angle("lonDeg"),
  "aircraft speed": as("groundSpeedMps", "speed"),
  "aircraft barometric altitude": as("altHomeM", "length"),
  "aircraft heading": angle("yawDeg"),
  "aircraft vel - x": as("speedNorthMps", "speed"),
  "aircraft vel - y": as("speedEastMps", "speed"),
  "aircraft vel - z": as("speedDownMps", "speed"),
  "aircraft pitch": angle("pitchDeg"),
  "aircraft roll": angle("rollDeg"),
  "aircraft satellites": number("satellites"),
  "aircraft motors on": flag("motorUp"),
  "aircraft flying": flag("inAir"),
  "aircraft flight mode": text("mode"),
  "aircraft gps signal value": number("gpsLevel"),
  "home latitude": angle("homeLatDeg"),
  "home longitude": angle("homeLonDeg"),
  "gimbal pitch": angle("gimbalPitchDeg"),
  "gimbal roll": angle("gimbalRollDeg"),
  "gimbal yaw": angle("gimbalYawDeg"),
  "rc signal 1": percent("uplinkPct"),
  "lb signal 1": percent("downlinkPct"),
  "aircraft camera recording": flag("video"),
  "aircraft camera single capture": flag("photo"),
};

const geotag: Readonly<Record<string, CsvMeaning>> = {
  time: as("elapsed", "duration"),
  latitude: angle("latDeg"),
  longitude: angle("lonDeg"),
};

/** Open DroneLog's table for other programs: units stand in its names. */
const droneLogTable: Readonly<Record<string, CsvMeaning>> = {
  time_s: as("elapsed", "duration", "s"),
  lat: angle("latDeg"),
  lng: angle("lonDeg"),
  alt_m: as("altHomeM", "length", "m"),
  distance_to_home_m: as("distanceHomeM", "length", "m"),
  speed_ms: as("groundSpeedMps", "speed", "m/s"),
  flight_mode: text("mode"),
};

/** Any other table with positions and times; heights without a word on what they are above are not read. */
const plainTable: Readonly<Record<string, CsvMeaning>> = {
  time: as("elapsed", "duration"),
  elapsed: as("elapsed", "duration"),
  elapsed_time: as("elapsed", "duration"),
  "elapsed time": as("elapsed", "duration"),
  flight_time: as("elapsed", "duration"),
  "flight time": as("elapsed", "duration"),
  datetime: as("dateTime", "dateTime"),
  date_time: as("dateTime", "dateTime"),
  timestamp: as("dateTime", "dateTime"),
  utc: as("dateTime", "dateTime", "utc"),
  latitude: angle("latDeg"),
  lat: angle("latDeg"),
  longitude: angle("lonDeg"),
  lon: angle("lonDeg"),
  lng: angle("lonDeg"),
  long: angle("lonDeg"),
  height_above_takeoff: as("altHomeM", "length"),
  "height above takeoff": as("altHomeM", "length"),
  relative_altitude: as("altHomeM", "length"),
  speed: as("groundSpeedMps", "speed"),
  ground_speed: as("groundSpeedMps", "speed"),
  heading: angle("yawDeg"),
  yaw: angle("yawDeg"),
  pitch: angle("pitchDeg"),
  roll: angle("rollDeg"),
  satellites: number("satellites"),
  battery_percent: percent("batteryPct"),
  battery: as("batteryPct", "percent"),
  voltage: as("voltageV", "voltage"),
  message: text("message"),
  flight_mode: text("mode"),
  aircraft_serial: text("aircraftSerial"),
};

/** Every dialect; of several that fit the surest is taken. */
export const csvDialects: readonly CsvDialect[] = [
  {
    id: "creance-csv",
    name: "Track table written by this program (CSV)",
    required: ["byteoffset", "elapsedms", "timeus", "latdeg", "londeg"],
    confidence: 0.97,
    columns: {},
  },
  {
    id: "phantomhelp-csv",
    name: "PhantomHelp, Flight Reader or TXTlogToCSV export (CSV)",
    required: ["osd.latitude", "osd.longitude"],
    confidence: 0.96,
    columns: phantomHelp,
  },
  {
    id: "airdata-csv",
    name: "AirData export (CSV)",
    required: ["latitude", "longitude", "height_above_takeoff"],
    confidence: 0.94,
    columns: airData,
  },
  {
    id: "litchi-csv",
    name: "Litchi flight log (CSV)",
    required: ["latitude", "longitude", "istakingphoto", "isflying"],
    confidence: 0.95,
    columns: litchi,
  },
  {
    id: "dronedeploy-log",
    name: "DroneDeploy or vHive flight log (tab-separated)",
    required: ["aircraft latitude", "aircraft longitude"],
    confidence: 0.96,
    columns: droneDeploy,
    dateOrder: "mdy",
  },
  { id: "geotag-csv", name: "Geotag table (CSV)", required: ["id", "time", "latitude", "longitude"], confidence: 0.8, columns: geotag },
  { id: "dronelog-csv", name: "Open DroneLog table (CSV)", required: ["time_s", "lat", "lng"], confidence: 0.9, columns: droneLogTable },
  { id: "position-csv", name: "Table of positions and times (CSV)", required: [], confidence: 0.5, columns: plainTable },
];
