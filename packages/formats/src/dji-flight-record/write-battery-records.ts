/** Builders of the battery records: CenterBattery, SmartBattery, SmartBatteryGroup. */
import { type DjiWriteRecord, RecordFields, rawRecord } from "./write-record.ts";

/** Type 7. */
export interface CenterBatteryFields {
  readonly batteryPct: number;
  readonly voltageV: number;
  readonly chargeMah?: number;
  readonly fullChargeMah?: number;
  readonly lifePct?: number;
  readonly discharges?: number;
  /** Negative while discharging. */
  readonly currentA?: number;
  /** Up to six. */
  readonly cellsV?: readonly number[];
  readonly batterySerial?: number;
  readonly productDate?: number;
  readonly tempDegC?: number;
}

/** CenterBattery, type 7 (40 bytes). */
export function centerBatteryRecord(battery: CenterBatteryFields): DjiWriteRecord {
  const fields = new RecordFields(40);
  fields.u8(0, battery.batteryPct);
  fields.u16(1, battery.voltageV * 1000);
  fields.u16(3, battery.chargeMah);
  fields.u16(5, battery.fullChargeMah);
  fields.u8(7, battery.lifePct);
  fields.u16(8, battery.discharges);
  fields.i16(14, (battery.currentA ?? 0) * 1000);
  const cells = battery.cellsV ?? [];
  for (let cell = 0; cell < Math.min(6, cells.length); cell += 1) fields.u16(16 + 2 * cell, (cells[cell] as number) * 1000);
  fields.u16(28, battery.batterySerial);
  fields.u16(30, battery.productDate);
  fields.u16(32, battery.tempDegC === undefined ? 0 : (battery.tempDegC + 273.15) * 10);
  return rawRecord(7, fields.payload);
}

/** Type 8. */
export interface SmartBatteryFields {
  readonly usefulTimeS?: number;
  readonly goHomeTimeS?: number;
  readonly landTimeS?: number;
  readonly goHomeBatteryPct?: number;
  readonly landBatteryPct?: number;
  readonly safeFlyRadiusM?: number;
  readonly volumeConsume?: number;
  readonly status?: number;
  readonly goHomeStatus?: number;
  readonly goHomeCountdownS?: number;
  readonly voltageV?: number;
  readonly batteryPct?: number;
  readonly lowWarningPct?: number;
  readonly seriousWarningPct?: number;
}

/** SmartBattery, type 8 (30 bytes). */
export function smartBatteryRecord(battery: SmartBatteryFields): DjiWriteRecord {
  const fields = new RecordFields(30);
  fields.u16(0, battery.usefulTimeS);
  fields.u16(2, battery.goHomeTimeS);
  fields.u16(4, battery.landTimeS);
  fields.u16(6, battery.goHomeBatteryPct);
  fields.u16(8, battery.landBatteryPct);
  fields.f32(10, battery.safeFlyRadiusM);
  fields.f32(14, battery.volumeConsume);
  fields.u32(18, battery.status);
  fields.u8(22, battery.goHomeStatus);
  fields.u8(23, battery.goHomeCountdownS);
  fields.u16(24, (battery.voltageV ?? 0) * 1000);
  fields.u8(26, battery.batteryPct);
  fields.u8(27, battery.lowWarningPct);
  fields.u8(28, battery.seriousWarningPct);
  return rawRecord(8, fields.payload);
}

/** SmartBatteryGroup subtype 1, type 22 (41 bytes): what the pack is. */
export function batteryStaticRecord(pack: {
  readonly batteryIndex: number;
  readonly designedChargeMah: number;
  readonly loopTimes?: number;
  readonly fullVoltageV?: number;
}): DjiWriteRecord {
  const fields = new RecordFields(41);
  fields.u8(0, 1);
  fields.u8(1, pack.batteryIndex);
  fields.u32(2, pack.designedChargeMah);
  fields.u16(6, pack.loopTimes);
  fields.u32(8, (pack.fullVoltageV ?? 0) * 1000);
  return rawRecord(22, fields.payload);
}

/** SmartBatteryGroup subtype 2, type 22 (30 bytes, the last 8 a state word; layout by source only): the pack now. */
export function batteryDynamicRecord(pack: {
  readonly batteryIndex: number;
  readonly voltageV: number;
  readonly currentA?: number;
  readonly fullChargeMah?: number;
  readonly chargeMah?: number;
  readonly tempDegC?: number;
  readonly cells?: number;
  readonly batteryPct?: number;
}): DjiWriteRecord {
  const fields = new RecordFields(30);
  fields.u8(0, 2);
  fields.u8(1, pack.batteryIndex);
  fields.i32(2, pack.voltageV * 1000);
  fields.i32(6, (pack.currentA ?? 0) * 1000);
  fields.u32(10, pack.fullChargeMah);
  fields.u32(14, pack.chargeMah);
  fields.i16(18, (pack.tempDegC ?? 0) * 10);
  fields.u8(20, pack.cells);
  fields.u8(21, pack.batteryPct);
  return rawRecord(22, fields.payload);
}

/** SmartBatteryGroup subtype 3, type 22: cell voltages. */
export function batteryCellsRecord(pack: { readonly batteryIndex: number; readonly cellsV: readonly number[] }): DjiWriteRecord {
  const fields = new RecordFields(3 + 2 * pack.cellsV.length);
  fields.u8(0, 3);
  fields.u8(1, pack.batteryIndex);
  fields.u8(2, pack.cellsV.length);
  for (let cell = 0; cell < pack.cellsV.length; cell += 1) fields.u16(3 + 2 * cell, (pack.cellsV[cell] as number) * 1000);
  return rawRecord(22, fields.payload);
}
