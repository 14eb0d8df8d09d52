/** Writes pictures with the metadata of a drone's camera. For fixtures, benches and the sample operation: what it writes is synthetic. */
import { type HeicPhotoOptions, writeHeicPhoto } from "../heic/write-heic-photo.ts";
import { type JpegPhotoOptions, writeJpegPhoto } from "./write-jpeg-photo.ts";
import { type TiffPhotoOptions, writeTiffPhoto } from "./write-tiff-photo.ts";

/** A picture to write: a JPEG around compressed pixels, a TIFF or DNG around grey ones, a HEIC without pixels. */
export type WritePhotoOptions =
  | ({ readonly format: "jpeg" } & JpegPhotoOptions)
  | TiffPhotoOptions
  | ({ readonly format: "heic" } & HeicPhotoOptions);

/** Writes the picture. Throws a `RangeError` for a tag that is not known or a part that does not fit. */
export function writePhoto(options: WritePhotoOptions): Uint8Array {
  if (options.format === "jpeg") return writeJpegPhoto(options);
  return options.format === "heic" ? writeHeicPhoto(options) : writeTiffPhoto(options);
}
