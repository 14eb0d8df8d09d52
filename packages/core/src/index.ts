/** `@creance/core`: bytes, columns, units, time, geodesy, errors, and the names of the platform functions. */
export type { ByteSource, ReadCount } from "./byte-source.ts";
export { countingSource, memorySource } from "./byte-source.ts";
export type { JsonValue } from "./canonical-json.ts";
export { canonicalJson } from "./canonical-json.ts";
export type {
  ColumnArray,
  ColumnArrays,
  ColumnSpec,
  Columns,
  ColumnTable,
  ColumnType,
  MixedColumn,
  MixedColumns,
  MixedRows,
  MixedTable,
  Rows,
  TextColumn,
  TextColumnSpec,
} from "./columns.ts";
export { concatRows, newColumn, newColumns, sliceRows } from "./columns.ts";
export { concatBytes } from "./concat-bytes.ts";
export { minMaxRows } from "./downsample.ts";
export type { Issue, PlainError, UserErrorKind, Where } from "./errors.ts";
export { errorFromPlain, errorToPlain, FormatError, isFormatError, isUserError, UserError } from "./errors.ts";
export type { Bounds, LocalPoint } from "./geodesy.ts";
export {
  boundsOf,
  distanceM,
  fromLocal,
  isPlausiblePosition,
  lonDifferenceDeg,
  metresPerDegree,
  toLocal,
} from "./geodesy.ts";
export { fromBase64, toBase64, toHex } from "./hex.ts";
export type { AeadName, CbcName, CipherStream, DigestName, Hasher, HashName, Inflater, Platform } from "./platform.ts";
export type { EpochUs } from "./time.ts";
export { clockFromUs, isoFromEpochUs, isPlausibleEpochUs, PLAUSIBLE_EPOCH_US } from "./time.ts";
export { unturned } from "./turned-text.ts";
export type { DisplayUnit, Quantity, UnitSystem } from "./units.ts";
export { displayUnits, formatBytes, formatQuantity, toDisplay } from "./units.ts";
export { xmlText } from "./xml-text.ts";
