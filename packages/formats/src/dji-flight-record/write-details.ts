/** The details ("header") block in the two layouts that are known: up to v5, and from v6 on (400 bytes, 436 from v12). */
import { versionBytes } from "./write-identity-records.ts";
import { RecordFields } from "./write-record.ts";

/** What the writer puts into the details. Everything may be left out and is then zero or empty. */
export interface DjiWriteDetails {
  readonly subStreet?: string;
  readonly street?: string;
  readonly city?: string;
  readonly area?: string;
  readonly isFavorite?: number;
  readonly isNew?: number;
  readonly needsUpload?: number;
  readonly recordLineCount?: number;
  readonly detailInfoChecksum?: number;
  readonly startTimeMs?: number;
  readonly lonDeg?: number;
  readonly latDeg?: number;
  readonly totalDistance?: number;
  readonly totalTimeMs?: number;
  readonly maxHeightM?: number;
  readonly maxHorizontalSpeedMps?: number;
  readonly maxVerticalSpeedMps?: number;
  readonly captureNum?: number;
  readonly videoTime?: number;
  readonly momentPicLonDeg?: readonly number[];
  readonly momentPicLatDeg?: readonly number[];
  readonly analysisOffset?: number;
  readonly accountFragment?: string;
  readonly takeOffAltitude?: number;
  readonly productType?: number;
  readonly activationTimeMs?: number;
  readonly aircraftName?: string;
  readonly aircraftSerial?: string;
  readonly cameraSerial?: string;
  readonly rcSerial?: string;
  readonly batterySerial?: string;
  readonly appPlatform?: number;
  /** `a.b.c`. */
  readonly appVersion?: string;
  readonly uuid?: string;
  /** Lengths as the header states them; by default the writer fills in the lengths of the pictures it appends. */
  readonly momentPicImageBufferLen?: readonly number[];
  readonly momentPicShrinkImageBufferLen?: readonly number[];
}

/** Length of the details of a version: 352, 400 or 436 bytes. */
export function detailsLengthBytes(version: number): number {
  if (version < 6) return 352;
  return version < 12 ? 400 : 436;
}

/** The details block of a version. */
export function writeDetails(version: number, details: DjiWriteDetails): Uint8Array {
  const fields = new RecordFields(detailsLengthBytes(version));
  fields.text(0, 20, details.subStreet);
  fields.text(20, 20, details.street);
  fields.text(40, 20, details.city);
  fields.text(60, 20, details.area);
  fields.u8(80, details.isFavorite);
  fields.u8(81, details.isNew);
  fields.u8(82, details.needsUpload);
  fields.i32(83, details.recordLineCount);
  fields.i32(87, details.detailInfoChecksum);
  fields.i64(91, details.startTimeMs);
  fields.f64(99, details.lonDeg);
  fields.f64(107, details.latDeg);
  fields.f32(115, details.totalDistance);
  fields.i32(119, details.totalTimeMs);
  fields.f32(123, details.maxHeightM);
  fields.f32(127, details.maxHorizontalSpeedMps);
  fields.f32(131, details.maxVerticalSpeedMps);
  fields.i32(135, details.captureNum);
  fields.i64(139, details.videoTime);
  for (let picture = 0; picture < 4; picture += 1) {
    fields.i32(147 + 4 * picture, details.momentPicImageBufferLen?.[picture]);
    fields.i32(163 + 4 * picture, details.momentPicShrinkImageBufferLen?.[picture]);
    // Stored in radians, unlike the take-off position (measured on v8 and v11 files with pictures).
    fields.f64(179 + 8 * picture, radians(details.momentPicLonDeg?.[picture]));
    fields.f64(211 + 8 * picture, radians(details.momentPicLatDeg?.[picture]));
  }
  fields.i64(243, details.analysisOffset);
  if (version < 6) writeEarlyTail(fields, details);
  else writeLateTail(fields, details);
  return fields.payload;
}

function radians(valueDeg: number | undefined): number | undefined {
  return valueDeg === undefined ? undefined : (valueDeg * Math.PI) / 180;
}

/** v1-5 from byte 251: serials of 10 characters, activation in seconds (one v4 file was measured). */
function writeEarlyTail(fields: RecordFields, details: DjiWriteDetails): void {
  fields.text(267, 10, details.aircraftSerial);
  fields.u8(277, details.productType);
  fields.text(278, 32, details.aircraftName);
  fields.i64(310, details.activationTimeMs === undefined ? undefined : details.activationTimeMs / 1000);
  fields.text(318, 10, details.cameraSerial);
  fields.text(328, 10, details.rcSerial);
  fields.text(338, 10, details.batterySerial);
  fields.u8(348, details.appPlatform);
  versionBytes(fields, 349, details.appVersion ?? "0.0.0");
}

function writeLateTail(fields: RecordFields, details: DjiWriteDetails): void {
  fields.text(251, 16, details.accountFragment);
  fields.f32(267, details.takeOffAltitude);
  fields.u8(271, details.productType);
  fields.i64(272, details.activationTimeMs);
  fields.text(280, 32, details.aircraftName);
  fields.text(312, 16, details.aircraftSerial);
  fields.text(328, 16, details.cameraSerial);
  fields.text(344, 16, details.rcSerial);
  fields.text(360, 16, details.batterySerial);
  fields.u8(376, details.appPlatform);
  versionBytes(fields, 377, details.appVersion ?? "0.0.0");
  if (fields.payload.byteLength >= 436) fields.text(400, 36, details.uuid);
}
