/** ArduPilot logs in the normal form (docs/formats/dataflash.md, section 7). */
import type { Issue } from "@creance/core";
import { type Dataflash, type MetadataField, readDataflash, readDataflashText } from "@creance/formats";
import { flightIssue } from "../issues.table.ts";
import type { Aircraft } from "../types.ts";
import { ardupilotBoard } from "./ardupilot-board.ts";
import {
  type ArdupilotVehicle,
  ardupilotEvents,
  ardupilotModeName,
  ardupilotSerious,
  ardupilotSubsystems,
  ardupilotVehicle,
} from "./ardupilot-names.table.ts";
import { type AutopilotEvent, onChange, placeEvents, saidEvent } from "./autopilot-events.ts";
import { type BootClock, bootClock } from "./boot-clock.ts";
import { dataflashMessages } from "./dataflash-messages.table.ts";
import { Messages } from "./dataflash-series.ts";
import type { FlightLog } from "./flight-log.ts";
import type { FlightLogReader } from "./flight-log-readers.table.ts";
import { utcFromGpsTime } from "./gps-time.ts";
import { logIssue } from "./log-issues.table.ts";
import { unknownAircraft, unknownApp } from "./no-aircraft.ts";
import { halfTurnDeg } from "./quaternion.ts";
import { converted, SeriesTrack } from "./series-track.ts";
import { type StickRange, stickPct } from "./stick-range.ts";
import { type TimedSeries, valueAt } from "./timed-series.ts";

/** A fix with height. */
const FIX_3D = 3;
const DEG_PER_RAD = 180 / Math.PI;
/** `ORGN` of this type is home; 0 is where the estimator began. */
const HOME_TYPE = 1;
const MAX_PARAMETERS = 3000;
/** `EV` that say armed, disarmed, landed, not landed. */
const [ARMED, DISARMED, LANDED, NOT_LANDED] = [10, 11, 18, 28];

/** Reads an ArduPilot log as the autopilot writes it. Throws a `FormatError` when it is none. */
export const readDataflashLog: FlightLogReader = async (source, { maxRows }) =>
  normalLog(await readDataflash(source, { messages: dataflashMessages, ...(maxRows === undefined ? {} : { maxRows }) }), {
    format: "ardupilot-dataflash",
    maxRows,
  });

/** The same for a log as text. */
export const readDataflashTextLog: FlightLogReader = async (source, { maxRows }) =>
  normalLog(await readDataflashText(source, { messages: dataflashMessages, ...(maxRows === undefined ? {} : { maxRows }) }), {
    format: "ardupilot-dataflash-text",
    maxRows,
  });

function normalLog(log: Dataflash, { format, maxRows }: { readonly format: string; readonly maxRows: number | undefined }): FlightLog {
  const messages = new Messages(log);
  const estimate = messages.first("POS");
  const gps = messages.first("GPS");
  const position = estimate ?? gps;
  const others = ["ATT", "BAT", "CURR", "RCIN"].flatMap((name) => messages.first(name) ?? []);
  const track = new SeriesTrack(position === undefined ? [] : [position], others, maxRows);
  const utc = clockOf(gps);
  for (let row = 0; row < track.rows; row += 1) track.columns.timeUs[row] = Math.round(utc.bootIsUs + (track.logUs[row] as number));
  fillPosition(track, { estimate, gps, messages });
  fillAttitude(track, messages);
  fillState(track, messages);
  fillBattery(track, messages);
  fillSticks(track, messages);
  const texts = messages.first("MSG");
  const said = texts?.texts("Message") ?? [];
  const vehicle = said.map(ardupilotVehicle).find((found) => found !== null) ?? versionVehicle(messages.first("VER"));
  const { events, leftOut } = placeEvents(track, eventsOf(messages, vehicle));
  const issues: Issue[] = [...log.issues];
  if (track.rows > 0 && Number.isNaN(utc.bootIsUs)) issues.push(logIssue("no-utc", 0, "GWk"));
  if (track.isBounded) issues.push(flightIssue("too-many-rows", 0, null));
  if (leftOut > 0) issues.push(flightIssue("too-many-events", 0, null));
  const photos = messages.first("CAM") ?? messages.first("TRIG");
  return {
    format,
    version: 0,
    damaged: log.issues.some(({ code }) => code !== "dataflash-thinned"),
    track: track.track,
    clock: utc.clock,
    events,
    aircraft: aircraftOf(said, messages.first("VER")),
    batteries: [],
    app: unknownApp,
    claims: null,
    photos: photos === undefined ? null : photos.rows,
    records: log.formats.filter((one) => one.messages > 0).map(({ type, name, messages: count }) => ({ type, name, count })),
    fields: fieldsOf(messages),
    issues,
  };
}

/** UTC from the satellites' week, only while the receiver has a fix. */
function clockOf(gps: TimedSeries | undefined): BootClock {
  if (gps === undefined) return bootClock([], []);
  const [status, weeks] = [gps.column("Status"), gps.column("GWk")];
  const utcUs = converted(gps.column("GMS"), gps.rows, (weekMs, row) =>
    valueAt(status, row) >= FIX_3D ? utcFromGpsTime(valueAt(weeks, row), weekMs) : Number.NaN,
  );
  return bootClock(gps.timeUs, utcUs);
}

function fillPosition(
  track: SeriesTrack,
  {
    estimate,
    gps,
    messages,
  }: { readonly estimate: TimedSeries | undefined; readonly gps: TimedSeries | undefined; readonly messages: Messages },
): void {
  const place = (series: TimedSeries, isKnown: (row: number) => boolean) => ({
    latDeg: converted(series.column("Lat"), series.rows, (value, row) => (isKnown(row) ? value : Number.NaN)),
    lonDeg: converted(series.column("Lng"), series.rows, (value, row) => (isKnown(row) ? value : Number.NaN)),
  });
  if (gps !== undefined) {
    const status = gps.column("Status");
    const hasFix = (row: number): boolean => valueAt(status, row) >= FIX_3D;
    if (estimate === undefined) track.carryPosition(["latDeg", "lonDeg"], gps.timeUs, place(gps, hasFix), "atItsMoment");
    track.carry(
      "satellites",
      gps.timeUs,
      converted(gps.column("NSats"), gps.rows, (value) => value),
    );
    const ifFix = (value: number, row: number): number => (hasFix(row) ? value : Number.NaN);
    const speed = converted(gps.column("Spd"), gps.rows, ifFix);
    const course = gps.column("GCrs");
    track.carry("groundSpeedMps", gps.timeUs, speed);
    track.carry(
      "speedNorthMps",
      gps.timeUs,
      converted(speed, gps.rows, (value, row) => value * Math.cos(valueAt(course, row) / DEG_PER_RAD)),
    );
    track.carry(
      "speedEastMps",
      gps.timeUs,
      converted(speed, gps.rows, (value, row) => value * Math.sin(valueAt(course, row) / DEG_PER_RAD)),
    );
    track.carry(
      "climbMps",
      gps.timeUs,
      converted(gps.column("VZ"), gps.rows, (value, row) => 0 - ifFix(value, row)),
    );
  }
  const home = messages.all("ORGN").find((series) => valueAt(series.column("Type"), 0) === HOME_TYPE);
  if (home !== undefined)
    track.carryPosition(
      ["homeLatDeg", "homeLonDeg"],
      home.timeUs,
      place(home, () => true),
      "untilChanged",
    );
  if (estimate === undefined) return;
  track.carryPosition(
    ["latDeg", "lonDeg"],
    estimate.timeUs,
    place(estimate, () => true),
    "atItsMoment",
  );
  // The autopilot's own height above home; before home is known it is measured from elsewhere.
  const homeUs = home?.timeUs[0] ?? Number.POSITIVE_INFINITY;
  const heights = converted(estimate.column("RelHomeAlt"), estimate.rows, (value, row) =>
    (estimate.timeUs[row] as number) >= homeUs ? value : Number.NaN,
  );
  track.carry("altHomeM", estimate.timeUs, heights);
}

function fillAttitude(track: SeriesTrack, messages: Messages): void {
  const attitude = messages.first("ATT");
  if (attitude !== undefined) {
    track.carry(
      "rollDeg",
      attitude.timeUs,
      converted(attitude.column("Roll"), attitude.rows, (value) => value),
    );
    track.carry(
      "pitchDeg",
      attitude.timeUs,
      converted(attitude.column("Pitch"), attitude.rows, (value) => value),
    );
    track.carry("yawDeg", attitude.timeUs, converted(attitude.column("Yaw"), attitude.rows, halfTurnDeg));
  }
  const mount = messages.first("MNT");
  if (mount === undefined) return;
  track.carry(
    "gimbalRollDeg",
    mount.timeUs,
    converted(mount.column("Roll"), mount.rows, (value) => value),
  );
  track.carry(
    "gimbalPitchDeg",
    mount.timeUs,
    converted(mount.column("Pitch"), mount.rows, (value) => value),
  );
  track.carry("gimbalYawDeg", mount.timeUs, converted(mount.column("YawE"), mount.rows, halfTurnDeg));
}

function fillState(track: SeriesTrack, messages: Messages): void {
  const mode = messages.first("MODE");
  if (mode !== undefined) {
    track.carry(
      "flightMode",
      mode.timeUs,
      converted(mode.column("ModeNum") ?? mode.column("Mode"), mode.rows, (value) => value),
      "untilChanged",
    );
  }
  const armed = armedOf(messages);
  if (armed !== undefined) track.carry("motorUp", armed.timeUs, armed.values, "untilChanged");
  const air = airOf(messages);
  if (air !== undefined) track.carry("inAir", air.timeUs, air.values, "untilChanged");
  const radio = messages.first("RSSI");
  if (radio !== undefined) {
    track.carry(
      "uplinkPct",
      radio.timeUs,
      converted(radio.column("RXRSSI"), radio.rows, (value) => (value >= 0 && value <= 1 ? value * 100 : Number.NaN)),
    );
  }
}

interface Told {
  readonly timeUs: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
}

function armedOf(messages: Messages): Told | undefined {
  const arm = messages.first("ARM");
  if (arm !== undefined) {
    const values = converted(arm.column("ArmState"), arm.rows, (value) => (value === 0 ? 0 : 1));
    // The message says a change: before the first one it was the other way.
    return { timeUs: Float64Array.from([0, ...arm.timeUs]), values: Float64Array.from([1 - (values[0] as number), ...values]) };
  }
  const event = told(messages.first("EV"), ARMED as number, DISARMED as number);
  if (event !== undefined) return event;
  const state = messages.first("STAT");
  return state?.column("Armed") === undefined
    ? undefined
    : { timeUs: state.timeUs, values: converted(state.column("Armed"), state.rows, (value) => (value === 0 ? 0 : 1)) };
}

function airOf(messages: Messages): Told | undefined {
  const event = told(messages.first("EV"), NOT_LANDED as number, LANDED as number);
  if (event !== undefined) return event;
  const state = messages.first("STAT");
  return state?.column("isFlying") === undefined
    ? undefined
    : { timeUs: state.timeUs, values: converted(state.column("isFlying"), state.rows, (value) => (value === 0 ? 0 : 1)) };
}

/** Two events that switch a state on and off; before the first of them it is what that one ends. */
function told(events: TimedSeries | undefined, on: number, off: number): Told | undefined {
  const ids = events?.column("Id");
  if (events === undefined || ids === undefined) return undefined;
  const rows = Array.from({ length: events.rows }, (_, row) => row).filter((row) => ids[row] === on || ids[row] === off);
  const first = rows[0];
  if (first === undefined) return undefined;
  return {
    timeUs: Float64Array.from([0, ...rows.map((row) => events.timeUs[row] as number)]),
    values: Float64Array.from([ids[first] === on ? 0 : 1, ...rows.map((row) => (ids[row] === on ? 1 : 0))]),
  };
}

const cellNames = ["cell1V", "cell2V", "cell3V", "cell4V", "cell5V", "cell6V"] as const;

function fillBattery(track: SeriesTrack, messages: Messages): void {
  const battery = messages.first("BAT") ?? messages.first("CURR");
  if (battery !== undefined) {
    const within = (
      name: string,
      low: number,
      high: number,
      convert: (value: number) => number = (value) => value,
    ): Float64Array<ArrayBuffer> =>
      converted(battery.column(name), battery.rows, (value) => (value >= low && value <= high ? convert(value) : Number.NaN));
    track.carry("voltageV", battery.timeUs, within("Volt", 0.5, 1000));
    track.carry(
      "currentA",
      battery.timeUs,
      within("Curr", -2000, 2000, (value) => 0 - value),
    );
    track.carry("batteryPct", battery.timeUs, within("RemPct", 0, 100));
    // Exactly 0 is what stands there without a sensor.
    track.carry(
      "batteryTempDegC",
      battery.timeUs,
      within("Temp", -50, 120, (value) => (value === 0 ? Number.NaN : value)),
    );
  }
  const cells = messages.first("BCL");
  if (cells === undefined) return;
  for (const [at, name] of cellNames.entries()) {
    const factor = messages.factor("BCL", `V${at + 1}`);
    // Without a unit in the log the number is not a voltage that is known.
    if (factor === null) continue;
    track.carry(
      name,
      cells.timeUs,
      converted(cells.column(`V${at + 1}`), cells.rows, (value) =>
        value * factor > 0.5 && value * factor < 10 ? value * factor : Number.NaN,
      ),
    );
  }
}

/** Sticks from pulse lengths, only where the log has the parameters that say what they mean. */
function fillSticks(track: SeriesTrack, messages: Messages): void {
  const radio = messages.first("RCIN");
  if (radio === undefined) return;
  const parameters = messages.parameters();
  const columns = [
    { name: "stickAileronPct", map: "RCMAP_ROLL", forward: 1 },
    // Pulled back is nose up and the longer pulse.
    { name: "stickElevatorPct", map: "RCMAP_PITCH", forward: -1 },
    { name: "stickThrottlePct", map: "RCMAP_THROTTLE", forward: 1 },
    { name: "stickRudderPct", map: "RCMAP_YAW", forward: 1 },
  ] as const;
  for (const { name, map, forward } of columns) {
    const channel = parameters.get(map)?.value ?? Number.NaN;
    const part = (what: string): number => parameters.get(`RC${channel}_${what}`)?.value ?? Number.NaN;
    const range: StickRange = {
      minUs: part("MIN"),
      // A throttle has no middle: its travel is cut in half.
      trimUs: name === "stickThrottlePct" ? (part("MIN") + part("MAX")) / 2 : part("TRIM"),
      maxUs: part("MAX"),
      direction: (part("REVERSED") === 1 ? -1 : 1) * forward,
    };
    track.carry(
      name,
      radio.timeUs,
      converted(radio.column(`C${channel}`), radio.rows, (value) => stickPct(value, range)),
    );
  }
}

function eventsOf(messages: Messages, vehicle: ArdupilotVehicle | null): AutopilotEvent[] {
  const events: AutopilotEvent[] = [];
  const at = (series: TimedSeries, row: number) => ({ timeUs: series.timeUs[row] as number, byteOffset: series.byteOffset[row] as number });
  const mode = messages.first("MODE");
  onChange(mode?.column("ModeNum") ?? mode?.column("Mode"), mode?.rows ?? 0, (value, row) => {
    events.push({
      ...at(mode as TimedSeries, row),
      kind: "modeChange",
      severity: "info",
      sentence: `Flight mode: ${ardupilotModeName(vehicle, value)}.`,
    });
  });
  const happened = messages.first("EV");
  for (let row = 0; row < (happened?.rows ?? 0); row += 1) {
    const id = valueAt(happened?.column("Id"), row);
    const sentence = ardupilotEvents[id] ?? `Event ${id} of the autopilot.`;
    const kind = id === ARMED ? "armed" : id === DISARMED ? "disarmed" : "autopilotEvent";
    const severity = id === 19 || id === 51 || id === 54 ? "serious" : "info";
    events.push({ ...at(happened as TimedSeries, row), kind, severity, sentence });
  }
  const errors = messages.first("ERR");
  for (let row = 0; row < (errors?.rows ?? 0); row += 1) {
    const part = valueAt(errors?.column("Subsys"), row);
    const code = valueAt(errors?.column("ECode"), row);
    const name = ardupilotSubsystems[part] ?? `part ${part}`;
    const isOver = code === 0;
    events.push({
      ...at(errors as TimedSeries, row),
      kind: isOver ? "errorResolved" : "autopilotError",
      severity: isOver ? "info" : ardupilotSerious.has(part) ? "serious" : "warning",
      sentence: isOver ? `Error resolved: ${name}.` : `Error reported: ${name}, code ${code}.`,
    });
  }
  const texts = messages.first("MSG");
  const lines = texts?.texts("Message") ?? [];
  for (const [row, text] of lines.entries())
    if (text.trim() !== "") events.push(saidEvent({ ...at(texts as TimedSeries, row), level: 6 }, text));
  const photos = messages.first("CAM") ?? messages.first("TRIG");
  for (let row = 0; row < (photos?.rows ?? 0); row += 1) {
    events.push({ ...at(photos as TimedSeries, row), kind: "photo", severity: "info", sentence: "Photo taken." });
  }
  return events;
}

function versionVehicle(version: TimedSeries | undefined): ArdupilotVehicle | null {
  const text = version?.texts("FWS")?.[0];
  return text === undefined ? null : ardupilotVehicle(text);
}

function aircraftOf(said: readonly string[], version: TimedSeries | undefined): Aircraft {
  const text = version?.texts("FWS")?.[0] ?? said.find((line) => ardupilotVehicle(line) !== null);
  const board = ardupilotBoard(said);
  const [component, release] = text === undefined ? [] : [text.split(" ")[0] as string, text.slice(text.indexOf(" ") + 1)];
  return {
    ...unknownAircraft,
    productName: [component, board?.name].filter((part) => part !== undefined).join(" on ") || null,
    serial: board?.id ?? null,
    firmware: component === undefined || release === undefined ? [] : [{ component, version: release }],
  };
}

function fieldsOf(messages: Messages): MetadataField[] {
  const fields: MetadataField[] = [];
  const version = messages.first("VER");
  if (version !== undefined) {
    for (const [name, value] of messages.valuesOf("VER", version)) {
      fields.push({
        group: "info",
        name: `VER.${name}`,
        value,
        byteOffset: version.byteOffset[0] as number,
        lengthBytes: messages.lengthOf("VER"),
      });
    }
  }
  const texts = messages.first("MSG");
  for (const [row, text] of (texts?.texts("Message") ?? []).slice(0, 500).entries()) {
    fields.push({
      group: "text",
      name: "MSG",
      value: text.slice(0, 1000),
      byteOffset: texts?.byteOffset[row] as number,
      lengthBytes: messages.lengthOf("MSG"),
    });
  }
  for (const [name, { value, byteOffset }] of [...messages.parameters()].slice(0, MAX_PARAMETERS)) {
    const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
    fields.push({ group: "parameter", name, value: text, byteOffset, lengthBytes: messages.lengthOf("PARM") });
  }
  return fields;
}
