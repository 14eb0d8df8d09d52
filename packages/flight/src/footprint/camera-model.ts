/** The camera of a picture as a pinhole with distortion: from pixels to directions in the camera's own frame, and back. */
import type { FootprintInput } from "../media/footprint.ts";
import type { MediaItem, MediaOptics, ValueSource } from "../media/media-item.ts";
import type { FootprintSigmas } from "./footprint-sigmas.table.ts";

/** A pinhole camera. Pixels count in the stored picture from its upper left corner. */
export interface CameraModel {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  /** Brown-Conrady coefficients k1, k2, p1, p2, k3; `null` without. */
  readonly distortion: readonly [number, number, number, number, number] | null;
  /** How an offset in the stored picture becomes one in the upright picture: xx, xy, yx, yy. */
  readonly turn: readonly [number, number, number, number];
  /** One sigma of the focal length, percent. */
  readonly focalSigmaPct: number;
  /** False where only the shape of the frame was assumed: then there are no pixels to speak of. */
  readonly isSizeKnown: boolean;
}

/** The camera, or why there is none. */
export interface CameraFound {
  readonly camera: CameraModel | null;
  readonly inputs: readonly FootprintInput[];
  readonly warnings: readonly string[];
}

/** Width of the sensor that took the picture, millimetres, by make and model; `undefined` when the table does not know it. */
export type SensorWidthMm = (optics: MediaOptics, widthPx: number, heightPx: number) => number | undefined;

/** Diagonal and width of the 35 mm frame, millimetres. */
const DIAGONAL_35_MM = 43.2666;
const WIDTH_35_MM = 36;
/** Below this a lens is a fisheye whatever else is said, millimetres in 35 mm terms. */
const LEAST_PINHOLE_MM = 10;

/** Most that the terms of a calibration may add up to, against the distance from the middle: a lens stays far below. */
const MOST_BENDING = 10;

/** A frame of 16:9. */
const FILM_PX = { widthPx: 3840, heightPx: 2160 };

/** Offsets of EXIF Orientation 1 to 8. */
const TURNS: readonly (readonly [number, number, number, number])[] = [
  [1, 0, 0, 1],
  [-1, 0, 0, 1],
  [-1, 0, 0, -1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, -1, -1, 0],
  [0, 1, -1, 0],
];

/** Finds the camera of a picture: calibration first, then the table of sensors, then 35 mm terms. */
export function cameraOf(item: MediaItem, sigmas: FootprintSigmas, sensorWidthMm: SensorWidthMm): CameraFound {
  const { optics } = item;
  const warnings: string[] = [];
  // Subtitles do not say how large the film is; nearly all films are 16:9.
  const isSizeKnown = item.kind !== "subtitle" || (item.widthPx !== null && item.heightPx !== null);
  const { widthPx, heightPx } = isSizeKnown ? item : FILM_PX;
  if (!isSizeKnown) warnings.push("The size of the film is not known: a frame of 16:9 was assumed.");
  const none = (sentence: string): CameraFound => ({ camera: null, inputs: [], warnings: [...warnings, sentence] });
  if (optics.fisheye) return none("The lens is a fisheye or sees all round: only the place of the camera is shown.");
  if (!isAbove(widthPx, 1) || !isAbove(heightPx, 1)) return none("The size of the picture is not known: nothing can be projected.");
  const found = focalOf(item, widthPx, heightPx, sigmas, sensorWidthMm, warnings);
  if (found === null) return none("No focal length is known: only the place of the camera is shown.");
  const { fx, fy, cx, cy, distortion, source } = found;
  const farthest = Math.max(cx, widthPx - cx) / fx;
  if (farthest > Math.tan((80 * Math.PI) / 180)) return none("The angle of view is too wide for a pinhole camera.");
  const inputs: FootprintInput[] = [
    { name: "focalLength", value: found.value, source, sigma: found.sigmaPct, unit: "%" },
    {
      name: "principalPoint",
      value: found.principalKnown ? `${cx.toFixed(1)}, ${cy.toFixed(1)} px` : "middle of the picture",
      source: found.principalKnown ? source : "assumed",
      sigma: found.principalKnown ? 1 : 0.01 * widthPx,
      unit: "px",
    },
  ];
  if (distortion !== null) inputs.push({ name: "distortion", value: "DewarpData", source, sigma: 1, unit: "px" });
  return {
    camera: { widthPx, heightPx, fx, fy, cx, cy, distortion, turn: turnOf(item, warnings), focalSigmaPct: found.sigmaPct, isSizeKnown },
    inputs,
    warnings,
  };
}

/** Direction of a pixel in the camera's frame, before rotation: right and down per one unit forward. */
export function directionOf(camera: CameraModel, x: number, y: number): readonly [number, number] {
  let u = (x - camera.cx) / camera.fx;
  let v = (y - camera.cy) / camera.fy;
  if (camera.distortion !== null) {
    const fixed: readonly [number, number] = [u, v];
    // Distortion has no closed inverse; this converges where a lens is usable, and stays put where it does not.
    for (let round = 0; round < 20; round += 1) {
      const [du, dv] = distorted(camera.distortion, u, v);
      const nextU = u + fixed[0] - du;
      const nextV = v + fixed[1] - dv;
      if (!(Math.abs(nextU) < 10 && Math.abs(nextV) < 10)) break;
      u = nextU;
      v = nextV;
    }
  }
  const [xx, xy, yx, yy] = camera.turn;
  return [xx * u + xy * v, yx * u + yy * v];
}

/** Pixel of a direction (right and down per one unit forward): the inverse of `directionOf`. */
export function pixelOfDirection(camera: CameraModel, right: number, down: number): { readonly x: number; readonly y: number } {
  const [xx, xy, yx, yy] = camera.turn;
  // The matrix only turns and mirrors: its inverse is its transpose.
  const u = xx * right + yx * down;
  const v = xy * right + yy * down;
  const [du, dv] = camera.distortion === null ? [u, v] : distorted(camera.distortion, u, v);
  return { x: camera.cx + du * camera.fx, y: camera.cy + dv * camera.fy };
}

interface Focal {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  readonly distortion: CameraModel["distortion"];
  readonly principalKnown: boolean;
  readonly source: ValueSource;
  readonly sigmaPct: number;
  readonly value: string;
}

function focalOf(
  item: MediaItem,
  widthPx: number,
  heightPx: number,
  sigmas: FootprintSigmas,
  sensorWidthMm: SensorWidthMm,
  warnings: string[],
): Focal | null {
  const calibrated = calibratedOf(item, widthPx, heightPx, sigmas, warnings);
  if (calibrated !== null) return calibrated;
  const { optics } = item;
  const source: ValueSource = item.kind === "photo" ? "exif" : item.kind === "clip" ? "telemetry" : "subtitle";
  const middle = { cx: widthPx / 2, cy: heightPx / 2, distortion: null, principalKnown: false };
  const zoom = isAbove(optics.digitalZoom, 0) ? optics.digitalZoom : 1;
  const zoomed = zoom === 1 ? "" : ` x ${zoom} digital zoom`;
  const sensorMm = isAbove(optics.focalLengthMm, 0) ? sensorWidthMm(optics, widthPx, heightPx) : undefined;
  if (sensorMm !== undefined && isAbove(optics.focalLengthMm, 0)) {
    const f = (optics.focalLengthMm * zoom * widthPx) / sensorMm;
    const value = `${optics.focalLengthMm} mm on a sensor ${sensorMm} mm wide${zoomed}`;
    return { ...middle, fx: f, fy: f, source: "sensorTable", sigmaPct: sigmas.focalTablePct, value };
  }
  if (!isAbove(optics.focal35Mm, 0)) return null;
  if (optics.focal35Mm < LEAST_PINHOLE_MM) {
    warnings.push(`${optics.focal35Mm} mm in 35 mm terms is a fisheye, not a pinhole camera.`);
    return null;
  }
  const byWidth = /skydio/i.test(optics.make ?? "");
  const perMm = byWidth ? widthPx / WIDTH_35_MM : Math.hypot(widthPx, heightPx) / DIAGONAL_35_MM;
  const f = optics.focal35Mm * zoom * perMm;
  const cropped = !byWidth && Math.max(widthPx / heightPx, heightPx / widthPx) > 1.6;
  if (cropped)
    warnings.push(
      "The focal length is only known in 35 mm terms and the frame may be cropped from a higher sensor: the scale is uncertain.",
    );
  const value = `${optics.focal35Mm} mm in 35 mm terms, by ${byWidth ? "width" : "diagonal"}${zoomed}`;
  return { ...middle, fx: f, fy: f, source, sigmaPct: cropped ? sigmas.focal35CroppedPct : sigmas.focal35Pct, value };
}

function calibratedOf(item: MediaItem, widthPx: number, heightPx: number, sigmas: FootprintSigmas, warnings: string[]): Focal | null {
  const { dewarp, focalPx, principalPx } = item.optics;
  const plausible = (f: number): boolean => f > 0.2 * widthPx && f < 100 * widthPx;
  const common = { source: "xmp", sigmaPct: sigmas.focalCalibratedPct } as const;
  if (dewarp !== null && plausible(dewarp.fx) && plausible(dewarp.fy)) {
    const inside = Math.abs(dewarp.cx) < 0.2 * widthPx && Math.abs(dewarp.cy) < 0.2 * heightPx;
    const agrees = focalPx === null || Math.abs(dewarp.fx / focalPx.x - 1) < 0.15;
    const distortion = [dewarp.k1, dewarp.k2, dewarp.p1, dewarp.p2, dewarp.k3] as const;
    const corner = [(0.7 * widthPx) / dewarp.fx, (0.7 * heightPx) / dewarp.fy] as const;
    if (inside && agrees && isLens(distortion, ...corner)) {
      return {
        ...common,
        fx: dewarp.fx,
        fy: dewarp.fy,
        cx: widthPx / 2 + dewarp.cx,
        cy: heightPx / 2 + dewarp.cy,
        distortion,
        principalKnown: true,
        value: `${dewarp.fx.toFixed(1)} px, calibrated`,
      };
    }
    warnings.push("The lens calibration does not fit this picture (scaled or cut?) and was not used.");
  }
  if (focalPx === null || !plausible(focalPx.x) || !plausible(focalPx.y)) return null;
  if (principalPx === null) {
    const centre = { cx: widthPx / 2, cy: heightPx / 2, distortion: null, principalKnown: false };
    return { ...common, ...centre, fx: focalPx.x, fy: focalPx.y, value: `${focalPx.x.toFixed(1)} px, calibrated` };
  }
  const scaleX = widthPx / (2 * principalPx.x);
  const scaleY = heightPx / (2 * principalPx.y);
  const fits = Math.abs(scaleX - 1) < 0.1 && Math.abs(scaleY - 1) < 0.1;
  if (!fits && !(scaleX > 0.05 && scaleX < 20 && Math.abs(scaleX / scaleY - 1) < 0.05)) {
    warnings.push("The calibrated centre lies far from the middle of this picture (cut?): the calibration was not used.");
    return null;
  }
  const scale = fits ? 1 : (scaleX + scaleY) / 2;
  if (!fits)
    warnings.push(`The picture was scaled by about ${scale.toFixed(2)} after it was taken: focal length and centre were scaled with it.`);
  return {
    ...common,
    sigmaPct: fits ? sigmas.focalCalibratedPct : sigmas.focal35Pct,
    fx: focalPx.x * scale,
    fy: focalPx.y * scale,
    cx: principalPx.x * scale,
    cy: principalPx.y * scale,
    distortion: null,
    principalKnown: true,
    value: `${focalPx.x.toFixed(1)} px, calibrated`,
  };
}

/** False for numbers that are none and for terms that no lens has, at the farthest corner (the centre may lie off the middle by 0.2). */
function isLens([k1, k2, p1, p2, k3]: NonNullable<CameraModel["distortion"]>, u: number, v: number): boolean {
  const square = u * u + v * v;
  const radial = square * (Math.abs(k1) + square * (Math.abs(k2) + square * Math.abs(k3)));
  return radial + 3 * Math.sqrt(square) * (Math.abs(p1) + Math.abs(p2)) <= MOST_BENDING;
}

function turnOf(item: MediaItem, warnings: string[]): CameraModel["turn"] {
  const { orientation, camReversed, gimbalReversed } = item.optics;
  const [xx, xy, yx, yy] = TURNS[(orientation ?? 1) - 1] ?? [1, 0, 0, 1];
  // One of the two hangs upside down: the picture is turned by half a circle; both: it stands upright again.
  const reversed = (camReversed === true) !== (gimbalReversed === true);
  if (reversed) warnings.push("The camera hung upside down (CamReverse or GimbalReverse): the picture was turned by half a circle.");
  if (orientation !== null && orientation > 1 && orientation <= 8)
    warnings.push(`The picture is stored turned or mirrored (Orientation ${orientation}) and was turned upright first.`);
  const sign = reversed ? -1 : 1;
  return [sign * xx, sign * xy, sign * yx, sign * yy];
}

function distorted(coefficients: NonNullable<CameraModel["distortion"]>, u: number, v: number): readonly [number, number] {
  const [k1, k2, p1, p2, k3] = coefficients;
  const square = u * u + v * v;
  const radial = 1 + square * (k1 + square * (k2 + square * k3));
  return [u * radial + 2 * p1 * u * v + p2 * (square + 2 * u * u), v * radial + p1 * (square + 2 * v * v) + 2 * p2 * u * v];
}

function isAbove(value: number | null, least: number): value is number {
  return value !== null && Number.isFinite(value) && value > least;
}
