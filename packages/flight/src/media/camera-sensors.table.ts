/** Sensors of cameras, for pictures that say their focal length in millimetres but no calibration. Few rows, each with its source. */
import type { MediaOptics } from "./media-item.ts";

/** One camera and the pictures that use its sensor pixel by pixel. */
export interface CameraSensor {
  /** EXIF models, as written. */
  readonly models: readonly string[];
  /** Distance of two pixels on the sensor, micrometres. */
  readonly pixelUm: number;
  /** Widths of its unscaled pictures: the full one and crops of it. Other sizes are scaled, or of another camera with the same name. */
  readonly widthsPx: readonly number[];
  readonly source: string;
}

/** The table. */
export const cameraSensors: readonly CameraSensor[] = [
  {
    models: ["FC6310", "FC6310S", "FC6310R", "FC6510"],
    pixelUm: 2.41,
    widthsPx: [5472, 4864],
    source: "DJI Phantom 4 RTK specifications: ground sample distance H/36.5 cm at 8.8 mm; 1-inch sensor 13.2 mm wide at 5472 pixels.",
  },
  {
    models: ["L1D-20c"],
    pixelUm: 2.41,
    widthsPx: [5472, 4864],
    source: "DJI Mavic 2 Pro specifications: 1-inch sensor (13.2 x 8.8 mm), 5472 x 3648.",
  },
  {
    models: ["M3E", "FC6520"],
    pixelUm: 3.28,
    widthsPx: [5280],
    source: "DJI specifications: Four Thirds sensor, 5280 x 3956; the standard's width is 17.3 mm.",
  },
  {
    models: ["FC6540"],
    pixelUm: 3.91,
    widthsPx: [6016],
    source: "DJI Zenmuse X7 specifications: 23.5 x 15.7 mm, 6016 x 4008.",
  },
  {
    models: ["ZenmuseP1"],
    pixelUm: 4.38,
    widthsPx: [8192],
    source: "DJI Zenmuse P1 specifications: 35.9 x 24 mm, 8192 x 5460.",
  },
  {
    models: ["ZH20T", "ZH20N", "M30T", "M3T", "M3TD", "M4T", "M4TD"],
    pixelUm: 12,
    widthsPx: [640],
    source: "DJI specifications of the thermal cameras: pixel pitch 12 micrometres, 640 x 512.",
  },
];

/** Width of the sensor that took a picture of this size, millimetres; `undefined` when the table does not know camera or size. */
export function sensorWidthMm(optics: MediaOptics, widthPx: number, heightPx: number): number | undefined {
  const model = optics.model?.trim().toLowerCase();
  const longPx = Math.max(widthPx, heightPx);
  const row = cameraSensors.find(
    ({ models, widthsPx }) => widthsPx.includes(longPx) && models.some((each) => each.toLowerCase() === model),
  );
  return row === undefined ? undefined : (widthPx * row.pixelUm) / 1000;
}
