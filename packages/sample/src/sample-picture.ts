/** Drawn pictures for sample records: a sky, a ridge, and rows that run to the horizon. */
import { encodeJpeg } from "./jpeg.ts";
import { newRandom, type Random } from "./random.ts";

/** The same scene twice, as an app embeds it: a full picture and a shrunk one, both JPEG. */
export function samplePicture(random: Random): { readonly full: Uint8Array; readonly shrunk: Uint8Array } {
  const scene = sceneOf(random);
  return { full: drawn(scene, 480, 270), shrunk: drawn(scene, 160, 90) };
}

/** Grey value at a place, both coordinates from 0 to 1. */
type Scene = (x: number, y: number) => number;

function sceneOf(random: Random): Scene {
  const horizon = random.between(0.32, 0.45);
  const vanishing = random.between(0.3, 0.7);
  const rows = random.between(14, 24);
  const ridge = [random.between(0, 6), random.between(0, 6), random.between(0, 6)];
  return (x, y) => {
    const crest = horizon - 0.05 - 0.04 * Math.sin(x * 5 + (ridge[0] as number)) - 0.02 * Math.sin(x * 13 + (ridge[1] as number));
    if (y < crest) return 228 - 45 * (y / horizon);
    if (y < horizon) return 128 + 14 * Math.sin(x * 40 + (ridge[2] as number));
    const depth = (y - horizon) / (1 - horizon);
    const across = (x - vanishing) / Math.max(0.02, depth);
    const row = Math.sin(across * rows);
    return 96 + 44 * depth + (row > 0.2 ? -34 : 12) * Math.min(1, depth * 4);
  };
}

function drawn(scene: Scene, width: number, height: number): Uint8Array {
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) grey[y * width + x] = Math.max(0, Math.min(255, Math.round(scene(x / width, y / height))));
  }
  return encodeJpeg({ width, height, grey });
}

/** A drawn picture by number, as a camera of the operation would take it: the same number gives the same bytes. */
export function sampleJpeg(number: number): Uint8Array {
  return samplePicture(newRandom(number, "sample-picture")).full;
}
