/** What a DJI camera writes about a picture, as EXIF and XMP values for `writePhoto`. */
import { type ExifValues, exifPositionValues } from "../exif/write-exif.ts";
import type { XmpValues } from "../xmp/write-xmp.ts";

/** Facts of one picture. What is left out is not written. */
export interface DjiPhotoFacts {
  readonly model: string;
  /** `2026:09:12 11:14:03`, the camera's wall clock. */
  readonly localTime: string;
  /** Digits of the fraction of a second. */
  readonly subSecond?: string;
  /** `+02:00`. */
  readonly offset?: string;
  /** `2026-09-12T09:14:03.250000`. */
  readonly utcAtExposure?: string;
  readonly position?: { readonly latDeg: number; readonly lonDeg: number };
  readonly gpsStatus?: string;
  readonly altitudeType?: string;
  readonly absoluteAltM?: number;
  readonly relativeAltM?: number;
  readonly gimbal?: { readonly yawDeg: number; readonly pitchDeg: number; readonly rollDeg: number };
  readonly aircraft?: { readonly yawDeg: number; readonly pitchDeg: number; readonly rollDeg: number };
  readonly speedMps?: { readonly x: number; readonly y: number; readonly z: number };
  readonly rtk?: { readonly flag: number; readonly stdLatM: number; readonly stdLonM: number; readonly stdHgtM: number };
  readonly laser?: {
    readonly status: string;
    readonly distanceM: number;
    readonly latDeg: number;
    readonly lonDeg: number;
    readonly altM: number;
    readonly absoluteAltM: number;
  };
  readonly focalLengthMm?: number;
  readonly focal35Mm?: number;
  readonly digitalZoom?: number;
  readonly calibratedFocalPx?: number;
  readonly calibratedCentrePx?: { readonly x: number; readonly y: number };
  /** `2026-01-05;3725.15,3725.15,0,0,-0.11,0.01,0,0,-0.02`. */
  readonly dewarpData?: string;
  readonly droneModel?: string;
  readonly droneSerialNumber?: string;
  readonly cameraSerialNumber?: string;
  readonly lensSerialNumber?: string;
  readonly captureUuid?: string;
  readonly ntrip?: { readonly mountPoint: string; readonly port: number; readonly host: string };
  readonly thermal?: boolean;
  /** Writes the longitude under the misspelt name that some models use. */
  readonly misspelt?: boolean;
}

/** The values for `writePhoto`. */
export function djiPhotoValues(facts: DjiPhotoFacts): { readonly exif: ExifValues; readonly xmp: XmpValues } {
  return { exif: exifOf(facts), xmp: xmpOf(facts) };
}

function exifOf(facts: DjiPhotoFacts): ExifValues {
  const { position, absoluteAltM } = facts;
  return {
    ImageDescription: "default",
    Make: "DJI",
    Model: facts.model,
    Orientation: 1,
    XResolution: 72,
    YResolution: 72,
    ResolutionUnit: 2,
    ModifyDate: facts.localTime,
    ExifVersion: "0232",
    DateTimeOriginal: facts.localTime,
    CreateDate: facts.localTime,
    ...optional("SubSecTimeOriginal", facts.subSecond),
    ...optional("OffsetTimeOriginal", facts.offset),
    ...optional("FocalLength", facts.focalLengthMm),
    ...optional("FocalLengthIn35mmFormat", facts.focal35Mm),
    ...optional("DigitalZoomRatio", facts.digitalZoom),
    ...optional("SerialNumber", facts.cameraSerialNumber),
    ...(position === undefined
      ? {}
      : { GPSVersionID: [2, 3, 0, 0], ...exifPositionValues(absoluteAltM === undefined ? position : { ...position, altM: absoluteAltM }) }),
  };
}

function optional<Value>(name: string, value: Value | undefined): Record<string, Value> {
  return value === undefined ? {} : { [name]: value };
}

/** Signed with a fixed number of places, as the cameras write: `+39.80`. */
function signed(value: number | undefined, places: number): string | undefined {
  return value === undefined ? undefined : `${value < 0 ? "" : "+"}${value.toFixed(places)}`;
}

function xmpOf(facts: DjiPhotoFacts): XmpValues {
  const { position, laser, rtk, ntrip, gimbal, aircraft, speedMps, calibratedCentrePx } = facts;
  const values: readonly (readonly [string, string | undefined])[] = [
    ["Version", "1.6"],
    ["ImageSource", facts.thermal === true ? "InfraredCamera" : "WideCamera"],
    ["GpsStatus", facts.gpsStatus ?? (position === undefined ? undefined : "Normal")],
    ["AltitudeType", facts.altitudeType],
    ["GpsLatitude", signed(position?.latDeg, 7)],
    [facts.misspelt === true ? "GpsLongtitude" : "GpsLongitude", signed(position?.lonDeg, 7)],
    ["AbsoluteAltitude", signed(facts.absoluteAltM, 3)],
    ["RelativeAltitude", signed(facts.relativeAltM, 3)],
    ["GimbalRollDegree", signed(gimbal?.rollDeg, 2)],
    ["GimbalYawDegree", signed(gimbal?.yawDeg, 2)],
    ["GimbalPitchDegree", signed(gimbal?.pitchDeg, 2)],
    ["FlightRollDegree", signed(aircraft?.rollDeg, 2)],
    ["FlightYawDegree", signed(aircraft?.yawDeg, 2)],
    ["FlightPitchDegree", signed(aircraft?.pitchDeg, 2)],
    ["FlightXSpeed", speedMps?.x.toFixed(1)],
    ["FlightYSpeed", speedMps?.y.toFixed(1)],
    ["FlightZSpeed", speedMps?.z.toFixed(1)],
    ["CamReverse", "0"],
    ["GimbalReverse", "0"],
    ["RtkFlag", rtk?.flag.toFixed(0)],
    ["RtkStdLat", rtk?.stdLatM.toFixed(5)],
    ["RtkStdLon", rtk?.stdLonM.toFixed(5)],
    ["RtkStdHgt", rtk?.stdHgtM.toFixed(5)],
    ["LRFStatus", laser?.status],
    ["LRFTargetDistance", laser?.distanceM.toFixed(3)],
    ["LRFTargetLon", laser?.lonDeg.toFixed(7)],
    ["LRFTargetLat", laser?.latDeg.toFixed(7)],
    ["LRFTargetAlt", laser?.altM.toFixed(3)],
    ["LRFTargetAbsAlt", laser?.absoluteAltM.toFixed(3)],
    ["CalibratedFocalLength", facts.calibratedFocalPx?.toFixed(6)],
    ["CalibratedOpticalCenterX", calibratedCentrePx?.x.toFixed(6)],
    ["CalibratedOpticalCenterY", calibratedCentrePx?.y.toFixed(6)],
    ["DewarpFlag", facts.dewarpData === undefined ? undefined : "0"],
    ["DewarpData", facts.dewarpData],
    ["UTCAtExposure", facts.utcAtExposure],
    ["DroneModel", facts.droneModel],
    ["DroneSerialNumber", facts.droneSerialNumber],
    ["CameraSerialNumber", facts.cameraSerialNumber],
    ["LensSerialNumber", facts.lensSerialNumber],
    ["CaptureUUID", facts.captureUuid],
    ["NTRIPMountPoint", ntrip?.mountPoint],
    ["NTRIPPort", ntrip?.port.toFixed(0)],
    ["NTRIPHost", ntrip?.host],
  ];
  const date = facts.localTime.replace(/^(\d{4}):(\d{2}):(\d{2}) /, "$1-$2-$3T");
  const dates = { "xmp:ModifyDate": date + (facts.offset ?? ""), "xmp:CreateDate": date + (facts.offset ?? "") };
  const named = values.flatMap(([name, value]) => (value === undefined ? [] : [[`drone-dji:${name}`, value] as const]));
  return { ...dates, "tiff:Make": "DJI", "tiff:Model": facts.model, "dc:format": "image/jpeg", ...Object.fromEntries(named) };
}
