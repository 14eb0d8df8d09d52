/** Battery records: 7 CenterBattery, 8 SmartBattery, 22 SmartBatteryGroup (section 7 of the format's document). */
import type { Columns } from "@creance/core";
import type {
  batteryCellColumns,
  batteryDynamicColumns,
  batteryStaticColumns,
  centerBatteryColumns,
  smartBatteryColumns,
} from "./record-columns.table.ts";

/** Bytes that a CenterBattery record must have. */
export const CENTER_BATTERY_MINIMUM_BYTES = 34;
/** Bytes that a SmartBattery record must have. */
export const SMART_BATTERY_MINIMUM_BYTES = 29;
/** Bytes that each subtype of SmartBatteryGroup must have: static, dynamic, cells. */
export const BATTERY_STATIC_MINIMUM_BYTES = 12;
/** See `BATTERY_STATIC_MINIMUM_BYTES`. */
export const BATTERY_DYNAMIC_MINIMUM_BYTES = 22;
/** See `BATTERY_STATIC_MINIMUM_BYTES`. */
export const BATTERY_CELL_MINIMUM_BYTES = 3;

const KELVIN_OFFSET = 273.15;

/** Writes one CenterBattery payload at `at` into a row. */
export function decodeCenterBattery(view: DataView, at: number, columns: Columns<typeof centerBatteryColumns>, row: number): void {
  columns.batteryPct[row] = view.getUint8(at);
  columns.voltageV[row] = view.getUint16(at + 1, true) / 1000;
  columns.chargeMah[row] = view.getUint16(at + 3, true);
  columns.fullChargeMah[row] = view.getUint16(at + 5, true);
  columns.lifePct[row] = view.getUint8(at + 7);
  columns.discharges[row] = view.getUint16(at + 8, true);
  columns.currentA[row] = view.getInt16(at + 14, true) / 1000;
  columns.cell1V[row] = view.getUint16(at + 16, true) / 1000;
  columns.cell2V[row] = view.getUint16(at + 18, true) / 1000;
  columns.cell3V[row] = view.getUint16(at + 20, true) / 1000;
  columns.cell4V[row] = view.getUint16(at + 22, true) / 1000;
  columns.cell5V[row] = view.getUint16(at + 24, true) / 1000;
  columns.cell6V[row] = view.getUint16(at + 26, true) / 1000;
  columns.batterySerial[row] = view.getUint16(at + 28, true);
  columns.productDate[row] = view.getUint16(at + 30, true);
  columns.tempDegC[row] = view.getUint16(at + 32, true) / 10 - KELVIN_OFFSET;
}

/** Writes one SmartBattery payload at `at` into a row. */
export function decodeSmartBattery(view: DataView, at: number, columns: Columns<typeof smartBatteryColumns>, row: number): void {
  columns.usefulTimeS[row] = view.getUint16(at, true);
  columns.goHomeTimeS[row] = view.getUint16(at + 2, true);
  columns.landTimeS[row] = view.getUint16(at + 4, true);
  columns.goHomeBatteryPct[row] = view.getUint16(at + 6, true);
  columns.landBatteryPct[row] = view.getUint16(at + 8, true);
  columns.safeFlyRadiusM[row] = view.getFloat32(at + 10, true);
  columns.volumeConsume[row] = view.getFloat32(at + 14, true);
  columns.status[row] = view.getUint32(at + 18, true);
  columns.goHomeStatus[row] = view.getUint8(at + 22);
  columns.goHomeCountdownS[row] = view.getUint8(at + 23);
  columns.voltageV[row] = view.getUint16(at + 24, true) / 1000;
  columns.batteryPct[row] = view.getUint8(at + 26);
  columns.lowWarningPct[row] = view.getUint8(at + 27);
  columns.seriousWarningPct[row] = view.getUint8(at + 28);
}

/** Writes one static SmartBatteryGroup payload (subtype 1) at `at` into a row. */
export function decodeBatteryStatic(view: DataView, at: number, columns: Columns<typeof batteryStaticColumns>, row: number): void {
  columns.batteryIndex[row] = view.getUint8(at + 1);
  columns.designedChargeMah[row] = view.getUint32(at + 2, true);
  columns.loopTimes[row] = view.getUint16(at + 6, true);
  columns.fullVoltageV[row] = view.getUint32(at + 8, true) / 1000;
}

/** Writes one dynamic SmartBatteryGroup payload (subtype 2, layout by source only) at `at` into a row. */
export function decodeBatteryDynamic(view: DataView, at: number, columns: Columns<typeof batteryDynamicColumns>, row: number): void {
  columns.batteryIndex[row] = view.getUint8(at + 1);
  columns.voltageV[row] = view.getInt32(at + 2, true) / 1000;
  columns.currentA[row] = view.getInt32(at + 6, true) / 1000;
  columns.fullChargeMah[row] = view.getUint32(at + 10, true);
  columns.chargeMah[row] = view.getUint32(at + 14, true);
  columns.tempDegC[row] = view.getInt16(at + 18, true) / 10;
  columns.cells[row] = view.getUint8(at + 20);
  columns.batteryPct[row] = view.getUint8(at + 21);
}

/** Writes one cell SmartBatteryGroup payload (subtype 3) at `at` into a row; cells that are not there stay unknown. */
export function decodeBatteryCells(
  view: DataView,
  at: number,
  length: number,
  columns: Columns<typeof batteryCellColumns>,
  row: number,
): void {
  const cells = view.getUint8(at + 2);
  const present = Math.min(cells, Math.floor((length - 3) / 2));
  columns.batteryIndex[row] = view.getUint8(at + 1);
  columns.cells[row] = cells;
  if (present > 0) columns.cell1V[row] = view.getUint16(at + 3, true) / 1000;
  if (present > 1) columns.cell2V[row] = view.getUint16(at + 5, true) / 1000;
  if (present > 2) columns.cell3V[row] = view.getUint16(at + 7, true) / 1000;
  if (present > 3) columns.cell4V[row] = view.getUint16(at + 9, true) / 1000;
  if (present > 4) columns.cell5V[row] = view.getUint16(at + 11, true) / 1000;
  if (present > 5) columns.cell6V[row] = view.getUint16(at + 13, true) / 1000;
}
