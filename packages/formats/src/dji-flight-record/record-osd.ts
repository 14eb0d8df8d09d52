/** Type 1, OSD: the flight controller's state (docs/formats/dji-flight-record.md, section 7). */
import type { Columns } from "@creance/core";
import type { osdColumns } from "./record-columns.table.ts";

/** Bytes that an OSD record must have. */
export const OSD_MINIMUM_BYTES = 44;

/** Writes one OSD payload at `at` into a row. Fields beyond `length` stay 0. */
export function decodeOsd(view: DataView, at: number, length: number, columns: Columns<typeof osdColumns>, row: number): void {
  columns.lonRad[row] = view.getFloat64(at, true);
  columns.latRad[row] = view.getFloat64(at + 8, true);
  columns.altHomeM[row] = view.getInt16(at + 16, true) / 10;
  columns.speedNorthMps[row] = view.getInt16(at + 18, true) / 10;
  columns.speedEastMps[row] = view.getInt16(at + 20, true) / 10;
  columns.speedDownMps[row] = view.getInt16(at + 22, true) / 10;
  columns.pitchDeg[row] = view.getInt16(at + 24, true) / 10;
  columns.rollDeg[row] = view.getInt16(at + 26, true) / 10;
  columns.yawDeg[row] = view.getInt16(at + 28, true) / 10;
  const mode = view.getUint8(at + 30);
  columns.flightMode[row] = mode & 0x7f;
  columns.rcOutControl[row] = mode >> 7;
  columns.appCommand[row] = view.getUint8(at + 31);
  const state = view.getUint8(at + 32);
  columns.canIoc[row] = state & 1;
  columns.inAir[row] = (state >> 2) & 1;
  columns.motorUp[row] = (state >> 3) & 1;
  columns.swaveWork[row] = (state >> 4) & 1;
  columns.goHomeStatus[row] = state >> 5;
  const sensors = view.getUint8(at + 33);
  columns.visionUsed[row] = sensors & 1;
  columns.voltageWarning[row] = (sensors >> 1) & 3;
  columns.imuPreheated[row] = (sensors >> 4) & 1;
  columns.modeChannel[row] = (sensors >> 5) & 3;
  columns.gpsValid[row] = sensors >> 7;
  const errors = view.getUint8(at + 34);
  columns.compassError[row] = errors & 1;
  columns.waveError[row] = (errors >> 1) & 1;
  columns.gpsLevel[row] = (errors >> 2) & 15;
  columns.batteryType[row] = errors >> 6;
  columns.limitFlags[row] = view.getUint8(at + 35);
  columns.satellites[row] = view.getUint8(at + 36);
  columns.flightAction[row] = view.getUint8(at + 37);
  columns.motorStartFailedCause[row] = view.getUint8(at + 38);
  const cause = view.getUint8(at + 39);
  columns.nonGpsCause[row] = cause & 15;
  columns.waypointLimit[row] = (cause >> 4) & 1;
  columns.batteryPct[row] = view.getUint8(at + 40);
  columns.swaveHeightM[row] = view.getUint8(at + 41) / 10;
  columns.flyTimeS[row] = view.getUint16(at + 42, true) / 10;
  if (length > 44) columns.motorRevolution[row] = view.getUint8(at + 44);
  if (length > 48) columns.droneType[row] = view.getUint8(at + 48);
  if (length > 49) columns.imuInitFailReason[row] = view.getUint8(at + 49);
}

/** True when the position of an OSD payload is inside the range of longitude and latitude. NaN is not. */
export function osdPositionInRange(view: DataView, at: number): boolean {
  return Math.abs(view.getFloat64(at, true)) <= Math.PI && Math.abs(view.getFloat64(at + 8, true)) <= Math.PI / 2;
}

/** Fly time of an OSD payload in tenths of a second. */
export function osdFlyTimeTenths(view: DataView, at: number): number {
  return view.getUint16(at + 42, true);
}
