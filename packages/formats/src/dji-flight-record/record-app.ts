/** Records of the app's own side: its clock (5) and the phone's position (14) (section 7 of the format's document). */
import type { Columns } from "@creance/core";
import { readInt64 } from "./details.ts";
import type { appGpsColumns, customColumns } from "./record-columns.table.ts";

/** Bytes that a Custom record must have. */
export const CUSTOM_MINIMUM_BYTES = 18;
/** Bytes that an AppGPS record must have. */
export const APP_GPS_MINIMUM_BYTES = 16;

/** Writes one Custom payload at `at` into a row. */
export function decodeCustom(view: DataView, at: number, columns: Columns<typeof customColumns>, row: number): void {
  columns.photoFlag[row] = view.getUint8(at);
  columns.videoFlag[row] = view.getUint8(at + 1);
  columns.groundSpeedMps[row] = view.getFloat32(at + 2, true);
  columns.distanceM[row] = view.getFloat32(at + 6, true);
  columns.wallClockMs[row] = readInt64(view, at + 10);
}

/** Writes one AppGPS payload at `at` into a row: latitude first, degrees. Accuracy stays unknown in short records. */
export function decodeAppGps(view: DataView, at: number, length: number, columns: Columns<typeof appGpsColumns>, row: number): void {
  columns.latDeg[row] = view.getFloat64(at, true);
  columns.lonDeg[row] = view.getFloat64(at + 8, true);
  if (length >= 20) columns.accuracyM[row] = view.getFloat32(at + 16, true);
}
