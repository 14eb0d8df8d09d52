/** Whither a picture was taken and through what: gimbal, aircraft, lens. */
import type { MediaAngles, MediaOptics, ValueSource } from "./media-item.ts";
import { type PhotoValues, xmpNumber } from "./photo-values.ts";

interface AngleNames {
  readonly yaw: string;
  readonly pitch: string;
  readonly roll: string;
}

const GIMBAL: readonly AngleNames[] = [
  { yaw: "drone-dji:GimbalYawDegree", pitch: "drone-dji:GimbalPitchDegree", roll: "drone-dji:GimbalRollDegree" },
  { yaw: "DJI:GimbalYawDegree", pitch: "DJI:GimbalPitchDegree", roll: "DJI:GimbalRollDegree" },
  {
    yaw: "drone-skydio:CameraOrientationNED/Yaw",
    pitch: "drone-skydio:CameraOrientationNED/Pitch",
    roll: "drone-skydio:CameraOrientationNED/Roll",
  },
  { yaw: "drone-parrot:CameraYawDegree", pitch: "drone-parrot:CameraPitchDegree", roll: "drone-parrot:CameraRollDegree" },
  { yaw: "drone:GimbalYawDegree", pitch: "drone:GimbalPitchDegree", roll: "drone:GimbalRollDegree" },
  { yaw: "exif:CameraYaw", pitch: "exif:CameraPitch", roll: "exif:CameraRoll" },
];
const AIRCRAFT: readonly AngleNames[] = [
  { yaw: "drone-dji:FlightYawDegree", pitch: "drone-dji:FlightPitchDegree", roll: "drone-dji:FlightRollDegree" },
  { yaw: "DJI:FlightYawDegree", pitch: "DJI:FlightPitchDegree", roll: "DJI:FlightRollDegree" },
  { yaw: "drone-parrot:DroneYawDegree", pitch: "drone-parrot:DronePitchDegree", roll: "drone-parrot:DroneRollDegree" },
  { yaw: "drone:FlightYawDegree", pitch: "drone:FlightPitchDegree", roll: "drone:FlightRollDegree" },
  { yaw: "exif:PlatformYaw", pitch: "exif:PlatformPitch", roll: "exif:PlatformRoll" },
];
/** Parrot's `Camera:` angles are the camera's; other programs write the same names with pitch 0 straight down, so they are not taken. */
const PARROT_CAMERA: AngleNames = { yaw: "Camera:Yaw", pitch: "Camera:Pitch", roll: "Camera:Roll" };

/** Where the camera looked. */
export function photoGimbal(values: PhotoValues): MediaAngles | null {
  const isParrot = /^parrot$/i.test(values.tagText("exif:Make") ?? "");
  const found = anglesOf(values, isParrot ? [...GIMBAL, PARROT_CAMERA] : GIMBAL);
  return found ?? noteAngles(values, { yaw: "CameraYaw", pitch: "CameraPitch", roll: "CameraRoll" });
}

/** How the aircraft lay. */
export function photoAircraft(values: PhotoValues): MediaAngles | null {
  return anglesOf(values, AIRCRAFT) ?? noteAngles(values, { yaw: "Yaw", pitch: "Pitch", roll: "Roll" });
}

function anglesOf(values: PhotoValues, sets: readonly AngleNames[]): MediaAngles | null {
  for (const { yaw, pitch, roll } of sets) {
    const angles = angle(values.number(yaw), values.number(pitch), values.number(roll), "xmp");
    if (angles !== null) return angles;
  }
  return null;
}

function noteAngles(values: PhotoValues, { yaw, pitch, roll }: AngleNames): MediaAngles | null {
  const note = (name: string): number | null => values.tagNumber(`makerNote:${name}`);
  return angle(note(yaw), note(pitch), note(roll), "exif");
}

function angle(yaw: number | null, pitchDeg: number | null, rollDeg: number | null, source: ValueSource): MediaAngles | null {
  if (yaw === null && pitchDeg === null && rollDeg === null) return null;
  const yawDeg = yaw !== null && yaw > 180 && yaw <= 360 ? yaw - 360 : yaw;
  return { yawDeg, pitchDeg, rollDeg, source };
}

/** Rectilinear lenses of drones begin above this; below it the lens is a fisheye. */
const LEAST_PINHOLE_F35_MM = 10;

/** Camera and lens. */
export function photoOptics(values: PhotoValues, size: { readonly widthPx: number | null; readonly heightPx: number | null }): MediaOptics {
  const focal35Mm = positive(values.tagNumber("exif:FocalLengthIn35mmFormat"));
  const dewarp = dewarpOf(values);
  // A picture that the camera straightened itself has the new lens of the table, without its distortion.
  const isStraightened = values.text("drone-dji:DewarpFlag") === "1";
  const straightFocal = isStraightened && dewarp !== null ? { x: dewarp.fx, y: dewarp.fy } : null;
  const centre = size.widthPx !== null && size.heightPx !== null ? { x: size.widthPx / 2, y: size.heightPx / 2 } : null;
  const straightCentre = isStraightened && dewarp !== null && centre !== null ? { x: centre.x + dewarp.cx, y: centre.y + dewarp.cy } : null;
  const orientation = values.tagNumber("exif:Orientation");
  return {
    make: values.tagText("exif:Make") ?? values.text("tiff:Make"),
    model: values.tagText("exif:Model") ?? values.text("tiff:Model"),
    focalLengthMm: positive(values.tagNumber("exif:FocalLength")),
    focal35Mm,
    focalPx: focalPxOf(values) ?? straightFocal ?? focalPxOfView(values, size),
    principalPx: principalOf(values) ?? straightCentre,
    dewarp: isStraightened ? null : dewarp,
    digitalZoom: positive(values.tagNumber("exif:DigitalZoomRatio")),
    orientation: orientation !== null && orientation >= 1 && orientation <= 8 ? orientation : null,
    camReversed: flag(values.text("drone-dji:CamReverse")),
    gimbalReversed: flag(values.text("drone-dji:GimbalReverse")),
    fisheye: isFisheye(values, focal35Mm),
  };
}

function isFisheye(values: PhotoValues, focal35Mm: number | null): boolean {
  const projection = `${values.text("GPano:ProjectionType") ?? ""} ${values.text("Camera:ModelType") ?? ""}`;
  return /equirectangular|fisheye|spherical/i.test(projection) || (focal35Mm !== null && focal35Mm < LEAST_PINHOLE_F35_MM);
}

function positive(number: number | null): number | null {
  return number !== null && number > 0 ? number : null;
}

function flag(text: string | null): boolean | null {
  return text === "1" ? true : text === "0" ? false : null;
}

interface Pair {
  readonly x: number;
  readonly y: number;
}

function focalPxOf(values: PhotoValues): Pair | null {
  const one = positive(values.number("drone-dji:CalibratedFocalLength"));
  if (one !== null) return { x: one, y: one };
  const pair = pairOf(values, "drone-skydio:CalibratedFocalLength");
  return pair !== null && pair.x > 0 && pair.y > 0 ? pair : null;
}

/** Teledyne FLIR writes the angles of view: with the size of the picture they are a focal length. */
function focalPxOfView(
  values: PhotoValues,
  { widthPx, heightPx }: { readonly widthPx: number | null; readonly heightPx: number | null },
): Pair | null {
  const across = values.number("exif:CameraHorizontalFOV");
  const down = values.number("exif:CameraVerticalFOV");
  const isAngle = (degrees: number | null): degrees is number => degrees !== null && degrees > 1 && degrees < 150;
  if (!isAngle(across) || !isAngle(down) || widthPx === null || heightPx === null) return null;
  const focal = (sizePx: number, degrees: number): number => sizePx / 2 / Math.tan((degrees * Math.PI) / 360);
  return { x: focal(widthPx, across), y: focal(heightPx, down) };
}

function principalOf(values: PhotoValues): Pair | null {
  const x = values.number("drone-dji:CalibratedOpticalCenterX");
  const y = values.number("drone-dji:CalibratedOpticalCenterY");
  return x !== null && y !== null ? { x, y } : pairOf(values, "drone-skydio:CalibratedOpticalCenter");
}

/** Skydio's pairs: a structure of X and Y, two attributes with X and Y behind the name, or `x, y` as text. */
function pairOf(values: PhotoValues, name: string): Pair | null {
  const x = values.number(`${name}/X`, `${name}X`);
  const y = values.number(`${name}/Y`, `${name}Y`);
  if (x !== null && y !== null) return { x, y };
  const parts = (values.text(name) ?? "")
    .replace(/[{}()[\]]/g, "")
    .split(",")
    .map(xmpNumber);
  const [first, second] = parts;
  return parts.length === 2 && first != null && second != null ? { x: first, y: second } : null;
}

/** DJI's `date;fx,fy,cx,cy,k1,k2,p1,p2,k3`; Skydio's field of the same name has three numbers and another meaning. */
function dewarpOf(values: PhotoValues): MediaOptics["dewarp"] {
  const text = values.text("drone-dji:DewarpData") ?? "";
  const numbers = text
    .slice(text.indexOf(";") + 1)
    .split(",")
    .map(xmpNumber);
  const [fx, fy, cx, cy, k1, k2, p1, p2, k3] = numbers;
  if (numbers.length !== 9 || fx == null || fy == null || cx == null || cy == null) return null;
  if (k1 == null || k2 == null || p1 == null || p2 == null || k3 == null || fx <= 0 || fy <= 0) return null;
  return { fx, fy, cx, cy, k1, k2, p1, p2, k3 };
}
