/** Type 2, Home (docs/formats/dji-flight-record.md, section 7). */
import type { Columns } from "@creance/core";
import type { homeColumns } from "./record-columns.table.ts";

/** Bytes that a Home record must have. */
export const HOME_MINIMUM_BYTES = 32;

/** Writes one Home payload at `at` into a row; the height limit stays unknown in short records. */
export function decodeHome(view: DataView, at: number, length: number, columns: Columns<typeof homeColumns>, row: number): void {
  columns.lonRad[row] = view.getFloat64(at, true);
  columns.latRad[row] = view.getFloat64(at + 8, true);
  columns.altAmslM[row] = view.getFloat32(at + 16, true) / 10;
  columns.homeFlags[row] = view.getUint8(at + 20);
  columns.compassFlags[row] = view.getUint8(at + 21);
  columns.goHomeHeightM[row] = view.getUint16(at + 22, true);
  columns.courseLockDeg[row] = view.getInt16(at + 24, true);
  columns.sdState[row] = view.getUint8(at + 26);
  columns.sdPct[row] = view.getUint8(at + 27);
  columns.sdLeftTime[row] = view.getUint16(at + 28, true);
  columns.recordIndex[row] = view.getUint16(at + 30, true);
  if (length >= 41) columns.maxHeightM[row] = view.getFloat32(at + 37, true);
}
