/** Layouts of the details ("header") (docs/formats/dji-flight-record.md, section 5). */
import type { DjiDetails } from "./types.ts";

/** How a field is stored. `seconds` is an i64 of seconds, `version` three bytes a.b.c, `i32x4` and `f64x4` four values in a row. */
export type DetailsFieldType = "text" | "u8" | "i32" | "i64" | "f32" | "f64" | "i32x4" | "f64x4" | "seconds" | "version";

/** Place and type of one field. */
export interface DetailsField {
  readonly offset: number;
  readonly lengthBytes: number;
  readonly type: DetailsFieldType;
}

/** Fields of a layout by name. */
export type DetailsLayout = Readonly<Partial<Record<keyof DjiDetails, DetailsField>>>;

const field = (offset: number, type: DetailsFieldType, lengthBytes: number): DetailsField => ({ offset, lengthBytes, type });

/** Fields that stand at the same place in every version. */
const sharedFields = {
  subStreet: field(0, "text", 20),
  street: field(20, "text", 20),
  city: field(40, "text", 20),
  area: field(60, "text", 20),
  isFavorite: field(80, "u8", 1),
  isNew: field(81, "u8", 1),
  needsUpload: field(82, "u8", 1),
  recordLineCount: field(83, "i32", 4),
  detailInfoChecksum: field(87, "i32", 4),
  startTimeMs: field(91, "i64", 8),
  lonDeg: field(99, "f64", 8),
  latDeg: field(107, "f64", 8),
  totalDistance: field(115, "f32", 4),
  totalTimeMs: field(119, "i32", 4),
  maxHeightM: field(123, "f32", 4),
  maxHorizontalSpeedMps: field(127, "f32", 4),
  maxVerticalSpeedMps: field(131, "f32", 4),
  captureNum: field(135, "i32", 4),
  videoTime: field(139, "i64", 8),
  momentPicImageBufferLen: field(147, "i32x4", 16),
  momentPicShrinkImageBufferLen: field(163, "i32x4", 16),
  momentPicLonDeg: field(179, "f64x4", 32),
  momentPicLatDeg: field(211, "f64x4", 32),
} as const satisfies DetailsLayout;

/** Versions 1 to 5 (measured on one v4 file). */
export const earlyDetailsLayout: DetailsLayout = {
  ...sharedFields,
  aircraftSerial: field(267, "text", 10),
  productType: field(277, "u8", 1),
  aircraftName: field(278, "text", 32),
  activationTimeMs: field(310, "seconds", 8),
  cameraSerial: field(318, "text", 10),
  rcSerial: field(328, "text", 10),
  batterySerial: field(338, "text", 10),
  appPlatform: field(348, "u8", 1),
  appVersion: field(349, "version", 3),
};

/** Version 6 and later. `uuid` only where the details are long enough to hold it (436 bytes). */
export const lateDetailsLayout: DetailsLayout = {
  ...sharedFields,
  analysisOffset: field(243, "i64", 8),
  accountFragment: field(251, "text", 16),
  takeOffAltitude: field(267, "f32", 4),
  productType: field(271, "u8", 1),
  activationTimeMs: field(272, "i64", 8),
  aircraftName: field(280, "text", 32),
  aircraftSerial: field(312, "text", 16),
  cameraSerial: field(328, "text", 16),
  rcSerial: field(344, "text", 16),
  batterySerial: field(360, "text", 16),
  appPlatform: field(376, "u8", 1),
  appVersion: field(377, "version", 3),
  uuid: field(400, "text", 36),
};

/** Bytes of the details that must be there for them to be read. */
export function detailsMinimumBytes(version: number): number {
  return version < 6 ? 352 : 380;
}
