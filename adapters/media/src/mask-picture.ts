/** Boxes of solid black over a picture's pixels. PNG and TIFF keep every other pixel; a JPEG is coded anew and the difference is measured. */
import { rename, rm } from "node:fs/promises";
import sharp from "sharp";
import { preparePictures } from "./make-picture.ts";
import type { MaskedPicture, PictureMask } from "./types.ts";

/** A picture is held decoded, twice: 150 megapixels are 900 MB. */
const MOST_PIXELS = 150_000_000;
const MOST_SECONDS = 60;
const QUALITY = 95;

/** The question of a masked picture. */
export interface MaskQuestion {
  readonly path: string;
  readonly masks: readonly PictureMask[];
  /** Where the new picture is written, under this name once it is whole. */
  readonly targetPath: string;
}

/** Why no picture was made. */
export type MaskRefusal = "unreadable" | "severalPages" | "depth" | "outside" | "notIdentical";

/** Paints. Decoding errors are refusals, never a half picture; the file system's errors are thrown. */
export async function maskPicture({ path, masks, targetPath }: MaskQuestion): Promise<MaskedPicture | MaskRefusal> {
  preparePictures();
  const part = `${targetPath}.part`;
  try {
    const open = () =>
      sharp(path, { limitInputPixels: MOST_PIXELS, failOn: "error", autoOrient: false, ignoreIcc: true }).timeout({
        seconds: MOST_SECONDS,
      });
    const about = await open().metadata();
    const { format, depth, orientation, chromaSubsampling } = about;
    if ((about.pages ?? 1) > 1) return "severalPages";
    if (about.space === "cmyk" || (format !== "jpeg" && format !== "png" && format !== "tiff") || (depth !== "uchar" && depth !== "ushort"))
      return "depth";
    const space = spaceOf(about.channels ?? 3, depth);
    const { data, info } = await open().toColourspace(space).raw({ depth }).toBuffer({ resolveWithObject: true });
    const pixels = depth === "ushort" ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data;
    const { width, height, channels } = info;
    // A box that paints nothing would count as something taken out.
    if (masks.length === 0 || masks.some((mask) => !touches(mask, width, height))) return "outside";
    const painted = paint(pixels, { width, height, channels, hasAlpha: about.hasAlpha }, masks);
    const raw = sharp(pixels, { raw: { width, height, channels }, limitInputPixels: MOST_PIXELS }).timeout({ seconds: MOST_SECONDS });
    const upright = orientation === undefined || orientation === 1 ? raw : raw.withMetadata({ orientation });
    const sampled = chromaSubsampling === "4:4:4" ? "4:4:4" : "4:2:0";
    const coded =
      format === "jpeg"
        ? upright.jpeg({ quality: QUALITY, chromaSubsampling: sampled })
        : format === "png"
          ? upright.toColourspace(space).png({ compressionLevel: 4 })
          : upright.toColourspace(space).tiff({ compression: "deflate", predictor: "horizontal" });
    await coded.toFile(part);
    const again = await sharp(part, { limitInputPixels: MOST_PIXELS, autoOrient: false, ignoreIcc: true })
      .toColourspace(space)
      .raw({ depth })
      .toBuffer({ resolveWithObject: true });
    if (again.info.width !== width || again.info.height !== height || again.info.channels !== channels) return "notIdentical";
    const after = depth === "ushort" ? new Uint16Array(again.data.buffer, again.data.byteOffset, again.data.byteLength / 2) : again.data;
    const difference = differenceOf(pixels, after, { width, height, channels }, masks);
    if (format !== "jpeg" && difference.most > 0) return "notIdentical";
    await rename(part, targetPath);
    return {
      format,
      widthPx: width,
      heightPx: height,
      paintedPx: painted,
      isIdenticalElsewhere: difference.most === 0,
      difference,
      lostProfile: about.icc !== undefined,
    };
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code)) throw error;
    return "unreadable";
  } finally {
    await rm(part, { force: true });
  }
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** True when at least one pixel of the picture lies in the box. */
function touches({ leftPx, topPx, widthPx, heightPx }: PictureMask, width: number, height: number): boolean {
  return leftPx >= 0 && topPx >= 0 && widthPx >= 1 && heightPx >= 1 && leftPx < width && topPx < height;
}

function spaceOf(channels: number, depth: "uchar" | "ushort"): string {
  if (channels <= 2) return depth === "ushort" ? "grey16" : "b-w";
  return depth === "ushort" ? "rgb16" : "srgb";
}

/** Fills the boxes with zeros, opaque; how many pixels were painted, overlaps counted once. */
function paint(pixels: Uint8Array | Uint16Array, shape: Shape & { readonly hasAlpha: boolean }, masks: readonly PictureMask[]): number {
  const { width, height, channels, hasAlpha } = shape;
  const opaque = pixels instanceof Uint16Array ? 0xffff : 0xff;
  let painted = 0;
  for (let row = 0; row < height; row += 1) {
    let done = 0;
    for (const [from, to] of spansOf(masks, row, width)) {
      const start = Math.max(from, done);
      if (to <= start) continue;
      pixels.fill(0, (row * width + start) * channels, (row * width + to) * channels);
      if (hasAlpha) for (let at = start; at < to; at += 1) pixels[(row * width + at) * channels + channels - 1] = opaque;
      painted += to - start;
      done = to;
    }
  }
  return painted;
}

/** Painted spans of a row, by their starts. */
function spansOf(masks: readonly PictureMask[], row: number, width: number): readonly (readonly [number, number])[] {
  return masks
    .filter(({ topPx, heightPx }) => row >= topPx && row < topPx + heightPx)
    .map(({ leftPx, widthPx }) => [Math.min(width, leftPx), Math.min(width, leftPx + widthPx)] as const)
    .sort((a, b) => a[0] - b[0]);
}

/** Largest and mean absolute difference of samples outside the boxes. */
function differenceOf(
  before: Uint8Array | Uint16Array,
  after: Uint8Array | Uint16Array,
  { width, height, channels }: Shape,
  masks: readonly PictureMask[],
): { readonly most: number; readonly mean: number } {
  let most = 0;
  let sum = 0;
  let count = 0;
  const compare = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) {
      const difference = Math.abs((before[at] as number) - (after[at] as number));
      sum += difference;
      if (difference > most) most = difference;
    }
    count += Math.max(0, to - from);
  };
  for (let row = 0; row < height; row += 1) {
    let at = 0;
    for (const [from, to] of spansOf(masks, row, width)) {
      if (from > at) compare((row * width + at) * channels, (row * width + from) * channels);
      at = Math.max(at, to);
    }
    compare((row * width + at) * channels, (row + 1) * width * channels);
  }
  return { most, mean: count === 0 ? 0 : sum / count };
}
