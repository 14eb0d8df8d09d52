/** Takes a picture from a simulated flight: drawn from where the aircraft was, with the metadata that its camera would write. */
import { djiPhotoValues, writePhoto } from "@creance/formats";
import { SAMPLE_SOFTWARE } from "../aircraft.table.ts";
import type { ColourPicture, GreyPicture } from "../jpeg.ts";
import { encodeJpeg } from "../jpeg.ts";
import { placeScale } from "../place.ts";
import type { Recording } from "../recording.ts";
import type { Ground } from "../scene/ground.ts";
import { type Frame, renderView, type ViewPoint } from "../scene/render-view.ts";
import { clockText, utcText } from "./camera-clock.ts";

/** A camera of the operation. */
export interface SampleCamera {
  readonly model: string;
  readonly focal35Mm: number;
  readonly focalMm: number;
  /** What its clock shows minus UTC, milliseconds: a zone and whatever it is wrong by. */
  readonly clockMs: number;
  /** It writes the zone beside its clock. */
  readonly offsetText?: string;
  /** It writes true UTC, too. */
  readonly writesUtc?: boolean;
  /** It measures positions by a correction service. */
  readonly ntrip?: { readonly mountPoint: string; readonly port: number; readonly host: string };
  readonly thermal?: boolean;
  /** It ranges the middle of the picture by laser. */
  readonly laser?: boolean;
  /** A larger preview stands behind the picture. */
  readonly preview?: boolean;
}

/** One picture to be taken. */
export interface Shot {
  readonly recording: Recording;
  /** Sample of the flight. */
  readonly row: number;
  readonly ground: Ground;
  readonly camera: SampleCamera;
  /** Gimbal pitch in place of the flight's, degrees. */
  readonly pitchDeg?: number;
  /** Gimbal yaw relative to the nose, degrees; default 0. */
  readonly yawOffsetDeg?: number;
  /** The receiver had no fix: no position is written. */
  readonly withoutPosition?: boolean;
  /** The camera does not write the aircraft's serial. */
  readonly withoutSerial?: boolean;
  readonly number: number;
}

const WIDTH = 640;
const HEIGHT = 480;
/** Diagonal of a 35 mm frame, millimetres. */
const FULL_FRAME_DIAGONAL_MM = 43.27;

/** The file. About 40 kB and 0.1 s. */
export function takePhoto(shot: Shot): Uint8Array {
  const { recording, row, camera } = shot;
  const { flown, fix, place, aircraft } = recording;
  const focalPx = (camera.focal35Mm * Math.hypot(WIDTH, HEIGHT)) / FULL_FRAME_DIAGONAL_MM;
  const frame: Frame = { width: WIDTH, height: HEIGHT, focalPx };
  const view: ViewPoint = {
    eastM: flown.eastM[row] as number,
    northM: flown.northM[row] as number,
    upM: Math.max(1.5, flown.upM[row] as number),
    yawDeg: wrapped((flown.yawDeg[row] as number) + (shot.yawOffsetDeg ?? 0)),
    pitchDeg: shot.pitchDeg ?? (flown.gimbalPitchDeg[row] as number),
    rollDeg: 0,
  };
  const seen = renderView(shot.ground, view, frame);
  const picture = camera.thermal === true ? warmth(seen) : seen;
  const timeMs = recording.startMs + row * 100;
  const { exif, xmp } = djiPhotoValues({
    model: camera.model,
    localTime: clockText(timeMs + camera.clockMs),
    ...(camera.offsetText === undefined ? {} : { offset: camera.offsetText }),
    ...(camera.writesUtc === true ? { utcAtExposure: utcText(timeMs) } : {}),
    ...(shot.withoutPosition === true ? {} : { position: { latDeg: fix.latDeg[row] as number, lonDeg: fix.lonDeg[row] as number } }),
    absoluteAltM: place.altAmslM + view.upM,
    relativeAltM: view.upM,
    gimbal: { yawDeg: view.yawDeg, pitchDeg: view.pitchDeg, rollDeg: 0 },
    aircraft: { yawDeg: flown.yawDeg[row] as number, pitchDeg: flown.pitchDeg[row] as number, rollDeg: flown.rollDeg[row] as number },
    focalLengthMm: camera.focalMm,
    focal35Mm: camera.focal35Mm,
    droneModel: aircraft.name,
    ...(shot.withoutSerial === true ? {} : { droneSerialNumber: aircraft.serial, cameraSerialNumber: aircraft.cameraSerial }),
    captureUuid: `SYNTH-${aircraft.serial}-${String(shot.number).padStart(4, "0")}`,
    ...(camera.ntrip === undefined ? {} : { ntrip: camera.ntrip, rtk: { flag: 50, stdLatM: 0.012, stdLonM: 0.011, stdHgtM: 0.025 } }),
    ...(camera.laser === true ? { laser: rangedMiddle(shot, view) } : {}),
    ...(camera.thermal === true ? { thermal: true } : {}),
  });
  const small = encodeJpeg(shrunk(picture, 4));
  return writePhoto({
    format: "jpeg",
    pixels: encodeJpeg(picture),
    exif: { ...exif, ImageDescription: "synthetic", Software: SAMPLE_SOFTWARE },
    xmp,
    thumbnail: small,
    ...(camera.preview === true ? { preview: encodeJpeg(shrunk(picture, 2)) } : {}),
    ...(camera.thermal === true ? { thermal: { data: temperatures(picture), parameters: new Uint8Array(64) } } : {}),
    comment: "Synthetic: drawn by Creance.",
  });
}

/** Where the middle of the picture meets the ground; the ground is flat. */
function rangedMiddle({ recording, row }: Shot, view: ViewPoint): NonNullable<Parameters<typeof djiPhotoValues>[0]["laser"]> {
  const { place, fix } = recording;
  const down = (-view.pitchDeg * Math.PI) / 180;
  const yaw = (view.yawDeg * Math.PI) / 180;
  const awayM = view.upM / Math.tan(down);
  const scale = placeScale(place);
  return {
    status: "Normal",
    distanceM: view.upM / Math.sin(down),
    latDeg: (fix.latDeg[row] as number) + awayM * Math.cos(yaw) * scale.latPerM,
    lonDeg: (fix.lonDeg[row] as number) + awayM * Math.sin(yaw) * scale.lonPerM,
    altM: 0,
    absoluteAltM: place.altAmslM,
  };
}

function warmth({ width, height, rgb }: ColourPicture): GreyPicture {
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = Math.round(0.7 * (rgb[at * 3] as number) + 0.2 * (rgb[at * 3 + 1] as number) + 0.1 * (rgb[at * 3 + 2] as number));
  }
  return { width, height, grey };
}

/** One 16-bit number a pixel of a quarter of the size, as a thermal camera keeps them beside the picture; made up. */
function temperatures(picture: GreyPicture | ColourPicture): Uint8Array {
  const small = shrunk(picture, 4);
  const values = "grey" in small ? small.grey : small.rgb;
  const bytes = new Uint8Array(small.width * small.height * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < small.width * small.height; at += 1) view.setUint16(at * 2, 2900 + (values[at] as number) * 2, true);
  return bytes;
}

function shrunk(picture: GreyPicture | ColourPicture, by: number): GreyPicture | ColourPicture {
  const width = picture.width / by;
  const height = picture.height / by;
  const parts = "grey" in picture ? 1 : 3;
  const from = "grey" in picture ? picture.grey : picture.rgb;
  const to = new Uint8Array(width * height * parts);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let part = 0; part < parts; part += 1) {
        to[(y * width + x) * parts + part] = from[(y * by * picture.width + x * by) * parts + part] as number;
      }
    }
  }
  return parts === 1 ? { width, height, grey: to } : { width, height, rgb: to };
}

function wrapped(angleDeg: number): number {
  return ((((angleDeg + 180) % 360) + 360) % 360) - 180;
}
