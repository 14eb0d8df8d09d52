/** Made pictures with everything that a drone's camera can write in. Places and numbers are invented. */
import { type DjiPhotoFacts, djiPhotoValues, writePhoto } from "../src/index.ts";
import { madeJpeg } from "./made-jpeg.ts";

export const FACTS: DjiPhotoFacts = {
  model: "M9X",
  localTime: "2026:09:12 11:14:03",
  subSecond: "250",
  offset: "+02:00",
  utcAtExposure: "2026-09-12T09:14:03.250113",
  position: { latDeg: 47.1234567, lonDeg: -8.7654321 },
  altitudeType: "RtkAlt",
  absoluteAltM: 512.345,
  relativeAltM: 39.8,
  gimbal: { yawDeg: -132.1, pitchDeg: -89.9, rollDeg: 0 },
  aircraft: { yawDeg: -129.9, pitchDeg: -1.6, rollDeg: 0.9 },
  speedMps: { x: 3.6, y: 0.1, z: 0 },
  rtk: { flag: 50, stdLatM: 0.01234, stdLonM: 0.01345, stdHgtM: 0.02456 },
  laser: { status: "Normal", distanceM: 71.085, latDeg: 47.1234001, lonDeg: -8.7654001, altM: 3.917, absoluteAltM: 476.4 },
  focalLengthMm: 12.29,
  focal35Mm: 24,
  digitalZoom: 1,
  calibratedFocalPx: 3725.151611,
  calibratedCentrePx: { x: 2640.5, y: 1978.25 },
  dewarpData: "2026-01-05;3713.29,3713.29,7.02,-8.72,-0.11257524,0.01487443,0.00027064,-0.00008572,-0.00000010",
  droneModel: "Kestrel 9",
  droneSerialNumber: "SYNTH1581F000DRONE",
  cameraSerialNumber: "SYNTHCAM00042",
  lensSerialNumber: "SYNTHLENS0007",
  captureUuid: "0f0e0d0c0b0a4908",
  ntrip: { mountPoint: "SYNTHMOUNT", port: 2101, host: "ntrip.example.test" },
};

export const THUMBNAIL: Uint8Array = madeJpeg(160, 120, 300);
export const PREVIEW: Uint8Array = madeJpeg(960, 720, 900);

/** A JPEG with thumbnail, preview, thermal blocks, comment and trailing data. */
export function fullJpeg(facts: DjiPhotoFacts = FACTS): Uint8Array {
  return writePhoto({
    format: "jpeg",
    pixels: madeJpeg(5280, 3956, 4000),
    ...djiPhotoValues(facts),
    thumbnail: THUMBNAIL,
    preview: PREVIEW,
    thermal: { data: new Uint8Array(70_000).fill(7), parameters: new Uint8Array(200).fill(9) },
    comment: "made for a test",
    trailing: new TextEncoder().encode("SYNTHTRAILINGDATA"),
  });
}
