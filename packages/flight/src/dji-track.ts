/** The track of a DJI flight record: one row for each OSD record in file order, every other stream carried forward to it. */
import { type Columns, distanceM, isPlausiblePosition, metresPerDegree, newColumns } from "@creance/core";
import type { DjiFlightRecord } from "@creance/formats";
import { carryForward } from "./carry-forward.ts";
import { type SolvedClock, solveClock } from "./solve-clock.ts";
import { measureSteps, type Steps } from "./steps.ts";
import { trackColumns } from "./track-columns.table.ts";
import type { Track } from "./types.ts";

/** A track over all rows of a record, with what segments, events and statistics need beside it. */
export interface DjiTrack extends Steps {
  readonly track: Track;
  readonly clock: SolvedClock;
  /** 1 where satellites are few or their signal is weak. */
  readonly gpsWeak: Uint8Array<ArrayBuffer>;
  /** OSD rows that were left out because the record has more than the cap. */
  readonly rowsLeftOut: number;
}

type TrackArrays = Columns<typeof trackColumns>;
type Osd = DjiFlightRecord["streams"]["osd"]["columns"];

const DEG_PER_RAD = 180 / Math.PI;
/** A row is weak below this many satellites or at this signal level (0 to 5) and below. */
const FEW_SATELLITES = 10;
const WEAK_LEVEL = 2;
/** Sticks move this far from the centre, 1024 (measured: 364 to 1684 on every sample). */
const STICK_TRAVEL = 660;
/** A cell below this is not connected (stray values of a few mV were measured on missing cells). */
const CELL_PRESENT_V = 0.5;

/** Names of the cell columns, in order. */
export const cellNames = ["cell1V", "cell2V", "cell3V", "cell4V", "cell5V", "cell6V"] as const;

/** Rows of a track at most: 111 hours at 10 Hz, about 800 MB of columns. */
export const MAX_TRACK_ROWS = 4_000_000;

/** Builds the track over all OSD rows in file order. `elapsedMs` counts from the first row of the record. */
export function djiTrack(record: DjiFlightRecord, options: { readonly maxRows?: number } = {}): DjiTrack {
  const { osd, custom } = record.streams;
  const rows = Math.min(osd.rows, options.maxRows ?? MAX_TRACK_ROWS);
  const columns = newColumns(trackColumns, rows);
  const clock = solveClock({
    flyTimeS: osd.columns.flyTimeS.subarray(0, rows),
    stampRow: custom.columns.osdRow.subarray(0, custom.rows),
    stampMs: custom.columns.wallClockMs.subarray(0, custom.rows),
    headerStartMs: headerIsTrusted(record) ? (record.header.details?.startTimeMs ?? null) : null,
  });
  columns.elapsedMs.set(clock.elapsedMs);
  columns.timeUs.set(clock.timeUs);
  fillFromOsd(columns, osd.columns, rows);
  const { stepM, jumps } = measureSteps({ columns, rows });
  fillHome(columns, record, rows);
  fillStreams(columns, record);
  fillBattery(columns, record);
  const gpsWeak = fillWeak(columns, clock, jumps, rows);
  return { track: { rows, columns }, clock, stepM, jumps, gpsWeak, rowsLeftOut: osd.rows - rows };
}

/** An unclosed record of version 8 or later has no header field that can be trusted (uninitialised memory was measured). */
export function headerIsTrusted(record: DjiFlightRecord): boolean {
  return record.header.details !== null && (record.ending.closed || record.header.version < 8);
}

function fillFromOsd(columns: TrackArrays, osd: Osd, rows: number): void {
  const copy = (
    target: Float32Array | Float64Array,
    source: ArrayLike<number> & { subarray(start: number, end: number): ArrayLike<number> },
  ): void => target.set(source.subarray(0, rows));
  copy(columns.byteOffset, osd.byteOffset);
  copy(columns.altHomeM, osd.altHomeM);
  copy(columns.speedNorthMps, osd.speedNorthMps);
  copy(columns.speedEastMps, osd.speedEastMps);
  copy(columns.pitchDeg, osd.pitchDeg);
  copy(columns.rollDeg, osd.rollDeg);
  copy(columns.yawDeg, osd.yawDeg);
  copy(columns.flyTimeS, osd.flyTimeS);
  copy(columns.flightMode, osd.flightMode);
  copy(columns.inAir, osd.inAir);
  copy(columns.motorUp, osd.motorUp);
  copy(columns.goHomeStatus, osd.goHomeStatus);
  copy(columns.flightAction, osd.flightAction);
  copy(columns.satellites, osd.satellites);
  copy(columns.gpsLevel, osd.gpsLevel);
  for (let row = 0; row < rows; row += 1) {
    const latDeg = (osd.latRad[row] as number) * DEG_PER_RAD;
    const lonDeg = (osd.lonRad[row] as number) * DEG_PER_RAD;
    if (isPlausiblePosition(latDeg, lonDeg)) {
      columns.latDeg[row] = latDeg;
      columns.lonDeg[row] = lonDeg;
    }
    columns.groundSpeedMps[row] = Math.hypot(osd.speedNorthMps[row] as number, osd.speedEastMps[row] as number);
    // Not a plain minus: 0 would become -0.
    columns.climbMps[row] = 0 - (osd.speedDownMps[row] as number);
  }
}

function fillHome(columns: TrackArrays, record: DjiFlightRecord, rows: number): void {
  const { home } = record.streams;
  const latDeg = new Float64Array(home.rows).fill(Number.NaN);
  const lonDeg = new Float64Array(home.rows).fill(Number.NaN);
  for (let at = 0; at < home.rows; at += 1) {
    const lat = (home.columns.latRad[at] as number) * DEG_PER_RAD;
    const lon = (home.columns.lonRad[at] as number) * DEG_PER_RAD;
    if (((home.columns.homeFlags[at] as number) & 1) === 1 && isPlausiblePosition(lat, lon)) {
      latDeg[at] = lat;
      lonDeg[at] = lon;
    }
  }
  const osdRow = home.columns.osdRow.subarray(0, home.rows);
  carryForward(columns.homeLatDeg, osdRow, latDeg, "skipUnknown");
  carryForward(columns.homeLonDeg, osdRow, lonDeg, "skipUnknown");
  let scaleAtDeg = Number.NaN;
  let scale = { northM: 0, eastM: 0 };
  for (let row = 0; row < rows; row += 1) {
    const homeLatDeg = columns.homeLatDeg[row] as number;
    if (homeLatDeg !== scaleAtDeg) {
      scaleAtDeg = homeLatDeg;
      scale = metresPerDegree(homeLatDeg);
    }
    const north = ((columns.latDeg[row] as number) - homeLatDeg) * scale.northM;
    const east = ((columns.lonDeg[row] as number) - (columns.homeLonDeg[row] as number)) * scale.eastM;
    const planeM = Math.hypot(north, east);
    columns.distanceHomeM[row] =
      planeM > 20_000
        ? distanceM(homeLatDeg, columns.homeLonDeg[row] as number, columns.latDeg[row] as number, columns.lonDeg[row] as number)
        : planeM;
  }
}

function fillStreams(columns: TrackArrays, record: DjiFlightRecord): void {
  const { gimbal, rc, appGps, ofdm } = record.streams;
  const gimbalRow = gimbal.columns.osdRow.subarray(0, gimbal.rows);
  carryForward(columns.gimbalPitchDeg, gimbalRow, gimbal.columns.gimbalPitchDeg);
  carryForward(columns.gimbalRollDeg, gimbalRow, gimbal.columns.gimbalRollDeg);
  carryForward(columns.gimbalYawDeg, gimbalRow, gimbal.columns.gimbalYawDeg);
  const rcRow = rc.columns.osdRow.subarray(0, rc.rows);
  carryForward(columns.stickAileronPct, rcRow, stickPct(rc.columns.aileron, rc.rows));
  carryForward(columns.stickElevatorPct, rcRow, stickPct(rc.columns.elevator, rc.rows));
  carryForward(columns.stickThrottlePct, rcRow, stickPct(rc.columns.throttle, rc.rows));
  carryForward(columns.stickRudderPct, rcRow, stickPct(rc.columns.rudder, rc.rows));
  const ofdmRow = ofdm.columns.osdRow.subarray(0, ofdm.rows);
  carryForward(columns.uplinkPct, ofdmRow, signalPct(ofdm.columns, ofdm.rows, 1), "skipUnknown");
  carryForward(columns.downlinkPct, ofdmRow, signalPct(ofdm.columns, ofdm.rows, 0), "skipUnknown");
  const latDeg = new Float64Array(appGps.rows).fill(Number.NaN);
  const lonDeg = new Float64Array(appGps.rows).fill(Number.NaN);
  const accuracyM = new Float32Array(appGps.rows).fill(Number.NaN);
  for (let at = 0; at < appGps.rows; at += 1) {
    if (!isPlausiblePosition(appGps.columns.latDeg[at] as number, appGps.columns.lonDeg[at] as number)) continue;
    latDeg[at] = appGps.columns.latDeg[at] as number;
    lonDeg[at] = appGps.columns.lonDeg[at] as number;
    accuracyM[at] = appGps.columns.accuracyM[at] as number;
  }
  const pilotRow = appGps.columns.osdRow.subarray(0, appGps.rows);
  carryForward(columns.pilotLatDeg, pilotRow, latDeg, "skipUnknown");
  carryForward(columns.pilotLonDeg, pilotRow, lonDeg, "skipUnknown");
  carryForward(columns.pilotAccuracyM, pilotRow, accuracyM, "skipUnknown");
}

function stickPct(values: Uint16Array, rows: number): Float32Array {
  const pct = new Float32Array(rows);
  for (let at = 0; at < rows; at += 1) {
    const value = values[at] as number;
    // 0 is what a controller that is not connected reports, not a stick pushed beyond its stop.
    pct[at] = value === 0 ? Number.NaN : Math.max(-100, Math.min(100, ((value - 1024) / STICK_TRAVEL) * 100));
  }
  return pct;
}

function signalPct(ofdm: DjiFlightRecord["streams"]["ofdm"]["columns"], rows: number, direction: 0 | 1): Float32Array {
  const pct = new Float32Array(rows).fill(Number.NaN);
  for (let at = 0; at < rows; at += 1) {
    if (ofdm.uplink[at] === direction && (ofdm.signalPct[at] as number) <= 100) pct[at] = ofdm.signalPct[at] as number;
  }
  return pct;
}

/**
 * Level, voltage, current, temperature and cells: CenterBattery where the record has it, else SmartBatteryGroup, else
 * SmartBattery. OSD's own level (byte 40) only where there is no other: it is 0 in every Mavic 2 and Spark sample and wanders
 * between 0 and 255 in every Phantom 3 sample while the packs' levels agree with each other (measured).
 */
function fillBattery(columns: TrackArrays, record: DjiFlightRecord): void {
  const { centerBattery, smartBattery, batteryDynamic, batteryCell } = record.streams;
  const smart = { row: smartBattery.columns.osdRow.subarray(0, smartBattery.rows), rows: smartBattery.rows };
  carryForward(columns.voltageV, smart.row, inRange(smartBattery.columns.voltageV, smart.rows, 0.5, 100), "skipUnknown");
  if (smart.rows + batteryDynamic.rows + centerBattery.rows === 0) fillOsdLevel(columns.batteryPct, record.streams.osd.columns.batteryPct);
  carryForward(columns.batteryPct, smart.row, inRange(smartBattery.columns.batteryPct, smart.rows, 0, 100), "skipUnknown");
  for (const { columns: pack, rows, batteryIndex } of [
    { ...batteryDynamic, batteryIndex: batteryDynamic.columns.batteryIndex },
    { ...centerBattery, batteryIndex: undefined },
  ]) {
    const row = pack.osdRow.subarray(0, rows);
    carryForward(columns.voltageV, row, inRange(pack.voltageV, rows, 0.5, 100, batteryIndex), "skipUnknown");
    carryForward(columns.batteryPct, row, inRange(pack.batteryPct, rows, 0, 100, batteryIndex), "skipUnknown");
    carryForward(columns.currentA, row, inRange(pack.currentA, rows, -1000, 1000, batteryIndex), "skipUnknown");
    carryForward(columns.batteryTempDegC, row, inRange(pack.tempDegC, rows, -50, 120, batteryIndex), "skipUnknown");
  }
  for (const name of cellNames) {
    const { columns: pack, rows } = batteryCell;
    carryForward(
      columns[name],
      pack.osdRow.subarray(0, rows),
      inRange(pack[name], rows, CELL_PRESENT_V, 10, pack.batteryIndex),
      "skipUnknown",
    );
    const center = centerBattery.columns;
    carryForward(
      columns[name],
      center.osdRow.subarray(0, centerBattery.rows),
      inRange(center[name], centerBattery.rows, CELL_PRESENT_V, 10),
      "skipUnknown",
    );
  }
}

function fillOsdLevel(target: Float32Array, levels: ArrayLike<number>): void {
  for (let row = 0; row < target.length; row += 1) {
    const level = levels[row] as number;
    if (level > 0 && level <= 100) target[row] = level;
  }
}

/** Values outside the range become unknown; so do, where the pack's number is given, those of other packs than the first. */
function inRange(values: ArrayLike<number>, rows: number, low: number, high: number, batteryIndex?: ArrayLike<number>): Float32Array {
  const result = new Float32Array(rows).fill(Number.NaN);
  let first = 255;
  // Packs are numbered from 0 on some aircraft and from 1 on others.
  for (let at = 0; batteryIndex !== undefined && at < rows; at += 1) first = Math.min(first, batteryIndex[at] as number);
  for (let at = 0; at < rows; at += 1) {
    const value = values[at] as number;
    if (value >= low && value <= high && (batteryIndex === undefined || batteryIndex[at] === first)) result[at] = value;
  }
  return result;
}

function fillWeak(columns: TrackArrays, clock: SolvedClock, jumps: Uint8Array, rows: number): Uint8Array<ArrayBuffer> {
  const gpsWeak = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) {
    if ((columns.satellites[row] as number) < FEW_SATELLITES || (columns.gpsLevel[row] as number) <= WEAK_LEVEL) gpsWeak[row] = 1;
    columns.weak[row] = gpsWeak[row] === 1 || jumps[row] === 1 || clock.repaired[row] === 1 ? 1 : 0;
  }
  return gpsWeak;
}
