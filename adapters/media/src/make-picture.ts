/** Pictures made smaller and stood upright by libvips, within limits: hostile bytes cost a moment and give nothing. */
import { open } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import type { MadePicture, PictureSource } from "./types.ts";

/** Larger pictures are not opened: 100 megapixels is the largest camera in the field, stitched panoramas are some times that. */
const MOST_PIXELS = 400_000_000;
/** Longest a picture may take. */
const MOST_SECONDS = 20;
/** Largest preview that is read into memory. */
const MOST_PART_BYTES = 64 * 1024 * 1024;
const QUALITY = 82;

let isPrepared = false;

/** Loaders beyond those for camera pictures stay shut: they have no business with kept files. */
export function preparePictures(): void {
  if (isPrepared) return;
  isPrepared = true;
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadTiff", "VipsForeignLoadWebp"] });
  sharp.cache(false);
  sharp.concurrency(1);
}

/** Makes a picture at most `widthPx` wide and as high; `undefined` when the bytes are no picture that can be shown here. */
export async function makePicture(
  { path, part, orientation }: PictureSource,
  { widthPx, mediaType }: { readonly widthPx: number; readonly mediaType: MadePicture["mediaType"] },
): Promise<MadePicture | undefined> {
  preparePictures();
  const input = part === undefined ? path : await readPart(path, part);
  if (input === undefined) return undefined;
  try {
    // What the caller says of the orientation holds, not what a preview says of itself.
    const opened = sharp(input, { limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: "none", pages: 1, autoOrient: false });
    const sized = opened
      .timeout({ seconds: MOST_SECONDS })
      .resize({ width: widthPx, height: widthPx, fit: "inside", withoutEnlargement: true });
    const upright = turned(sized, orientation).toColourspace("srgb");
    const made = mediaType === "image/webp" ? upright.webp({ quality: QUALITY, effort: 2 }) : upright.jpeg({ quality: QUALITY });
    const { data, info } = await made.toBuffer({ resolveWithObject: true });
    return { bytes: data, mediaType, widthPx: info.width, heightPx: info.height };
  } catch (error) {
    if (isMissing(error)) throw error;
    // Whatever libvips says of the bytes: there is no picture that can be shown.
    return undefined;
  }
}

/** Stands a picture upright as EXIF Orientation says. */
function turned(picture: Sharp, orientation: number | null): Sharp {
  switch (orientation) {
    case 2:
      return picture.flop();
    case 3:
      return picture.rotate(180);
    case 4:
      return picture.flip();
    // sharp mirrors before it turns, in whatever order it is told.
    case 5:
      return picture.flop().rotate(270);
    case 6:
      return picture.rotate(90);
    case 7:
      return picture.flop().rotate(90);
    case 8:
      return picture.rotate(270);
    default:
      return picture;
  }
}

async function readPart(path: string, { byteOffset, lengthBytes }: NonNullable<PictureSource["part"]>): Promise<Uint8Array | undefined> {
  if (lengthBytes <= 0 || lengthBytes > MOST_PART_BYTES) return undefined;
  const handle = await open(path, "r");
  try {
    const bytes = new Uint8Array(lengthBytes);
    let at = 0;
    while (at < lengthBytes) {
      const { bytesRead } = await handle.read(bytes, at, lengthBytes - at, byteOffset + at);
      if (bytesRead === 0) return undefined;
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EACCES");
}
