/** PX4 logs in the normal form (docs/formats/ulog.md, section 6). */
import { type Issue, isPlausiblePosition } from "@creance/core";
import { type MetadataField, readUlog, type Ulog, type UlogValue } from "@creance/formats";
import { flightIssue } from "../issues.table.ts";
import type { Aircraft, Battery } from "../types.ts";
import { type AutopilotEvent, onChange, placeEvents, saidEvent } from "./autopilot-events.ts";
import { bootClock } from "./boot-clock.ts";
import type { FlightLog } from "./flight-log.ts";
import type { FlightLogReader } from "./flight-log-readers.table.ts";
import { logIssue } from "./log-issues.table.ts";
import { unknownAircraft, unknownApp } from "./no-aircraft.ts";
import { px4NavigationStateName } from "./px4-names.table.ts";
import { pitchDegOf, rollDegOf, yawDegOf } from "./quaternion.ts";
import { converted, SeriesTrack } from "./series-track.ts";
import { type TimedSeries, timedSeries, valueAt } from "./timed-series.ts";
import { ulogTopics } from "./ulog-topics.table.ts";

/** `arming_state` of a vehicle whose motors may turn. */
const ARMED = 2;
/** A fix with height. */
const FIX_3D = 3;
/** Fields of a log at most. */
const MAX_FIELDS = 5000;
const MAX_PARAMETERS = 3000;
const DEG_PER_RAD = 180 / Math.PI;

/** Reads a PX4 log. Throws a `FormatError` when it is none. */
export const readUlogLog: FlightLogReader = async (source, options) => {
  const log = await readUlog(source, { topics: ulogTopics, ...(options.maxRows === undefined ? {} : { maxRows: options.maxRows }) });
  const topics = new Topics(log);
  const positions = topics.positions();
  const track = new SeriesTrack(positions.series, topics.others(), options.maxRows);
  const gps = topics.gps();
  const utc = bootClock(
    gps?.timeUs ?? [],
    converted(gps?.column("time_utc_usec"), gps?.rows ?? 0, (value, row) => (hasFix(gps, row) ? value : Number.NaN)),
  );
  for (let row = 0; row < track.rows; row += 1) track.columns.timeUs[row] = Math.round(utc.bootIsUs + (track.logUs[row] as number));
  fillPosition(track, topics, positions);
  fillAttitude(track, topics);
  fillState(track, topics);
  fillBattery(track, topics);
  fillSticks(track, topics);
  const { events, leftOut } = placeEvents(track, eventsOf(log, topics));
  const issues: Issue[] = [...log.issues];
  if (track.rows > 0 && Number.isNaN(utc.bootIsUs)) issues.push(logIssue("no-utc", 0, "time_utc_usec"));
  if (track.isBounded) issues.push(flightIssue("too-many-rows", 0, null));
  if (leftOut > 0) issues.push(flightIssue("too-many-events", 0, null));
  const captures = topics.first("camera_capture");
  const photos = captures ?? topics.first("camera_trigger");
  return {
    format: "px4-ulog",
    version: log.version,
    damaged: log.issues.some(({ code }) => !harmless.has(code)),
    track: track.track,
    clock: utc.clock,
    events,
    aircraft: aircraftOf(log),
    batteries: batteriesOf(topics),
    app: unknownApp,
    claims: null,
    photos: photos === undefined ? null : photoRows(photos).length,
    records: log.topics
      .filter(({ messages }) => messages > 0)
      .map(({ name, instance, messages }, type) => ({ type, name: instance === 0 ? name : `${name} ${instance}`, count: messages })),
    fields: fieldsOf(log),
    issues,
  } satisfies FlightLog;
};

/** What the logger says about itself is no damage to the file. */
const harmless = new Set(["ulog-dropouts", "ulog-thinned", "ulog-too-many-texts"]);

/** The series of a log by topic. */
class Topics {
  readonly #series: readonly TimedSeries[];

  constructor(log: Ulog) {
    this.#series = log.series.map((series) => {
      const timestamps = series.numbers["timestamp"];
      // 0 stands in topics that were published before they were measured.
      return timedSeries(series, (row) => valueAt(timestamps, row) || Number.NaN);
    });
  }

  /** The first instance of a topic that has rows. */
  first(name: string): TimedSeries | undefined {
    return this.#series.find((series) => series.name === name && series.rows > 0);
  }

  all(name: string): TimedSeries[] {
    return this.#series.filter((series) => series.name === name && series.rows > 0);
  }

  gps(): TimedSeries | undefined {
    return this.first("vehicle_gps_position") ?? this.first("sensor_gps");
  }

  /** Where positions come from: the estimate where the log has one, else the receiver. */
  positions(): Positions {
    const estimate = this.first("vehicle_global_position");
    if (estimate !== undefined) {
      const place = estimatedPlaces(estimate);
      if (place.known > 0) return { ...place, series: [estimate] };
    }
    const gps = this.gps();
    if (gps === undefined) return { series: [], latDeg: new Float64Array(0), lonDeg: new Float64Array(0), altAmslM: new Float64Array(0) };
    return { ...receivedPlaces(gps), series: [gps] };
  }

  /** What gives rows where there is no position. */
  others(): TimedSeries[] {
    return ["vehicle_attitude", "vehicle_local_position", "vehicle_status", "battery_status"].flatMap((name) => this.first(name) ?? []);
  }
}

interface Positions {
  readonly series: readonly TimedSeries[];
  readonly latDeg: Float64Array<ArrayBuffer>;
  readonly lonDeg: Float64Array<ArrayBuffer>;
  readonly altAmslM: Float64Array<ArrayBuffer>;
}

function estimatedPlaces(estimate: TimedSeries): Omit<Positions, "series"> & { readonly known: number } {
  const valid = estimate.column("lat_lon_valid");
  const altValid = estimate.column("alt_valid");
  const ifValid = (value: number, row: number): number => (valid !== undefined && valid[row] === 0 ? Number.NaN : value);
  const latDeg = converted(estimate.column("lat"), estimate.rows, ifValid);
  const lonDeg = converted(estimate.column("lon"), estimate.rows, ifValid);
  const altAmslM = converted(estimate.column("alt"), estimate.rows, (value, row) =>
    altValid !== undefined && altValid[row] === 0 ? Number.NaN : value,
  );
  let known = 0;
  for (let row = 0; row < estimate.rows; row += 1) if (isPlausiblePosition(latDeg[row] as number, lonDeg[row] as number)) known += 1;
  return { latDeg, lonDeg, altAmslM, known };
}

/** Degrees as such in newer logs, times 1e7 in older ones; heights in metres or millimetres. */
function receivedPlaces(gps: TimedSeries): Omit<Positions, "series"> {
  const of = (newer: string, older: string, divisor: number): Float64Array<ArrayBuffer> => {
    const column = gps.column(newer);
    const by = column === undefined ? divisor : 1;
    return converted(column ?? gps.column(older), gps.rows, (value, row) => (hasFix(gps, row) ? value / by : Number.NaN));
  };
  return { latDeg: of("latitude_deg", "lat", 1e7), lonDeg: of("longitude_deg", "lon", 1e7), altAmslM: of("altitude_msl_m", "alt", 1000) };
}

function hasFix(gps: TimedSeries | undefined, row: number): boolean {
  return valueAt(gps?.column("fix_type"), row) >= FIX_3D;
}

function fillPosition(track: SeriesTrack, topics: Topics, positions: Positions): void {
  const source = positions.series[0];
  const home = topics.first("home_position");
  if (home !== undefined) {
    const valid = home.column("valid_hpos");
    const altValid = home.column("valid_alt");
    const ifValid = (value: number, row: number): number => (valid !== undefined && valid[row] === 0 ? Number.NaN : value);
    const latDeg = converted(home.column("lat"), home.rows, ifValid);
    const lonDeg = converted(home.column("lon"), home.rows, ifValid);
    track.carryPosition(["homeLatDeg", "homeLonDeg"], home.timeUs, { latDeg, lonDeg }, "untilChanged");
    const homeAltM = converted(home.column("alt"), home.rows, (value, row) =>
      altValid !== undefined && altValid[row] === 0 ? Number.NaN : value,
    );
    if (source !== undefined) {
      // Heights above home only where the log says what home is.
      let at = -1;
      const heights = converted(positions.altAmslM, source.rows, (alt, row) => {
        while (at + 1 < home.rows && (home.timeUs[at + 1] as number) <= (source.timeUs[row] as number)) at += 1;
        return at < 0 ? Number.NaN : alt - (homeAltM[at] as number);
      });
      track.carry("altHomeM", source.timeUs, heights);
    }
  }
  if (source !== undefined)
    track.carryPosition(
      ["latDeg", "lonDeg"],
      source.timeUs,
      { latDeg: positions.latDeg.slice(), lonDeg: positions.lonDeg.slice() },
      "atItsMoment",
    );
  const gps = topics.gps();
  if (gps !== undefined)
    track.carry(
      "satellites",
      gps.timeUs,
      converted(gps.column("satellites_used"), gps.rows, (value) => value),
    );
  fillSpeed(track, topics);
}

function fillSpeed(track: SeriesTrack, topics: Topics): void {
  const local = topics.first("vehicle_local_position");
  const global = topics.first("vehicle_global_position");
  const gps = topics.gps();
  const choices = [
    { series: local, names: ["vx", "vy", "vz"], valid: ["v_xy_valid", "v_z_valid"] },
    { series: global, names: ["vel_n", "vel_e", "vel_d"], valid: [] },
    { series: gps, names: ["vel_n_m_s", "vel_e_m_s", "vel_d_m_s"], valid: ["vel_ned_valid", "vel_ned_valid"] },
  ] as const;
  for (const { series, names, valid } of choices) {
    if (series?.column(names[0]) === undefined) continue;
    const speed = (name: string, flag: string | undefined): Float64Array<ArrayBuffer> => {
      const flags = flag === undefined ? undefined : series.column(flag);
      return converted(series.column(name), series.rows, (value, row) => (flags !== undefined && flags[row] === 0 ? Number.NaN : value));
    };
    const north = speed(names[0], valid[0]);
    const east = speed(names[1], valid[0]);
    const down = speed(names[2], valid[1]);
    // An estimate that is never valid leaves the word to the next source; its climb is kept.
    track.carry(
      "climbMps",
      series.timeUs,
      converted(down, series.rows, (value) => 0 - value),
    );
    if (north.every(Number.isNaN)) continue;
    track.carry("speedNorthMps", series.timeUs, north);
    track.carry("speedEastMps", series.timeUs, east);
    track.carry(
      "groundSpeedMps",
      series.timeUs,
      converted(north, series.rows, (value, row) => Math.hypot(value, east[row] as number)),
    );
    return;
  }
}

function fillAttitude(track: SeriesTrack, topics: Topics): void {
  const attitude = topics.first("vehicle_attitude");
  if (attitude !== undefined) {
    const [w, x, y, z] = [0, 1, 2, 3].map((at) => attitude.column(`q[${at}]`));
    const isTurn = w !== undefined && x !== undefined && y !== undefined && z !== undefined;
    const angle = (name: "roll" | "pitch" | "yaw", of: typeof rollDegOf): Float64Array<ArrayBuffer> =>
      isTurn
        ? converted(w, attitude.rows, (value, row) => of(value, x[row] as number, y[row] as number, z[row] as number))
        : converted(attitude.column(name), attitude.rows, (value) => value * DEG_PER_RAD);
    track.carry("rollDeg", attitude.timeUs, angle("roll", rollDegOf));
    track.carry("pitchDeg", attitude.timeUs, angle("pitch", pitchDegOf));
    track.carry("yawDeg", attitude.timeUs, angle("yaw", yawDegOf));
  }
  // Roll and pitch of the gimbal are told against the horizon; its yaw can count from the aircraft or from north and is left out.
  const gimbal = topics.first("gimbal_device_attitude_status");
  if (gimbal === undefined) return;
  const [w, x, y, z] = [0, 1, 2, 3].map((at) => gimbal.column(`q[${at}]`));
  if (w === undefined || x === undefined || y === undefined || z === undefined) return;
  const angle = (of: typeof rollDegOf): Float64Array<ArrayBuffer> =>
    converted(w, gimbal.rows, (value, row) => of(value, x[row] as number, y[row] as number, z[row] as number));
  track.carry("gimbalPitchDeg", gimbal.timeUs, angle(pitchDegOf));
  track.carry("gimbalRollDeg", gimbal.timeUs, angle(rollDegOf));
}

function fillState(track: SeriesTrack, topics: Topics): void {
  const status = topics.first("vehicle_status");
  if (status !== undefined)
    track.carry(
      "flightMode",
      status.timeUs,
      converted(status.column("nav_state"), status.rows, (value) => value),
      "untilChanged",
    );
  const armed = armedOf(topics);
  if (armed !== undefined) track.carry("motorUp", armed.timeUs, armed.values, "untilChanged");
  const land = topics.first("vehicle_land_detected");
  if (land !== undefined)
    track.carry(
      "inAir",
      land.timeUs,
      converted(land.column("landed"), land.rows, (value) => (value === 0 ? 1 : 0)),
      "untilChanged",
    );
  const radio = topics.first("input_rc");
  if (radio !== undefined) {
    track.carry(
      "uplinkPct",
      radio.timeUs,
      converted(radio.column("rssi"), radio.rows, (value) => (value >= 0 && value <= 100 ? value : Number.NaN)),
    );
  }
}

function armedOf(
  topics: Topics,
):
  | { readonly timeUs: Float64Array<ArrayBuffer>; readonly values: Float64Array<ArrayBuffer>; readonly byteOffset: Float64Array }
  | undefined {
  const actuators = topics.first("actuator_armed");
  const status = topics.first("vehicle_status");
  if (actuators?.column("armed") !== undefined) {
    return {
      timeUs: actuators.timeUs,
      byteOffset: actuators.byteOffset,
      values: converted(actuators.column("armed"), actuators.rows, (value) => (value === 0 ? 0 : 1)),
    };
  }
  if (status?.column("arming_state") === undefined) return undefined;
  return {
    timeUs: status.timeUs,
    byteOffset: status.byteOffset,
    values: converted(status.column("arming_state"), status.rows, (value) => (value === ARMED ? 1 : 0)),
  };
}

const cellNames = ["cell1V", "cell2V", "cell3V", "cell4V", "cell5V", "cell6V"] as const;

function fillBattery(track: SeriesTrack, topics: Topics): void {
  const battery = topics.first("battery_status");
  if (battery === undefined) return;
  const connected = battery.column("connected");
  const within = (
    name: string,
    low: number,
    high: number,
    convert: (value: number) => number = (value) => value,
  ): Float64Array<ArrayBuffer> =>
    converted(battery.column(name), battery.rows, (value, row) =>
      (connected !== undefined && connected[row] === 0) || !(value >= low && value <= high) ? Number.NaN : convert(value),
    );
  track.carry("voltageV", battery.timeUs, within("voltage_v", 0.5, 1000));
  // -1 is what a pack without a current sensor reports; the log counts what is drawn.
  track.carry(
    "currentA",
    battery.timeUs,
    within("current_a", 0, 2000, (value) => 0 - value),
  );
  track.carry(
    "batteryPct",
    battery.timeUs,
    within("remaining", 0, 1, (value) => value * 100),
  );
  // Exactly 0 is what older logs hold without a sensor.
  track.carry(
    "batteryTempDegC",
    battery.timeUs,
    within("temperature", -50, 120, (value) => (value === 0 ? Number.NaN : value)),
  );
  for (const [at, name] of cellNames.entries()) track.carry(name, battery.timeUs, within(`voltage_cell_v[${at}]`, 0.5, 10));
}

function fillSticks(track: SeriesTrack, topics: Topics): void {
  const sticks = topics.first("manual_control_setpoint");
  if (sticks === undefined) return;
  const valid = sticks.column("valid");
  const percent = (value: number, row: number): number =>
    (valid !== undefined && valid[row] === 0) || !(Math.abs(value) <= 1.001) ? Number.NaN : value * 100;
  const isNewer = sticks.column("throttle") !== undefined;
  // Until 1.13: x forward, y right, r turn, z throttle from 0 to 1. Since then by name, all from -1 to 1.
  const [elevator, aileron, rudder, throttle] = isNewer ? ["pitch", "roll", "yaw", "throttle"] : ["x", "y", "r", "z"];
  track.carry("stickElevatorPct", sticks.timeUs, converted(sticks.column(elevator as string), sticks.rows, percent));
  track.carry("stickAileronPct", sticks.timeUs, converted(sticks.column(aileron as string), sticks.rows, percent));
  track.carry("stickRudderPct", sticks.timeUs, converted(sticks.column(rudder as string), sticks.rows, percent));
  track.carry(
    "stickThrottlePct",
    sticks.timeUs,
    converted(sticks.column(throttle as string), sticks.rows, (value, row) => percent(isNewer ? value : value * 2 - 1, row)),
  );
}

function photoRows(series: TimedSeries): number[] {
  const result = series.column("result");
  return Array.from({ length: series.rows }, (_, row) => row).filter((row) => result === undefined || result[row] === 1);
}

function eventsOf(log: Ulog, topics: Topics): AutopilotEvent[] {
  const events: AutopilotEvent[] = [];
  const status = topics.first("vehicle_status");
  if (status !== undefined) {
    const at = (row: number): { readonly timeUs: number; readonly byteOffset: number } => ({
      timeUs: status.timeUs[row] as number,
      byteOffset: status.byteOffset[row] as number,
    });
    onChange(status.column("nav_state"), status.rows, (value, row) => {
      events.push({ ...at(row), kind: "modeChange", severity: "info", sentence: `Flight mode: ${px4NavigationStateName(value)}.` });
    });
    onChange(status.column("failsafe"), status.rows, (value, row, before) => {
      if (value === 1) events.push({ ...at(row), kind: "failsafe", severity: "serious", sentence: "Failsafe: the autopilot took over." });
      else if (before === 1) events.push({ ...at(row), kind: "failsafe", severity: "info", sentence: "Failsafe ended." });
    });
    onChange(status.column("rc_signal_lost"), status.rows, (value, row, before) => {
      // A log without a controller begins with this flag: told only when there was a signal before.
      if (value === 1 && before === 0)
        events.push({ ...at(row), kind: "signalLost", severity: "serious", sentence: "Controller signal lost." });
    });
  }
  const armed = armedOf(topics);
  if (armed !== undefined) {
    onChange(armed.values, armed.values.length, (value, row, before) => {
      if (before === null && value === 0) return;
      const place = { timeUs: armed.timeUs[row] as number, byteOffset: armed.byteOffset[row] as number };
      events.push({
        ...place,
        kind: value === 1 ? "armed" : "disarmed",
        severity: "info",
        sentence: value === 1 ? "Motors armed." : "Motors disarmed.",
      });
    });
  }
  for (const battery of topics.all("battery_status")) {
    onChange(battery.column("warning"), battery.rows, (value, row) => {
      const said = batteryWarnings[value];
      if (said === undefined) return;
      events.push({ timeUs: battery.timeUs[row] as number, byteOffset: battery.byteOffset[row] as number, ...said });
    });
  }
  const photos = topics.first("camera_capture") ?? topics.first("camera_trigger");
  for (const row of photos === undefined ? [] : photoRows(photos)) {
    const series = photos as TimedSeries;
    events.push({
      timeUs: series.timeUs[row] as number,
      byteOffset: series.byteOffset[row] as number,
      kind: "photo",
      severity: "info",
      sentence: "Photo taken.",
    });
  }
  for (const { bootUs, level, text, byteOffset } of log.texts) {
    if (text.trim() !== "") events.push(saidEvent({ timeUs: bootUs, byteOffset, level }, text));
  }
  for (const { bootUs, durationMs, byteOffset } of log.dropouts) {
    events.push({
      timeUs: bootUs,
      byteOffset,
      kind: "recordGap",
      severity: "warning",
      sentence: `The logger lost data for ${durationMs === 0 ? "less than 1" : durationMs} ms.`,
    });
  }
  let told = 0;
  for (const { name, value, bootUs, byteOffset } of log.parameters) {
    if (bootUs === null || told >= 200) continue;
    told += 1;
    events.push({
      timeUs: bootUs,
      byteOffset,
      kind: "parameterChange",
      severity: "info",
      sentence: `Parameter ${name} set to ${numberText(value)}.`,
    });
  }
  return events;
}

const batteryWarnings: Readonly<Record<number, Pick<AutopilotEvent, "kind" | "severity" | "sentence">>> = {
  1: { kind: "batteryLow", severity: "warning", sentence: "Battery low." },
  2: { kind: "batteryVeryLow", severity: "serious", sentence: "Battery very low." },
  3: { kind: "batteryVeryLow", severity: "serious", sentence: "Battery at its end: the autopilot lands." },
  4: { kind: "batteryFailed", severity: "serious", sentence: "The battery reports a failure." },
};

function textOf(log: Ulog, name: string): string | null {
  const value = log.information.find((one) => one.name === name)?.value;
  return value === undefined || value === "" ? null : String(value);
}

function aircraftOf(log: Ulog): Aircraft {
  const release = log.information.find(({ name }) => name === "ver_sw_release")?.value;
  const system = textOf(log, "sys_name");
  const hash = textOf(log, "ver_sw");
  const version = typeof release === "number" ? releaseText(release) : hash;
  return {
    ...unknownAircraft,
    productName: [system, textOf(log, "ver_hw")].filter((part) => part !== null).join(" ") || null,
    serial: textOf(log, "sys_uuid"),
    firmware: version === null ? [] : [{ component: system ?? "autopilot", version }],
  };
}

/** `1.14.0` from one byte each; the lowest says alpha, beta, candidate or release. */
function releaseText(release: number): string {
  const kind = release & 255;
  const stage = kind >= 255 ? "" : kind >= 192 ? " candidate" : kind >= 128 ? " beta" : kind >= 64 ? " alpha" : " development";
  return `${(release >>> 24) & 255}.${(release >>> 16) & 255}.${(release >>> 8) & 255}${stage}`;
}

function batteriesOf(topics: Topics): Battery[] {
  return topics.all("battery_status").flatMap((battery): Battery[] => {
    const connected = battery.column("connected");
    const last = battery.rows - 1;
    if (connected !== undefined && !connected.includes(1 as never)) return [];
    const positive = (name: string): number | null => {
      const value = valueAt(battery.column(name), last);
      return value > 0 ? value : null;
    };
    const serial = positive("serial_number");
    return [
      {
        serial: serial === null ? null : String(serial),
        cells: positive("cell_count"),
        designedChargeMah: positive("capacity"),
        fullChargeMah: null,
        discharges: positive("cycle_count"),
        lifePct: positive("state_of_health"),
        minCellV: null,
        maxCellSpreadV: null,
        maxTempDegC: null,
      },
    ];
  });
}

function fieldsOf(log: Ulog): MetadataField[] {
  const of =
    (group: MetadataField["group"], prefix: string) =>
    ({ name, value, byteOffset, lengthBytes }: UlogValue): MetadataField => ({
      group,
      name: prefix + name,
      value: numberText(value).slice(0, 1000),
      byteOffset,
      lengthBytes,
    });
  return [
    ...log.information.map(of("info", "")),
    ...log.parameters.slice(0, MAX_PARAMETERS).map(of("parameter", "")),
    ...log.parameterDefaults.slice(0, 500).map(of("parameter", "default ")),
    ...log.texts.slice(0, 500).map(
      ({ text, byteOffset }): MetadataField => ({
        group: "text",
        name: "log",
        value: text.slice(0, 1000),
        byteOffset,
        lengthBytes: text.length,
      }),
    ),
  ].slice(0, MAX_FIELDS);
}

/** Single-precision numbers as short as they are meant: 0.1, not 0.10000000149011612. */
function numberText(value: number | string): string {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}
