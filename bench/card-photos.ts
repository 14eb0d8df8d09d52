/** Made photos for benches: the metadata of a drone's camera around a small drawn picture that is filled up to the size asked for. */
import { djiPhotoValues, writePhoto } from "../packages/formats/src/index.ts";
import { sampleJpeg } from "../packages/sample/src/index.ts";

const FIRST_MS = Date.UTC(2026, 8, 7, 9);

/** The photo of this number: about `sizeBytes` long, no two alike. */
export function cardPhoto(number: number, sizeBytes: number): Uint8Array {
  const takenMs = FIRST_MS + number * 2000;
  const local = new Date(takenMs + 3_600_000).toISOString().slice(0, 19).replaceAll("-", ":").replace("T", " ");
  const { exif, xmp } = djiPhotoValues({
    model: "FC3411",
    localTime: local,
    offset: "+01:00",
    position: { latDeg: 38 + (number % 1000) * 1e-5, lonDeg: -7.8 + Math.floor(number / 1000) * 1e-4 },
    absoluteAltM: 210,
    relativeAltM: 60,
    gimbal: { yawDeg: number % 360, pitchDeg: -90, rollDeg: 0 },
    aircraft: { yawDeg: number % 360, pitchDeg: 2, rollDeg: 0 },
    focalLengthMm: 8.4,
    focal35Mm: 22,
    droneModel: "SYNTH Bench",
    droneSerialNumber: "SYNTH0BENCH0001",
    cameraSerialNumber: "SYNTH1BENCH0001",
    captureUuid: `SYNTH-BENCH-${number}`,
  });
  const drawn = drawnPictures[number % drawnPictures.length] as Uint8Array;
  return writePhoto({
    format: "jpeg",
    pixels: filled(drawn, Math.max(0, sizeBytes - drawn.byteLength - 8000), number),
    exif: { ...exif, ImageDescription: "synthetic" },
    xmp,
    thumbnail,
  });
}

const drawnPictures = [0, 1, 2, 3].map(sampleJpeg);
/** None of the pictures: who takes it out must not find it again. */
const thumbnail = sampleJpeg(4);

/** Noise in front of the mark that ends the picture. As in compressed data, about every 256th byte is 0xFF, with a zero behind it. */
function filled(jpeg: Uint8Array, more: number, seed: number): Uint8Array {
  const out = new Uint8Array(jpeg.byteLength + more);
  out.set(jpeg.subarray(0, -2));
  const words = new Uint32Array(more >> 2);
  let state = (seed + 1) * 2_654_435_761;
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = (state & 63) === 0 ? (state & 0x7f7f_0000) | 0xff : state & 0x7f7f_7f7f;
  }
  out.set(new Uint8Array(words.buffer), jpeg.byteLength - 2);
  out.set(jpeg.subarray(-2), out.byteLength - 2);
  return out;
}
