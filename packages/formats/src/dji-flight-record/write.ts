/** The writer's public names. */
export type { CenterBatteryFields, SmartBatteryFields } from "./write-battery-records.ts";
export {
  batteryCellsRecord,
  batteryDynamicRecord,
  batteryStaticRecord,
  centerBatteryRecord,
  smartBatteryRecord,
} from "./write-battery-records.ts";
export type { DjiWriteDetails } from "./write-details.ts";
export type { DjiWriteItem, DjiWriteKey, DjiWriteSpec } from "./write-dji-flight-record.ts";
export { writeDjiFlightRecord } from "./write-dji-flight-record.ts";
export type { AppGpsFields, CameraFields, CustomFields, GimbalFields, HomeFields, OsdFields, RcFields } from "./write-flight-records.ts";
export {
  appGpsRecord,
  cameraRecord,
  customRecord,
  gimbalRecord,
  homeRecord,
  mcParamsRecord,
  ofdmRecord,
  osdRecord,
  rcRecord,
} from "./write-flight-records.ts";
export type { DjiTextKind, RecoverFields } from "./write-identity-records.ts";
export { componentSerialRecord, firmwareRecord, recoverRecord, textRecord } from "./write-identity-records.ts";
export type { DjiWriteRecord } from "./write-record.ts";
export { rawRecord } from "./write-record.ts";
