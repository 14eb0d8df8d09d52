/** MAVLink telemetry logs in the normal form (docs/formats/mavlink.md, section 5). */
import { type Issue, isPlausibleEpochUs, toHex } from "@creance/core";
import { type MetadataField, readTlog, STAMP_COLUMN, type Tlog } from "@creance/formats";
import { flightIssue } from "../issues.table.ts";
import type { Aircraft, FlightClock } from "../types.ts";
import { ardupilotBoard } from "./ardupilot-board.ts";
import { ardupilotModeName, ardupilotVehicle, ardupilotVehicleOfType } from "./ardupilot-names.table.ts";
import { type AutopilotEvent, onChange, placeEvents, saidEvent } from "./autopilot-events.ts";
import type { FlightLog } from "./flight-log.ts";
import type { FlightLogReader } from "./flight-log-readers.table.ts";
import { logIssue } from "./log-issues.table.ts";
import { unknownAircraft, unknownApp } from "./no-aircraft.ts";
import { px4CustomModeName } from "./px4-names.table.ts";
import { halfTurnDeg } from "./quaternion.ts";
import { converted, SeriesTrack } from "./series-track.ts";
import { statusTexts } from "./status-texts.ts";
import { type TimedSeries, valueAt } from "./timed-series.ts";
import { tlogMessages } from "./tlog-messages.table.ts";
import { TlogSeries } from "./tlog-series.ts";

const FIX_3D = 3;
const DEG_PER_RAD = 180 / Math.PI;
/** Bit of `base_mode`: motors armed. */
const ARMED = 128;
/** `MAV_AUTOPILOT`. */
const [ARDUPILOT, PX4] = [3, 12];
/** 65,535 in a field of 16 bits: unknown. */
const UNKNOWN_16 = 65_535;
const MAX_PARAMETERS = 3000;
/** Wall clocks further apart than this are told. */
const CLOCK_APART_US = 2_000_000;

/** Reads a telemetry log. Throws a `FormatError` when it is none. Times are those of the ground station that wrote it. */
export const readTlogLog: FlightLogReader = async (source, { maxRows }) => {
  const log = await readTlog(source, { messages: tlogMessages, ...(maxRows === undefined ? {} : { maxRows }) });
  const series = new TlogSeries(log);
  const estimate = series.own("GLOBAL_POSITION_INT");
  const position = hasPlace(estimate) ? estimate : (series.own("GPS_RAW_INT") ?? estimate);
  const others = (["ATTITUDE", "VFR_HUD", "SYS_STATUS", "HEARTBEAT"] as const).flatMap((name) => series.own(name) ?? []);
  const track = new SeriesTrack(position === undefined ? [] : [position], others, maxRows);
  const clock = clockOf(track, series);
  for (let row = 0; row < track.rows; row += 1) {
    const stampUs = track.logUs[row] as number;
    track.columns.timeUs[row] = isPlausibleEpochUs(stampUs) ? stampUs : Number.NaN;
  }
  fillPosition(track, { series, position });
  fillAttitude(track, series);
  fillMount(track, series);
  fillState(track, series);
  fillBattery(track, series);
  fillPeople(track, series);
  const texts = statusTexts(series.aboard("STATUSTEXT"));
  const { events, leftOut } = placeEvents(track, [...clock.events, ...eventsOf(series, texts)]);
  const issues: Issue[] = [...log.issues];
  if (track.rows > 0 && Number.isNaN(track.columns.timeUs[0] as number)) issues.push(logIssue("no-utc", 0, "time stamp"));
  if (track.isBounded) issues.push(flightIssue("too-many-rows", 0, null));
  if (leftOut > 0) issues.push(flightIssue("too-many-events", 0, null));
  return {
    format: "mavlink-tlog",
    version: log.version2 > 0 ? 2 : 1,
    damaged: log.issues.some(({ code }) => code !== "mavlink-thinned"),
    track: track.track,
    clock: clock.clock,
    events,
    aircraft: aircraftOf(series, texts),
    batteries: [],
    app: unknownApp,
    claims: null,
    photos: photosOf(series)?.rows ?? null,
    records: recordsOf(log),
    fields: fieldsOf(series, texts),
    issues,
  } satisfies FlightLog;
};

function hasPlace(series: TimedSeries | undefined): boolean {
  return series?.column("lat")?.some((value) => value !== 0) ?? false;
}

/** The stamps are the clock; how far they stray from the aircraft's own time since boot is its residual. */
function clockOf(track: SeriesTrack, series: TlogSeries): { readonly clock: FlightClock; readonly events: AutopilotEvent[] } {
  const none: FlightClock = { method: "none", residualP95Ms: null, repairedRows: 0 };
  if (track.rows === 0 || !isPlausibleEpochUs(track.logUs[0] as number)) return { clock: none, events: [] };
  const times = series.own("SYSTEM_TIME");
  const boot = times?.column("time_boot_ms");
  let residualP95Ms: number | null = null;
  if (times !== undefined && boot !== undefined) {
    const stamps = times.column(STAMP_COLUMN);
    const starts = converted(boot, times.rows, (value, row) => valueAt(stamps, row) / 1000 - value).sort();
    const middle = starts[Math.floor((starts.length - 1) / 2)] as number;
    const strays = starts.map((value) => Math.abs(value - middle)).sort();
    residualP95Ms = strays[Math.floor((strays.length - 1) * 0.95)] as number;
  }
  const events: AutopilotEvent[] = [];
  const utc = times?.column("time_unix_usec");
  const apart = converted(utc, times?.rows ?? 0, (value, row) =>
    isPlausibleEpochUs(value) ? (times?.timeUs[row] as number) - value : Number.NaN,
  )
    .filter((value) => !Number.isNaN(value))
    .sort();
  const apartUs = apart[Math.floor((apart.length - 1) / 2)];
  if (times !== undefined && apartUs !== undefined && Math.abs(apartUs) > CLOCK_APART_US) {
    const seconds = Math.abs(apartUs / 1e6).toFixed(1);
    events.push({
      timeUs: times.timeUs[0] as number,
      byteOffset: times.byteOffset[0] as number,
      kind: "clockApart",
      severity: "warning",
      sentence: `The ground station's clock, which this log is timed by, was ${seconds} s ${apartUs > 0 ? "ahead of" : "behind"} the aircraft's.`,
    });
  }
  return { clock: { method: "wallClock", residualP95Ms, repairedRows: 0 }, events };
}

function fillPosition(
  track: SeriesTrack,
  { series, position }: { readonly series: TlogSeries; readonly position: TimedSeries | undefined },
): void {
  const degrees = (of: TimedSeries, name: string, isKnown: (row: number) => boolean = () => true): Float64Array<ArrayBuffer> =>
    converted(of.column(name), of.rows, (value, row) => (isKnown(row) ? value / 1e7 : Number.NaN));
  const gps = series.own("GPS_RAW_INT");
  const fixes = gps?.column("fix_type");
  const hasFix = (row: number): boolean => valueAt(fixes, row) >= FIX_3D;
  if (gps !== undefined) {
    track.carry(
      "satellites",
      gps.timeUs,
      converted(gps.column("satellites_visible"), gps.rows, (value) => (value === 255 ? Number.NaN : value)),
    );
  }
  const home = series.own("HOME_POSITION");
  if (home !== undefined) {
    track.carryPosition(
      ["homeLatDeg", "homeLonDeg"],
      home.timeUs,
      { latDeg: degrees(home, "latitude"), lonDeg: degrees(home, "longitude") },
      "untilChanged",
    );
  }
  if (position === undefined) return;
  const isKnown = position === gps ? hasFix : undefined;
  track.carryPosition(
    ["latDeg", "lonDeg"],
    position.timeUs,
    { latDeg: degrees(position, "lat", isKnown), lonDeg: degrees(position, "lon", isKnown) },
    "atItsMoment",
  );
  if (position === gps) {
    track.carry(
      "groundSpeedMps",
      gps.timeUs,
      converted(gps.column("vel"), gps.rows, (value, row) => (value === UNKNOWN_16 || !hasFix(row) ? Number.NaN : value / 100)),
    );
    return;
  }
  // Before there is a position the height counts from where the estimate began.
  const lat = position.column("lat");
  const heights = converted(position.column("relative_alt"), position.rows, (value, row) =>
    valueAt(lat, row) === 0 ? Number.NaN : value / 1000,
  );
  track.carry("altHomeM", position.timeUs, heights);
  const north = converted(position.column("vx"), position.rows, (value) => value / 100);
  const east = converted(position.column("vy"), position.rows, (value) => value / 100);
  track.carry("speedNorthMps", position.timeUs, north);
  track.carry("speedEastMps", position.timeUs, east);
  track.carry(
    "groundSpeedMps",
    position.timeUs,
    converted(north, position.rows, (value, row) => Math.hypot(value, east[row] as number)),
  );
  track.carry(
    "climbMps",
    position.timeUs,
    converted(position.column("vz"), position.rows, (value) => 0 - value / 100),
  );
}

function fillAttitude(track: SeriesTrack, series: TlogSeries): void {
  const attitude = series.own("ATTITUDE");
  if (attitude !== undefined) {
    const degrees = (name: string): Float64Array<ArrayBuffer> =>
      converted(attitude.column(name), attitude.rows, (value) => halfTurnDeg(value * DEG_PER_RAD));
    track.carry("rollDeg", attitude.timeUs, degrees("roll"));
    track.carry("pitchDeg", attitude.timeUs, degrees("pitch"));
    track.carry("yawDeg", attitude.timeUs, degrees("yaw"));
  }
}

/** Pitch and roll of a mount; its yaw counts from the aircraft in some versions and from north in others, so it is left out. */
function fillMount(track: SeriesTrack, series: TlogSeries): void {
  const mount = series.aboard("MOUNT_STATUS");
  if (mount === undefined) return;
  track.carry(
    "gimbalPitchDeg",
    mount.timeUs,
    converted(mount.column("pointing_a"), mount.rows, (value) => value / 100),
  );
  track.carry(
    "gimbalRollDeg",
    mount.timeUs,
    converted(mount.column("pointing_b"), mount.rows, (value) => value / 100),
  );
}

function fillState(track: SeriesTrack, series: TlogSeries): void {
  const beat = series.own("HEARTBEAT");
  if (beat !== undefined) {
    track.carry(
      "flightMode",
      beat.timeUs,
      converted(beat.column("custom_mode"), beat.rows, (value) => value),
      "untilChanged",
    );
    track.carry(
      "motorUp",
      beat.timeUs,
      converted(beat.column("base_mode"), beat.rows, (value) => ((value & ARMED) !== 0 ? 1 : 0)),
      "untilChanged",
    );
  }
  const state = series.own("EXTENDED_SYS_STATE");
  // 1 on the ground; 2 in the air, 3 taking off, 4 landing; 0 unknown.
  if (state !== undefined) {
    const landed = converted(state.column("landed_state"), state.rows, (value) =>
      value === 1 ? 0 : value >= 2 && value <= 4 ? 1 : Number.NaN,
    );
    track.carry("inAir", state.timeUs, landed, "untilChanged");
  } else if (beat !== undefined) {
    // ArduPilot says it in the heartbeat: 3 standing by on the ground, 4 active, 5 and 6 in trouble while flying.
    const isArdupilot = valueAt(beat.column("autopilot"), beat.rows - 1) === ARDUPILOT;
    const states = converted(beat.column("system_status"), beat.rows, (value) =>
      value === 3 ? 0 : value >= 4 && value <= 6 ? 1 : Number.NaN,
    );
    if (isArdupilot) track.carry("inAir", beat.timeUs, states, "untilChanged");
  }
  const radio = series.own("RC_CHANNELS") ?? series.own("RC_CHANNELS_RAW");
  // 255 is unknown; 0 is also what autopilots without a measurement send throughout.
  const rssi = radio?.column("rssi");
  if (radio !== undefined && rssi?.some((value) => value !== 0 && value !== 255)) {
    track.carry(
      "uplinkPct",
      radio.timeUs,
      converted(rssi, radio.rows, (value) => (value === 255 ? Number.NaN : (value / 254) * 100)),
    );
  }
}

const cellNames = ["cell1V", "cell2V", "cell3V", "cell4V", "cell5V", "cell6V"] as const;

function fillBattery(track: SeriesTrack, series: TlogSeries): void {
  const status = series.own("SYS_STATUS");
  if (status !== undefined) {
    track.carry(
      "voltageV",
      status.timeUs,
      converted(status.column("voltage_battery"), status.rows, (value) =>
        value === 0 || value === UNKNOWN_16 ? Number.NaN : value / 1000,
      ),
    );
    track.carry(
      "currentA",
      status.timeUs,
      converted(status.column("current_battery"), status.rows, (value) => (value === -1 ? Number.NaN : 0 - value / 100)),
    );
    track.carry(
      "batteryPct",
      status.timeUs,
      converted(status.column("battery_remaining"), status.rows, (value) => (value >= 0 && value <= 100 ? value : Number.NaN)),
    );
  }
  const battery = series.own("BATTERY_STATUS");
  if (battery === undefined) return;
  track.carry(
    "batteryTempDegC",
    battery.timeUs,
    converted(battery.column("temperature"), battery.rows, (value) => (value === 32_767 || value === 0 ? Number.NaN : value / 100)),
  );
  // A pack without cell voltages reports its whole voltage in the first one.
  const second = battery.column("voltages[1]");
  if (!second?.some((value) => value !== UNKNOWN_16 && value !== 0)) return;
  for (const [at, name] of cellNames.entries()) {
    const volts = converted(battery.column(`voltages[${at}]`), battery.rows, (value) =>
      value === UNKNOWN_16 || value < 500 || value > 10_000 ? Number.NaN : value / 1000,
    );
    track.carry(name, battery.timeUs, volts);
  }
}

/** Where the pilot is, if the ground station or the identification broadcast says it. */
function fillPeople(track: SeriesTrack, series: TlogSeries): void {
  const operator = series.anyone("OPEN_DRONE_ID_SYSTEM");
  const target = series.anyone("FOLLOW_TARGET");
  const [place, latName, lonName] = operator !== undefined ? [operator, "operator_latitude", "operator_longitude"] : [target, "lat", "lon"];
  if (place !== undefined) {
    const degrees = (name: string): Float64Array<ArrayBuffer> =>
      converted(place.column(name as string), place.rows, (value) => value / 1e7);
    track.carryPosition(
      ["pilotLatDeg", "pilotLonDeg"],
      place.timeUs,
      { latDeg: degrees(latName as string), lonDeg: degrees(lonName as string) },
      "untilChanged",
    );
  }
}

function photosOf(series: TlogSeries): TimedSeries | undefined {
  return series.aboard("CAMERA_FEEDBACK") ?? series.aboard("CAMERA_IMAGE_CAPTURED") ?? series.aboard("CAMERA_TRIGGER");
}

function eventsOf(series: TlogSeries, texts: ReturnType<typeof statusTexts>): AutopilotEvent[] {
  const events: AutopilotEvent[] = [];
  const at = (of: TimedSeries, row: number) => ({ timeUs: of.timeUs[row] as number, byteOffset: of.byteOffset[row] as number });
  const beat = series.own("HEARTBEAT");
  if (beat !== undefined) {
    const autopilot = valueAt(beat.column("autopilot"), beat.rows - 1);
    const vehicle = ardupilotVehicleOfType(valueAt(beat.column("type"), beat.rows - 1));
    const name = (mode: number): string =>
      autopilot === PX4 ? px4CustomModeName(mode) : autopilot === ARDUPILOT ? ardupilotModeName(vehicle, mode) : `mode ${mode}`;
    onChange(beat.column("custom_mode"), beat.rows, (value, row) => {
      events.push({ ...at(beat, row), kind: "modeChange", severity: "info", sentence: `Flight mode: ${name(value)}.` });
    });
    const armed = converted(beat.column("base_mode"), beat.rows, (value) => ((value & ARMED) !== 0 ? 1 : 0));
    onChange(armed, beat.rows, (value, row, before) => {
      if (before === null && value === 0) return;
      events.push({
        ...at(beat, row),
        kind: value === 1 ? "armed" : "disarmed",
        severity: "info",
        sentence: value === 1 ? "Motors armed." : "Motors disarmed.",
      });
    });
    onChange(beat.column("system_status"), beat.rows, (value, row, before) => {
      if (value === 5)
        events.push({ ...at(beat, row), kind: "failsafe", severity: "serious", sentence: "The autopilot reports a critical state." });
      else if (value === 6)
        events.push({ ...at(beat, row), kind: "failsafe", severity: "serious", sentence: "The autopilot reports an emergency." });
      else if (before === 5 || before === 6)
        events.push({ ...at(beat, row), kind: "failsafe", severity: "info", sentence: "The autopilot reports a normal state again." });
    });
  }
  const reached = series.own("MISSION_ITEM_REACHED");
  onChange(reached?.column("seq"), reached?.rows ?? 0, (value, row) => {
    events.push({ ...at(reached as TimedSeries, row), kind: "missionItem", severity: "info", sentence: `Mission item ${value} reached.` });
  });
  const photos = photosOf(series);
  const result = photos?.column("capture_result");
  for (let row = 0; row < (photos?.rows ?? 0); row += 1) {
    const failed = result !== undefined && result[row] !== 1;
    events.push({
      ...at(photos as TimedSeries, row),
      kind: failed ? "photoFailed" : "photo",
      severity: failed ? "warning" : "info",
      sentence: failed ? "A photo failed." : "Photo taken.",
    });
  }
  for (const { timeUs, byteOffset, level, text } of texts) events.push(saidEvent({ timeUs, byteOffset, level }, text));
  return events;
}

function aircraftOf(series: TlogSeries, texts: ReturnType<typeof statusTexts>): Aircraft {
  const lines = texts.map(({ text }) => text);
  const beat = series.own("HEARTBEAT");
  const autopilot = beat === undefined ? Number.NaN : valueAt(beat.column("autopilot"), beat.rows - 1);
  const said = lines.find((line) => ardupilotVehicle(line) !== null);
  const version = series.own("AUTOPILOT_VERSION");
  const release = valueAt(version?.column("flight_sw_version"), 0);
  const board = ardupilotBoard(lines);
  const component = said?.split(" ")[0] ?? (autopilot === PX4 ? "PX4" : autopilot === ARDUPILOT ? "ArduPilot" : null);
  const number = release > 0 ? `${Math.floor(release / 16_777_216)}.${(release >>> 16) & 255}.${(release >>> 8) & 255}` : null;
  const released = said === undefined ? number : said.slice(said.indexOf(" ") + 1);
  const remote = series
    .anyone("OPEN_DRONE_ID_BASIC_ID")
    ?.texts("uas_id")
    ?.find((id) => id !== "");
  return {
    ...unknownAircraft,
    productName: [component, board?.name].filter((part) => part !== null && part !== undefined).join(" on ") || null,
    serial: remote ?? board?.id ?? uniqueId(version),
    firmware: component === null || released === null ? [] : [{ component, version: released }],
  };
}

/** The board's own number; `null` when it is all zeros. */
function uniqueId(version: TimedSeries | undefined): string | null {
  for (const [name, count] of [
    ["uid2", 18],
    ["uid", 8],
  ] as const) {
    const bytes = Uint8Array.from({ length: count }, (_, at) => valueAt(version?.column(`${name}[${at}]`), 0) || 0);
    if (bytes.some((byte) => byte !== 0)) return toHex(bytes);
  }
  return null;
}

function recordsOf(log: Tlog): FlightLog["records"] {
  return log.counts.map(({ messageId, name, systemId, componentId, messages }) => ({
    type: messageId,
    name: `${name ?? `message ${messageId}`} ${systemId}/${componentId}`,
    count: messages,
  }));
}

function fieldsOf(series: TlogSeries, texts: ReturnType<typeof statusTexts>): MetadataField[] {
  const fields: MetadataField[] = [];
  const version = series.own("AUTOPILOT_VERSION");
  const place = (of: TimedSeries, row: number, lengthBytes: number) => ({ byteOffset: of.byteOffset[row] as number, lengthBytes });
  if (version !== undefined) {
    const id = uniqueId(version);
    if (id !== null) fields.push({ group: "info", name: "AUTOPILOT_VERSION.uid", value: id, ...place(version, 0, 60) });
    for (const name of ["flight_sw_version", "board_version", "vendor_id", "product_id"]) {
      const value = valueAt(version.column(name), 0);
      if (value > 0) fields.push({ group: "info", name: `AUTOPILOT_VERSION.${name}`, value: String(value), ...place(version, 0, 60) });
    }
  }
  for (const [message, column] of [
    ["OPEN_DRONE_ID_BASIC_ID", "uas_id"],
    ["OPEN_DRONE_ID_OPERATOR_ID", "operator_id"],
    ["CAMERA_IMAGE_CAPTURED", "file_url"],
  ] as const) {
    const found = series.anyone(message);
    const values = found?.texts(column) ?? [];
    const told = new Set<string>();
    for (const [row, value] of values.entries()) {
      const kind = valueAt(found?.column("id_type"), row);
      // Identities of kinds above 2 are numbers, not texts.
      if (value === "" || told.has(value) || told.size >= 500 || kind > 2) continue;
      told.add(value);
      fields.push({ group: "info", name: `${message}.${column}`, value, ...place(found as TimedSeries, row, value.length) });
    }
  }
  for (const { text, byteOffset } of texts.slice(0, 500))
    fields.push({ group: "text", name: "STATUSTEXT", value: text, byteOffset, lengthBytes: text.length });
  const parameters = series.own("PARAM_VALUE");
  const names = parameters?.texts("param_id") ?? [];
  const last = new Map<string, number>();
  for (const [row, name] of names.entries()) if (name !== "") last.set(name, row);
  for (const [name, row] of [...last].slice(0, MAX_PARAMETERS)) {
    const value = valueAt(parameters?.column("param_value"), row);
    const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
    fields.push({ group: "parameter", name, value: text, ...place(parameters as TimedSeries, row, 25) });
  }
  return fields;
}
