/** Builders of the records that describe the flight: OSD, home, gimbal, sticks, clock, pilot, radio (docs/formats/dji-flight-record.md). */
import { type DjiWriteRecord, RecordFields, radians, rawRecord } from "./write-record.ts";

/** Type 1: the flight controller's state. Everything but the position may be left out; it is then 0. */
export interface OsdFields {
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly altHomeM?: number;
  readonly speedNorthMps?: number;
  readonly speedEastMps?: number;
  /** Down positive. */
  readonly speedDownMps?: number;
  readonly pitchDeg?: number;
  readonly rollDeg?: number;
  readonly yawDeg?: number;
  readonly flightMode?: number;
  readonly rcOutControl?: boolean;
  readonly appCommand?: number;
  readonly canIoc?: boolean;
  readonly inAir?: boolean;
  readonly motorUp?: boolean;
  readonly swaveWork?: boolean;
  readonly goHomeStatus?: number;
  readonly visionUsed?: boolean;
  readonly voltageWarning?: number;
  readonly imuPreheated?: boolean;
  readonly modeChannel?: number;
  readonly gpsValid?: boolean;
  readonly compassError?: boolean;
  readonly waveError?: boolean;
  readonly gpsLevel?: number;
  readonly batteryType?: number;
  readonly limitFlags?: number;
  readonly satellites?: number;
  readonly flightAction?: number;
  readonly motorStartFailedCause?: number;
  readonly nonGpsCause?: number;
  readonly waypointLimit?: boolean;
  readonly batteryPct?: number;
  readonly swaveHeightM?: number;
  readonly flyTimeS?: number;
  readonly motorRevolution?: number;
  readonly droneType?: number;
  readonly imuInitFailReason?: number;
  /** 50 to 55 are known; default 55. */
  readonly lengthBytes?: number;
}

/** OSD, type 1. */
export function osdRecord(osd: OsdFields): DjiWriteRecord {
  const fields = new RecordFields(Math.max(50, osd.lengthBytes ?? 55));
  fields.f64(0, radians(osd.lonDeg));
  fields.f64(8, radians(osd.latDeg));
  fields.i16(16, (osd.altHomeM ?? 0) * 10);
  fields.i16(18, (osd.speedNorthMps ?? 0) * 10);
  fields.i16(20, (osd.speedEastMps ?? 0) * 10);
  fields.i16(22, (osd.speedDownMps ?? 0) * 10);
  fields.i16(24, (osd.pitchDeg ?? 0) * 10);
  fields.i16(26, (osd.rollDeg ?? 0) * 10);
  fields.i16(28, (osd.yawDeg ?? 0) * 10);
  fields.u8(30, ((osd.flightMode ?? 0) & 0x7f) | bit(osd.rcOutControl, 7));
  fields.u8(31, osd.appCommand);
  fields.u8(
    32,
    bit(osd.canIoc, 0) | bit(osd.inAir, 2) | bit(osd.motorUp, 3) | bit(osd.swaveWork, 4) | (((osd.goHomeStatus ?? 0) & 7) << 5),
  );
  fields.u8(
    33,
    bit(osd.visionUsed, 0) |
      (((osd.voltageWarning ?? 0) & 3) << 1) |
      bit(osd.imuPreheated, 4) |
      (((osd.modeChannel ?? 0) & 3) << 5) |
      bit(osd.gpsValid, 7),
  );
  fields.u8(34, bit(osd.compassError, 0) | bit(osd.waveError, 1) | (((osd.gpsLevel ?? 0) & 15) << 2) | (((osd.batteryType ?? 0) & 3) << 6));
  fields.u8(35, osd.limitFlags);
  fields.u8(36, osd.satellites);
  fields.u8(37, osd.flightAction);
  fields.u8(38, osd.motorStartFailedCause);
  fields.u8(39, ((osd.nonGpsCause ?? 0) & 15) | bit(osd.waypointLimit, 4));
  fields.u8(40, osd.batteryPct);
  fields.u8(41, (osd.swaveHeightM ?? 0) * 10);
  fields.u16(42, (osd.flyTimeS ?? 0) * 10);
  fields.u8(44, osd.motorRevolution);
  fields.u8(48, osd.droneType);
  fields.u8(49, osd.imuInitFailReason);
  return rawRecord(1, fields.payload);
}

/** Type 2. A home point that is not known yet is written as 800,000 rad, as aircraft do. */
export interface HomeFields {
  /** `null`: the home point does not exist yet. */
  readonly position: { readonly latDeg: number; readonly lonDeg: number } | null;
  readonly altAmslM?: number;
  readonly homeFlags?: number;
  readonly compassFlags?: number;
  readonly goHomeHeightM?: number;
  readonly courseLockDeg?: number;
  readonly sdState?: number;
  readonly sdPct?: number;
  readonly sdLeftTime?: number;
  readonly recordIndex?: number;
  readonly maxHeightM?: number;
  /** 32 to 74 are known; default 68. Below 41 the height limit is left out. */
  readonly lengthBytes?: number;
}

/** Home, type 2. */
export function homeRecord(home: HomeFields): DjiWriteRecord {
  const fields = new RecordFields(Math.max(32, home.lengthBytes ?? 68));
  fields.f64(0, home.position === null ? 800_000 : radians(home.position.lonDeg));
  fields.f64(8, home.position === null ? 800_000 : radians(home.position.latDeg));
  fields.f32(16, (home.altAmslM ?? 0) * 10);
  fields.u8(20, home.homeFlags ?? (home.position === null ? 0 : 0b1000_0001));
  fields.u8(21, home.compassFlags);
  fields.u16(22, home.goHomeHeightM);
  fields.i16(24, (home.courseLockDeg ?? 0) * 10);
  fields.u8(26, home.sdState);
  fields.u8(27, home.sdPct);
  fields.u16(28, home.sdLeftTime);
  fields.u16(30, home.recordIndex);
  if (fields.payload.byteLength >= 41) fields.f32(37, home.maxHeightM);
  return rawRecord(2, fields.payload);
}

/** Type 3. */
export interface GimbalFields {
  readonly gimbalPitchDeg: number;
  readonly gimbalRollDeg?: number;
  readonly gimbalYawDeg?: number;
  /** 0 free, 1 FPV, 2 yaw follow. */
  readonly gimbalMode?: number;
  /** Byte 10 as stored. */
  readonly gimbalFlags?: number;
}

/** Gimbal, type 3 (20 bytes). */
export function gimbalRecord(gimbal: GimbalFields): DjiWriteRecord {
  const fields = new RecordFields(20);
  fields.i16(0, gimbal.gimbalPitchDeg * 10);
  fields.i16(2, (gimbal.gimbalRollDeg ?? 0) * 10);
  fields.i16(4, (gimbal.gimbalYawDeg ?? 0) * 10);
  fields.u8(6, ((gimbal.gimbalMode ?? 0) & 3) << 6);
  fields.u8(10, gimbal.gimbalFlags);
  return rawRecord(3, fields.payload);
}

/** Type 4. 1024 is the centre, 364 to 1684 the usual throw. */
export interface RcFields {
  readonly aileron?: number;
  readonly elevator?: number;
  readonly throttle?: number;
  readonly rudder?: number;
  readonly gimbalWheel?: number;
  readonly wheelBits?: number;
  readonly buttonBits?: number;
}

/** RC sticks, type 4 (15 bytes). */
export function rcRecord(rc: RcFields): DjiWriteRecord {
  const fields = new RecordFields(15);
  fields.u16(0, rc.aileron ?? 1024);
  fields.u16(2, rc.elevator ?? 1024);
  fields.u16(4, rc.throttle ?? 1024);
  fields.u16(6, rc.rudder ?? 1024);
  fields.u16(8, rc.gimbalWheel ?? 1024);
  fields.u8(10, rc.wheelBits);
  fields.u8(11, rc.buttonBits);
  return rawRecord(4, fields.payload);
}

/** Type 5: the app's clock. */
export interface CustomFields {
  readonly wallClockMs: number;
  readonly photoFlag?: number;
  readonly videoFlag?: number;
  readonly groundSpeedMps?: number;
  readonly distanceM?: number;
}

/** Custom, type 5 (18 bytes). */
export function customRecord(custom: CustomFields): DjiWriteRecord {
  const fields = new RecordFields(18);
  fields.u8(0, custom.photoFlag);
  fields.u8(1, custom.videoFlag);
  fields.f32(2, custom.groundSpeedMps);
  fields.f32(6, custom.distanceM);
  fields.i64(10, custom.wallClockMs);
  return rawRecord(5, fields.payload);
}

/** Type 14: where the phone is, so the pilot. */
export interface AppGpsFields {
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly accuracyM?: number;
}

/** AppGPS, type 14 (20 bytes): degrees, latitude first. */
export function appGpsRecord(gps: AppGpsFields): DjiWriteRecord {
  const fields = new RecordFields(20);
  fields.f64(0, gps.latDeg);
  fields.f64(8, gps.lonDeg);
  fields.f32(16, gps.accuracyM);
  return rawRecord(14, fields.payload);
}

/** OFDM, type 49 (1 byte): radio signal. */
export function ofdmRecord(ofdm: { readonly signalPct: number; readonly uplink?: boolean }): DjiWriteRecord {
  return rawRecord(49, Uint8Array.of((Math.round(ofdm.signalPct) & 0x7f) | bit(ofdm.uplink, 7)));
}

/** Type 25. */
export interface CameraFields {
  readonly cameraFlags?: number;
  readonly sdFlags?: number;
  /** 0 capture, 1 recording. */
  readonly workMode?: number;
  readonly sdTotalMb?: number;
  readonly sdFreeMb?: number;
  readonly photosLeft?: number;
  readonly videoLeftS?: number;
  readonly recordS?: number;
  readonly cameraType?: number;
}

/** Camera, type 25 (26 bytes). */
export function cameraRecord(camera: CameraFields): DjiWriteRecord {
  const fields = new RecordFields(26);
  fields.u8(0, camera.cameraFlags ?? 1);
  fields.u8(1, camera.sdFlags ?? 2);
  fields.u8(4, camera.workMode);
  fields.u32(5, camera.sdTotalMb);
  fields.u32(9, camera.sdFreeMb);
  fields.u32(13, camera.photosLeft);
  fields.u32(17, camera.videoLeftS);
  fields.u16(21, camera.recordS);
  fields.u8(23, camera.cameraType);
  return rawRecord(25, fields.payload);
}

/** MCParams, type 19 (2 bytes): failsafe 0 hover, 1 land, 2 go home. */
export function mcParamsRecord(params: { readonly failsafe: number; readonly mcFlags?: number }): DjiWriteRecord {
  return rawRecord(19, Uint8Array.of(params.failsafe, params.mcFlags ?? 0));
}

function bit(on: boolean | undefined, at: number): number {
  return on === true ? 1 << at : 0;
}
