/** Records of what is steered and seen: gimbal (3), sticks (4), camera (25), radio link (49), failsafe (19) (section 7 of the format's document). */
import type { Columns } from "@creance/core";
import type { cameraColumns, gimbalColumns, mcParamsColumns, ofdmColumns, rcColumns } from "./record-columns.table.ts";

/** Bytes that a Gimbal record must have. */
export const GIMBAL_MINIMUM_BYTES = 12;
/** Bytes that an RC record must have. */
export const RC_MINIMUM_BYTES = 12;
/** Bytes that a Camera record must have. */
export const CAMERA_MINIMUM_BYTES = 24;
/** Bytes that an OFDM record must have. */
export const OFDM_MINIMUM_BYTES = 1;
/** Bytes that an MCParams record must have. */
export const MC_PARAMS_MINIMUM_BYTES = 2;

/** Writes one Gimbal payload at `at` into a row. */
export function decodeGimbal(view: DataView, at: number, columns: Columns<typeof gimbalColumns>, row: number): void {
  columns.gimbalPitchDeg[row] = view.getInt16(at, true) / 10;
  columns.gimbalRollDeg[row] = view.getInt16(at + 2, true) / 10;
  columns.gimbalYawDeg[row] = view.getInt16(at + 4, true) / 10;
  columns.gimbalMode[row] = view.getUint8(at + 6) >> 6;
  columns.gimbalFlags[row] = view.getUint8(at + 10);
}

/** Writes one RC payload at `at` into a row. */
export function decodeRc(view: DataView, at: number, columns: Columns<typeof rcColumns>, row: number): void {
  columns.aileron[row] = view.getUint16(at, true);
  columns.elevator[row] = view.getUint16(at + 2, true);
  columns.throttle[row] = view.getUint16(at + 4, true);
  columns.rudder[row] = view.getUint16(at + 6, true);
  columns.gimbalWheel[row] = view.getUint16(at + 8, true);
  columns.wheelBits[row] = view.getUint8(at + 10);
  columns.buttonBits[row] = view.getUint8(at + 11);
}

/** Writes one Camera payload at `at` into a row. */
export function decodeCamera(view: DataView, at: number, columns: Columns<typeof cameraColumns>, row: number): void {
  columns.cameraFlags[row] = view.getUint8(at);
  columns.sdFlags[row] = view.getUint8(at + 1);
  columns.workMode[row] = view.getUint8(at + 4);
  columns.sdTotalMb[row] = view.getUint32(at + 5, true);
  columns.sdFreeMb[row] = view.getUint32(at + 9, true);
  columns.photosLeft[row] = view.getUint32(at + 13, true);
  columns.videoLeftS[row] = view.getUint32(at + 17, true);
  columns.recordS[row] = view.getUint16(at + 21, true);
  columns.cameraType[row] = view.getUint8(at + 23);
}

/** Writes one OFDM payload at `at` into a row. */
export function decodeOfdm(view: DataView, at: number, columns: Columns<typeof ofdmColumns>, row: number): void {
  const signal = view.getUint8(at);
  columns.signalPct[row] = signal & 0x7f;
  columns.uplink[row] = signal >> 7;
}

/** Writes one MCParams payload at `at` into a row. */
export function decodeMcParams(view: DataView, at: number, columns: Columns<typeof mcParamsColumns>, row: number): void {
  columns.failsafe[row] = view.getUint8(at);
  columns.mcFlags[row] = view.getUint8(at + 1);
}
